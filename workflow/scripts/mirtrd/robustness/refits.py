"""A contrast that can be tested again: with other labels, samples, covariates or factors."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from mirtrd.cohort.tables import SIZE_FACTORS
from mirtrd.cohort.usable import read_usable
from mirtrd.core.job import UserError
from mirtrd.design.contrasts import Criteria, Question
from mirtrd.design.formulas import formula_without
from mirtrd.design.matrices import Model, make_model
from mirtrd.expression.tables import EXPRESSION
from mirtrd.statistics.negbin import Refit, refit


class Fitted(NamedTuple):
    """What a contrast was fitted on: counts (miRNAs x samples) of the miRNAs that were, size
    factors and their method, sheet, and the results."""

    counts: pd.DataFrame
    factors: pd.Series
    method: str
    sheet: pd.DataFrame
    results: pd.DataFrame


def read_fit(counts: str, factors: str, status: str, sheet: str, table: str) -> Fitted:
    """What a contrast was fitted on, from the files of the job that fitted it."""
    matrix, usable = read_usable(counts, status, sheet)
    sizes = SIZE_FACTORS.read_frame(factors)
    results = EXPRESSION.read_frame(table)
    results = results[results["lfcSE"].notna()]
    sizes = sizes.loc[usable.index]
    return Fitted(
        matrix.loc[results.index], sizes["size_factor"], sizes["method"].iloc[0], usable, results
    )


def model_of(sheet: pd.DataFrame, question: Question) -> Model:
    """The matrices of a question. Raises UserError if it cannot be asked of this sheet."""
    return make_model(sheet, question.design, question.contrast)


def without_samples(model: Model, samples: list[str]) -> Model:
    """The model of the remaining samples. Raises UserError if it cannot be fitted any more."""
    matrix = model.matrix.drop(index=samples)
    matrix = matrix.loc[:, (matrix != 0).any()]
    rows, columns = matrix.shape
    if model.coefficient not in matrix or rows <= columns:
        raise UserError("too few samples are left")
    if np.linalg.matrix_rank(matrix) < columns:
        raise UserError("the coefficients cannot be told apart any more")
    reduced = None
    if model.reduced is not None:
        reduced = model.reduced.drop(index=samples)
        reduced = reduced.loc[:, (reduced != 0).any()]
        if np.linalg.matrix_rank(reduced) < reduced.shape[1] or reduced.shape[1] >= columns:
            raise UserError("the coefficients cannot be told apart any more")
    return replace(model, matrix=matrix, reduced=reduced)


def fit_again(
    counts: pd.DataFrame,
    factors: pd.Series,
    model: Model,
    criteria: Criteria,
    compared: Collection[str] | None = None,
) -> Refit:
    """The tests of a model over its samples; ``compared`` are those without whose reads there is
    no p-value."""
    samples = model.matrix.index
    return refit(
        counts[samples].to_numpy(),
        factors[samples].to_numpy(),
        model.matrix.to_numpy(),
        model.matrix.columns.get_loc(model.coefficient),
        criteria.alpha,
        criteria.lfc_threshold,
        None if model.reduced is None else model.reduced.to_numpy(),
        None if compared is None else samples.isin(compared),
        criteria.distribution,
    )


def without_columns(question: Question, columns: Collection[str]) -> Question:
    """The same question to a design without these columns."""
    contrast, design = question.contrast, question.design
    if contrast.reduced:
        contrast = replace(contrast, reduced=formula_without(contrast.reduced, columns))
    design = replace(design, formula=formula_without(design.formula, columns))
    return replace(question, contrast=contrast, design=design)
