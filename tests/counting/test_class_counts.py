"""Other RNAs by transcript, and lengths by class."""

from collections import Counter

import pytest

from builders.counting import (
    HAIRPINS,
    NOWHERE,
    OTHERS,
    A,
    C,
    D,
    by_class,
    count_inserts,
    write_reference,
)
from mirtrd.counting.class_counts import count_lengths, count_others

MIDDLE = C[:11] + "N" + C[12:]
COUNTS = {C: 91, D: 33, MIDDLE: 41, A: 17, HAIRPINS["h2"][20:44]: 9, C + "A": 3, NOWHERE: 2}
COUNTS |= {HAIRPINS["h5"][45:66]: 4, OTHERS["other2"][5:40]: 8}


@pytest.mark.parametrize("policy", ["em", "fractional", "unique"])
def test_lengths_add_up_to_the_classes(reference, policy):
    counted, whole = count_inserts(COUNTS, reference, policy)
    lengths = list(count_lengths(counted, whole.classes))
    assert by_class(lengths) == +Counter(whole.classes)
    assert sum(number for *_, number in lengths) == sum(COUNTS.values())


def test_lengths_are_those_of_the_inserts(reference):
    counted, whole = count_inserts({A: 17, HAIRPINS["h2"][20:44]: 9, NOWHERE: 2}, reference)
    lengths = list(count_lengths(counted, whole.classes))
    assert lengths == [("mirna", 22, 17), ("mirna", 24, 9), ("unaligned", 30, 2)]


def test_transcripts_go_by_their_id(tmp_path):
    others = {"tRNA:one": OTHERS["other1"], "rRNA:two": OTHERS["other2"]}
    files = write_reference(tmp_path, others=others, classes={"rRNA:two": "rRNA"})
    counts = {OTHERS["other1"][:30]: 5, OTHERS["other2"][5:40]: 8, OTHERS["other2"][6:40]: 2}
    counted, whole = count_inserts(counts, files.read())
    assert list(count_others(counted, whole.classes)) == [("tRNA", "one", 5), ("rRNA", "two", 10)]
    assert (whole.classes["tRNA"], whole.classes["rRNA"]) == (5, 10)
