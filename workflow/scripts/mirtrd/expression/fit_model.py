"""Fit the model of the design, once for all contrasts."""

import warnings

import numpy as np
import pandas as pd
from pydeseq2.dds import DeseqDataSet

from mirtrd.cohort.filtering import kept_mirnas
from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Design
from mirtrd.design.matrices import model_matrix
from mirtrd.expression.models import FittedModel
from mirtrd.expression.tables import OUTLIERS
from mirtrd.statistics.arrays import Array
from mirtrd.statistics.deseq import NO_PARAMETRIC_TREND, fit_deseq, with_size_factors
from mirtrd.statistics.effects import fit_effects
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.negbin import fit_negbin
from mirtrd.statistics.outliers import MIN_REPLACE, cooks_limit

DISPERSIONS = {
    "_normed_means": "baseMean",
    "genewise_dispersions": "dispersion_genewise",
    "fitted_dispersions": "dispersion_trend",
    "dispersions": "dispersion",
}
FLAGS = ["replaced", "refitted", "untestable"]


def fit_model(
    counts: pd.DataFrame, factors: pd.Series, matrix: pd.DataFrame, distribution: str = "quasi"
) -> FittedModel:
    """Fit a negative-binomial model.

    ``counts`` is miRNAs x samples, ``matrix`` samples x coefficients. Which basis of its space the
    coefficients are does not matter to what is fitted. For DESeq2's tests ("normal") PyDESeq2 fits;
    for F-tests ("quasi") ``negbin`` does, which takes the same steps and serves all refits as well,
    so that these are the same test.
    """
    fit = _fit_by_pydeseq2 if distribution == "normal" else _fit_by_negbin
    return fit(counts, factors, matrix)


def _fit_by_negbin(counts: pd.DataFrame, factors: pd.Series, matrix: pd.DataFrame) -> FittedModel:
    model = ModelMatrix(matrix.to_numpy(), factors[counts.columns].to_numpy())
    fit = fit_negbin(counts.to_numpy(), model)
    mirnas = pd.DataFrame(
        {
            "baseMean": fit.base_means,
            "dispersion_genewise": fit.genewise,
            "dispersion_trend": fit.trend,
            "dispersion": fit.dispersions,
        },
        index=counts.index,
    )
    flags = np.zeros((len(counts), 3), dtype=bool)
    flags[:, 0] = fit.replaced
    flags[fit.refitted, 1] = True
    flags[fit.untestable, 2] = True
    effects = fit_effects(fit.used, model, fit.trend)
    replacements = np.full(counts.shape, np.nan)
    replacements[fit.refitted] = fit.used[fit.refitted]
    replacements[:, model.cell_sizes < MIN_REPLACE] = np.nan
    return FittedModel(
        counts=counts,
        factors=factors,
        matrix=matrix,
        effects=pd.DataFrame(effects, counts.index, matrix.columns),
        mirnas=mirnas.join(_in_words(pd.DataFrame(flags, counts.index, FLAGS))),
        outliers=_list_outliers(counts, fit.cooks, replacements, matrix),
        trend="parametric" if fit.prior.parametric else NO_PARAMETRIC_TREND,
    )


def _fit_by_pydeseq2(counts: pd.DataFrame, factors: pd.Series, matrix: pd.DataFrame) -> FittedModel:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = with_size_factors(counts, factors, matrix)
        trend = fit_deseq(data)
        flags = data.var[["replaced", "refitted"]].assign(untestable=data.cooks_outlier())
    mirnas = data.var[list(DISPERSIONS)].rename(columns=DISPERSIONS)
    notes = [str(w.message) for w in caught if issubclass(w.category, UserWarning)]
    return FittedModel(
        counts=counts,
        factors=factors,
        matrix=matrix,
        effects=data.varm["LFC"],
        mirnas=mirnas.join(_in_words(flags)),
        outliers=_list_outliers(counts, data.layers["cooks"].T, _replacements(data), matrix),
        trend=trend,
        notes=tuple(dict.fromkeys(notes)),
    )


def _in_words(flags: pd.DataFrame) -> pd.DataFrame:
    words = np.where(flags.to_numpy(dtype=bool), "yes", "no")
    return pd.DataFrame(words, index=flags.index, columns=flags.columns)


def _replacements(data: DeseqDataSet) -> Array:
    """The counts (miRNAs x samples) that stood in for outliers; NaN where there was none."""
    found = np.full(data.X.T.shape, np.nan)
    refitted, places = data.var["refitted"].to_numpy(), data.obs["replaceable"].to_numpy()
    if refitted.any():
        used = data.counts_to_refit[:, data.var_names[refitted]].X.T
        found[np.ix_(refitted, places)] = used[:, places]
    return found


def _list_outliers(
    counts: pd.DataFrame, cooks: Array, replacements: Array, matrix: pd.DataFrame
) -> pd.DataFrame:
    """A row for each count whose Cook's distance is beyond the limit: OUTLIERS. Of a miRNA that
    was not fitted again, nothing was replaced."""
    values = counts.to_numpy()
    rows = [
        [counts.index[row], counts.columns[place], cooks[row, place], values[row, place],
         replacements[row, place]]
        for row, place in np.argwhere(cooks > cooks_limit(*matrix.shape))
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=OUTLIERS.header).set_index("mirna")
    return table.astype({"count": int, "replacement": float})


def main(job: Job) -> None:
    samples = SAMPLES.read_frame(job.input.samples)
    factors = SIZE_FACTORS.read_frame(job.input.factors)
    design = Design.from_param(job.params.design)
    counts = COUNTS.read_frame(job.input.counts)
    kept, filtered = kept_mirnas(counts, samples, design, job.params.min_count)
    # Any contrast would do: they are bases of the same space.
    matrix, _ = model_matrix(samples, design, design.contrasts[0])
    model = fit_model(kept, factors["size_factor"], matrix, job.params.distribution)
    model.write(
        job.output,
        design=design.formula,
        count_filter=filtered,
        size_factors=factors["method"].iloc[0],
    )


if __name__ == "__main__":
    run(main)
