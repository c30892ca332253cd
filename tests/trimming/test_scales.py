"""Letters of qualities are read on the scale on which they were written."""

import numpy as np
import pytest

from mirtrd.trimming.fastq import Block, as_block
from mirtrd.trimming.scales import Scale, tell_scale


def block_of(qualities: list[str]) -> Block:
    return as_block("".join(f"@r\n{'A' * len(q)}\n+\n{q}\n" for q in qualities).encode())


@pytest.mark.parametrize(
    ("qualities", "offset"),
    [
        (["IIIIFFF", "##"], 33),
        (["hhhhB", "gfe"], 64),  # Illumina 1.5
        (["hh;<=", "h"], 64),  # Solexa: -5 is ";"
        (["hh:"], 33),  # ":" is no quality of an offset of 64: a machine that goes beyond 41
        (["JJJ@@"], 33),  # nothing above "J"
        (["KKK@@"], 64),
        (["", ""], 33),
    ],
)
def test_the_offset_is_told_from_the_letters(qualities, offset):
    assert tell_scale(block_of(qualities)).offset == offset


def test_a_letter_is_the_same_error_on_both_scales():
    old, new = Scale(offset=64).error, Scale().error
    assert old[ord("h")] == new[ord("I")] == pytest.approx(1e-4)
    assert old[ord("B")] == pytest.approx(10**-0.2)
    assert old[ord("@")] == old[ord(";")] == 1
    assert Scale(offset=64).high[0] == ord("^")
    assert Scale().high[0] == ord("?")


@pytest.mark.parametrize("qualities", [["????"], ["????", "$$$$"], ["####"]])
def test_one_or_two_values_say_nothing(qualities):
    scale = tell_scale(block_of(qualities * 100))
    assert not scale.known
    assert np.unique(scale.error).tolist() == pytest.approx([1e-4])


def test_three_values_are_believed_and_two_in_a_handful_of_reads():
    assert tell_scale(block_of(["FFF,#"] * 100)).known
    assert tell_scale(block_of(["FFF,"] * 10)).known


def test_reads_of_another_scale_are_found():
    broken = Scale(offset=64).is_broken(block_of(["hhh", "hh#", ""]))
    assert broken.tolist() == [False, True, False]
    assert not Scale().is_broken(block_of(["!!"])).any()
