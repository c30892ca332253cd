"""Reads with a whole mature miRNA are anchors."""

import pytest

from mirtrd.trimming.anchors import READS_PER_MATURE, Anchor, find_anchors

MIR_21 = "TAGCTTATCAGACTGATGTTGA"
LONGER = MIR_21 + "CT"
ADAPTER = "TGGAATTCTCGGG"


def test_an_anchor_is_where_the_mature_is():
    found = find_anchors(["AC" + MIR_21 + ADAPTER, "A" * 60], {MIR_21}, 12)
    assert found.weighed == [Anchor(read="AC" + MIR_21 + ADAPTER, start=2, end=24, cut=False)]
    assert found.weighed[0].mature == MIR_21
    assert (found.reads, found.matures, found.unclear) == (1, 1, 0)


def test_the_longest_mature_counts():
    found = find_anchors([LONGER + ADAPTER], {MIR_21, LONGER}, 12)
    assert found.weighed[0].mature == LONGER


@pytest.mark.parametrize(
    "read",
    [
        MIR_21[:-1] + ADAPTER,  # not whole
        MIR_21[:9] + "C" + MIR_21[10:] + ADAPTER,  # a mismatch
        "A" * 13 + MIR_21 + ADAPTER,  # too far from the start
    ],
)
def test_what_is_no_whole_mature_is_no_anchor(read):
    assert find_anchors([read], {MIR_21}, 12).reads == 0


def test_one_mature_has_no_more_say_than_its_share():
    found = find_anchors([MIR_21 + ADAPTER] * 50 + ["A" * 60], {MIR_21}, 12)
    assert (len(found.weighed), found.reads) == (READS_PER_MATURE, 50)


def test_reads_that_end_behind_the_mature_are_unclear():
    found = find_anchors([MIR_21 + "TGGA"] * 30, {MIR_21}, 12)
    assert (found.reads, found.unclear) == (0, 30)
    assert found.ended_early() == "100 % of the reads with a miRNA end less than 5 bases behind it"
    assert found.too_few(2).startswith("0 reads of 0 miRNAs show what follows a whole miRNA")
    # A shorter read was not cut by the machine: there is nothing behind the miRNA.
    trimmed = find_anchors([MIR_21] * 30 + ["A" * 60], {MIR_21}, 12)
    assert (trimmed.reads, trimmed.unclear, trimmed.ended_early()) == (30, 0, None)
