"""Test one contrast with PyDESeq2, and say of every miRNA what can be said."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from pydeseq2.dds import DeseqDataSet
from pydeseq2.default_inference import DefaultInference
from pydeseq2.ds import DeseqStats

from mirtrd.cohort import describe_cohort, passes_filter, read_usable, smallest_group
from mirtrd.deseq import fit_trend, with_size_factors
from mirtrd.designs import model_matrix
from mirtrd.jobs import UserError, run

COLUMNS = ["baseMean", "log2FoldChange", "lfcSE", "stat", "pvalue", "padj"]


def fit(
    counts: pd.DataFrame,
    factors: pd.Series,
    matrix: pd.DataFrame,
    coefficient: str,
    alpha: float,
) -> tuple[pd.DataFrame, str, list[str]]:
    """Wald tests of one coefficient with DESeq2's negative-binomial model.

    ``counts`` is miRNAs x samples, ``matrix`` samples x coefficients. Returns a table of
    miRNAs (log2FoldChange and lfcSE in log2 units; the same, shrunken towards zero by apeglm, in
    columns of their own), the dispersion trend used, and what the fit warned of.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = with_size_factors(counts, factors, matrix)
        data.fit_genewise_dispersions()
        trend = set_trend(data)
        data.fit_dispersion_prior()
        data.fit_MAP_dispersions()
        data.fit_LFC()
        data.calculate_cooks()
        data.refit()
        vector = (matrix.columns == coefficient).astype(float)
        test = DeseqStats(
            data, vector, alpha=alpha, inference=DefaultInference(n_cpus=1), quiet=True
        )
        test.summary()
        table = test.results_df[COLUMNS].copy()
        test.lfc_shrink(coeff=coefficient)
    table["log2FoldChange_shrunken"] = test.LFC[coefficient] / np.log(2)
    table["lfcSE_shrunken"] = test.SE / np.log(2)
    notes = [str(w.message) for w in caught if issubclass(w.category, UserWarning)]
    if replaced := list(table.index[data.var["replaced"]]):
        notes.append(f"outlier counts were replaced for {', '.join(replaced)}")
    for name in table.index[table["pvalue"].isna()]:
        sample = data.obs_names[np.argmax(data[:, name].layers["cooks"])]
        notes.append(f"{name} is not testable: {sample} is an outlier (Cook's distance)")
    return table, trend, list(dict.fromkeys(notes))


def set_trend(data: DeseqDataSet) -> str:
    """Fit the trend of dispersion over mean: "parametric", or "mean" where that fails."""
    coefficients = fit_trend(
        data.var["_normed_means"].to_numpy(), data.var["genewise_dispersions"].to_numpy()
    )
    if coefficients is None:
        data.fit_type = "mean"
        data.fit_dispersion_trend()
        return "mean (the parametric trend did not converge)"
    data.uns["trend_coeffs"] = pd.Series(coefficients, index=["a0", "a1"])
    data.uns["disp_function_type"] = "parametric"
    data.var["fitted_dispersions"] = data.disp_function(data.var["_normed_means"])
    return "parametric"


def add_status(table: pd.DataFrame, reads: pd.Series, alpha: float) -> pd.DataFrame:
    """The table with every miRNA of ``reads``, and what can be said of it.

    Adds ``status`` (up, down, not significant, not testable) and, for what is not testable, the
    ``reason`` (no reads, below count filter, outlier, independent filtering).
    """
    whole = table.reindex(reads.index)
    tested = whole["padj"].notna()
    significant = whole["padj"] < alpha
    reasons = [
        (reads == 0, "no reads"),
        (~reads.index.isin(table.index), "below count filter"),
        (whole["pvalue"].isna(), "outlier"),
        (whole["padj"].isna(), "independent filtering"),
    ]
    whole["status"] = np.select(
        [significant & (whole["log2FoldChange"] > 0), significant, tested],
        ["up", "down", "not significant"],
        "not testable",
    )
    conditions, names = zip(*reasons, strict=True)
    whole["reason"] = np.select(conditions, names, "")
    return whole


def main(job) -> None:
    contrast, alpha = job.params.contrast, job.params.alpha
    counts, sheet = read_usable(job.input.counts, job.input.status, job.input.sheet)
    matrix, coefficient = model_matrix(sheet, job.params.design, contrast)
    group = smallest_group(sheet, [contrast])
    kept = counts[passes_filter(counts, job.params.min_count, group)]
    if len(kept) < 2:
        raise UserError(f"{len(kept)} miRNAs have {job.params.min_count} reads in {group} samples")
    factors = pd.read_csv(job.input.factors, sep="\t", index_col="sample", dtype={"sample": str})
    table, trend, notes = fit(kept, factors["size_factor"], matrix, coefficient, alpha)
    whole = add_status(table, counts.sum(axis=1), alpha)
    base_mean = (counts / factors["size_factor"]).mean(axis=1)
    whole["baseMean"] = whole["baseMean"].fillna(base_mean)
    whole.to_csv(job.output.table, sep="\t", float_format="%.6g", index_label="mirna")
    levels = sheet[contrast["factor"]].value_counts()
    summary = {
        "design": job.params.design,
        "coefficient": coefficient,
        "samples": {level: int(levels[level]) for level in sorted(levels.index)},
        "count_filter": f"at least {job.params.min_count} reads in at least {group} samples",
        "size_factors": factors["method"].iloc[0],
        "dispersion_trend": trend,
        "status": {name: int(n) for name, n in sorted(whole["status"].value_counts().items())},
        "notes": [*describe_cohort(job.input.status), *notes],
    }
    Path(job.output.summary).write_text(json.dumps(summary, indent=2) + "\n")


if __name__ == "__main__":
    run(main, snakemake)
