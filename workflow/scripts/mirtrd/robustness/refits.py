"""A contrast that can be tested again: with other labels, samples, covariates or factors."""

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from formulaic import Formula

from mirtrd.cohort.tables import SIZE_FACTORS
from mirtrd.cohort.usable import read_usable
from mirtrd.core.job import UserError
from mirtrd.design.designs import design_columns, model_matrix, reduced_matrix, reference_levels
from mirtrd.expression.tables import EXPRESSION
from mirtrd.statistics.negbin import Refit, refit

# Levels of fewer samples than this are patients rather than batches.
BATCH_SIZE = 3


class Question(NamedTuple):
    """What a contrast asks: the same fields as in the config."""

    contrast: Mapping[str, Any]
    formula: str
    references: Mapping[str, str]
    alpha: float
    threshold: float
    distribution: str


class Fitted(NamedTuple):
    """What a contrast was fitted on: counts (miRNAs x samples) of the miRNAs that were, size
    factors and their method, sheet, and the results."""

    counts: pd.DataFrame
    factors: pd.Series
    method: str
    sheet: pd.DataFrame
    results: pd.DataFrame


class Design(NamedTuple):
    """A model matrix (samples x coefficients), the column that is tested, and the matrix of a
    likelihood-ratio test, if there is one."""

    matrix: pd.DataFrame
    coefficient: str
    reduced: pd.DataFrame | None

    @property
    def directed(self) -> bool:
        """Whether the test is about one coefficient, and so has a sign."""
        return self.reduced is None or self.matrix.shape[1] - self.reduced.shape[1] == 1


def question_of(expression: Mapping[str, Any], name: str) -> Question:
    """The contrast of that name, from the section of the config."""
    contrasts = expression["contrasts"]
    references = reference_levels(contrasts.values(), expression["references"])
    return Question(
        contrasts[name],
        expression["design"],
        references,
        expression["alpha"],
        expression["lfc_threshold"],
        expression["distribution"],
    )


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


def design_of(sheet: pd.DataFrame, question: Question) -> Design:
    """The matrices of a question. Raises UserError if it cannot be asked of this sheet."""
    inputs = (sheet, question.formula, question.contrast, question.references)
    matrix, coefficient = model_matrix(*inputs)
    reduced = reduced_matrix(*inputs) if "reduced" in question.contrast else None
    return Design(matrix, coefficient, reduced)


def without_samples(design: Design, samples: list[str]) -> Design:
    """The design of the remaining samples. Raises UserError if it cannot be fitted any more."""
    matrix = design.matrix.drop(index=samples)
    matrix = matrix.loc[:, (matrix != 0).any()]
    rows, columns = matrix.shape
    if design.coefficient not in matrix or rows <= columns:
        raise UserError("too few samples are left")
    if np.linalg.matrix_rank(matrix) < columns:
        raise UserError("the coefficients cannot be told apart any more")
    reduced = None
    if design.reduced is not None:
        reduced = design.reduced.drop(index=samples)
        reduced = reduced.loc[:, (reduced != 0).any()]
        if np.linalg.matrix_rank(reduced) < reduced.shape[1] or reduced.shape[1] >= columns:
            raise UserError("the coefficients cannot be told apart any more")
    return Design(matrix, design.coefficient, reduced)


def fit_again(
    counts: pd.DataFrame,
    factors: pd.Series,
    design: Design,
    question: Question,
    compared: pd.Series | None = None,
) -> Refit:
    """The tests of a question over the samples of the design; ``compared`` (bool by sample) are
    those without whose reads there is no p-value."""
    samples = design.matrix.index
    return refit(
        counts[samples].to_numpy(),
        factors[samples].to_numpy(),
        design.matrix.to_numpy(),
        design.matrix.columns.get_loc(design.coefficient),
        question.alpha,
        question.threshold,
        None if design.reduced is None else design.reduced.to_numpy(),
        None if compared is None else compared[samples].to_numpy(),
        question.distribution,
    )


def compared_samples(sheet: pd.DataFrame, question: Question) -> pd.Series:
    """Which samples are in one of the two groups of a contrast; all, if it has no groups."""
    contrast = question.contrast
    if "factor" not in contrast:
        return pd.Series(True, index=sheet.index)
    return sheet[contrast["factor"]].isin([contrast["tested"], contrast["reference"]])


def covariates(question: Question) -> list[str]:
    """The columns of the design but for those that the contrast is about."""
    columns = design_columns(question.formula)
    if "factor" in question.contrast:
        return [name for name in columns if name != question.contrast["factor"]]
    tested = " ".join(question.contrast["coefficients"])
    return [name for name in columns if not re.search(rf"\b{re.escape(name)}\b", tested)]


def without_columns(question: Question, columns: Collection[str]) -> Question:
    """The same question to a design without these columns."""
    contrast = dict(question.contrast)
    if "reduced" in contrast:
        contrast["reduced"] = formula_without(contrast["reduced"], columns)
    return question._replace(contrast=contrast, formula=formula_without(question.formula, columns))


def group_covariates(sheet: pd.DataFrame, question: Question) -> list[str]:
    """The covariates that part the samples into groups."""
    return [c for c in covariates(question) if _has_groups(sheet[c], question.formula)]


def _has_groups(values: pd.Series, formula: str) -> bool:
    wrapped = re.search(rf"\bC\(\s*`?{re.escape(str(values.name))}`?\s*[,)]", formula)
    return bool(wrapped) or bool(pd.to_numeric(values, errors="coerce").isna().any())


def optional_covariates(sheet: pd.DataFrame, question: Question) -> list[str]:
    """The covariates that one might have left out: not patients, whose pairing is no option."""
    groups = group_covariates(sheet, question)
    return [
        name
        for name in covariates(question)
        if name not in groups or sheet[name].nunique() * BATCH_SIZE <= len(sheet)
    ]


def patient_column(sheet: pd.DataFrame, formula: str, factor: str) -> str:
    """The column of the design that says whose sample it is; "" if the design is not paired.

    It has few samples in each level, and several of them in at least some.
    """
    for name in design_columns(formula):
        sizes = sheet[name].value_counts()
        few = name != factor and len(sizes) * BATCH_SIZE > len(sheet) and (sizes > 1).any()
        if few and _has_groups(sheet[name], formula):
            return name
    return ""


def formula_without(formula: str, columns: Collection[str]) -> str:
    """The formula without all terms that one of the columns is part of."""
    terms = [str(term) for term in Formula(formula)]
    kept = [term for term in terms if not set(columns) & set(design_columns(f"~ {term}"))]
    return f"~ {' + '.join(kept)}"
