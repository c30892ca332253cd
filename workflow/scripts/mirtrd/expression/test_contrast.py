"""Test one contrast on the fitted model, and say of every miRNA what can be said."""

import warnings
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pydeseq2.ds import DeseqStats
from scipy.stats import norm

from mirtrd.cohort.differences import describe_differences, find_differences
from mirtrd.cohort.scaling import describe
from mirtrd.cohort.tables import COUNTS, NOTES, SAMPLES, SIZE_FACTORS
from mirtrd.core.documents import read_document, write_document
from mirtrd.core.job import Job, run
from mirtrd.design.advice import design_notes
from mirtrd.design.contrasts import Contrast, Criteria, Question
from mirtrd.design.matrices import Model, make_model
from mirtrd.design.mixtures import of_contrast
from mirtrd.expression.models import FittedModel
from mirtrd.expression.outlier_notes import outlier_notes
from mirtrd.expression.tables import EXPRESSION
from mirtrd.expression.verdicts import add_mde, add_remark, add_status
from mirtrd.statistics.deseq import Inference, likelihood_ratio
from mirtrd.statistics.multiple_testing import adjust
from mirtrd.statistics.quasi import compare_coefficient, compare_designs, find_interval

COLUMNS = ["baseMean", "log2FoldChange", "lfcSE", "stat", "pvalue", "padj"]
DISPERSIONS = ["dispersion_genewise", "dispersion_trend", "dispersion"]
# With fewer residual degrees of freedom, dispersions are not known well enough to be taken as such
# (tests/simulation/calibrate.py).
WELL_KNOWN = 100
# The share of intervals that may miss the true change.
UNCOVERED = 0.05


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The tests of a contrast: a table of the miRNAs that were fitted, and what to know of it."""

    table: pd.DataFrame
    notes: list[str]


def ask(
    model: FittedModel, asked: Model, criteria: Criteria, compared: Collection[str] | None = None
) -> Answer:
    """Test one coefficient of a matrix of the model's space, or the model against the reduced one.

    By quasi-likelihood F-tests, adjusted over all that have a p-value; or by DESeq2's Wald and
    likelihood-ratio tests with its independent filtering. A miRNA without reads in the samples that
    are ``compared`` (default: all) gets no p-value.

    The table has changes, errors and 95 % intervals in log2 units, the change shrunken towards zero
    by apeglm (Zhu et al. 2019, doi:10.1093/bioinformatics/bty895) in a column of its own, ``df``,
    the degrees of freedom of the error, and the dispersions.
    """
    counts = model.counts if compared is None else model.counts[list(compared)]
    absent = counts.sum(axis=1) == 0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        test = _wald_tests(model, asked, criteria)
        notes = []
        if criteria.distribution == "quasi":
            test.run_wald_test()
            table = _test_quasi(model, asked, criteria, absent)
            test.results_df = table.copy()
        else:
            notes = _test_deseq(test, model, asked, absent)
            table = test.results_df[COLUMNS].copy()
            half = norm.isf(UNCOVERED / 2) * table["lfcSE"]
            table["ci_low"] = table["log2FoldChange"] - half
            table["ci_high"] = table["log2FoldChange"] + half
            table["df"] = np.inf
        test.lfc_shrink(coeff=asked.coefficient)
    table["log2FoldChange_shrunken"] = test.LFC[asked.coefficient] / np.log(2)
    table = table.join(model.mirnas[DISPERSIONS])
    warned = [str(w.message) for w in caught if issubclass(w.category, UserWarning)]
    told = dict.fromkeys([*model.notes, *warned, *notes])
    return Answer(table=table, notes=[*told, *outlier_notes(model, table[~absent])])


def _wald_tests(model: FittedModel, asked: Model, criteria: Criteria) -> DeseqStats:
    """PyDESeq2's Wald tests, not yet run; apeglm, too, needs their errors."""
    threshold = criteria.lfc_threshold if criteria.distribution == "normal" else 0.0
    return DeseqStats(
        model.dataset(asked.matrix),
        (asked.matrix.columns == asked.coefficient).astype(float),
        alpha=criteria.alpha,
        lfc_null=threshold,
        alt_hypothesis="greaterAbs" if threshold else None,
        inference=Inference(n_cpus=1),
        quiet=True,
    )


def _test_deseq(test: DeseqStats, model: FittedModel, asked: Model, absent: pd.Series) -> list[str]:
    """Run DESeq2's tests; what is to be said of them."""
    test.run_wald_test()
    notes = []
    if asked.reduced is not None:
        test.statistics, test.p_values, freedom = likelihood_ratio(
            test.dds, model.fitted_counts(), asked.reduced
        )
        notes.append(f"p-values of a likelihood-ratio test, degrees of freedom: {freedom}")
    test.p_values[absent] = np.nan
    test.summary()
    return notes


def _test_quasi(
    model: FittedModel, asked: Model, criteria: Criteria, absent: pd.Series
) -> pd.DataFrame:
    """F-tests on the counts of the fit: COLUMNS, the interval and the degrees of freedom."""
    fit = model.quasi(asked.matrix)
    coefficient = asked.matrix.columns.get_loc(asked.coefficient)
    change, error = fit.estimate(coefficient)
    if asked.reduced is not None:
        found = compare_designs(fit, asked.reduced.to_numpy())
    else:
        found = compare_coefficient(fit, coefficient, criteria.lfc_threshold * np.log(2))
    low, high = find_interval(fit, coefficient, 1 - UNCOVERED)
    untestable = (model.mirnas["untestable"] == "yes") | absent
    pvalue = np.where(untestable, np.nan, found.pvalue)
    columns = {
        "baseMean": model.mirnas["baseMean"],
        "log2FoldChange": change / np.log(2),
        "lfcSE": error / np.log(2),
        "stat": found.statistic,
        "pvalue": pvalue,
        "padj": adjust(pvalue),
        "ci_low": low / np.log(2),
        "ci_high": high / np.log(2),
        "df": found.freedom,
    }
    return pd.DataFrame(columns, index=model.mirnas.index)


def analyse(
    counts: pd.DataFrame,
    sheet: pd.DataFrame,
    model: FittedModel,
    question: Question,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The table of a contrast, all miRNAs of ``counts``, and a summary of how it was tested."""
    contrast, criteria = question.contrast, question.criteria
    asked = make_model(sheet, question.design, contrast)
    compared = contrast.samples(sheet)
    answer = ask(model, asked, criteria, compared)
    table = add_mde(answer.table, criteria).drop(columns="df")
    if not asked.directed:
        table["mde"] = np.nan
    whole = add_status(table, counts[compared].sum(axis=1), criteria.alpha, asked.directed)
    whole = add_remark(whole)
    base_mean = (counts / model.factors).mean(axis=1)
    whole["baseMean"] = whole["baseMean"].fillna(base_mean)
    levels = sheet[contrast.factor].value_counts() if contrast.factor else {}
    libraries = describe(counts, model.factors)
    unlike = find_differences(libraries, sheet, question.design, contrast, criteria.alpha)
    notes = [difference.as_note(contrast) for difference in unlike]
    notes += [*design_notes(sheet, question.design, contrast), *answer.notes]
    freedom = len(asked.matrix) - asked.matrix.shape[1]
    if criteria.distribution == "normal" and asked.reduced is None and freedom < WELL_KNOWN:
        notes.append(caution(freedom, criteria.alpha))
    summary = {
        "design": question.design.formula,
        "coefficient": asked.coefficient,
        "test": _test_in_words(contrast, criteria),
        "samples": {level: int(levels[level]) for level in sorted(levels.keys())}
        or {"samples": len(sheet)},
        "dispersion_trend": model.trend,
        "status": {state: int(n) for state, n in sorted(whole["status"].value_counts().items())},
        "differences": describe_differences(unlike, contrast),
        "notes": notes,
    }
    return whole[list(EXPRESSION.header[1:])], summary


def caution(freedom: int, alpha: float) -> str:
    """What is to be said of DESeq2's test with so many residual degrees of freedom."""
    return (
        f"{freedom} residual degrees of freedom: DESeq2's test takes the dispersions as known, so "
        f"more than {alpha:.0%} of the called may be false; expression.distribution quasi allows "
        "for that"
    )


def _test_in_words(contrast: Contrast, criteria: Criteria) -> str:
    by_quasi = criteria.distribution == "quasi"
    if contrast.reduced:
        test = "quasi-likelihood F-test" if by_quasi else "likelihood ratio"
        return f"{test} against {contrast.reduced}"
    threshold = criteria.lfc_threshold
    against = f", against a change of at most {threshold:g} (log2)" if threshold else ""
    return f"{'quasi-likelihood F-test' if by_quasi else 'Wald, normal distribution'}{against}"


def main(job: Job) -> None:
    counts = COUNTS.read_frame(job.input.counts)
    samples = SAMPLES.read_frame(job.input.samples)
    factors = SIZE_FACTORS.read_frame(job.input.factors)["size_factor"]
    model = FittedModel.read(job.input, counts, factors)
    question = Question.from_params(job.params)
    table, summary = analyse(counts, samples, model, question)
    EXPRESSION.write_frame(job.output.table, table)
    known = [
        row["note"]
        for row in NOTES.read(job.input.notes)
        if row["sample"] or of_contrast(row["note"], question.contrast)
    ]
    fitted = read_document(job.input.summary)
    order = ("design", "coefficient", "test", "samples", "count_filter", "size_factors")
    everything = fitted | summary | {"notes": [*known, *summary["notes"]]}
    write_document(job.output.summary, {key: everything[key] for key in (*order, *summary)})


if __name__ == "__main__":
    run(main)
