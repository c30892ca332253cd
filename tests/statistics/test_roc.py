"""The area under the ROC curve and DeLong's interval, held against cases worked by hand, and R's
pROC (tests/oracles/make_proc_oracles.R)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.paths import ORACLES
from mirtrd.statistics.roc import auc, auc_interval


def rows(*values: float) -> np.ndarray:
    return np.array([values], dtype=float)


def test_a_small_case_as_by_hand():
    # Of the six pairs of (3, 5, 4) and (1, 4): 3 > 1, 5 > 1, 4 > 1, 5 > 4, 4 = 4, 3 < 4.
    # Placements of the tested: 1/2, 1, 3/4, of the reference: 1, (0 + 1 + 1/2) / 3 = 1/2.
    # Variances: of the first 1/16, of the second 1/8; 1/16 / 3 + 1/8 / 2 = 1/12.
    area, variance = auc(rows(3, 5, 4), rows(1, 4))
    assert area == pytest.approx([4.5 / 6])
    assert variance == pytest.approx([1 / 12])
    # Logit of 3/4 is ln 3; its error is sqrt(1/12) / (3/4 * 1/4) = 1.5396.
    low, high = auc_interval(area[0], variance[0], 3, 2)
    ends = np.log(3) + np.array([-1, 1]) * 1.959964 * 1.539601
    assert (low, high) == pytest.approx(1 / (1 + np.exp(-ends)), abs=1e-6)


def test_areas_and_variances_are_those_of_proc():
    sets = pd.read_csv(ORACLES / "roc.sets.tsv", sep="\t")
    expected = pd.read_csv(ORACLES / "roc.areas.tsv", sep="\t").set_index("set")
    assert len(expected) == 40
    for number, rows_of in sets.groupby("set"):
        groups = dict(list(rows_of.groupby("group")["value"]))
        found = auc(rows(*groups["tested"]), rows(*groups["reference"]))
        assert [float(x[0]) for x in found] == pytest.approx(
            list(expected.loc[number]), rel=0, abs=1e-12
        )


@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=9),
    st.lists(st.integers(0, 6), min_size=2, max_size=9),
)
def test_the_area_is_the_share_of_pairs_and_turns_round_with_the_groups(tested, reference):
    pairs = [(t > r) + (t == r) / 2 for t in tested for r in reference]
    (area,), (variance,) = auc(rows(*tested), rows(*reference))
    (turned,), (other,) = auc(rows(*reference), rows(*tested))
    assert area == pytest.approx(np.mean(pairs))
    assert turned == pytest.approx(1 - area)
    assert other == pytest.approx(variance)
    low, high = auc_interval(area, variance, len(tested), len(reference))
    assert 0 <= low <= area <= high <= 1
    assert low < high


def test_groups_that_are_all_apart_still_have_an_interval_that_narrows_with_more_samples():
    few, many = (auc_interval(1.0, 0.0, size, size) for size in (5, 50))
    assert few[1] == many[1] == 1
    assert 0.4 < few[0] < 0.8 < many[0] < 1
    assert auc_interval(0.0, 0.0, 5, 5) == pytest.approx((0, 1 - few[0]))


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    # Normal groups one standard deviation apart: the area is the normal distribution at 1/sqrt(2).
    random, truth = np.random.default_rng(1), 0.7602499
    areas, variances = auc(random.normal(1, 1, (2000, 20)), random.normal(0, 1, (2000, 20)))
    ends = np.array([auc_interval(a, v, 20, 20) for a, v in zip(areas, variances, strict=True)])
    covered = ((ends[:, 0] < truth) & (truth < ends[:, 1])).mean()
    assert 0.92 < covered < 0.98


def test_a_group_without_samples_or_with_one_has_no_interval():
    area, variance = auc(rows(1, 2), np.empty((1, 0)))
    assert np.isnan(area).all()
    area, variance = auc(rows(1, 2), rows(0))
    assert area == [1]
    assert np.isnan(auc_interval(area[0], variance[0], 2, 1)).all()
