"""What the fits of all miRNAs share."""

import numpy as np
import pytest

from builders.cohorts import make_designs, simulate
from mirtrd.statistics.model_matrix import ModelMatrix


@pytest.mark.parametrize("design", ["groups", "covariate", "pairs"])
def test_the_determinant_of_parts_is_that_of_the_whole(design):
    _, group, _ = simulate(30, 16)
    matrix = make_designs(16, group)[design].to_numpy()
    model = ModelMatrix(matrix, np.ones(16))
    random = np.random.default_rng(3)
    weights, changes = random.uniform(0.5, 9, (5, 16)), random.normal(0, 1, (5, 16))

    def whole(w):
        return np.array([np.linalg.slogdet(matrix.T @ (row[:, None] * matrix))[1] / 2 for row in w])

    ours = model.adjustment(weights) - whole(weights)
    np.testing.assert_allclose(ours, ours[0], atol=1e-9)  # equal up to a constant
    step = 1e-6
    slope = (whole(weights + step * changes) - whole(weights - step * changes)) / (2 * step)
    np.testing.assert_allclose(model.adjustment_slope(weights, changes), slope, rtol=1e-5)


def test_samples_of_a_cell_share_their_row():
    design = np.array([[1.0, 0], [1, 1], [1, 0], [1, 1], [1, 0]])
    model = ModelMatrix(design, np.ones(5))
    assert model.cells.tolist() == [0, 1, 0, 1, 0]
    assert model.cell_sizes.tolist() == [3, 2, 3, 2, 3]
    assert model.is_groups
    assert not ModelMatrix(np.column_stack([design, np.arange(5)]), np.ones(5)).is_groups
