"""Size factors and variance-stabilised counts of the usable samples, blind to their groups."""

import numpy as np
import pandas as pd

from mirtrd.cohort.filtering import kept_mirnas
from mirtrd.cohort.size_factors import size_factors, spike_in_factors
from mirtrd.cohort.tables import COUNTS, CPM, SAMPLES, SIZE_FACTORS, VST
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Design
from mirtrd.quality.tables import SPIKE_INS
from mirtrd.statistics.abundance import cpm
from mirtrd.statistics.deseq import with_size_factors
from mirtrd.statistics.trend import fit_trend


def stabilise_variance(counts: pd.DataFrame, factors: pd.Series) -> tuple[pd.DataFrame, str]:
    """Variance-stabilised counts (log2 scale, miRNAs x samples) and the dispersion trend used.

    The transformation of DESeq2 with an intercept as its only design; the trend of dispersion
    over mean is "parametric", or "mean" where that does not converge.
    """
    data = with_size_factors(counts, factors, pd.DataFrame({"Intercept": 1.0}, index=factors.index))
    data.logmeans = np.zeros(data.n_vars)  # else PyDESeq2 fits size factors of its own
    data.vst_fit_type = "mean"
    data.vst_fit()
    trend = fit_trend(
        data.var["_normed_means"].to_numpy(), data.var["vst_genewise_dispersions"].to_numpy()
    )
    if trend is not None:
        data.vst_fit_type = "parametric"
        data.uns["vst_trend_coeffs"] = pd.Series(trend, index=["a0", "a1"])
    values = pd.DataFrame(data.vst_transform(), index=counts.columns, columns=counts.index)
    return values.T, data.vst_fit_type


def main(job: Job) -> None:
    counts = COUNTS.read_frame(job.input.counts)
    sheet = SAMPLES.read_frame(job.input.samples)
    if job.params.method == "spike_ins":
        table = SPIKE_INS.read_frame(job.input.spike_ins).reset_index()
        factors, method = spike_in_factors(table, list(counts.columns))
    else:
        factors, method = size_factors(counts, job.params.method, job.params.references)
    design = Design.from_param(job.params.design)
    kept, filtered = kept_mirnas(counts, sheet, design, job.params.min_count)
    values, trend = stabilise_variance(kept, factors)
    print(f"size factors by {method}, {trend} dispersion trend, {len(kept)} miRNAs: {filtered}")
    table = pd.DataFrame({"size_factor": factors, "method": method})
    SIZE_FACTORS.write_frame(job.output.factors, table)
    CPM.write_frame(job.output.cpm, cpm(counts))
    VST.write_frame(job.output.vst, values)


if __name__ == "__main__":
    run(main)
