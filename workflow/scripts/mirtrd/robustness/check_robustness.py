"""Test a contrast again under every choice that could have been made otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from mirtrd.core.job import Job, UserError, run
from mirtrd.design.covariates import optional_covariates
from mirtrd.design.formulas import columns_of
from mirtrd.inputs.materials import HAEMOLYSIS
from mirtrd.robustness.layouts import SEED
from mirtrd.robustness.refits import (
    Setting,
    read_setting,
    with_column,
    without_columns,
    without_samples,
)
from mirtrd.robustness.surrogates import find_factors, refit_with
from mirtrd.robustness.tables import ROBUSTNESS, VARIANTS
from mirtrd.robustness.variants import KINDS, WITH_HAEMOLYSIS, Variant, find_weakest
from mirtrd.statistics.abundance import log_cpm
from mirtrd.statistics.arrays import Array, Mask
from mirtrd.statistics.moderated import PRIOR_COUNT, moderated_test
from mirtrd.statistics.multiple_testing import adjust
from mirtrd.statistics.normalisers import NORMALISERS, trimmed_mean_of_m

# The normaliser that a method of the main fit is; on all miRNAs in place of the fitted ones.
MAIN = {"ratio": "median of ratios", "poscounts": "poscounts"}
# Fits without a sample, times samples, that a cohort may cost: up to 100 samples, each is left out.
# As both grow with the cohort, the work would grow with its square: 1,000 samples took 77 minutes,
# and each of them moves a result by less than one of 100. At least so many are left out.
MOST_WORK, LEAST_LEFT_OUT = 10_000, 20
# For each test of the main analysis, the one that is the second opinion, and its name.
OTHER_TESTS = {"quasi": ("normal", "DESeq2"), "normal": ("quasi", "quasi-likelihood")}


def other_normalisers(setting: Setting) -> Iterator[Variant]:
    """Tests with each other way to scale the libraries that these counts allow."""
    values, scaling = setting.fitted.to_numpy(dtype=float), setting.scaling
    # "ratio of miR-..." is scaled by reference miRNAs, and so a way of its own.
    own = "" if " of " in scaling.words else MAIN.get(scaling.words.split()[0])
    for name, normaliser in NORMALISERS.items():
        factors = pd.Series(normaliser(values), index=setting.counts.columns)
        if name == own:
            continue
        if factors.isna().any():
            print(f"normalisation by {name} is impossible: zeros")
            continue
        found = replace(setting, scaling=replace(scaling, factors=factors)).refit()
        yield Variant.of("normalisation", name, found)


def fewer_covariates(setting: Setting) -> Iterator[Variant]:
    """Tests without each covariate of the design and without all of them; patients stay."""
    question = setting.question
    columns = optional_covariates(setting.sheet, question.design, question.contrast)
    choices = [(f"without {name}", [name]) for name in columns]
    if len(columns) > 1:
        choices.append(("without covariates", columns))
    for name, left_out in choices:
        try:
            found = without_columns(setting, left_out).refit()
        except UserError as error:
            print(f"{name}: cannot be fitted: {error}")
            continue
        yield Variant.of("covariates", name, found)


def with_haemolysis(setting: Setting) -> Iterator[Variant]:
    """The test with the score of haemolysis in the design, where all samples have one and the
    design lacks it."""
    scores = setting.sheet.get(HAEMOLYSIS)
    if scores is None or HAEMOLYSIS in columns_of(setting.question.design.formula):
        return
    try:
        found = with_column(setting, HAEMOLYSIS).refit()
    except UserError as error:
        print(f"{WITH_HAEMOLYSIS}: cannot be fitted: {error}")
        return
    yield Variant.of("covariates", WITH_HAEMOLYSIS, found)


def with_surrogates(setting: Setting) -> Iterator[Variant]:
    """The test with surrogates of hidden factors in the design, where there are any."""
    factors = find_factors(setting)
    if factors.number:
        yield Variant.of("covariates", factors.name, refit_with(setting, factors))


def choose_left_out(samples: Sequence[str]) -> list[str]:
    """The samples that are left out in turn, in their order: all, or some, drawn with a fixed
    seed."""
    most = max(LEAST_LEFT_OUT, MOST_WORK // len(samples))
    if len(samples) <= most:
        return list(samples)
    print(f"samples: {most} of {len(samples)} are left out in turn, drawn with a fixed seed")
    drawn = np.random.default_rng(SEED).choice(len(samples), most, replace=False)
    return [samples[place] for place in sorted(drawn)]


def fewer_samples(setting: Setting) -> Iterator[Variant]:
    """Tests without each sample, or without each of some in a large cohort."""
    for sample in choose_left_out(list(setting.model.matrix.index)):
        try:
            found = setting.refit(without_samples(setting.model, [sample]))
        except UserError as error:
            print(f"without {sample}: cannot be fitted: {error}")
            continue
        yield Variant.of("samples", f"without {sample}", found)


def other_models(setting: Setting) -> Iterator[Variant]:
    """The other of OTHER_TESTS, and moderated t-tests on log-CPM; these not for a threshold or
    several coefficients at once, which they do not know."""
    distribution, name = OTHER_TESTS[setting.question.criteria.distribution]
    yield Variant.of("model", name, setting.refit(distribution=distribution))
    if setting.question.criteria.lfc_threshold or setting.model.reduced is not None:
        return
    values = setting.fitted.to_numpy(dtype=float)
    # TMM factors have geometric mean 1; these are effective library sizes.
    sizes = trimmed_mean_of_m(values) * np.exp(np.log(values.sum(axis=0)).mean())
    matrix = setting.model.matrix
    coefficient = matrix.columns.get_loc(setting.model.coefficient)
    logs = log_cpm(values, sizes, PRIOR_COUNT)
    change, pvalue = moderated_test(logs, matrix.to_numpy(), coefficient)
    yield Variant(kind="model", name="limma-trend", change=change, padj=adjust(pvalue))


MAKERS = (
    other_normalisers,
    fewer_covariates,
    with_haemolysis,
    with_surrogates,
    fewer_samples,
    other_models,
)


def summarise(
    variants: list[Variant], results: pd.DataFrame, alpha: float, directed: bool = True
) -> pd.DataFrame:
    """For each miRNA how far the variants agree with the main fit.

    ``results`` is the table of the contrast, miRNAs in the order of the variants. Adds to its
    status and change: ``sign_share``, the share of variants with a change of the same sign;
    ``significant_share``, of those significant with that sign; both the mean over the kinds of
    variants, so that leaving out one of many samples does not outvote all else; the second for
    each kind; the least and largest change; the variants in which the call is lost, and in words
    the ``weakest`` kind of these. A test that is not ``directed`` (of several coefficients at once)
    has no sign to agree with.
    """
    table = results[["status", "log2FoldChange", "padj"]].copy()
    sign = np.sign(results["log2FoldChange"].to_numpy())
    changes = np.array([v.change for v in variants]).reshape(-1, len(results))
    significant = np.array([np.nan_to_num(v.padj, nan=1) < alpha for v in variants], dtype=bool)
    same = np.sign(changes) == sign
    agreeing = (same | (not directed)) & significant.reshape(same.shape)
    kinds = np.array([variant.kind for variant in variants])
    used = [kind for kind in KINDS if (kinds == kind).any()]

    def share(what: Mask) -> Array:
        by_kind = [what[kinds == kind].mean(axis=0) for kind in used]
        return np.mean(by_kind, axis=0) if used else np.full(len(results), np.nan)

    table["sign_share"] = share(same) if directed else np.nan
    table["significant_share"] = share(agreeing)
    for kind in KINDS:
        rows = agreeing[kinds == kind]
        table[f"significant_share_{kind}"] = rows.mean(axis=0) if len(rows) else np.nan
    table["least_change"] = np.fmin.reduce(changes, axis=0, initial=np.inf) if used else np.nan
    table["largest_change"] = np.fmax.reduce(changes, axis=0, initial=-np.inf) if used else np.nan
    names = np.array([variant.name for variant in variants], dtype=object)
    called = (results["padj"] < alpha).to_numpy()
    table["lost"] = [
        "; ".join(names[~agreeing[:, i]]) if called[i] else "" for i in range(len(table))
    ]
    turned = (np.sign(changes) == -sign) & directed
    table["weakest"] = [
        find_weakest(variants, agreeing[:, i], turned[:, i]) if called[i] else ""
        for i in range(len(table))
    ]
    return table


def main(job: Job) -> None:
    setting, results = read_setting(job)
    variants = [variant for maker in MAKERS for variant in maker(setting)]
    alpha, directed = setting.question.criteria.alpha, setting.model.directed
    ROBUSTNESS.write_frame(job.output.table, summarise(variants, results, alpha, directed))
    VARIANTS.write_frame(job.output.variants, _long(variants, setting.mirnas))


def _long(variants: list[Variant], mirnas: pd.Index) -> pd.DataFrame:
    """A row for each miRNA in each variant: VARIANTS."""
    tables = [
        pd.DataFrame({"variant": v.name, mirnas.name: mirnas, "log2FoldChange": v.change,
                      "padj": v.padj}, index=[v.kind] * len(mirnas))
        for v in variants
    ]  # fmt: skip
    return pd.concat(tables or [pd.DataFrame(columns=VARIANTS.header[1:])])


if __name__ == "__main__":
    run(main)
