"""Test one contrast on the fitted model, and say of every miRNA what can be said."""

import warnings
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pydeseq2.ds import DeseqStats
from scipy.stats import t

from mirtrd.cohort.tables import COUNTS, NOTES, SAMPLES, SIZE_FACTORS
from mirtrd.core.documents import read_document, write_document
from mirtrd.core.job import Job, run
from mirtrd.design.advice import design_notes
from mirtrd.design.contrasts import Contrast, Criteria, Question
from mirtrd.design.matrices import Model, make_model
from mirtrd.expression.models import FittedModel
from mirtrd.expression.tables import EXPRESSION
from mirtrd.expression.verdicts import add_interval, add_status
from mirtrd.statistics.deseq import Inference, likelihood_ratio

COLUMNS = ["baseMean", "log2FoldChange", "lfcSE", "stat", "pvalue", "padj"]
DISPERSIONS = ["dispersion_genewise", "dispersion_trend", "dispersion"]
# With fewer residual degrees of freedom, dispersions are not known well enough to be taken as such
# (tests/simulation/calibrate.py).
WELL_KNOWN = 100


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The tests of a contrast: a table of the miRNAs that were fitted, and what to know of it."""

    table: pd.DataFrame
    notes: list[str]


def ask(
    model: FittedModel, asked: Model, criteria: Criteria, compared: Collection[str] | None = None
) -> Answer:
    """Test one coefficient of a matrix of the model's space.

    By Wald tests, against a change of at most the threshold in either direction, or by
    likelihood-ratio tests against the reduced matrix. Wald statistics have a normal distribution,
    as in DESeq2, or a t-distribution, which allows for dispersions being estimates. A miRNA without
    reads in the samples that are ``compared`` (default: all) gets no p-value.

    The table has log2FoldChange and lfcSE in log2 units, the change shrunken towards zero by
    apeglm (Zhu et al. 2019, doi:10.1093/bioinformatics/bty895) in a column of its own, the degrees
    of freedom of the statistic, and the dispersions.
    """
    coefficient, threshold = asked.coefficient, criteria.lfc_threshold
    by_t = criteria.distribution == "t"
    data, ratio_notes = model.dataset(asked.matrix), []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        test = DeseqStats(
            data,
            (asked.matrix.columns == coefficient).astype(float),
            alpha=criteria.alpha,
            lfc_null=threshold,
            alt_hypothesis="greaterAbs" if threshold else None,
            inference=Inference(n_cpus=1),
            quiet=True,
        )
        test.run_wald_test()
        if asked.reduced is not None:
            test.statistics, test.p_values, freedom = likelihood_ratio(
                data, model.fitted_counts(), asked.reduced
            )
            words = f"p-values of a likelihood-ratio test, degrees of freedom: {freedom}"
            ratio_notes.append(words)
        elif by_t:
            tails = t.sf(test.statistics.abs(), model.mirnas["df"])
            test.p_values = pd.Series(2 * tails, index=test.p_values.index)
        counts = model.counts if compared is None else model.counts[list(compared)]
        absent = counts.sum(axis=1) == 0
        test.p_values[absent] = np.nan
        test.summary()
        table = test.results_df[COLUMNS].copy()
        test.lfc_shrink(coeff=coefficient)
    table["log2FoldChange_shrunken"] = test.LFC[coefficient] / np.log(2)
    table["df"] = model.mirnas["df"] if by_t else np.inf
    table = table.join(model.mirnas[DISPERSIONS])
    warned = [str(w.message) for w in caught if issubclass(w.category, UserWarning)]
    notes = dict.fromkeys([*model.notes, *warned, *ratio_notes])
    return Answer(table=table, notes=[*notes, *_outlier_notes(model, table[~absent])])


def _outlier_notes(model: FittedModel, table: pd.DataFrame) -> list[str]:
    by_mirna = model.outliers.groupby("mirna")
    samples = by_mirna["sample"].agg(", ".join)
    notes = [
        f"{name}: outlier counts were replaced ({samples[name]}, Cook's distance)"
        for name in table.index.intersection(model.replaced, sort=False)
    ]
    for name in table.index[table["pvalue"].isna()]:
        found = by_mirna.get_group(name).set_index("sample")["cooks"]
        notes.append(f"{name} is not testable: {found.idxmax()} is an outlier (Cook's distance)")
    return notes


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
    table = add_interval(answer.table, criteria).drop(columns="df")
    if not asked.directed:
        table["mde"] = np.nan
    whole = add_status(table, counts[compared].sum(axis=1), criteria.alpha, asked.directed)
    base_mean = (counts / model.factors).mean(axis=1)
    whole["baseMean"] = whole["baseMean"].fillna(base_mean)
    levels = sheet[contrast.factor].value_counts() if contrast.factor else {}
    notes = [*design_notes(sheet, question.design, contrast), *answer.notes]
    freedom = len(asked.matrix) - asked.matrix.shape[1]
    if criteria.distribution == "normal" and asked.reduced is None and freedom < WELL_KNOWN:
        notes.append(caution(freedom, criteria.alpha))
    summary = {
        "design": question.design.formula,
        "coefficient": asked.coefficient,
        "test": _test_in_words(contrast, criteria),
        "samples": {level: int(levels[level]) for level in sorted(levels.keys())},
        "dispersion_trend": model.trend,
        "status": {state: int(n) for state, n in sorted(whole["status"].value_counts().items())},
        "notes": notes,
    }
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
    counts = COUNTS.read_frame(job.input.counts)
    samples = SAMPLES.read_frame(job.input.samples)
    factors = SIZE_FACTORS.read_frame(job.input.factors)["size_factor"]
    model = FittedModel.read(job.input, counts, factors)
    table, summary = analyse(counts, samples, model, Question.from_params(job.params))
    EXPRESSION.write_frame(job.output.table, table)
    left_out = NOTES.read_frame(job.input.notes)["note"]
    fitted = read_document(job.input.summary)
    order = ("design", "coefficient", "test", "samples", "count_filter", "size_factors")
    everything = fitted | summary | {"notes": [*left_out, *summary["notes"]]}
    write_document(job.output.summary, {key: everything[key] for key in (*order, *summary)})


if __name__ == "__main__":
    run(main)
