"""Surrogates of hidden factors for a contrast, and its test with these in the design."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import f as f_distribution

from mirtrd.cohort.associations import associate
from mirtrd.cohort.components import library_columns, sheet_columns
from mirtrd.design.formulas import columns_of
from mirtrd.design.matrices import Model
from mirtrd.robustness.refits import Setting
from mirtrd.statistics.abundance import log_cpm
from mirtrd.statistics.arrays import Array
from mirtrd.statistics.moderated import PRIOR_COUNT
from mirtrd.statistics.negbin import Refit
from mirtrd.statistics.surrogates import Residuals, find_components, surrogate_factors

# A column that explains this much of the ranks of a factor, and surely some, may be what it is.
FOLLOWED = 0.3


@dataclass(frozen=True, kw_only=True)
class HiddenFactors:
    """Surrogates (samples x factors, named hidden_1 and so on), and of each: its share of the
    residual variance, what that is by chance, and the p-value of its going with the contrast."""

    values: pd.DataFrame
    shares: NDArray[np.float64]
    by_chance: Array
    pvalues: Array

    @property
    def number(self) -> int:
        """How many there are."""
        return int(self.values.shape[1])

    @property
    def name(self) -> str:
        """The analysis with them in the design."""
        return f"with {self.number} surrogate factor{'s' * (self.number > 1)}"


def find_factors(setting: Setting) -> HiddenFactors:
    """The factors that the residuals of many miRNAs share, be there none."""
    model = setting.model
    samples, design, reduced = model.matrix.index, model.matrix.to_numpy(), _reduced(model)
    counts = setting.fitted[samples].to_numpy(dtype=float)
    library = np.exp(np.log(np.maximum(counts.sum(axis=0), 1)).mean())
    sizes = setting.scaling.factors[samples].to_numpy() * library
    logs = log_cpm(counts, sizes, PRIOR_COUNT)
    residuals = Residuals.of(logs, design)
    components = find_components(residuals)
    number = components.number
    values = surrogate_factors(logs, design, reduced, number)
    names = [f"hidden_{place + 1}" for place in range(number)]
    return HiddenFactors(
        values=pd.DataFrame(values, index=samples, columns=names),
        shares=components.shares[:number].astype(np.float64),
        by_chance=components.by_chance[:number],
        pvalues=_go_with(values, design, reduced),
    )


def refit_with(setting: Setting, factors: HiddenFactors) -> Refit:
    """The test of the contrast with the factors in the design."""
    model = setting.model
    reduced = None if model.reduced is None else model.reduced.join(factors.values)
    return setting.refit(replace(model, matrix=model.matrix.join(factors.values), reduced=reduced))


def describe_factors(setting: Setting, factors: HiddenFactors) -> list[dict[str, str | float]]:
    """What is known of each factor, with the column of the sheet (not of the design), or the
    property of the libraries, that it follows most, if any."""
    formula = setting.question.design.formula
    sheet = setting.sheet.loc[factors.values.index].drop(columns=columns_of(formula))
    columns = [*sheet_columns(sheet, formula), *library_columns(setting.counts[sheet.index])]
    table = associate(factors.values, factors.shares, columns)
    alpha = setting.question.criteria.alpha
    table = table[(table["padj"] < alpha) & (table["effect"] >= FOLLOWED)]
    best = table.sort_values("effect", ascending=False, kind="stable").groupby("component").first()
    return [
        {
            "factor": name,
            "share_of_residual_variance": round(float(share), 4),
            "share_by_chance": round(float(chance), 4),
            "goes_with_contrast_pvalue": float(f"{pvalue:.4g}"),
            "follows": str(best.loc[name, "column"]) if name in best.index else "",
        }
        for name, share, chance, pvalue in zip(
            factors.values, factors.shares, factors.by_chance, factors.pvalues, strict=True
        )
    ]


def _reduced(model: Model) -> Array:
    """The design without what is tested."""
    if model.reduced is not None:
        return model.reduced.to_numpy()
    return model.matrix.drop(columns=model.coefficient).to_numpy()


def _go_with(values: Array, design: Array, reduced: Array) -> Array:
    """The p-value of each factor (samples x factors) between the two designs: F-tests."""

    def left(matrix: Array) -> Array:
        squares: Array = ((values - matrix @ np.linalg.pinv(matrix) @ values) ** 2).sum(axis=0)
        return squares

    free = len(design) - np.linalg.matrix_rank(design)
    tested = len(design) - free - np.linalg.matrix_rank(reduced)
    statistic = (left(reduced) - left(design)) / tested / (left(design) / free)
    pvalues: Array = f_distribution.sf(statistic, tested, free)
    return pvalues
