"""Cook's distance, and what is done about counts that are too far."""

import numpy as np
import pytest

from mirtrd.statistics.effects import fit_effects
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.outliers import (
    MIN_REPLACE,
    cooks_distances,
    cooks_limit,
    replace_outliers,
    untestable,
)


def groups_of(size: int) -> ModelMatrix:
    design = np.column_stack([np.ones(2 * size), np.repeat([0, 1], size)]).astype(float)
    return ModelMatrix(design, np.ones(2 * size))


def outlying(counts: np.ndarray, model: ModelMatrix) -> np.ndarray:
    effects = fit_effects(counts, model, np.full(len(counts), 0.1))
    cooks = cooks_distances(counts, model, np.full(len(counts), 0.1), effects)
    return cooks


def test_the_limit_is_that_of_a_table_of_f():
    assert cooks_limit(12, 2) == pytest.approx(7.56, abs=0.005)  # F of 1 % for 2 and 10


def make_counts(size: int) -> np.ndarray:
    """Two miRNAs alike; the second has one count that is far out."""
    usual = 100.0 + 10 * (np.arange(2 * size) % 3)
    counts = np.array([usual, usual])
    counts[1, 0] = 5000
    return counts


def test_one_count_that_is_far_out_is_found():
    model, counts = groups_of(8), make_counts(8)
    beyond = outlying(counts, model) > cooks_limit(16, 2)
    assert np.argwhere(beyond).tolist() == [[1, 0]]


def test_outliers_are_replaced_in_groups_of_seven():
    for size in (MIN_REPLACE - 1, MIN_REPLACE):
        model, counts = groups_of(size), make_counts(size)
        beyond = np.zeros(counts.shape, dtype=bool)
        beyond[1, 0] = True
        used = replace_outliers(counts, model, beyond)
        # The mean of the middle three fifths of 100, 110 and 120s lies between them.
        assert (used[1, 0] < 121) == (size == MIN_REPLACE)
        np.testing.assert_array_equal(used[:, 1:], counts[:, 1:])


def test_a_mirna_that_would_have_no_reads_keeps_its_own():
    model = groups_of(7)
    counts = np.zeros((1, 14))
    counts[0, 3] = 400
    assert (replace_outliers(counts, model, counts > 0) == counts).all()


def test_outliers_that_stay_leave_no_p_value():
    model, counts = groups_of(4), make_counts(4)
    cooks = outlying(counts, model)
    none = np.array([], dtype=int)
    assert untestable(counts, model, cooks, none).tolist() == [1]
    # Three counts above it: it stands not alone.
    counts[1, 5:8] = 6000
    assert untestable(counts, model, cooks, none).tolist() == []
    model, counts = groups_of(8), make_counts(8)
    cooks = outlying(counts, model)
    assert untestable(counts, model, cooks, np.array([1])).tolist() == []
