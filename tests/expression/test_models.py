"""The model as it is written and read, and in other bases."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from builders import designs
from builders.designs import compare
from builders.fits import oracle_cohort, oracle_model
from mirtrd.design.matrices import model_matrix
from mirtrd.expression.models import FittedModel


@pytest.fixture(scope="module")
def model() -> FittedModel:
    return oracle_model("two", "~ condition")


def test_a_model_comes_back_to_the_last_bit(model, tmp_path):
    names = ("model", "effects", "matrix", "outliers", "summary")
    files = SimpleNamespace(**{name: tmp_path / name for name in names})
    model.write(files, design="~ condition")
    more = pd.concat(
        [model.counts, model.counts.iloc[:3].add_suffix("", axis=1).set_axis(list("xyz"))]
    )
    found = FittedModel.read(files, more, model.factors)
    pd.testing.assert_frame_equal(found.counts, model.counts, check_names=False)
    for part in ("matrix", "effects", "mirnas"):
        ours, theirs = getattr(model, part), getattr(found, part)
        pd.testing.assert_frame_equal(ours, theirs, check_names=False, check_exact=True)
    outliers = found.outliers.astype({"replacement": float})
    pd.testing.assert_frame_equal(model.outliers, outliers, check_exact=True)
    np.testing.assert_array_equal(found.fitted_counts(), model.fitted_counts())
    assert (found.trend, found.notes) == (model.trend, model.notes)


def test_another_basis_expects_the_same_counts(model):
    _, sheet = oracle_cohort("two")
    other, _ = model_matrix(sheet, designs.design("~ condition"), compare("control", "TRD"))
    effects = model.effects_in(other)
    ours, theirs = (
        matrix.to_numpy() @ part.to_numpy().T
        for matrix, part in ((model.matrix, model.effects), (other, effects))
    )
    np.testing.assert_allclose(ours, theirs, atol=1e-10)
    assert model.effects_in(model.matrix) is model.effects
    by_hand = -model.effects["condition[T.TRD]"]
    np.testing.assert_allclose(effects["condition[T.control]"], by_hand, atol=1e-10)


def test_what_was_replaced_is_in_the_counts_of_the_fit(model):
    used = pd.DataFrame(model.fitted_counts().T, model.counts.index, model.counts.columns)
    changed = (used != model.counts).stack()
    assert set(changed.index[changed]) == {("mir-100", "G03"), ("mir-101", "G25")}
