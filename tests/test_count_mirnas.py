"""Assignment, shares and rounding on cases worked out by hand."""

import random
from collections import Counter

import pytest

from count_mirnas import Mature, classify, nearest_matures, round_to_total, share

MATURES = {
    "h1": [Mature("a-5p", 10, 32), Mature("a-3p", 50, 72)],
    "h2": [Mature("a-5p", 5, 27)],
    "h3": [Mature("b-5p", 10, 32)],
}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (10, 32, {"a-5p"}),
        (14, 38, {"a-5p"}),  # 4 nt at the 5' end and 6 nt at the 3' end are still an isomiR
        (15, 32, set()),
        (10, 39, set()),
        (6, 26, {"a-5p"}),
        (49, 70, {"a-3p"}),
        (30, 52, set()),  # the loop
    ],
)
def test_insert_is_an_isomir_of_a_mature_with_near_ends(start, end, expected):
    assert nearest_matures(MATURES["h1"], start, end) == expected


def test_overlapping_matures_are_told_apart_by_their_ends():
    near = [Mature("x", 10, 32), Mature("y", 12, 34)]
    assert nearest_matures(near, 12, 33) == {"y"}
    assert nearest_matures(near, 11, 33) == {"x", "y"}


def test_each_read_is_counted_once():
    placements = [
        (100, [("h1", 10, 32), ("h2", 5, 27)]),  # one mature of two hairpins
        (30, [("h1", 10, 31), ("h3", 10, 31)]),  # two matures
        (5, [("h1", 35, 50)]),  # a hairpin beside its matures
        (2, [("h2", 40, 60), ("h3", 11, 32)]),  # a mature wins over a place beside one
    ]
    matures, hairpins, fates = classify(iter(placements), MATURES, drop_ambiguous=False)
    assert matures == Counter(
        {frozenset({"a-5p"}): 100, frozenset({"a-5p", "b-5p"}): 30, frozenset({"b-5p"}): 2}
    )
    assert hairpins == Counter(
        {
            frozenset({"h1", "h2"}): 100,
            frozenset({"h1", "h3"}): 30,
            frozenset({"h1"}): 5,
            frozenset({"h3"}): 2,
        }
    )
    assert fates == {"mirna": 132, "hairpin": 5, "ambiguous": 0}
    matures, hairpins, fates = classify(iter(placements), MATURES, drop_ambiguous=True)
    assert fates == {"mirna": 102, "hairpin": 5, "ambiguous": 30}
    assert matures.total() == 102
    assert hairpins.total() == 107


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


def test_shares_keep_the_total_and_do_not_depend_on_the_order():
    rng = random.Random(3)
    classes = Counter()
    for _ in range(300):
        classes[frozenset(rng.sample("abcdefghij", rng.randint(1, 4)))] += rng.randint(1, 500)
    shares = share(classes, by_evidence=True)
    assert sum(shares.values()) == pytest.approx(classes.total())
    assert sum(round_to_total(shares).values()) == classes.total()
    reordered = Counter(dict(sorted(classes.items(), key=lambda item: sorted(item[0])[-1])))
    assert share(reordered, by_evidence=True) == pytest.approx(shares)


def test_rounding_by_largest_remainder():
    assert round_to_total({"a": 1.5, "b": 1.3, "c": 1.2}) == {"a": 2, "b": 1, "c": 1}
    assert round_to_total({"a": 0.4, "b": 0.4, "c": 0.2}) == {"a": 1, "b": 0, "c": 0}
    assert round_to_total({}) == {}
