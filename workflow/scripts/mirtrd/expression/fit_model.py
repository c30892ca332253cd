"""Fit the model of the design with PyDESeq2, once for all contrasts."""

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
from mirtrd.statistics.deseq import degrees_of_freedom, fit_deseq, with_size_factors
from mirtrd.statistics.outliers import cooks_limit

DISPERSIONS = {
    "_normed_means": "baseMean",
    "genewise_dispersions": "dispersion_genewise",
    "fitted_dispersions": "dispersion_trend",
    "dispersions": "dispersion",
}


def fit_model(counts: pd.DataFrame, factors: pd.Series, matrix: pd.DataFrame) -> FittedModel:
    """Fit DESeq2's negative-binomial model.

    ``counts`` is miRNAs x samples, ``matrix`` samples x coefficients. Which basis of its space the
    coefficients are does not matter to what is fitted.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = with_size_factors(counts, factors, matrix)
        trend = fit_deseq(data)
        flags = data.var[["replaced", "refitted"]].assign(untestable=data.cooks_outlier())
    mirnas = data.var[list(DISPERSIONS)].rename(columns=DISPERSIONS)
    mirnas["df"] = degrees_of_freedom(data)
    words = np.where(flags.to_numpy(dtype=bool), "yes", "no")
    notes = [str(w.message) for w in caught if issubclass(w.category, UserWarning)]
    return FittedModel(
        counts=counts,
        factors=factors,
        matrix=matrix,
        effects=data.varm["LFC"],
        mirnas=mirnas.join(pd.DataFrame(words, index=flags.index, columns=flags.columns)),
        outliers=_find_outliers(data),
        trend=trend,
        notes=tuple(dict.fromkeys(notes)),
    )


def _find_outliers(data: DeseqDataSet) -> pd.DataFrame:
    """A row for each count whose Cook's distance is beyond the limit: OUTLIERS."""
    cooks, refitted = data.layers["cooks"], data.var["refitted"]
    samples, coefficients = data.obsm["design_matrix"].shape
    rows = []
    for column, place in np.argwhere((cooks > cooks_limit(samples, coefficients)).T):
        mirna, sample = data.var_names[column], data.obs_names[place]
        replacement = np.nan
        if refitted.iloc[column] and data.obs["replaceable"].iloc[place]:
            replacement = int(data.counts_to_refit[sample, mirna].X.item())
        rows.append([mirna, sample, cooks[place, column], data.X[place, column], replacement])
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
    model = fit_model(kept, factors["size_factor"], matrix)
    model.write(
        job.output,
        design=design.formula,
        count_filter=filtered,
        size_factors=factors["method"].iloc[0],
    )


if __name__ == "__main__":
    run(main)
