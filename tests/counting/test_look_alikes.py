"""miRNAs that share nearly all they have, on shares made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from mirtrd.counting.look_alikes import find_siblings

NAMES = ["a", "b", "c", "d"]


def siblings(counts: list[int], *shares: tuple[int, int, float]) -> list[tuple]:
    """Siblings, given the counts of inserts and the share of each insert that a mature has."""
    insert, mature, share = (np.array(column) for column in zip(*shares, strict=True))
    amount = share * np.array(counts)[insert]
    pairs = SimpleNamespace(insert=insert, mature=mature)
    counted = SimpleNamespace(
        assignment=SimpleNamespace(pairs=pairs, share=share), amount=amount, counts=np.array(counts)
    )
    reference = SimpleNamespace(matures=SimpleNamespace(names=NAMES))
    return [tuple(row) for row in find_siblings(counted, reference, np.bincount(mature, amount))]


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
