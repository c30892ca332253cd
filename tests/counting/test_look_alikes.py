"""Other RNAs and miRNAs that may explain the inserts of one, on hand-made inserts and shares."""

from types import SimpleNamespace

import numpy as np
import pytest

from builders.counting import OTHERS, A, B, C, D, changed, count_inserts, describe
from mirtrd.counting.look_alikes import find_look_alikes, find_siblings

NAMES = ["a", "b", "c", "d"]


def siblings(counts: list[int], *shares: tuple[int, int, float]) -> list[tuple]:
    """Siblings, given the counts of inserts and the share of each insert that a mature has."""
    insert, mature, share = (np.array(column) for column in zip(*shares, strict=True))
    amount = share * np.array(counts)[insert]
    counted = SimpleNamespace(
        sample=SimpleNamespace(counts=np.array(counts)),
        reference=SimpleNamespace(matures=SimpleNamespace(names=NAMES)),
        assignment=SimpleNamespace(
            pairs=SimpleNamespace(insert=insert, mature=mature), share=share
        ),
        amounts=amount,
        of_matures=np.bincount(mature, amount),
    )
    return [row.cells() for row in find_siblings(counted)]


def test_one_without_reads_of_its_own_is_named_with_who_has_most_of_its_inserts():
    # b has a twentieth of one insert of a, and a half of one of c.
    found = siblings(
        [1000, 40, 500], (0, 0, 0.95), (0, 1, 0.05), (1, 1, 0.5), (1, 2, 0.5), (2, 2, 1)
    )
    assert found == [("b", "mirna", "a", 1040, 70.0)]


@pytest.mark.parametrize(("own", "named"), [(10, True), (30, False)])
def test_a_fifth_of_its_own_is_enough(own, named):
    found = siblings([100, own], (0, 0, 0.4), (0, 1, 0.6), (1, 0, 1.0))
    assert [row[0] for row in found] == (["a", "b"] if named else ["b"])


def test_what_is_shared_with_other_rnas_is_not_shared_with_a_mirna():
    assert siblings([100], (0, 0, 0.5)) == []


def test_less_than_half_a_read_is_none():
    assert siblings([10, 500], (0, 0, 0.96), (0, 1, 0.04), (1, 0, 1.0)) == []


def test_a_mirna_with_few_perfect_reads_may_be_another_rna(reference):
    counted, whole = count_inserts({changed(A, 8): 60, A: 20}, reference)
    assert whole.matures == {"a": 80}
    (row,) = find_look_alikes(counted)
    assert row.cells() == ("a", "unknown", "mismatched", 60, 60.0)
    assert describe(counted, whole)["a"].look_alike == "mismatched"
    counted, _ = count_inserts({changed(A, 8): 60, A: 70}, reference)
    assert find_look_alikes(counted) == []


def test_a_mirna_with_hardly_a_read_of_its_own_is_named_after_the_other(reference):
    # Of 30,000 reads of c, some 13 look like d: d keeps a part of 30, and has no other.
    counted, whole = count_inserts({C: 30_000, D: 30}, reference)
    assert 5 < whole.matures["d"] < 25
    [found] = find_look_alikes(counted)
    assert found.cells()[:4] == ("d", "mirna", "c", 30)
    assert round(found.given) == whole.matures["d"]
    rows = describe(counted, whole)
    assert {name: row.look_alike for name, row in rows.items()} == {"c": "", "d": "c"}


def test_a_mirna_that_lost_its_reads_is_a_look_alike_too(reference):
    # The RNA has fragments with other ends; an error in one read is as likely in either.
    fragments = {OTHERS["other1"][30 + a : 52 + b]: 2000 for a, b in ((-5, 0), (0, 5), (2, 6))}
    counted, whole = count_inserts({B: 300, B[:20]: 50, A: 10, **fragments}, reference)
    [found] = find_look_alikes(counted)
    assert found.cells()[:4] == ("b", "tRNA", "other1", 350)
    assert found.given < 5
    assert whole.matures == {"a": 10, "b": round(found.given)}
