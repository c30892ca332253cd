"""Test a contrast again under every choice that could have been made otherwise."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from mirtrd.core.job import Job, UserError, run
from mirtrd.design.contrasts import Question
from mirtrd.design.covariates import optional_covariates
from mirtrd.design.matrices import Model
from mirtrd.robustness.refits import (
    fit_again,
    model_of,
    read_fit,
    without_columns,
    without_samples,
)
from mirtrd.robustness.tables import ROBUSTNESS, VARIANTS
from mirtrd.statistics.moderated import log_cpm, moderated_test
from mirtrd.statistics.negbin import adjust
from mirtrd.statistics.normalisers import NORMALISERS, trimmed_mean_of_m

KINDS = ("normalisation", "covariates", "samples", "model")
# The normaliser that a method of the main fit is; on all miRNAs in place of the fitted ones.
MAIN = {"ratio": "median of ratios", "poscounts": "poscounts"}


class Variant(NamedTuple):
    """One choice: its kind and name, and the log2 change and adjusted p-value of each miRNA."""

    kind: str
    name: str
    change: np.ndarray
    padj: np.ndarray


class Setting(NamedTuple):
    """What the main fit was made of; counts of the miRNAs that it fitted."""

    counts: pd.DataFrame
    factors: pd.Series
    method: str
    sheet: pd.DataFrame
    question: Question
    model: Model

    def variant(self, kind: str, name: str, **changed) -> Variant:
        """The tests with other factors, or another model."""
        found = fit_again(
            self.counts,
            changed.get("factors", self.factors),
            changed.get("model", self.model),
            self.question.criteria,
            self.question.contrast.samples(self.sheet),
        )
        return Variant(kind, name, found.change, found.padj)


def other_normalisers(setting: Setting) -> Iterator[Variant]:
    """Tests with each other way to scale the libraries that these counts allow."""
    values = setting.counts.to_numpy(dtype=float)
    # "ratio of miR-..." is scaled by reference miRNAs, and so a way of its own.
    own = "" if " of " in setting.method else MAIN.get(setting.method.split()[0])
    for name, normaliser in NORMALISERS.items():
        factors = pd.Series(normaliser(values), index=setting.counts.columns)
        if name == own:
            continue
        if factors.isna().any():
            print(f"normalisation by {name} is impossible: zeros")
            continue
        yield setting.variant("normalisation", name, factors=factors)


def fewer_covariates(setting: Setting) -> Iterator[Variant]:
    """Tests without each covariate of the design and without all of them; patients stay."""
    question, sheet = setting.question, setting.sheet
    columns = optional_covariates(sheet, question.design, question.contrast)
    choices = [(f"without {name}", [name]) for name in columns]
    if len(columns) > 1:
        choices.append(("without covariates", columns))
    for name, left_out in choices:
        try:
            model = model_of(sheet, without_columns(question, left_out))
        except UserError as error:
            print(f"{name}: cannot be fitted: {error}")
            continue
        yield setting.variant("covariates", name, model=model)


def fewer_samples(setting: Setting) -> Iterator[Variant]:
    """Tests without each sample."""
    for sample in setting.model.matrix.index:
        try:
            model = without_samples(setting.model, [sample])
        except UserError as error:
            print(f"without {sample}: cannot be fitted: {error}")
            continue
        yield setting.variant("samples", f"without {sample}", model=model)


def other_model(setting: Setting) -> Iterator[Variant]:
    """Moderated t-tests on log-CPM. None for a threshold or several coefficients at once, which
    they do not know."""
    if setting.question.criteria.lfc_threshold or setting.model.reduced is not None:
        return
    values = setting.counts.to_numpy(dtype=float)
    # TMM factors have geometric mean 1; these are effective library sizes.
    sizes = trimmed_mean_of_m(values) * np.exp(np.log(values.sum(axis=0)).mean())
    matrix = setting.model.matrix
    coefficient = matrix.columns.get_loc(setting.model.coefficient)
    change, pvalue = moderated_test(log_cpm(values, sizes), matrix.to_numpy(), coefficient)
    yield Variant("model", "limma-trend", change, adjust(pvalue))


def summarise(
    variants: list[Variant], results: pd.DataFrame, alpha: float, directed: bool = True
) -> pd.DataFrame:
    """For each miRNA how far the variants agree with the main fit.

    ``results`` is the table of the contrast, miRNAs in the order of the variants. Adds to its
    status and change: ``sign_share``, the share of variants with a change of the same sign;
    ``significant_share``, of those significant with that sign; both the mean over the kinds of
    variants, so that leaving out one of many samples does not outvote all else; the second for
    each kind; the least and largest change; and the variants in which the call is lost. A test
    that is not ``directed`` (of several coefficients at once) has no sign to agree with.
    """
    table = results[["status", "log2FoldChange", "padj"]].copy()
    sign = np.sign(results["log2FoldChange"].to_numpy())
    changes = np.array([v.change for v in variants]).reshape(-1, len(results))
    significant = np.array([np.nan_to_num(v.padj, nan=1) < alpha for v in variants], dtype=bool)
    same = np.sign(changes) == sign
    agreeing = (same | (not directed)) & significant.reshape(same.shape)
    kinds = np.array([variant.kind for variant in variants])
    used = [kind for kind in KINDS if (kinds == kind).any()]

    def share(what: np.ndarray) -> np.ndarray:
        by_kind = [what[kinds == kind].mean(axis=0) for kind in used]
        return np.mean(by_kind, axis=0) if used else np.full(len(results), np.nan)

    table["sign_share"] = share(same) if directed else np.nan
    table["significant_share"] = share(agreeing)
    for kind in KINDS:
        rows = agreeing[kinds == kind]
        table[f"significant_share_{kind}"] = rows.mean(axis=0) if len(rows) else np.nan
    table["least_change"] = changes.min(axis=0, initial=np.inf) if used else np.nan
    table["largest_change"] = changes.max(axis=0, initial=-np.inf) if used else np.nan
    names = np.array([variant.name for variant in variants], dtype=object)
    called = (results["padj"] < alpha).to_numpy()
    table["lost"] = [
        "; ".join(names[~agreeing[:, i]]) if called[i] else "" for i in range(len(table))
    ]
    return table


def main(job: Job) -> None:
    question = Question.from_params(job.params)
    files = (job.input.counts, job.input.factors, job.input.status, job.input.sheet)
    fitted = read_fit(*files, job.input.expression)
    setting = Setting(*fitted[:4], question, model_of(fitted.sheet, question))
    makers = (other_normalisers, fewer_covariates, fewer_samples, other_model)
    variants = [variant for maker in makers for variant in maker(setting)]
    table = summarise(variants, fitted.results, question.criteria.alpha, setting.model.directed)
    ROBUSTNESS.write_frame(job.output.table, table)
    tables = [_long(variant, fitted.counts.index) for variant in variants]
    long = pd.concat(tables or [_long(Variant("", "", [], []), pd.Index([]))])
    VARIANTS.write_frame(job.output.variants, long.set_index("kind"))


def _long(variant: Variant, mirnas: pd.Index) -> pd.DataFrame:
    columns = {"kind": variant.kind, "variant": variant.name, "mirna": mirnas}
    return pd.DataFrame(columns | {"log2FoldChange": variant.change, "padj": variant.padj})


if __name__ == "__main__":
    run(main)
