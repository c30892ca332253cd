"""Whole counts keep their totals."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mirtrd.counting.rounding import round_in_groups, round_to_total

AMOUNTS = st.dictionaries(st.text(max_size=3), st.floats(0, 1e7))


def test_rounding_by_largest_remainder():
    assert round_to_total({"a": 1.5, "b": 1.3, "c": 1.2}) == {"a": 2, "b": 1, "c": 1}
    assert round_to_total({"a": 0.4, "b": 0.4, "c": 0.2}) == {"a": 1, "b": 0, "c": 0}
    assert round_to_total({}) == {}


def test_each_group_is_rounded_to_its_total():
    amounts, group = np.array([1.5, 1.3, 1.2, 0.5, 0.5]), np.array([0, 1, 0, 1, 1])
    # 1.5 + 1.2 become 3: 2 and 1; 1.3 + 0.5 + 0.5 become 2: the first of equal remainders is up.
    whole = round_in_groups(amounts, group, np.array([3, 2]))
    assert whole.tolist() == [2, 1, 1, 1, 0]


@given(AMOUNTS)
def test_totals_are_kept(amounts):
    whole = round_to_total(amounts)
    assert sum(whole.values()) == round(sum(amounts.values()))
    assert all(0 <= whole[name] - int(amount) <= 1 for name, amount in amounts.items())


@given(AMOUNTS)
def test_rounding_does_not_depend_on_the_order(amounts):
    backwards = dict(reversed(amounts.items()))
    total = round(sum(amounts.values()))
    assert round_to_total(backwards, total) == round_to_total(amounts, total)


GROUPS = st.lists(st.lists(st.floats(0, 1e6), min_size=1, max_size=6), min_size=1, max_size=6)


@given(GROUPS)
def test_totals_of_groups_are_kept(groups):
    amounts = np.concatenate(groups)
    group = np.repeat(np.arange(len(groups)), [len(members) for members in groups])
    totals = np.array([round(sum(members)) for members in groups])
    whole = round_in_groups(amounts, group, totals)
    assert np.bincount(group, whole).tolist() == totals.tolist()
    assert (abs(whole - amounts) <= 1).all()
