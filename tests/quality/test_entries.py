"""Lists decide before the reads of one cohort; what is not known is said to be unknown."""

import math
from dataclasses import replace

import pytest

from mirtrd.quality.entries import Entry, Reads, doubts_of, judge

GOOD = Reads(count=500, same_5p=0.95, tailed=0.1, star=40, star_same_5p=0.9, look_alike=False)
RAGGED = replace(GOOD, same_5p=0.49)
# 16S rRNA as miR-12135, and a piece of U2 as miR-1246, in their reads.
PIECE = Reads(count=851, same_5p=0.44, tailed=0.84, star=0, star_same_5p=math.nan, look_alike=True)


@pytest.mark.parametrize(
    ("change", "doubts"),
    [
        ({}, []),
        ({"same_5p": 0.5}, []),
        ({"same_5p": 0.499}, ["ragged_5p"]),
        ({"tailed": 0.8}, []),
        ({"tailed": 0.801}, ["tailed"]),
        ({"count": 9_999, "star": 0}, []),
        ({"count": 10_000, "star": 1}, []),
        ({"count": 10_000, "star": 0}, ["no_star"]),
        ({"look_alike": True}, ["look_alike"]),
        (
            {"look_alike": True, "same_5p": 0.1, "tailed": 1.0},
            ["look_alike", "ragged_5p", "tailed"],
        ),
    ],
)
def test_what_speaks_against_an_entry(change, doubts):
    assert doubts_of(replace(GOOD, **change)) == doubts


def test_nine_reads_tell_nothing():
    assert doubts_of(replace(PIECE, count=9)) == []
    assert doubts_of(replace(PIECE, count=10)) == ["look_alike", "ragged_5p", "tailed"]
    assert doubts_of(None) == []


@pytest.mark.parametrize(
    ("entry", "verdict", "reasons"),
    [
        # The list of high confidence.
        (Entry(accepted="high_confidence"), "accepted", ["high_confidence"]),
        (Entry(accepted="no_dicer"), "accepted", ["no_dicer"]),
        (Entry(accepted=""), "unknown", ["not_high_confidence"]),
        (Entry(), "unknown", []),
        # It knows more than the reads of one cohort.
        (
            Entry(accepted="high_confidence", reads=RAGGED),
            "accepted",
            ["high_confidence", "ragged_5p"],
        ),
        # Reads decide for what is not on it.
        (Entry(accepted="", reads=RAGGED), "doubtful", ["ragged_5p", "not_high_confidence"]),
        (
            Entry(accepted="", reads=GOOD),
            "accepted",
            ["reads_of_both_arms", "not_high_confidence"],
        ),
        (Entry(reads=GOOD), "accepted", ["reads_of_both_arms"]),
        (Entry(reads=PIECE), "doubtful", ["look_alike", "ragged_5p", "tailed"]),
        # A piece of another RNA is doubtful, as miR-664a in SNORA36, listed or not.
        (
            Entry(accepted="high_confidence", others=("snoRNA:SNORA36B",), reads=GOOD),
            "doubtful",
            ["other_rna", "high_confidence"],
        ),
        # MirGeneDB has the last word.
        (Entry(is_member=True, accepted="", reads=PIECE), "accepted", None),
        (
            Entry(is_member=False, accepted="high_confidence", reads=GOOD),
            "doubtful",
            ["not_mirgenedb", "high_confidence"],
        ),
    ],
)
def test_the_verdict_and_what_decides_it_first(entry, verdict, reasons):
    found, why = judge(entry)
    assert found == verdict
    if reasons is not None:
        assert why == reasons


def test_a_member_of_mirgenedb_keeps_what_speaks_against_it():
    _, reasons = judge(Entry(is_member=True, accepted="", reads=PIECE))
    assert reasons[0] == "mirgenedb"
    assert set(reasons[1:]) == {"look_alike", "ragged_5p", "tailed", "not_high_confidence"}


@pytest.mark.parametrize(
    "change",
    [{"star": 9}, {"count": 9}, {"star_same_5p": 0.49}, {"star_same_5p": math.nan}],
)
def test_reads_accept_only_with_both_arms(change):
    """An arm that is not annotated accepts nothing, however many reads are beside the mature."""
    assert judge(Entry(accepted="", reads=replace(GOOD, **change)))[0] == "unknown"
