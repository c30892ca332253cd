"""Size factors and variance-stabilised counts of the usable samples, blind to their groups."""

import numpy as np
import pandas as pd

from mirtrd.cohort import passes_filter, read_usable, smallest_group
from mirtrd.deseq import fit_trend, with_size_factors
from mirtrd.jobs import UserError, run

# Fewer miRNAs than this with reads in every sample make a median of ratios a lottery.
MIN_COMPLETE = 20


def size_factors(counts: pd.DataFrame) -> tuple[pd.Series, str]:
    """The size factor of each sample, and the method: "ratio" or "poscounts".

    ``counts`` is miRNAs x samples. Median of ratios to the geometric mean over the miRNAs that
    have reads in every sample (Anders & Huber 2010, doi:10.1186/gb-2010-11-10-r106). Where these
    are fewer than MIN_COMPLETE, DESeq2's "poscounts": ratios of the positive counts to the n-th
    root of their product. Raises UserError if a sample has no reads.
    """
    if empty := list(counts.columns[(counts == 0).all()]):
        raise UserError(f"sample {empty[0]} has no miRNA reads: its library cannot be scaled")
    counts = counts[(counts > 0).any(axis=1)]
    positive = counts.where(counts > 0)
    complete = positive.notna().all(axis=1)
    method = "ratio" if complete.sum() >= MIN_COMPLETE else "poscounts"
    if method == "ratio":
        positive = positive[complete]
    logs = np.log(positive)
    log_means = logs.sum(axis=1) / logs.shape[1]
    log_factors = logs.sub(log_means, axis=0).median()
    if method == "poscounts":
        log_factors -= log_factors.mean()
    return np.exp(log_factors), method


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


def main(job) -> None:
    counts, sheet = read_usable(job.input.counts, job.input.status, job.input.sheet)
    factors, method = size_factors(counts)
    group = smallest_group(sheet, job.params.contrasts)
    kept = counts[passes_filter(counts, job.params.min_count, group)]
    if kept.empty:
        raise UserError(
            f"no miRNA has {job.params.min_count} reads in {group} samples: lower "
            "expression.min_count or see results/quality/read_fate.tsv"
        )
    values, trend = stabilise_variance(kept, factors)
    print(f"size factors by {method}, {trend} dispersion trend, {len(kept)} miRNAs")
    table = pd.DataFrame({"size_factor": factors, "method": method})
    table.to_csv(job.output.factors, sep="\t", float_format="%.10g", index_label="sample")
    values.to_csv(job.output.vst, sep="\t", float_format="%.6f", index_label="mirna")


if __name__ == "__main__":
    run(main, snakemake)
