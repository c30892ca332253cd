"""geNorm and NormFinder, held against cases worked by hand and simulations of known truth."""

import numpy as np
import pytest

from mirtrd.statistics.stability import genorm, normfinder


def test_genorm_of_three_as_by_hand():
    # Ratios: a - b is constant; a - c and b - c are 0, 1, 2 and a constant: both vary by 1.
    a = np.array([5.0, 7.0, 6.0])
    logs = np.vstack([a, a + 1, a - [0, 1, 2]])
    measures, places = genorm(logs)
    assert measures == pytest.approx([0, 0, 1])
    assert list(places) == [1, 1, 2]


def test_genorm_does_not_see_what_scales_whole_samples():
    random = np.random.default_rng(1)
    logs = random.normal(0, 1, (6, 12))
    scaled = logs + random.normal(0, 5, 12)
    assert genorm(scaled)[0] == pytest.approx(genorm(logs)[0])


def test_normfinder_of_one_group_as_by_hand():
    # Two rows are the same but for a constant; the third goes from -2 to 2 against them. What is
    # left after row and sample means: -1/3, 2/3 of (-2, 0, 2): raw variances 4/9, 4/9, 16/9.
    # Less their sum / 6 (4/9), over 1 - 2/3: 0, 0 and 4.
    steady, moving = np.zeros(3), np.array([-2.0, 0.0, 2.0])
    values = normfinder(np.vstack([steady, steady + 3, moving]), np.array(["a"] * 3))
    assert values == pytest.approx([0, 0, 2], abs=1e-7)


def test_normfinder_finds_the_standard_deviation_that_was_drawn_from():
    random = np.random.default_rng(2)
    spread = np.array([0.2, 0.4, 0.6, 0.8, 1.0, 0.3, 0.5])
    logs = random.normal(0, 1, (7, 4000)) * spread[:, None] + random.normal(0, 2, 4000)
    assert normfinder(logs, np.array(["a"] * 4000)) == pytest.approx(spread, rel=0.1)


def test_what_differs_between_the_groups_is_less_steady_at_equal_scatter():
    random = np.random.default_rng(3)
    groups = np.repeat(["a", "b"], 20)
    logs = random.normal(0, 0.2, (8, 40))
    logs[5] += np.where(groups == "b", 1.0, 0.0)
    values = normfinder(logs, groups)
    assert values.argmax() == 5
    assert values[5] > 2 * np.delete(values, 5).max()


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_too_few_rows_have_no_normfinder(rows):
    values = normfinder(np.ones((rows, 4)), np.array(["a", "a", "b", "b"]))
    assert np.isnan(values).all()
    measures, _ = genorm(np.ones((rows, 4)))
    assert len(measures) == rows
