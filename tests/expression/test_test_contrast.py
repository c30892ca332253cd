"""Contrasts tested on the model, against R's DESeq2 (tests/oracles), and on hand-made cases."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import scipy.stats

import calibrate
from builders import designs
from builders.designs import TRD, combine, compare
from builders.fits import (
    DEMO_FORMULA,
    answer,
    demo_cohort,
    fit,
    fit_demo,
    oracle_cohort,
    oracle_model,
    read_oracle,
)
from builders.paths import DEMO, SHARED
from mirtrd.cohort.size_factors import size_factors
from mirtrd.cohort.tables import COUNTS, NOTES, SAMPLES, SIZE_FACTORS
from mirtrd.core.documents import read_document
from mirtrd.design.matrices import make_model
from mirtrd.expression import fit_model as fit_model_job
from mirtrd.expression import test_contrast as contrast_job
from mirtrd.expression.fit_model import fit_model
from mirtrd.expression.tables import EXPRESSION
from mirtrd.expression.test_contrast import analyse, ask
from mirtrd.expression.verdicts import add_mde, add_status


@pytest.fixture(scope="module")
def cohort():
    return demo_cohort()


@pytest.fixture(scope="module")
def model(cohort):
    return fit_demo(*cohort)


@pytest.fixture(scope="module")
def result(cohort, model):
    return answer(model, cohort[1], DEMO_FORMULA).table


def test_fit_equals_that_of_r(model, result):
    table = result
    expected = read_oracle("expression.tsv").loc[table.index]
    assert model.trend == "parametric"
    for column, tolerance in (("baseMean", 1e-8), ("log2FoldChange", 1e-4), ("lfcSE", 1e-3)):
        np.testing.assert_allclose(table[column], expected[column], rtol=tolerance, atol=1e-4)
    assert set(table.index[table["padj"] < 0.05]) == set(expected.index[expected["padj"] < 0.05])
    pd.testing.assert_series_equal(table["padj"].isna(), expected["padj"].isna())


# The designs of config/README.md on the simulated cohorts of tests/oracles/make_oracles.R: cohort,
# formula, contrast, and the columns of the true effects with their weights in the contrast.
RESPONDER = compare(reference="responder")
SEXES = "~ sex + condition + sex:condition"
DIFFERENCE = "sex[T.M]:condition[T.TRD]"
NESTED = "~ response + response:C(patient_in_group) + response:time"
CHANGE = {"response[yes]:time[T.after]": 1, "response[no]:time[T.after]": -1}
TIME = compare("after", "before", "time")
DESIGNS = {
    "two_groups": ("two", "~ condition", TRD, {"TRD": 1}),
    "three_groups": ("groups", "~ condition", TRD, {"TRD": 1}),
    "two_others": ("groups", "~ condition", RESPONDER, {"TRD": 1, "responder": -1}),
    "threshold": ("groups", "~ condition", RESPONDER, {"TRD": 1, "responder": -1}),
    "covariates": ("groups", "~ batch + sex + condition", TRD, {"TRD": 1}),
    "measurement": ("groups", "~ condition + age", combine(age=1), {"age": 1}),
    "interaction": ("groups", SEXES, combine(**{DIFFERENCE: 1}), {"difference": 1}),
    "women": ("groups", SEXES, TRD, {"TRD": 1}),
    "men": (
        "groups",
        SEXES,
        combine(**{"condition[T.TRD]": 1, DIFFERENCE: 1}),
        {"TRD": 1, "difference": 1},
    ),
    "likelihood_ratio": ("groups", "~ sex + condition", compare(reduced="~ sex"), {"TRD": 1}),
    "paired": ("pairs", "~ patient + time", TIME, {"time": 1}),
    "nested": ("pairs", NESTED, combine(**CHANGE), {"difference": 1}),
    "poscounts": ("sparse", "~ condition", TRD, {}),
}


@pytest.fixture(scope="module", params=DESIGNS)
def design(request):
    """The name of a design, the trend and table of its contrast, and the true effects on it."""
    name = request.param
    cohort, formula, contrast, weights = DESIGNS[name]
    counts, sheet = oracle_cohort(cohort)
    model = oracle_model(cohort, formula)
    table = answer(
        model, sheet, formula, contrast, lfc_threshold=0.5 if name == "threshold" else 0
    ).table
    effects = pd.Series(0.0, counts.index)
    if weights:
        truth = read_oracle(f"{'pairs' if cohort == 'pairs' else 'groups'}.effects.tsv")
        effects = sum(weight * truth[column] for column, weight in weights.items())
    return name, model.trend, table, effects


def test_every_design_gives_what_r_gives(design):
    name, trend, table, _ = design
    expected = read_oracle("designs.tsv").loc[name].set_index("mirna").loc[table.index]
    assert trend == "parametric"
    difference = (table["log2FoldChange"] - expected["log2FoldChange"]).abs()
    assert difference.median() < 1e-5
    assert difference.max() < 2e-3
    assert (table["lfcSE"] / expected["lfcSE"] - 1).abs().median() < 5e-3
    logs = np.log10(table["pvalue"].clip(1e-300)) - np.log10(expected["pvalue"].clip(1e-300))
    assert logs.abs().median() < 5e-3
    pd.testing.assert_series_equal(table["pvalue"].isna(), expected["pvalue"].isna())
    assert set(table.index[table["padj"] < 0.05]) == set(expected.index[expected["padj"] < 0.05])


@pytest.mark.parametrize("design", ["two_groups", "covariates"], indirect=True)
def test_mirnas_that_are_absent_from_a_group_have_the_standard_errors_of_r(design):
    """PyDESeq2 does not clip fitted means; the standard errors are then many times as large."""
    name, _, table, _ = design
    expected = read_oracle("designs.tsv").loc[name].set_index("mirna")
    absent = ["mir-121", "mir-122"]
    np.testing.assert_allclose(table.loc[absent, "lfcSE"], expected.loc[absent, "lfcSE"], rtol=2e-3)
    assert (table.loc[absent, "lfcSE"] < 1).all()


def test_every_design_has_the_sign_of_the_truth(design):
    _, _, table, effects = design
    changed = effects.index[(effects != 0) & table["pvalue"].notna()]
    assert len(changed) >= 10 or not effects.any()
    for column in ("log2FoldChange", "log2FoldChange_shrunken"):
        assert (np.sign(table.loc[changed, column]) == np.sign(effects[changed])).all()


def test_contrasts_of_one_design_add_up():
    """As they are of one model, whatever is tested first."""
    _, sheet = oracle_cohort("groups")
    model, change, error = oracle_model("groups", "~ condition"), {}, {}
    for levels in [("TRD", "control"), ("responder", "control"), ("TRD", "responder")]:
        table = answer(model, sheet, "~ condition", compare(*levels)).table
        change[levels], error[levels] = table["log2FoldChange"], table["lfcSE"]
    difference = change["TRD", "control"] - change["responder", "control"]
    np.testing.assert_allclose(difference, change["TRD", "responder"], atol=1e-12)
    assert (error["TRD", "responder"] > 0).all()


def test_a_contrast_that_is_tested_on_the_basis_of_another_is_the_one_that_is_fitted_alone():
    counts, sheet = oracle_cohort("groups")
    other = compare("TRD", "responder")
    alone = answer(fit(counts, sheet, "~ condition", other), sheet, "~ condition", other).table
    table = answer(oracle_model("groups", "~ condition"), sheet, "~ condition", other).table
    np.testing.assert_allclose(table["log2FoldChange"], alone["log2FoldChange"], atol=1e-5)
    np.testing.assert_allclose(table["lfcSE"], alone["lfcSE"], rtol=1e-5)
    np.testing.assert_allclose(table["pvalue"], alone["pvalue"], rtol=1e-3)
    assert ((table["padj"] < 0.05) == (alone["padj"] < 0.05)).all()


def test_outliers_are_named_with_their_samples():
    _, sheet = oracle_cohort("two")
    notes = answer(oracle_model("two", "~ condition"), sheet, "~ condition").notes
    # Planted by make_oracles.R.
    assert "mir-100: outlier counts were replaced (G03, Cook's distance)" in notes
    assert "mir-101: outlier counts were replaced (G25, Cook's distance)" in notes


def test_a_mirna_without_reads_in_both_groups_is_not_tested():
    counts, sheet = oracle_cohort("groups")
    counts, compared = counts.copy(), TRD.samples(sheet)
    counts.loc["mir-120", compared] = 0
    found = answer(fit(counts, sheet, "~ condition"), sheet, "~ condition")
    table = found.table
    assert table.index[table["pvalue"].isna()].to_list() == ["mir-120"]
    assert not any("mir-120" in note for note in found.notes)
    whole = add_status(table, counts[compared].sum(axis=1), 0.05)
    assert whole.loc["mir-120", ["status", "reason"]].to_list() == ["not testable", "no reads"]


def test_swapping_tested_and_reference_negates_the_change(cohort, model, result):
    other = answer(model, cohort[1], DEMO_FORMULA, compare("control", "TRD")).table
    np.testing.assert_allclose(other["log2FoldChange"], -result["log2FoldChange"], atol=1e-12)
    # The shrunken effects of two parametrisations differ as far as their optimiser is exact.
    shrunken = "log2FoldChange_shrunken"
    np.testing.assert_allclose(other[shrunken], -result[shrunken], atol=0.01)
    np.testing.assert_allclose(other["pvalue"], result["pvalue"], rtol=1e-4)


def test_known_changes_have_their_sign_shrunken_or_not(result):
    table = result
    truth = pd.read_csv(DEMO / "truth/effects.tsv", sep="\t", index_col=0)["log2FoldChange"]
    changed = truth[truth != 0].index.intersection(table.index)
    assert len(changed) == 26
    for column in ("log2FoldChange", "log2FoldChange_shrunken"):
        assert (np.sign(table.loc[changed, column]) == np.sign(truth[changed])).all()
    assert (table.loc[changed, "padj"] < 0.05).all()


def test_order_of_samples_does_not_matter(cohort, result):
    counts, sheet = cohort
    order = list(np.random.default_rng(2).permutation(counts.columns))
    model = fit_demo(counts[order], sheet.loc[order])
    table = answer(model, sheet.loc[order], DEMO_FORMULA).table
    np.testing.assert_allclose(table["pvalue"], result["pvalue"], rtol=1e-3)


@pytest.fixture(scope="module")
def quasi(cohort):
    """The F-tests of the demo."""
    model = fit_demo(*cohort, distribution="quasi")
    return answer(model, cohort[1], DEMO_FORMULA, distribution="quasi").table


def test_f_tests_find_the_known_changes(quasi):
    truth = pd.read_csv(DEMO / "truth/effects.tsv", sep="\t", index_col=0)["log2FoldChange"]
    changed = truth[truth != 0].index.intersection(quasi.index)
    assert (quasi.loc[changed, "padj"] < 0.05).all()
    assert (np.sign(quasi.loc[changed, "stat"]) == np.sign(truth[changed])).all()
    assert (np.sign(quasi.loc[changed, "log2FoldChange_shrunken"]) == np.sign(truth[changed])).all()


def test_all_with_a_p_value_are_adjusted_where_nothing_is_filtered(quasi, result):
    assert list(quasi["padj"].isna()) == list(quasi["pvalue"].isna())
    assert list(quasi.index[quasi["pvalue"].isna()]) == list(result.index[result["pvalue"].isna()])
    expected = scipy.stats.false_discovery_control(quasi["pvalue"].dropna())
    np.testing.assert_allclose(quasi["padj"].dropna(), expected)


def test_an_interval_excludes_no_change_exactly_where_the_test_does(quasi):
    excluded = (quasi["ci_low"] > 0) | (quasi["ci_high"] < 0)
    tested = quasi["pvalue"].notna()
    assert (excluded == (quasi["pvalue"] < 0.05))[tested].all()
    assert (quasi["ci_low"] < quasi["log2FoldChange"]).all()
    assert (quasi["log2FoldChange"] < quasi["ci_high"]).all()


@pytest.mark.parametrize("levels", [("TRD", "control"), ("TRD", "responder")])
def test_f_tests_of_a_contrast_are_those_of_a_likelihood_ratio_of_it_alone(levels):
    """One coefficient: F is the square of the signed root, and the p-value is the same."""
    counts, sheet = oracle_cohort("groups")
    sheet = sheet[sheet["condition"].isin(levels)]
    plain, reduced = compare(*levels), compare(*levels, reduced="~ sex")
    model = fit(counts[sheet.index], sheet, "~ sex + condition", plain, "quasi")
    one, other = (
        answer(model, sheet, "~ sex + condition", contrast, distribution="quasi").table
        for contrast in (plain, reduced)
    )
    np.testing.assert_allclose(one["stat"] ** 2, other["stat"], rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(one["pvalue"], other["pvalue"], rtol=1e-2)


def test_the_detectable_effect_is_found_four_times_in_five():
    """Simulated: miRNAs that change by what the fit of the others calls detectable."""
    rng = np.random.default_rng(3)
    size, group = 300, 15
    sheet = pd.DataFrame(
        {"condition": ["control"] * group + ["TRD"] * group},
        index=[f"s{number}" for number in range(2 * group)],
    )
    base = 2 ** rng.uniform(5, 12, size)
    dispersion = 0.1 + 2 / base
    asked = make_model(sheet, designs.design("~ condition"), TRD)
    factors = pd.Series(1.0, sheet.index)

    def tested(changes):
        means = base[:, None] * 2 ** np.outer(changes, asked.matrix[asked.coefficient])
        draws = rng.negative_binomial(
            1 / dispersion[:, None], 1 / (1 + dispersion[:, None] * means)
        )
        counts = pd.DataFrame(draws, [f"m{number}" for number in range(size)], sheet.index)
        table = ask(fit_model(counts, factors, asked.matrix), asked, designs.CRITERIA).table
        return add_mde(table, designs.CRITERIA)

    # Some that change anyway, by so much that they are always called.
    strong = np.where(np.arange(size) % 10 == 0, 4.0, 0.0)
    mde = tested(strong)["mde"].to_numpy()
    # As many are probed at a time as do not change how many are called by much.
    probed = np.arange(size) % 5 == 3
    found = np.concatenate(
        [(tested(np.where(probed, sign * mde, strong))["padj"] < 0.05)[probed] for sign in (1, -1)]
    )
    assert 0.7 < found.mean() < 0.9


def test_likelihood_ratio_has_a_direction_only_if_it_tests_the_contrast_alone():
    _, sheet = oracle_cohort("groups")
    for formula, reduced, directed in [
        ("~ sex + condition", "~ sex", False),
        ("~ sex + condition", "~ condition", False),
    ]:
        contrast = compare(reduced=reduced)
        assert make_model(sheet, designs.design(formula), contrast).directed == directed
    _, sheet = oracle_cohort("two")
    assert make_model(sheet, designs.design("~ sex + condition"), compare(reduced="~ sex")).directed


def test_a_likelihood_ratio_of_several_coefficients_calls_changes_and_detects_no_effect():
    counts, sheet = oracle_cohort("groups")
    formula, contrast = "~ sex + condition", compare(reduced="~ sex")
    question = designs.question(formula, contrast)
    table, summary = analyse(counts, sheet, oracle_model("groups", formula, "quasi"), question)
    assert {"changed", "not significant"} <= set(table["status"]) <= {
        "changed", "not significant", "not testable"
    }  # fmt: skip
    assert table["mde"].isna().all()
    assert summary["test"] == "quasi-likelihood F-test against ~ sex"
    by_deseq = replace(question, criteria=replace(question.criteria, distribution="normal"))
    _, summary = analyse(counts, sheet, oracle_model("groups", formula), by_deseq)
    assert summary["test"] == "likelihood ratio against ~ sex"
    assert "p-values of a likelihood-ratio test, degrees of freedom: 2" in summary["notes"]


# Published tables, where the data are at hand.

PUBLISHED = SHARED / "expression"
needs_data = pytest.mark.skipif(not PUBLISHED.is_dir(), reason=f"no data at {PUBLISHED}")


def agree(table: pd.DataFrame, published: pd.DataFrame) -> float:
    """Check what a fit shares with a published table of R's; the Jaccard index of what is called.

    The means are those of the counts over the size factors, which are so compared too.
    """
    published = published.loc[table.index]
    same = np.isclose(table["baseMean"], published["baseMean"], rtol=1e-6)
    assert same.mean() > 0.95  # not those whose outliers were replaced
    difference = (table["log2FoldChange"] - published["log2FoldChange"]).abs()
    assert difference.median() < 1e-3
    ours, theirs = (set(t.index[t["padj"] < 0.05]) for t in (table, published))
    return len(ours & theirs) / len(ours | theirs)


@needs_data
def test_published_table_of_parkinson():
    """Zeros replaced as the authors did; R took a local trend here, we the mean."""
    counts = pd.read_csv(PUBLISHED / "pd_2021/derived_counts.tsv", sep="\t", index_col=0)
    published = pd.read_csv(PUBLISHED / "pd_2021/DESeq2_results.csv", index_col=0)
    counts = counts[counts.median(axis=1) > 0]
    least = np.round((counts.where(counts > 0).min(axis=1) + 1) / 2)
    counts = counts.where(counts > 0, least, axis=0).astype(int)
    sheet = pd.DataFrame({"condition": [s.split("_")[1] for s in counts]}, index=counts.columns)
    contrast = compare("PD", "HC")
    model = fit(counts, sheet, "~ condition", contrast)
    assert model.trend.startswith("mean")
    table = answer(model, sheet, "~ condition", contrast).table
    assert agree(table, published) >= 0.98


@needs_data
def test_published_table_of_rasagiline():
    counts = pd.read_csv(PUBLISHED / "rasagiline_2022/Countdata_Trimmed.csv", index_col=0)
    published = pd.read_csv(PUBLISHED / "rasagiline_2022/GSEA-Raw-Data.csv", index_col=0)
    sheet = pd.DataFrame({"time": ["before", "after"] * 46}, index=counts.columns)
    model = fit(counts, sheet, "~ time", TIME)
    assert model.trend == "parametric"
    assert agree(answer(model, sheet, "~ time", TIME).table, published) == 1


def test_error_rates_on_simulated_cohorts():
    """Of six cohorts of 40 in which the most abundant miRNAs shift with the groups; make calibrate
    does more of them."""
    rates = calibrate.calibrate(40, "composition", 6).set_index("test")
    assert rates["type-I error"].between(0.03, 0.065).all()
    assert (rates["power"] > 0.9).all()
    assert 0.93 < rates.loc["quasi", "covers 0"] < 0.97


# Files


@pytest.fixture(scope="module")
def folder(tmp_path_factory, cohort):
    """What the two jobs write of the demo."""
    folder = tmp_path_factory.mktemp("jobs")
    counts, sheet = cohort
    names = ["NA", "None", "001", "1e3", "TRUE", "nan", *counts.columns[6:]]
    factors, method = size_factors(counts)
    factors = pd.DataFrame({"size_factor": factors, "method": method}).set_axis(names)
    COUNTS.write_frame(folder / "counts.tsv", counts.set_axis(names, axis=1))
    SAMPLES.write_frame(folder / "samples.tsv", sheet.set_axis(names))
    SIZE_FACTORS.write_frame(folder / "factors.tsv", factors)
    notes = pd.DataFrame({"note": ["TRD07 is left out: dimers"]}, index=["TRD07"])
    NOTES.write_frame(folder / "notes.tsv", notes)
    design = designs.design(DEMO_FORMULA)
    inputs = {name: folder / f"{name}.tsv" for name in ("counts", "samples", "factors", "notes")}
    model = {
        name: folder / f"model.{name}"
        for name in ("model", "effects", "matrix", "outliers", "summary")
    }
    fit_model_job.main(
        SimpleNamespace(
            input=SimpleNamespace(**inputs),
            output=SimpleNamespace(**model),
            params=SimpleNamespace(design=design.as_param(), min_count=10, distribution="quasi"),
        )
    )
    contrast_job.main(
        SimpleNamespace(
            input=SimpleNamespace(**inputs, **model),
            output=SimpleNamespace(table=folder / "table.tsv", summary=folder / "fit.json"),
            params=SimpleNamespace(
                contrast=TRD.as_param(),
                design=design.as_param(),
                criteria=designs.CRITERIA.as_param(),
            ),
        )
    )
    return folder


def test_the_jobs_write_what_the_functions_give(folder, cohort, quasi):
    table = EXPRESSION.read_frame(folder / "table.tsv")
    assert list(table.index) == list(cohort[0].index)
    tested = table.loc[quasi.index]
    for column in ("log2FoldChange", "lfcSE", "padj", "log2FoldChange_shrunken", "dispersion"):
        np.testing.assert_allclose(tested[column], quasi[column], rtol=1e-5, atol=1e-7)
    others = table.drop(index=quasi.index)
    assert set(others["status"]) == {"not testable"}
    assert set(others["reason"]) == {"below count filter"}


def test_the_summary_tells_how_it_was_tested(folder):
    summary = read_document(folder / "fit.json")
    assert list(summary) == [
        "design", "coefficient", "test", "samples", "count_filter", "size_factors",
        "dispersion_trend", "status", "differences", "notes",
    ]  # fmt: skip
    assert summary["coefficient"] == "condition[T.TRD]"
    assert summary["test"] == "quasi-likelihood F-test"
    assert summary["samples"] == {"TRD": 8, "control": 9}
    assert summary["count_filter"] == "at least 10 reads in at least 8 samples"
    assert summary["notes"][0] == "TRD07 is left out: dimers"
    assert not any("residual degrees of freedom" in note for note in summary["notes"])


def test_few_residual_degrees_of_freedom_are_a_caution_about_deseq2_alone(cohort, model):
    counts, sheet = cohort
    question = designs.question(DEMO_FORMULA)
    strict = replace(question, criteria=replace(question.criteria, distribution="normal"))
    summary = analyse(counts, sheet, model, strict)[1]
    assert summary["test"] == "Wald, normal distribution"
    assert summary["notes"][-1].startswith("13 residual degrees of freedom: DESeq2's test takes")


def test_what_the_groups_differ_in_besides_is_among_the_notes(cohort):
    counts, sheet = cohort
    model = fit_demo(counts, sheet, distribution="quasi")
    question = designs.question(DEMO_FORMULA)
    assert analyse(counts, sheet, model, question)[1]["differences"] == ""
    random = np.random.default_rng(2)
    ages = 40 + 20 * (sheet["condition"] == "TRD") + random.normal(0, 2, len(sheet))
    summary = analyse(counts, sheet.assign(age=ages.map("{:.1f}".format)), model, question)[1]
    assert summary["differences"] == (
        "TRD and control differ in age: this may make changes, or hide them."
    )
    [note] = [note for note in summary["notes"] if "differ in age" in note]
    assert note.endswith("changes may be those of age, which the design lacks")
