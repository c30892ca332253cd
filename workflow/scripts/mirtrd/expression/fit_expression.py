"""Test one contrast with PyDESeq2, and say of every miRNA what can be said."""

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from pydeseq2.dds import DeseqDataSet
from pydeseq2.ds import DeseqStats
from scipy.stats import norm, t

from mirtrd.cohort.filtering import kept_mirnas
from mirtrd.cohort.tables import SIZE_FACTORS
from mirtrd.cohort.usable import describe_cohort, read_usable
from mirtrd.core.job import Job, run
from mirtrd.design.advice import design_notes
from mirtrd.design.contrasts import Contrast, Criteria, Question
from mirtrd.design.matrices import make_model
from mirtrd.expression.tables import EXPRESSION
from mirtrd.statistics.deseq import (
    Inference,
    degrees_of_freedom,
    likelihood_ratio,
    outlier_samples,
    with_size_factors,
)
from mirtrd.statistics.trend import fit_trend

COLUMNS = ["baseMean", "log2FoldChange", "lfcSE", "stat", "pvalue", "padj"]
DISPERSIONS = {
    "genewise_dispersions": "dispersion_genewise",
    "fitted_dispersions": "dispersion_trend",
    "dispersions": "dispersion",
}
# With fewer residual degrees of freedom, dispersions are not known well enough to be taken as such
# (tests/calibrate.py).
WELL_KNOWN = 100
# Chance to find a miRNA that changes by the minimum detectable effect.
POWER = 0.8


class Fit(NamedTuple):
    """What a fit gives: a table of miRNAs, the dispersion trend used, and what to know of it."""

    table: pd.DataFrame
    trend: str
    notes: list[str]


def fit(
    counts: pd.DataFrame,
    factors: pd.Series,
    matrix: pd.DataFrame,
    coefficient: str,
    alpha: float,
    lfc_threshold: float = 0.0,
    reduced: pd.DataFrame | None = None,
    compared: Sequence[str] | None = None,
    distribution: str = "normal",
) -> Fit:
    """Test one coefficient with DESeq2's negative-binomial model.

    ``counts`` is miRNAs x samples, ``matrix`` samples x coefficients. By Wald tests, against a
    change of at most ``lfc_threshold`` (log2) in either direction, or by likelihood-ratio tests
    against the ``reduced`` matrix. Wald statistics have a "normal" ``distribution``, as in DESeq2,
    or "t", which allows for dispersions being estimates. A miRNA without reads in the samples
    that are ``compared`` (default: all) gets no p-value.

    The table has log2FoldChange and lfcSE in log2 units, the change shrunken towards zero by
    apeglm (Zhu et al. 2019, doi:10.1093/bioinformatics/bty895) in a column of its own, the degrees
    of freedom of the statistic, and the dispersions: of the miRNA alone, of the trend, and the one
    used.
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
        test = DeseqStats(
            data,
            (matrix.columns == coefficient).astype(float),
            alpha=alpha,
            lfc_null=lfc_threshold,
            alt_hypothesis="greaterAbs" if lfc_threshold else None,
            inference=Inference(n_cpus=1),
            quiet=True,
        )
        test.run_wald_test()
        if reduced is not None:
            test.statistics, test.p_values, freedom = likelihood_ratio(data, reduced)
        own_freedom = degrees_of_freedom(data) if distribution == "t" else np.inf
        if reduced is None and distribution == "t":
            test.p_values = 2 * pd.Series(
                t.sf(test.statistics.abs(), own_freedom), index=test.p_values.index
            )
        absent = counts[list(compared if compared is not None else counts)].sum(axis=1) == 0
        test.p_values[absent] = np.nan
        test.summary()
        table = test.results_df[COLUMNS].copy()
        test.lfc_shrink(coeff=coefficient)
    table["log2FoldChange_shrunken"] = test.LFC[coefficient] / np.log(2)
    table["df"] = own_freedom
    table = table.join(data.var[list(DISPERSIONS)].rename(columns=DISPERSIONS))
    notes = [str(w.message) for w in caught if issubclass(w.category, UserWarning)]
    if reduced is not None:
        notes.append(f"p-values of a likelihood-ratio test, degrees of freedom: {freedom}")
    return Fit(table, trend, list(dict.fromkeys(notes)) + _outlier_notes(data, table[~absent]))


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


def _outlier_notes(data: DeseqDataSet, table: pd.DataFrame) -> list[str]:
    samples = outlier_samples(data)
    notes = [
        f"{name}: outlier counts were replaced ({samples.get(name, '')}, Cook's distance)"
        for name in table.index[data.var.loc[table.index, "replaced"]]
    ]
    for name in table.index[table["pvalue"].isna()]:
        worst = data.obs_names[np.argmax(data[:, name].layers["cooks"])]
        notes.append(f"{name} is not testable: {worst} is an outlier (Cook's distance)")
    return notes


def add_interval(table: pd.DataFrame, alpha: float, lfc_threshold: float = 0.0) -> pd.DataFrame:
    """The table with a 95 % confidence interval and the minimum detectable effect (log2).

    ``mde`` is the absolute change that is called with a probability of POWER at the p-value
    below which one more miRNA would have been called: alpha (k + 1) / m for k called of m
    tested (Benjamini-Hochberg). With the quantiles z of that (normal, or t with ``df`` degrees of
    freedom) and of the power, mde = threshold + (z + z_power) lfcSE, which is the sample-size
    formula for negative-binomial counts of Hart et al. 2013 (doi:10.1089/cmb.2012.0283) solved
    for the effect.
    """
    half = t.isf(0.025, table["df"]) * table["lfcSE"]
    tested, called = table["padj"].notna().sum(), (table["padj"] < alpha).sum()
    cut = alpha * min(called + 1, tested) / max(tested, 1)
    reach = t.isf(cut / 2, table["df"]) + norm.isf(1 - POWER)
    return table.assign(
        ci_low=table["log2FoldChange"] - half,
        ci_high=table["log2FoldChange"] + half,
        mde=lfc_threshold + reach * table["lfcSE"],
    )


def add_status(
    table: pd.DataFrame, reads: pd.Series, alpha: float, directed: bool = True
) -> pd.DataFrame:
    """The table with every miRNA of ``reads``, and what can be said of it.

    Adds ``status`` (up, down, or changed if the test is not ``directed``; not significant, not
    testable) and, for what is not testable, the ``reason`` (no reads, below count filter,
    outlier, independent filtering). ``reads`` are those in the samples that are compared.
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
        [significant & (not directed), significant & (whole["log2FoldChange"] > 0), significant,
         tested],
        ["changed", "up", "down", "not significant"],
        "not testable",
    )  # fmt: skip
    conditions, names = zip(*reasons, strict=True)
    whole["reason"] = np.select(conditions, names, "")
    return whole


def analyse(
    counts: pd.DataFrame,
    sheet: pd.DataFrame,
    factors: pd.DataFrame,
    question: Question,
    min_count: int,
) -> tuple[pd.DataFrame, dict]:
    """The table of a contrast, all miRNAs of ``counts``, and a summary of how it was made.

    ``factors`` has size_factor and method of each sample; ``min_count`` is that of the count
    filter.
    """
    contrast, criteria = question.contrast, question.criteria
    alpha, threshold = criteria.alpha, criteria.lfc_threshold
    model = make_model(sheet, question.design, contrast)
    kept, filtered = kept_mirnas(counts, sheet, question.design, min_count)
    compared = contrast.samples(sheet)
    table, trend, notes = fit(
        kept,
        factors["size_factor"],
        model.matrix,
        model.coefficient,
        alpha,
        threshold,
        model.reduced,
        compared,
        criteria.distribution,
    )
    table = add_interval(table, alpha, threshold).drop(columns="df")
    if not model.directed:
        table["mde"] = np.nan
    whole = add_status(table, counts[compared].sum(axis=1), alpha, model.directed)
    base_mean = (counts / factors["size_factor"]).mean(axis=1)
    whole["baseMean"] = whole["baseMean"].fillna(base_mean)
    levels = sheet[contrast.factor].value_counts() if contrast.factor else {}
    summary = {
        "design": question.design.formula,
        "coefficient": model.coefficient,
        "test": _test_in_words(contrast, criteria),
        "samples": {level: int(levels[level]) for level in sorted(levels.keys())},
        "count_filter": filtered,
        "size_factors": factors["method"].iloc[0],
        "dispersion_trend": trend,
        "status": {state: int(n) for state, n in sorted(whole["status"].value_counts().items())},
        "notes": [*design_notes(sheet, question.design, contrast), *notes],
    }
    freedom = len(model.matrix) - model.matrix.shape[1]
    if criteria.distribution == "normal" and model.reduced is None and freedom < WELL_KNOWN:
        summary["notes"].append(caution(freedom, alpha))
    return whole, summary


def caution(freedom: int, alpha: float) -> str:
    """What is to be said of DESeq2's test with so many residual degrees of freedom."""
    return (
        f"{freedom} residual degrees of freedom: DESeq2's test takes the dispersions as known, so "
        f"more than {alpha:.0%} of the called may be false; expression.distribution t allows for "
        "that, at the price of power"
    )


def _test_in_words(contrast: Contrast, criteria: Criteria) -> str:
    if contrast.reduced:
        return f"likelihood ratio against {contrast.reduced}"
    threshold = criteria.lfc_threshold
    against = f", against a change of at most {threshold:g} (log2)" if threshold else ""
    return f"Wald, {criteria.distribution} distribution{against}"


def main(job: Job) -> None:
    counts, sheet = read_usable(job.input.counts, job.input.status, job.input.sheet)
    factors = SIZE_FACTORS.read_frame(job.input.factors)
    question = Question.from_params(job.params)
    table, summary = analyse(counts, sheet, factors, question, job.params.min_count)
    EXPRESSION.write_frame(job.output.table, table)
    summary["notes"] = [*describe_cohort(job.input.status), *summary["notes"]]
    Path(job.output.summary).write_text(json.dumps(summary, indent=2) + "\n")


if __name__ == "__main__":
    run(main)
