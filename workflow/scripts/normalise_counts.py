"""Size factors and variance-stabilised counts of the usable samples, blind to their groups."""

import warnings

import numpy as np
import pandas as pd
from pydeseq2.dds import DeseqDataSet
from pydeseq2.default_inference import DefaultInference

from mirtrd.cohort import passes_filter, read_usable, smallest_group
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
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data.vst_fit()
    trend = "mean" if any("did not converge" in str(w.message) for w in caught) else "parametric"
    data.vst_fit_type = trend
    values = pd.DataFrame(data.vst_transform(), index=counts.columns, columns=counts.index)
    return values.T, trend


def with_size_factors(
    counts: pd.DataFrame, factors: pd.Series, design: pd.DataFrame
) -> DeseqDataSet:
    """A PyDESeq2 data set (counts: miRNAs x samples) whose size factors are set beforehand."""
    data = DeseqDataSet(
        counts=counts.T,
        metadata=pd.DataFrame(index=counts.columns),
        design=design,
        inference=DefaultInference(n_cpus=1),
        quiet=True,
    )
    data.obs["size_factors"] = factors.loc[counts.columns].to_numpy()
    data.obsm["size_factors"] = data.obs["size_factors"].to_numpy()
    data.layers["normed_counts"] = data.X / data.obs["size_factors"].to_numpy()[:, None]
    data.var["_normed_means"] = data.layers["normed_counts"].mean(axis=0)
    data.logmeans = np.zeros(data.n_vars)  # tells PyDESeq2 not to fit size factors of its own
    return data


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
