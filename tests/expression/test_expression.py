"""Normalisation and tests against R's DESeq2 (tests/oracles), and on hand-made cases."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from mirtrd.expression.fit_expression import (
    add_interval,
    add_status,
    fit,
)

import calibrate
from builders import designs
from builders.designs import TRD, combine, compare
from builders.paths import DEMO, ORACLES, SHARED
from mirtrd.cohort import normalise_counts
from mirtrd.cohort.filtering import passes_filter
from mirtrd.cohort.normalise_counts import size_factors, spike_in_factors, stabilise_variance
from mirtrd.core.job import UserError
from mirtrd.design.matrices import make_model, model_matrix, smallest_group
from mirtrd.inputs.sheets import read_sheet
from mirtrd.statistics.trend import fit_trend


def oracle(name: str) -> pd.DataFrame:
    return pd.read_csv(ORACLES / name, sep="\t", index_col=0)


@pytest.fixture(scope="module")
def cohort():
    counts = pd.read_csv(DEMO / "truth/mature.counts.tsv", sep="\t", index_col=0)
    counts = counts.drop(columns="TRD07")
    return counts, read_sheet(DEMO / "config/samples.tsv")[0].loc[counts.columns]


def fitted(counts, sheet, contrast):
    design = designs.design("~ batch + sex + condition", contrast)
    matrix, coefficient = model_matrix(sheet, design, contrast)
    kept = counts[passes_filter(counts, 10, smallest_group(sheet, design))]
    return fit(kept, size_factors(counts)[0], matrix, coefficient, alpha=0.05)


@pytest.fixture(scope="module")
def result(cohort):
    return fitted(*cohort, TRD)


def test_size_factors_equal_those_of_r(cohort, monkeypatch):
    counts, _ = cohort
    factors, method = size_factors(counts)
    assert method == "ratio"
    np.testing.assert_allclose(factors, oracle("size_factors.tsv")["ratio"], rtol=1e-10)
    monkeypatch.setattr(normalise_counts, "MIN_COMPLETE", 10**6)
    factors, method = size_factors(counts)
    assert method.startswith("poscounts (only ")
    assert method.endswith("miRNAs have reads in every sample, median of ratios needs 1000000)")
    monkeypatch.undo()
    assert size_factors(counts, "poscounts")[1] == "poscounts"
    pd.testing.assert_series_equal(size_factors(counts, "poscounts")[0], factors)
    np.testing.assert_allclose(factors, oracle("size_factors.tsv")["poscounts"], rtol=1e-10)


def spike_ins(**counts: list[int]) -> pd.DataFrame:
    """Spike-ins s0, s1, ... with these counts in each sample, as plot_spike_ins writes them."""
    rows = [(name, f"s{n}", 1.0, c) for name, found in counts.items() for n, c in enumerate(found)]
    return pd.DataFrame(rows, columns=["sample", "spike_in", "amount", "count"])


def test_spike_ins_scale_libraries_whatever_the_mirnas_do():
    table = spike_ins(a=[10, 20, 40, 0], b=[20, 40, 80, 7], c=[20, 40, 83, 9])
    factors, method = spike_in_factors(table, ["a", "b"])
    assert method == "ratio of 3 spike-ins"
    assert factors.to_dict() == pytest.approx({"a": 0.5**0.5, "b": 2**0.5})
    # Ratios 1/2, 1 and 1 in each row of three: the geometric mean is 4^(1/3) times the first.
    factors, _ = spike_in_factors(table, ["a", "b", "c"])
    assert factors["b"] / factors["a"] == pytest.approx(2)
    with pytest.raises(UserError, match="2 spike-ins have counts in every sample, at least 3 are"):
        spike_in_factors(spike_ins(a=[1, 2, 0], b=[1, 2, 3]), ["a", "b"])


def test_size_factors_scale_with_depth_and_need_reads():
    counts = pd.DataFrame({"a": [10, 20, 40] * 10, "b": [20, 40, 80] * 10})
    factors, _ = size_factors(counts)
    assert factors["b"] / factors["a"] == pytest.approx(2)
    with pytest.raises(UserError, match="sample b has no miRNA reads"):
        size_factors(counts.assign(b=0))


def test_fit_equals_that_of_r(result):
    table, trend, _ = result
    expected = oracle("expression.tsv").loc[table.index]
    assert trend == "parametric"
    for column, tolerance in (("baseMean", 1e-8), ("log2FoldChange", 1e-4), ("lfcSE", 1e-3)):
        np.testing.assert_allclose(table[column], expected[column], rtol=tolerance, atol=1e-4)
    assert set(table.index[table["padj"] < 0.05]) == set(expected.index[expected["padj"] < 0.05])
    pd.testing.assert_series_equal(table["padj"].isna(), expected["padj"].isna())


def test_trend_equals_that_of_r(cohort):
    expected = oracle("trend.tsv")["value"].to_numpy()
    means = np.geomspace(5, 5000, 200)
    noise = np.exp(np.random.default_rng(1).normal(0, 0.3, 200))
    assert fit_trend(means, (0.1 + 2 / means) * noise) == pytest.approx([0.1, 2], rel=0.25)
    assert fit_trend(means, np.full(200, 0.1) + means / 1000) is None  # rises with the mean
    assert (expected > 0).all()


def test_vst_equals_that_of_r_with_the_same_trend(cohort):
    counts, _ = cohort
    factors, _ = size_factors(counts)
    values, trend = stabilise_variance(counts[passes_filter(counts, 10, 8)], factors)
    assert trend == "mean"  # R takes a local fit by itself here, the oracle asks for the mean
    expected = oracle("expression.tsv")["vst_mean"].loc[values.index]
    np.testing.assert_allclose(values["CTL01"], expected, atol=0.02)


# The designs of config/README.md on the simulated cohorts of tests/oracles/make_oracles.R: cohort,
# formula, contrast, and the columns of the true effects with their weights in the contrast.
RESPONDER = compare(reference="responder")
SEXES = "~ sex + condition + sex:condition"
DIFFERENCE = "sex[T.M]:condition[T.TRD]"
NESTED = "~ response + response:C(patient_in_group) + response:time"
CHANGE = {"response[yes]:time[T.after]": 1, "response[no]:time[T.after]": -1}
TIME = compare("after", "before", "time")
REFERENCES = {"condition": "control", "sex": "F", "response": "no", "time": "before"}
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


def simulated(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    cohort = {"two": "groups", "sparse": "groups"}.get(name, name)
    sheet = pd.read_csv(ORACLES / f"{cohort}.samples.tsv", sep="\t", index_col=0, dtype=str)
    if name in ("two", "sparse"):
        sheet = sheet[sheet["condition"] != "responder"]
    counts = oracle(f"{'groups' if name == 'two' else name}.counts.tsv")
    return counts[sheet.index], sheet


@pytest.fixture(scope="module", params=DESIGNS)
def design(request):
    """The name of a design, its fit and the true effects on its contrast."""
    cohort, formula, contrast, weights = DESIGNS[request.param]
    counts, sheet = simulated(cohort)
    model = make_model(sheet, designs.design(formula, contrast, **REFERENCES), contrast)
    threshold = 0.5 if request.param == "threshold" else 0
    factors = size_factors(counts)[0]
    result = fit(counts, factors, model.matrix, model.coefficient, 0.05, threshold, model.reduced)
    effects = pd.Series(0.0, counts.index)
    if weights:
        table = oracle(f"{'pairs' if cohort == 'pairs' else 'groups'}.effects.tsv")
        effects = sum(weight * table[column] for column, weight in weights.items())
    return request.param, result, effects


def test_every_design_gives_what_r_gives(design):
    name, (table, trend, _), _ = design
    expected = oracle("designs.tsv").loc[name].set_index("mirna").loc[table.index]
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
    name, (table, _, _), _ = design
    expected = oracle("designs.tsv").loc[name].set_index("mirna")
    absent = ["mir-121", "mir-122"]
    np.testing.assert_allclose(table.loc[absent, "lfcSE"], expected.loc[absent, "lfcSE"], rtol=2e-3)
    assert (table.loc[absent, "lfcSE"] < 1).all()


def test_every_design_has_the_sign_of_the_truth(design):
    _, (table, _, _), effects = design
    changed = effects.index[(effects != 0) & table["pvalue"].notna()]
    assert len(changed) >= 10 or not effects.any()
    for column in ("log2FoldChange", "log2FoldChange_shrunken"):
        assert (np.sign(table.loc[changed, column]) == np.sign(effects[changed])).all()


def test_size_factors_without_a_mirna_that_is_everywhere():
    counts, _ = simulated("sparse")
    factors, method = size_factors(counts)
    assert method.startswith("poscounts (only 0 miRNAs have reads in every sample")
    np.testing.assert_allclose(factors, oracle("sparse.factors.tsv")["poscounts"], rtol=1e-6)


def test_contrasts_of_one_design_add_up():
    counts, sheet = simulated("groups")
    factors = size_factors(counts)[0]
    change = {}
    for tested, reference in [("TRD", "control"), ("responder", "control"), ("TRD", "responder")]:
        contrast = compare(tested, reference)
        matrix, coefficient = model_matrix(sheet, designs.design("~ condition"), contrast)
        table = fit(counts, factors, matrix, coefficient, 0.05).table
        change[tested, reference] = table["log2FoldChange"]
        change[tested, reference, "dispersion"] = table["dispersion"]
    np.testing.assert_allclose(
        change["TRD", "control"] - change["responder", "control"],
        change["TRD", "responder"],
        atol=1e-3,
    )
    np.testing.assert_allclose(
        change["TRD", "control", "dispersion"],
        change["TRD", "responder", "dispersion"],
        rtol=1e-3,
    )


def test_outliers_are_named_with_their_samples():
    counts, sheet = simulated("two")
    matrix, coefficient = model_matrix(sheet, designs.design("~ condition"), TRD)
    notes = fit(counts, size_factors(counts)[0], matrix, coefficient, 0.05).notes
    # Planted by make_oracles.R.
    assert "mir-100: outlier counts were replaced (G03, Cook's distance)" in notes
    assert "mir-101: outlier counts were replaced (G25, Cook's distance)" in notes


def test_a_mirna_without_reads_in_both_groups_is_not_tested():
    counts, sheet = simulated("groups")
    counts = counts.copy()
    pair = sheet["condition"] != "responder"
    counts.loc["mir-120", sheet.index[pair]] = 0
    matrix, coefficient = model_matrix(sheet, designs.design("~ condition"), TRD)
    compared = TRD.samples(sheet)
    table, _, notes = fit(
        counts, size_factors(counts)[0], matrix, coefficient, 0.05, compared=compared
    )
    assert table.index[table["pvalue"].isna()].to_list() == ["mir-120"]
    assert not any("mir-120" in note for note in notes)
    whole = add_status(table, counts[compared].sum(axis=1), 0.05)
    assert whole.loc["mir-120", ["status", "reason"]].to_list() == ["not testable", "no reads"]


def test_swapping_tested_and_reference_negates_the_change(cohort, result):
    swapped = compare("control", "TRD")
    other, _, _ = fitted(*cohort, swapped)
    table, _, _ = result
    np.testing.assert_allclose(other["log2FoldChange"], -table["log2FoldChange"], atol=1e-5)
    # The shrunken effects of two parametrisations differ as far as their optimiser is exact.
    shrunken = "log2FoldChange_shrunken"
    np.testing.assert_allclose(other[shrunken], -table[shrunken], atol=0.01)
    np.testing.assert_allclose(other["pvalue"], table["pvalue"], rtol=1e-3)


def test_known_changes_have_their_sign_shrunken_or_not(result):
    table, _, _ = result
    truth = pd.read_csv(DEMO / "truth/effects.tsv", sep="\t", index_col=0)["log2FoldChange"]
    changed = truth[truth != 0].index.intersection(table.index)
    assert len(changed) == 26
    for column in ("log2FoldChange", "log2FoldChange_shrunken"):
        assert (np.sign(table.loc[changed, column]) == np.sign(truth[changed])).all()
    assert (table.loc[changed, "padj"] < 0.05).all()


def test_order_of_samples_does_not_matter(cohort, result):
    counts, sheet = cohort
    order = list(np.random.default_rng(2).permutation(counts.columns))
    table, _, _ = fitted(counts[order], sheet.loc[order], TRD)
    np.testing.assert_allclose(table["pvalue"], result[0]["pvalue"], rtol=1e-3)


def test_status_of_every_mirna():
    nan = np.nan
    table = pd.DataFrame(
        {
            "log2FoldChange": [1.0, -1.0, 0.1, 3.0, 0.2],
            "pvalue": [0.001, 0.001, 0.5, nan, 0.5],
            "padj": [0.01, 0.01, 0.5, nan, nan],
        },
        index=["up", "down", "flat", "wild", "faint"],
    )
    reads = pd.Series({"up": 9, "none": 0, "down": 9, "flat": 9, "few": 1, "wild": 9, "faint": 9})
    whole = add_status(table, reads, alpha=0.05)
    assert list(whole.index) == list(reads.index)
    assert whole["status"].to_dict() == {
        "up": "up",
        "down": "down",
        "flat": "not significant",
        "none": "not testable",
        "few": "not testable",
        "wild": "not testable",
        "faint": "not testable",
    }
    assert whole.loc[["none", "few", "wild", "faint"], "reason"].to_list() == [
        "no reads",
        "below count filter",
        "outlier",
        "independent filtering",
    ]


def test_count_filter():
    counts = pd.DataFrame({"a": [10, 9, 50], "b": [10, 10, 0], "c": [0, 10, 0]}, index=list("xyz"))
    assert passes_filter(counts, 10, 2).to_dict() == {"x": True, "y": True, "z": False}


def test_interval_and_detectable_effect_by_hand():
    table = pd.DataFrame(
        {"log2FoldChange": [3.0, 0.0], "lfcSE": [0.5, 1.0], "padj": [0.001, 0.9], "df": np.inf},
        index=["called", "not"],
    )
    told = add_interval(table, alpha=0.05)
    # 1.96 standard errors to each side.
    assert told.loc["called", ["ci_low", "ci_high"]].to_list() == pytest.approx(
        [2.02, 3.98], abs=1e-3
    )
    # One of two is called, so the second needs p < 0.05: z = 1.960, and 0.842 for a power of 80 %.
    assert told.loc["not", "mde"] == pytest.approx(1.960 + 0.842, abs=1e-3)
    assert add_interval(table, 0.05, 1.0).loc["not", "mde"] == pytest.approx(3.802, abs=1e-3)
    # None of two is called: the first needs p < 0.025.
    told = add_interval(table.assign(padj=0.9), alpha=0.05)
    assert told.loc["not", "mde"] == pytest.approx(2.241 + 0.842, abs=1e-3)

    # With ten degrees of freedom the quantiles of t for 2.5 % and 1.25 % are 2.228 and 2.634.
    told = add_interval(table.assign(padj=0.9, df=10.0), alpha=0.05)
    assert told.loc["called", "ci_low"] == pytest.approx(3 - 2.228 / 2, abs=1e-3)
    assert told.loc["not", "mde"] == pytest.approx(2.634 + 0.842, abs=1e-3)


def test_the_t_distribution_changes_p_values_alone():
    counts, sheet = simulated("two")
    given = (
        counts,
        size_factors(counts)[0],
        *model_matrix(sheet, designs.design("~ condition"), TRD),
        0.05,
    )
    normal, t = (fit(*given, distribution=name).table for name in ("normal", "t"))
    same = ["log2FoldChange", "lfcSE", "stat", "dispersion"]
    pd.testing.assert_frame_equal(normal[same], t[same])
    assert np.isinf(normal["df"]).all()
    # 18 residual degrees of freedom; a prior of the variance 0.25 or more adds at most 8.9, as
    # trigamma(4.46) = 0.25.
    assert t["df"].between(18, 18 + 8.93).all()
    assert (t["pvalue"] >= normal["pvalue"]).all()
    expected = 2 * scipy.stats.t.sf(t["stat"].abs(), t["df"])
    np.testing.assert_allclose(t["pvalue"], expected)


def test_the_detectable_effect_is_found_four_times_in_five():
    """Simulated: miRNAs that change by what the fit of the others calls detectable."""
    rng = np.random.default_rng(3)
    size, group = 400, 15
    sheet = pd.DataFrame(
        {"condition": ["control"] * group + ["TRD"] * group},
        index=[f"s{number}" for number in range(2 * group)],
    )
    base = 2 ** rng.uniform(5, 12, size)
    dispersion = 0.1 + 2 / base
    matrix, coefficient = model_matrix(sheet, designs.design("~ condition"), TRD)

    def fitted(changes):
        means = base[:, None] * 2 ** np.outer(changes, matrix[coefficient])
        draws = rng.negative_binomial(
            1 / dispersion[:, None], 1 / (1 + dispersion[:, None] * means)
        )
        counts = pd.DataFrame(draws, [f"m{number}" for number in range(size)], sheet.index)
        table = fit(counts, pd.Series(1.0, sheet.index), matrix, coefficient, 0.05).table
        return add_interval(table, 0.05)

    # Some that change anyway, by so much that they are always called.
    strong = np.where(np.arange(size) % 10 == 0, 4.0, 0.0)
    mde = fitted(strong)["mde"].to_numpy()
    probed = np.arange(size) % 10 == 5
    found = np.concatenate(
        [
            (fitted(np.where(probed, sign * mde, strong))["padj"] < 0.05)[probed]
            for sign in (1, -1, 1, -1)
        ]
    )
    assert 0.7 < found.mean() < 0.9


def test_likelihood_ratio_has_a_direction_only_if_it_tests_the_contrast_alone():
    _, sheet = simulated("groups")
    for formula, reduced, directed in [
        ("~ sex + condition", "~ sex", False),
        ("~ sex + condition", "~ condition", False),
    ]:
        contrast = compare(reduced=reduced)
        assert make_model(sheet, designs.design(formula), contrast).directed == directed
    _, sheet = simulated("two")
    assert make_model(sheet, designs.design("~ sex + condition"), compare(reduced="~ sex")).directed
    table = pd.DataFrame({"log2FoldChange": [1.0], "pvalue": [0.001], "padj": [0.01]}, index=["up"])
    reads = pd.Series({"up": 9})
    assert add_status(table, reads, 0.05, directed=False)["status"].to_list() == ["changed"]


def test_size_factors_of_reference_mirnas():
    counts = pd.DataFrame(
        {"a": [10, 100, 5, 0], "b": [20, 200, 500, 9]}, index=["x", "y/z", "w", "v"]
    )
    factors, method = size_factors(counts, references=["x", "z"])
    assert method == "ratio of x, y/z"
    assert factors["b"] / factors["a"] == pytest.approx(2)
    with pytest.raises(UserError, match=r"reference_mirnas: q is not in the count matrix"):
        size_factors(counts, references=["q"])
    with pytest.raises(UserError, match=r"v has no reads in 1 of 2 samples, first in a: choose"):
        size_factors(counts, references=["v"])


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
    matrix, coefficient = model_matrix(sheet, designs.design("~ condition", contrast), contrast)
    table, trend, _ = fit(counts, size_factors(counts)[0], matrix, coefficient, 0.05)
    assert trend.startswith("mean")
    assert agree(table, published) >= 0.98


@needs_data
def test_published_table_of_rasagiline():
    counts = pd.read_csv(PUBLISHED / "rasagiline_2022/Countdata_Trimmed.csv", index_col=0)
    published = pd.read_csv(PUBLISHED / "rasagiline_2022/GSEA-Raw-Data.csv", index_col=0)
    sheet = pd.DataFrame({"time": ["before", "after"] * 46}, index=counts.columns)
    matrix, coefficient = model_matrix(sheet, designs.design("~ time", TIME), TIME)
    table, trend, _ = fit(counts, size_factors(counts)[0], matrix, coefficient, 0.05)
    assert trend == "parametric"
    assert agree(table, published) == 1


@pytest.mark.parametrize("distribution", ["normal", "t"])
def test_error_rates_on_simulated_cohorts(distribution):
    """Four cohorts of 40 in which the most abundant miRNAs shift with the groups; make calibrate
    does more of them."""
    rates = calibrate.calibrate(40, "composition", 4, with_r=False)
    assert 0.03 < rates[f"type-I error, {distribution}"] < 0.06
    assert rates[f"power, {distribution}"] > 0.9
