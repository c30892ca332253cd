"""Size factors and variance-stabilised counts of the usable samples, blind to their groups."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mirtrd.cohort.filtering import kept_mirnas
from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS, VST
from mirtrd.core.job import Job, UserError, run
from mirtrd.design.contrasts import Design
from mirtrd.quality.tables import SPIKE_INS
from mirtrd.statistics.deseq import with_size_factors
from mirtrd.statistics.normalisers import median_log_ratios, positive_counts
from mirtrd.statistics.trend import fit_trend

# Fewer miRNAs than this with reads in every sample make a median of ratios a lottery.
MIN_COMPLETE = 20
# A median of fewer spike-ins hangs on one of them.
MIN_SPIKE_INS = 3


def size_factors(
    counts: pd.DataFrame, method: str = "ratio", references: Sequence[str] = ()
) -> tuple[pd.Series, str]:
    """The size factor of each sample, and how it was found, in words.

    ``counts`` is miRNAs x samples. "ratio": median of ratios over the miRNAs that have
    reads in every sample. Where these are fewer than MIN_COMPLETE, or when asked for, DESeq2's
    "poscounts". With ``references``, the median of
    ratios over these miRNAs only. Raises UserError if a sample has no reads (of a reference).
    """
    if empty := list(counts.columns[(counts == 0).all()]):
        raise UserError(f"sample {empty[0]} has no miRNA reads: its library cannot be scaled")
    if references:
        counts = counts.loc[_find_references(counts, references)]
    complete = int((counts > 0).all(axis=1).sum())
    values = counts.to_numpy(dtype=float)
    found = "poscounts"
    if method == "ratio" and complete < MIN_COMPLETE and not references:
        found += (
            f" (only {complete} miRNAs have reads in every sample, median of ratios needs "
            f"{MIN_COMPLETE})"
        )
    elif method == "ratio" or references:
        found = f"ratio of {', '.join(counts.index)}" if references else "ratio"
    if found.startswith("poscounts"):
        factors = positive_counts(values)
    else:
        factors = np.exp(median_log_ratios(values))
    return pd.Series(factors, index=counts.columns), found


def _find_references(counts: pd.DataFrame, references: Sequence[str]) -> list[str]:
    """The rows of the reference miRNAs; a group of matures is found by any of its members."""
    rows = {member: name for name in counts.index for member in (*name.split("/"), name)}
    for name in references:
        if name not in rows:
            raise UserError(f"expression.reference_mirnas: {name} is not in the count matrix")
        reads = counts.loc[rows[name]]
        if (reads == 0).any():
            raise UserError(
                f"expression.reference_mirnas: {name} has no reads in {(reads == 0).sum()} of "
                f"{len(reads)} samples, first in {reads.index[reads == 0][0]}: choose others"
            )
    return list(dict.fromkeys(rows[name] for name in references))


def spike_in_factors(table: pd.DataFrame, samples: Sequence[str]) -> tuple[pd.Series, str]:
    """The size factor of each sample by its spike-ins, and that in words.

    ``table`` has the columns sample, spike_in and count. The median of ratios over the spike-ins
    with counts in every sample, as DESeq2's ``controlGenes``. Raises UserError if these are fewer
    than MIN_SPIKE_INS.
    """
    counts = table.pivot(index="spike_in", columns="sample", values="count")[list(samples)]
    complete = counts[(counts > 0).all(axis=1)]
    if len(complete) < MIN_SPIKE_INS:
        raise UserError(
            f"expression.size_factors: {len(complete)} spike-ins have counts in every sample, at "
            f"least {MIN_SPIKE_INS} are needed"
        )
    factors, _ = size_factors(complete, "ratio", list(complete.index))
    return factors, f"ratio of {len(complete)} spike-ins"


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
    VST.write_frame(job.output.vst, values)


if __name__ == "__main__":
    run(main)
