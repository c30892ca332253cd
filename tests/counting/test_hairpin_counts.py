"""Counts of hairpins that have matures in common."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.counting import HAIRPINS, A, C, count_inserts
from mirtrd.counting.hairpin_counts import count_hairpins, number_alike, share


def test_shares_follow_the_evidence():
    # 90 and 10 unique reads: of 50 shared ones, 45 and 5 (the fixed point of the iteration).
    classes = Counter({frozenset("a"): 90, frozenset("b"): 10, frozenset("ab"): 50})
    by_evidence = share(classes, by_evidence=True)
    assert by_evidence == pytest.approx({"a": 135, "b": 15}, abs=0.1)
    assert share(classes, by_evidence=False) == {"a": 115, "b": 35}


def test_names_without_evidence_share_equally():
    assert share(Counter({frozenset("abc"): 30}), by_evidence=True) == pytest.approx(
        {"a": 10, "b": 10, "c": 10}
    )


CLASSES = st.dictionaries(
    st.frozensets(st.sampled_from("abcde"), min_size=1), st.floats(0, 1e6), max_size=10
)


@given(classes=CLASSES, by_evidence=st.booleans())
def test_nothing_is_lost_in_sharing(classes, by_evidence):
    found = share(classes, by_evidence)
    assert sum(found.values()) == pytest.approx(sum(classes.values()), abs=1e-6)
    assert min(found.values(), default=0) >= 0


RUNS = st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4), min_size=1, max_size=12)


@given(RUNS)
def test_runs_have_the_same_number_if_they_are_equal(runs):
    sizes = np.array([len(run) for run in runs])
    number = number_alike(np.cumsum(sizes) - sizes, np.concatenate(runs))
    for one, first in zip(number, runs, strict=True):
        for other, second in zip(number, runs, strict=True):
            assert (one == other) == (first == second)


def test_hairpins_have_what_is_on_their_matures_and_beside_them(reference):
    # h2 has 9 reads that go on as it does, so it gets all of the 17 that h1 has as well.
    inserts = {A: 17, HAIRPINS["h2"][20:45]: 9, C: 5, HAIRPINS["h5"][45:66]: 4}
    counted, whole = count_inserts(inserts, reference)
    total = whole.classes["mirna"] + whole.classes["hairpin"]
    hairpins = count_hairpins(counted, "em", total)
    assert sum(hairpins.values()) == total == 35
    assert hairpins["h2"] >= 25
    assert (hairpins["h4"], hairpins["h5"]) == (5, 4)
    assert count_hairpins(counted, "fractional", total)["h1"] in (8, 9)
