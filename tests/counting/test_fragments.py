"""Fragments of other RNAs and what is expected of them, on hand-made inserts."""

from dataclasses import replace

import numpy as np
import pytest

from builders.counting import OTHERS, as_inserts, changed, not_base
from mirtrd.counting.fragments import AT_LEAST, NEIGHBOURS, OTHER_TAIL, Fragments, find_fragments
from mirtrd.counting.sample import place_sample
from mirtrd.counting.sources import Known

RNA = OTHERS["other2"]


def fragments_of(inserts: list[str], reference) -> Fragments:
    """The inserts on other RNAs, mismatches being as likely as none."""
    sample = place_sample(as_inserts(dict.fromkeys(inserts, 1)), reference, 2)
    fixed = np.ones(len(sample.on_others.insert))
    return find_fragments(sample.packed, reference.others, sample.on_others, fixed)


def expect(fragments: Fragments, *unexplained: float) -> np.ndarray:
    return fragments.expect(Known(amounts=np.zeros(0), unexplained=np.array(unexplained)))


def test_where_a_fragment_lies(reference):
    tail = not_base(RNA[35])
    inserts = [RNA[10:35], RNA[10:35] + tail, changed(RNA[10:35], 9), "ACGT" * 6]
    found = fragments_of(inserts, reference)
    first = reference.others.start[1] + 10
    assert found.start.tolist() == [first, first, first, -1]
    assert found.length.tolist() == [25, 25, 25, -1]
    assert found.exact.tolist() == [True, False, False, False]
    assert found.likelihood == pytest.approx([OTHER_TAIL[0], OTHER_TAIL[1], OTHER_TAIL[0], 0])


def test_reads_of_the_same_fragment_and_a_part_of_near_ones(reference):
    same, near, far = RNA[10:35], RNA[12:36], RNA[13:35]
    found = fragments_of([same, near, far, changed(same, 9)], reference)
    expected = expect(found, 100, 40, 8, 1000)
    # The last has a mismatch: its own reads tell nothing. 13 is 3 nt from 10, and 1 from 12.
    of_same = OTHER_TAIL[0] * (100 + NEIGHBOURS * 40 + AT_LEAST)
    of_near = OTHER_TAIL[0] * (40 + NEIGHBOURS * (100 + 8) + AT_LEAST)
    of_far = OTHER_TAIL[0] * (8 + NEIGHBOURS * 40 + AT_LEAST)
    assert expected == pytest.approx([of_same, of_near, of_far, of_same])


def test_of_what_is_judged_elsewhere_nothing_is_expected(reference):
    found = fragments_of([RNA[10:35], RNA[12:36]], reference)
    judged = replace(found, judged=np.array([True, False]))
    assert expect(judged, 100, 40).tolist() == [0, expect(found, 100, 40)[1]]


def test_nowhere_is_nothing_expected(reference):
    assert expect(fragments_of(["ACGT" * 6], reference), 50).tolist() == [0]
