"""Random lists of miRNAs in the place of a given one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.targeted import make_families
from mirtrd.targets.draws import LARGE, LEAST_FAMILIES, draw_lists, find_families

MIRNAS = make_families(3)
FAMILIES = find_families(MIRNAS["seed"], MIRNAS["baseMean"])


def family_of() -> np.ndarray:
    number = np.empty(len(MIRNAS), int)
    for family, members in enumerate(FAMILIES.members):
        number[members] = family
    return number


def draw(listed: np.ndarray, draws: int = 50) -> np.ndarray:
    return draw_lists(listed, FAMILIES, np.random.default_rng(0), draws)


def test_families_are_parted_by_size_and_those_of_one_size_by_abundance():
    sizes = np.array([len(members) for members in FAMILIES.members])
    for stratum in np.unique(FAMILIES.stratum):
        own = sizes[FAMILIES.stratum == stratum]
        assert len(set(np.minimum(own, LARGE))) == 1
    single = set(FAMILIES.stratum[sizes == 1])
    assert len(single) == 3  # 133 of them
    levels = [
        MIRNAS["baseMean"].to_numpy()[[FAMILIES.members[f][0] for f in
                                       np.flatnonzero(FAMILIES.stratum == s)]]
        for s in sorted(single)
    ]  # fmt: skip
    assert levels[0].max() < levels[1].min()
    assert levels[1].max() < levels[2].min()
    # 21 pairs are one class, as two would have less than LEAST_FAMILIES each.
    assert len(set(FAMILIES.stratum[sizes == 2])) == 1
    assert LEAST_FAMILIES == 20


@given(st.sets(st.integers(0, len(MIRNAS) - 1), min_size=1, max_size=30))
def test_a_random_list_has_as_many_families_and_members_of_like_kind(chosen):
    listed = np.zeros(len(MIRNAS), bool)
    listed[list(chosen)] = True
    number = family_of()

    def kinds(one: np.ndarray) -> list[tuple[int, int]]:
        """Stratum and listed members of each family of a list, those of large ones not counted."""
        found = []
        for family in np.unique(number[one]):
            stratum = FAMILIES.stratum[family]
            members = one[FAMILIES.members[family]].sum()
            large = len(FAMILIES.members[family]) >= LARGE
            found.append((int(stratum), 0 if large else int(members)))
        return sorted(found)

    for one in draw(listed, 5):
        assert kinds(one) == kinds(listed)


def test_of_a_large_family_as_many_members_are_drawn_or_all_of_a_smaller_one():
    large = max(FAMILIES.members, key=len)
    listed = np.zeros(len(MIRNAS), bool)
    listed[large] = True
    number = family_of()
    sizes = set()
    for one in draw(listed, 200):
        [family] = np.unique(number[one])
        assert one.sum() == min(len(large), len(FAMILIES.members[family]))
        sizes.add(len(FAMILIES.members[family]))
    assert sizes == {3, 4, 5, 6}


def test_each_mirna_of_a_stratum_is_drawn_equally_often():
    own = np.flatnonzero(FAMILIES.stratum == FAMILIES.stratum.min())
    listed = np.zeros(len(MIRNAS), bool)
    listed[[FAMILIES.members[family][0] for family in own[:4]]] = True
    drawn = draw(listed, 20_000)
    members = [FAMILIES.members[family][0] for family in own]
    assert drawn.sum(axis=1).tolist() == [4] * len(drawn)
    assert drawn[:, members].mean(axis=0) == pytest.approx(4 / len(own), abs=0.01)


def test_the_same_seed_draws_the_same_lists():
    listed = np.arange(len(MIRNAS)) % 17 == 0
    assert (draw(listed) == draw(listed)).all()


def test_a_single_mirna_is_a_family_of_its_own():
    found = find_families(pd.Series(["a", "b", "a"]), pd.Series([1.0, 2.0, 3.0]))
    assert [members.tolist() for members in found.members] == [[0, 2], [1]]
