"""Rank aggregation is held against R's RobustRankAggreg (tests/oracles/make_meta_oracles.R)."""

import numpy as np
import pandas as pd
import pytest

from builders.paths import ORACLES
from mirtrd.meta.ranks import aggregate


def test_rho_is_that_of_robust_rank_aggreg():
    lists = pd.read_csv(ORACLES / "ranks.lists.tsv", sep="\t")
    shares = lists.assign(share=lists["rank"] / lists["tested"])
    wide = shares.pivot(index="mirna", columns="list", values="share").fillna(1)
    expected = pd.read_csv(ORACLES / "ranks.rho.tsv", sep="\t", index_col=0)["rho"]
    found = pd.Series(aggregate(wide.to_numpy()), index=wide.index)
    assert len(found) == len(expected)
    np.testing.assert_allclose(found[expected.index], expected, rtol=1e-10)


def test_by_hand():
    # First of ten on both lists: the larger of two uniform ranks is at most 0.1 by chance in 1 %.
    # On one list alone: one of two at most 0.1 is 1 - 0.9^2.
    found = aggregate(np.array([[0.1, 0.1], [0.1, 1.0], [1.0, 1.0]]))
    assert found == pytest.approx([2 * 0.01, 2 * 0.19, 1])
