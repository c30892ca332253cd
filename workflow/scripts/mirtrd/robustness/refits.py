"""A contrast that can be tested again: with other labels, samples, covariates or factors."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from mirtrd.cohort.filtering import kept_mirnas
from mirtrd.cohort.size_factors import Scaling
from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS
from mirtrd.core.job import Job, UserError
from mirtrd.design.contrasts import Question
from mirtrd.design.formulas import formula_without
from mirtrd.design.matrices import Model, make_model
from mirtrd.expression.tables import EXPRESSION
from mirtrd.statistics.negbin import Hypothesis, Refit, refit


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a question is asked of: the counts (miRNAs x samples), how libraries are scaled, the
    reads of the count filter, and the sheet of the samples; and the ``mirnas`` that were fitted,
    which the answers are about. ``guess`` is the gene-wise dispersion of these, from which refits
    start; without, they take twice as long."""

    counts: pd.DataFrame
    scaling: Scaling
    min_count: int
    sheet: pd.DataFrame
    question: Question
    mirnas: pd.Index
    guess: pd.Series | None = None

    @cached_property
    def model(self) -> Model:
        """The matrices of the question. Raises UserError if it cannot be asked of this sheet."""
        return make_model(self.sheet, self.question.design, self.question.contrast)

    @property
    def fitted(self) -> pd.DataFrame:
        """The counts of the miRNAs that were fitted."""
        return self.counts.loc[self.mirnas]

    @property
    def pair(self) -> pd.Index:
        """The samples that are compared, without whose reads a miRNA has no p-value."""
        return self.question.contrast.samples(self.sheet)

    def refit(self, model: Model | None = None, distribution: str = "") -> Refit:
        """The tests of the question, or of another ``model`` or ``distribution``, over the samples
        of the model; NaN for a miRNA that does not pass the count filter there.

        All is done anew: count filter, size factors, dispersions, their trend, effects, outliers,
        tests, adjustment.
        """
        model, criteria = model or self.model, self.question.criteria
        samples = model.matrix.index
        hypothesis = Hypothesis(
            coefficient=model.matrix.columns.get_loc(model.coefficient),
            alpha=criteria.alpha,
            threshold=criteria.lfc_threshold,
            distribution=distribution or criteria.distribution,
            reduced=None if model.reduced is None else model.reduced.to_numpy(),
            compared=samples.isin(self.pair),
        )
        counts, sheet = self.counts[samples], self.sheet.loc[samples]
        kept, _ = kept_mirnas(counts, sheet, self.question.design, self.min_count)
        factors = self.scaling.of(counts).to_numpy()
        guess = None
        if self.guess is not None:
            # Of a miRNA that was not fitted, any: where it is wrong, all dispersions are tried.
            guess = self.guess.reindex(kept.index, fill_value=1.0).to_numpy()
        found = refit(kept.to_numpy(), factors, model.matrix.to_numpy(), hypothesis, guess)
        return found.at(kept.index.get_indexer(self.mirnas))


def read_setting(job: Job) -> tuple[Setting, pd.DataFrame]:
    """What the question of a job was asked of, and the table of what was fitted."""
    samples = SAMPLES.read_frame(job.input.samples)
    sizes = SIZE_FACTORS.read_frame(job.input.factors).loc[samples.index]
    results = EXPRESSION.read_frame(job.input.expression)
    results = results[results["lfcSE"].notna()]
    setting = Setting(
        counts=COUNTS.read_frame(job.input.counts)[samples.index],
        scaling=Scaling(
            factors=sizes["size_factor"],
            words=sizes["method"].iloc[0],
            method=job.params.method,
            references=job.params.references,
        ),
        min_count=job.params.min_count,
        sheet=samples,
        question=Question.from_params(job.params),
        mirnas=results.index,
        guess=results["dispersion_genewise"],
    )
    return setting, results


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


def without_columns(setting: Setting, columns: Collection[str]) -> Setting:
    """The same question to a design without these columns."""
    question = setting.question
    contrast, design = question.contrast, question.design
    if contrast.reduced:
        contrast = replace(contrast, reduced=formula_without(contrast.reduced, columns))
    design = replace(design, formula=formula_without(design.formula, columns))
    return replace(setting, question=replace(question, contrast=contrast, design=design))


def with_column(setting: Setting, column: str) -> Setting:
    """The same question to a design with one more column of the sheet."""
    question = setting.question
    contrast, design = question.contrast, question.design
    if contrast.reduced:
        contrast = replace(contrast, reduced=f"{contrast.reduced} + {column}")
    design = replace(design, formula=f"{design.formula} + {column}")
    return replace(setting, question=replace(question, contrast=contrast, design=design))
