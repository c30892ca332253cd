"""The share of targets in a set, and both p-values, on cases small enough to count."""

import numpy as np
import pytest
from scipy.stats import hypergeom

from mirtrd.targets.enrichment import enrich, gather_sets, overlap

GENES = ["a", "b", "c", "d", "e"]
SETS = {"one": frozenset("ab"), "two": frozenset("exyz"), "none": frozenset("q")}
# miRNA 0 targets a and b, 1 targets b and c, 2 targets d, 3 targets e.
TARGETED = np.array(
    [[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1]], np.float32
)


def lists(*chosen: list[int]) -> np.ndarray:
    found = np.zeros((len(chosen), 4), bool)
    for row, members in enumerate(chosen):
        found[row, members] = True
    return found


def test_a_gene_that_two_mirnas_target_counts_once():
    found = overlap(lists([0, 1], [2], []), TARGETED, gather_sets(SETS, GENES))
    assert found.targets.tolist() == [3, 1, 0]
    assert found.inside.tolist() == [[2, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert found.share[:, 0].tolist() == [pytest.approx(2 / 3), 0, 0]


def test_blocks_of_lists_make_no_difference(monkeypatch):
    all_lists = lists([0], [1], [2], [3], [0, 3], [1, 2])
    sets = gather_sets(SETS, GENES)
    whole = overlap(all_lists, TARGETED, sets)
    monkeypatch.setattr("mirtrd.targets.enrichment.BLOCK", 2)
    parts = overlap(all_lists, TARGETED, sets)
    assert (whole.inside == parts.inside).all()
    assert (whole.targets == parts.targets).all()


def test_p_is_the_share_of_random_lists_that_are_at_least_as_often_in_the_set():
    drawn = lists([0], [1], [2], [3])
    found = enrich(lists([1])[0], drawn, TARGETED, gather_sets(SETS, GENES))
    # Shares of the set: ours 1/2; of the random ones 1, 1/2, 0, 0.
    assert found.share[0] == 0.5
    assert found.pvalue[0] == (1 + 2) / (1 + 4)
    assert found.chance[0] == 0.25
    assert found.targets == 2
    # Of 5 genes 2 are in the set, 2 are drawn, and one or more of them is in it: 1 - 3/10.
    assert found.usual[0] == pytest.approx(0.7)
    assert found.usual[0] == pytest.approx(hypergeom.sf(0, 5, 2, 2))


def test_a_set_that_nothing_targets_is_as_often_hit_by_all():
    found = enrich(lists([0])[0], lists([1], [2]), TARGETED, gather_sets(SETS, GENES))
    assert found.pvalue[2] == 1
    assert found.usual[2] == 1
