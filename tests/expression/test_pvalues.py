"""Shapes of p-values, on data whose truth is known."""

import numpy as np
import pytest

from builders.pvalues import simulated
from mirtrd.expression.pvalues import judge, null_share, shapes


@pytest.mark.parametrize(
    ("kind", "right"),
    [("null", 0.93), ("well-behaved", 0.93), ("anti-conservative", 0.85),
     ("conservative", 0.95), ("bimodal", 0.95)],
)  # fmt: skip
def test_verdicts_on_simulated_p_values(kind, right):
    random = np.random.default_rng(4)
    expected = "well-behaved" if kind == "null" else kind
    verdicts = [judge(simulated(kind, random)) for _ in range(150)]
    assert verdicts.count(expected) / 150 >= right


def test_few_p_values_are_not_judged():
    assert judge(np.full(49, 0.001)) == "not judged"
    assert not any(shapes(np.array([])).values())
    assert np.isnan(null_share(np.array([])))


def test_the_share_without_difference_by_hand():
    assert null_share(np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.9, 0.01, 0.02])) == 0.5
    assert null_share(np.array([0.6, 0.9])) == 1
    random = np.random.default_rng(5)
    share = np.mean([null_share(simulated("well-behaved", random)) for _ in range(50)])
    assert share == pytest.approx(0.8, abs=0.03)


def test_zero_and_one_belong_to_the_ends():
    assert shapes(np.concatenate([np.zeros(60), np.linspace(0.1, 1, 60)]))["peak"]
    assert shapes(np.concatenate([np.ones(60), np.linspace(0.1, 1, 60)]))["hill"]
