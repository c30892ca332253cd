"""What nothing of the reference explains is kept, the most frequent first."""

import pytest

from builders.counting import HAIRPINS, OTHERS, A, C, changed, count_inserts, random_bases
from mirtrd.counting.unaligned import find_unaligned

STRANGE = {random_bases(25): count for count in (7, 300, 41, 41)}


@pytest.mark.parametrize("policy", ["em", "fractional", "unique"])
def test_unaligned_inserts_add_up_to_their_fate(reference, policy):
    """Under each policy for ambiguous ones: what is dropped for that is another fate."""
    known = {C: 91, C[:11] + "N" + C[12:]: 40, A: 17, HAIRPINS["h2"][40:62]: 4}
    known |= {OTHERS["other2"][5:40]: 8}
    counted, whole = count_inserts(known | STRANGE, reference, policy)
    found = list(find_unaligned(counted))
    assert dict(found) == STRANGE
    assert whole.classes["unaligned"] == sum(STRANGE.values())


def test_the_most_frequent_come_first_and_only_so_many_are_kept(reference, monkeypatch):
    monkeypatch.setattr("mirtrd.counting.unaligned.KEPT", 3)
    _, second, third, fourth = STRANGE
    counted, _ = count_inserts(STRANGE, reference)
    # Of the two with 41, the one that trimming has first.
    assert list(find_unaligned(counted)) == [(second, 300), (third, 41), (fourth, 41)]


def test_two_mismatches_with_more_reads_than_the_mirna_explains_are_left_over(reference):
    twice = changed(C, 5, 16)
    counted, _ = count_inserts({C: 50, twice: 4000}, reference)
    assert dict(find_unaligned(counted)) == {twice: 4000}
