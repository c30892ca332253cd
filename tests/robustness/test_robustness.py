"""Robustness of calls, and permutations, on cohorts whose truth is known."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from builders.cohorts import simulate
from builders.designs import combine, compare, question
from mirtrd.design.covariates import group_covariates
from mirtrd.expression.tables import EXPRESSION
from mirtrd.robustness import check_robustness, permute_labels
from mirtrd.robustness.check_robustness import (
    Setting,
    Variant,
    fewer_covariates,
    fewer_samples,
    summarise,
)
from mirtrd.robustness.permute_labels import block_names, choose_blocks, layouts, permute, possible
from mirtrd.robustness.refits import (
    fit_again,
    model_of,
    without_columns,
    without_samples,
)
from mirtrd.statistics.normalisers import median_of_ratios


def make_sheet(samples: int) -> pd.DataFrame:
    """Groups in turn, pairs of samples for patients, batches of thirds, an age that differs."""
    numbers = np.arange(samples)
    columns = {
        "condition": np.where(numbers % 2, "TRD", "control"),
        "patient": [f"p{i // 2}" for i in numbers],
        "batch": [f"b{i * 3 // samples}" for i in numbers],
        "age": [str(30 + (7 * i) % 41) for i in numbers],
    }
    return pd.DataFrame(columns, index=[f"s{i}" for i in numbers])


def make_setting(samples: int, design: str, **options) -> tuple[Setting, np.ndarray]:
    counts, _, change = simulate(80, samples, **options)
    sheet, asked = make_sheet(samples), question(design)
    factors = pd.Series(median_of_ratios(counts.to_numpy()), index=counts.columns)
    return Setting(counts, factors, "ratio", sheet, asked, model_of(sheet, asked)), change


# Robustness


def test_shares_by_hand():
    results = pd.DataFrame(
        {"status": ["up", "down", "not significant"], "log2FoldChange": [1.0, -1, 0.2],
         "padj": [0.01, 0.02, 0.5]},
        index=["a", "b", "c"],
    )  # fmt: skip
    variants = [
        Variant("normalisation", "TMM", np.array([1.1, -1, -0.2]), np.array([0.01, 0.01, 0.01])),
        Variant("samples", "without s1", np.array([1, -1, 0.1]), np.array([0.01, 0.2, 0.01])),
        Variant("samples", "without s2", np.array([1, 1, 0.3]), np.array([0.01, np.nan, 0.9])),
    ]
    table = summarise(variants, results, 0.05)
    # Two kinds count half each, and each of the two samples a quarter.
    assert table["sign_share"].to_list() == [1, 0.75, 0.5]
    assert table["significant_share"].to_list() == [1, 0.5, 0.25]
    assert table["significant_share_samples"].to_list() == [1, 0, 0.5]
    assert table["significant_share_model"].isna().all()
    assert table["lost"].to_list() == ["", "without s1; without s2", ""]
    assert table["least_change"].to_list() == [1, -1, -0.2]
    assert table["largest_change"].to_list() == [1.1, 1, 0.3]


def test_shares_of_nothing():
    results = pd.DataFrame({"status": ["up"], "log2FoldChange": [1.0], "padj": [0.01]}, ["a"])
    assert summarise([], results, 0.05)["significant_share"].isna().all()


def test_a_test_without_direction_has_no_sign():
    results = pd.DataFrame({"status": ["changed"], "log2FoldChange": [1.0], "padj": [0.01]}, ["a"])
    variants = [Variant("model", "x", np.array([-1.0]), np.array([0.01]))]
    table = summarise(variants, results, 0.05, directed=False)
    assert table["sign_share"].isna().all()
    assert table["significant_share"].to_list() == [1]


def test_a_covariate_is_left_out_of_both_designs_of_a_likelihood_ratio_test():
    asked = question("~ batch + age + condition", compare(reduced="~ batch + age"))
    changed = without_columns(asked, ["age"])
    assert (changed.design.formula, changed.contrast.reduced) == (
        "~ 1 + batch + condition",
        "~ 1 + batch",
    )


def test_a_variant_is_the_fit_of_a_cohort_that_was_made_so():
    setting, _ = make_setting(12, "~ batch + age + condition")
    [without] = [v for v in fewer_samples(setting) if v.name == "without s3"]
    sheet = setting.sheet.drop(index="s3")
    alone = fit_again(
        setting.counts.drop(columns="s3"),
        setting.factors.drop("s3"),
        model_of(sheet, setting.question),
        setting.question.criteria,
    )
    np.testing.assert_allclose(without.change, alone.change, atol=1e-6)
    np.testing.assert_allclose(without.padj, alone.padj, rtol=1e-5)
    names = [variant.name for variant in fewer_covariates(setting)]
    assert names == ["without age", "without batch", "without covariates"]


def test_a_call_that_hangs_on_one_sample_is_found_out():
    setting, _ = make_setting(8, "~ condition")
    # One of four samples has all the reads, so that it makes the change.
    reads = np.array([50, 52, 48, 51, 49, 50, 53, 1200])
    setting.counts.iloc[50] = (reads * setting.factors).round()
    variants = list(fewer_samples(setting))
    found = pd.DataFrame([v.change for v in variants], [v.name for v in variants])
    assert abs(found.loc["without s7", 50]) < 0.2
    assert (found.drop("without s7")[50] > 1.5).all()


def test_a_sample_without_which_nothing_can_be_fitted_is_left_in(capsys):
    setting, _ = make_setting(6, "~ condition")
    labels = pd.Series(["TRD", *["control"] * 5], index=setting.sheet.index)
    matrix = setting.model.matrix.assign(**{"condition[T.TRD]": (labels == "TRD").astype(float)})
    setting = setting._replace(model=replace(setting.model, matrix=matrix))
    assert "without s0" not in [variant.name for variant in fewer_samples(setting)]
    assert "without s0: cannot be fitted" in capsys.readouterr().out
    assert without_samples(setting.model, ["s1"]).matrix.shape == (5, 2)


def test_true_changes_are_robust_and_others_are_not_called():
    setting, change = make_setting(24, "~ batch + condition")
    main = fit_again(setting.counts, setting.factors, setting.model, setting.question.criteria)
    called = main.called(0.05)
    results = pd.DataFrame({"log2FoldChange": main.change, "padj": main.padj})
    results["status"] = np.where(called, "up", "not significant")
    makers = (
        check_robustness.other_normalisers,
        fewer_covariates,
        fewer_samples,
        check_robustness.other_model,
    )
    variants = [variant for maker in makers for variant in maker(setting)]
    assert {variant.kind for variant in variants} == set(check_robustness.KINDS)
    table = summarise(variants, results, 0.05)
    large = called & (np.abs(change) > 1)
    assert large.sum() > 15
    assert (table.loc[large, "significant_share"] >= 0.9).all()
    assert (table.loc[large, "sign_share"] == 1).all()
    null = (change == 0) & ~called
    assert table.loc[null, "significant_share"].mean() < 0.05


# Permutations


def labels(text: str) -> np.ndarray:
    return np.array([letter == "T" for letter in text])


@pytest.mark.parametrize(
    ("tested", "blocks", "number"),
    [
        ("TTTTCCCC", "aaaaaaaa", 35),  # 8 over 4, each with its mirror image
        ("TTCCC", "aaaaa", 10),  # 5 over 2; no mirror images, as the groups differ in size
        ("TCTCTCTCTCTCTC", "aabbccddeeffgg", 64),  # 7 pairs: 2 to the 7th, halved
        ("TTCCTC", "aaaabb", 6),  # 4 over 2 times 2 over 1, halved
        ("TTCCTCC", "aaaabbb", 18),
        ("TTCC", "aabb", 1),
    ],
)
def test_layouts_are_all_those_that_differ(tested, blocks, number):
    tested, blocks = labels(tested), np.array(list(blocks))
    assert possible(tested, blocks) == number
    found = list(layouts(tested, blocks, 1000))
    assert len(found) == number - 1
    assert not any((layout == tested).all() for layout in found)
    assert len({layout.tobytes() for layout in found}) == number - 1
    for layout in found:
        for block in set(blocks):
            assert layout[blocks == block].sum() == tested[blocks == block].sum()


def test_of_many_layouts_as_many_as_wanted_are_drawn_the_same_ones_each_time():
    tested, blocks = labels("TC" * 20), np.repeat([0, 1], 20)
    first = [layout.tobytes() for layout in layouts(tested, blocks, 50)]
    assert len(set(first)) == 50
    assert first == [layout.tobytes() for layout in layouts(tested, blocks, 50)]


def test_blocks_are_given_up_only_for_want_of_layouts():
    sheet = pd.DataFrame(
        {"batch": list("aabbccdd"), "sex": list("FMFMFMFM"), "x": ["1"] * 8}, list("ABCDEFGH")
    )
    tested = labels("TCCTTCCT")
    assert choose_blocks(sheet, tested, ["batch", "sex"], 5) == ["batch"]
    assert choose_blocks(sheet, tested, ["batch"], 100) == ["batch"]
    assert choose_blocks(sheet, tested, [], 100) == []
    large = pd.concat([sheet] * 4, ignore_index=True)
    many = np.arange(32) // 8 % 2 == 0  # two of the four samples in each batch and sex
    assert choose_blocks(large, many, ["batch", "sex"], 100) == ["batch", "sex"]
    assert list(block_names(sheet, ["batch"])) == [0, 0, 1, 1, 2, 2, 3, 3]


def permuted(samples: int, design: str, wanted: int, **options):
    setting, _ = make_setting(samples, design, **options)
    sheet = setting.sheet
    asked = setting.question
    columns = group_covariates(sheet, asked.design, asked.contrast)
    inputs = (setting.factors, sheet, setting.question, columns, wanted)
    return permute(setting.counts, *inputs)


def test_null_data_have_as_many_small_p_values_as_they_should():
    setting, change = make_setting(20, "~ condition")
    null = setting.counts[change == 0]
    table = permute(null, setting.factors, setting.sheet, setting.question, [], 60)
    shares = table["small_p_share"].iloc[1:]
    # 50 miRNAs: one permutation has a standard error of 0.03, the mean of 60 about 0.004.
    assert 0.03 < shares.mean() < 0.07
    assert table["calls"].iloc[1:].median() == 0


def test_true_changes_are_more_than_chance():
    table = permuted(16, "~ condition", 40)
    assert list(table["permutation"]) == ["observed", *map(str, range(1, 41))]
    assert (table["calls"] == table["up"] + table["down"]).all()
    summary = permute_labels.summarise(table, possible(labels("CT" * 8), np.zeros(16)), [])
    assert summary["observed_calls"] > 15
    assert summary["pvalue"] == pytest.approx(1 / 41)
    assert summary["mean_false_calls"] < 3


def test_pairs_stay_together():
    table = permuted(10, "~ patient + condition", 200, pairs=True)
    assert len(table) == 16  # 2 to the 5th, halved; the first are the true labels


def test_summary_by_hand():
    calls = pd.DataFrame({"calls": [4, 0, 4, 1, 7], "small_p_share": [0.2, 0.04, 0.06, 0.05, 0.05]})
    summary = permute_labels.summarise(calls, 5, ["patient"])
    assert summary["mean_false_calls"] == 3
    assert summary["pvalue"] == pytest.approx(3 / 5)  # 4, 7 and the true labels of 5
    assert summary["smallest_possible_pvalue"] == pytest.approx(0.2)
    assert summary["share_with_any_call"] == 0.75
    assert summary["small_p_share"] == pytest.approx(0.05)
    assert "only 4 other layouts are possible, so p cannot be below 0.2" in summary["verdict"]
    assert permute_labels.summarise(calls[:1], 1, [])["verdict"].startswith("no other layout")


def test_what_is_not_permuted_says_why():
    asked = question("~ condition")
    assert permute_labels.not_permuted(asked, 200) == ""
    assert "is 0" in permute_labels.not_permuted(asked, 0)
    other = question("~ condition + age", combine(age=1))
    assert "no two groups" in permute_labels.not_permuted(other, 200)
    other = question("~ condition", compare(reduced="~ 1"))
    assert "likelihood-ratio" in permute_labels.not_permuted(other, 200)


@pytest.fixture
def job(tmp_path):
    setting, _ = make_setting(10, "~ batch + condition")
    main = fit_again(setting.counts, setting.factors, setting.model, setting.question.criteria)
    results = pd.DataFrame(
        {"log2FoldChange": main.change, "lfcSE": main.error, "pvalue": main.pvalue,
         "padj": main.padj, "status": "not significant", "reason": ""},
        index=setting.counts.index,
    )  # fmt: skip
    results.loc["none"] = [np.nan] * 4 + ["not testable", "no reads"]
    results = results.reindex(columns=EXPRESSION.header[1:])
    counts = setting.counts.copy()
    counts.loc["none"] = 0
    tables = {
        "counts": counts.rename_axis("mirna"),
        "expression": results.rename_axis("mirna"),
        "sheet": setting.sheet.assign(fastq="reads.fastq.gz").rename_axis("sample"),
        "status": pd.DataFrame(
            {"status": "ok", "used": "yes", "haemolysis_score": ""}, index=counts.columns
        ).rename_axis("sample"),
        "factors": pd.DataFrame({"size_factor": setting.factors, "method": "ratio"}).rename_axis(
            "sample"
        ),
    }
    for name, table in tables.items():
        table.to_csv(tmp_path / f"{name}.tsv", sep="\t")
    asked = setting.question
    return SimpleNamespace(
        input=SimpleNamespace(**{name: str(tmp_path / f"{name}.tsv") for name in tables}),
        output=SimpleNamespace(
            **{n: str(tmp_path / f"out.{n}") for n in ("table", "variants", "summary")}
        ),
        params=SimpleNamespace(
            contrast=asked.contrast.as_param(),
            design=asked.design.as_param(),
            criteria=asked.criteria.as_param(),
            permutations=8,
        ),
        folder=tmp_path,
    )


@pytest.mark.parametrize("script", [check_robustness, permute_labels])
def test_jobs_give_the_same_bytes_twice(script, job):
    script.main(job)
    written = {p.name: p.read_bytes() for p in job.folder.glob("out.*")}
    script.main(job)
    assert written == {p.name: p.read_bytes() for p in job.folder.glob("out.*")}
    if script is permute_labels:
        assert json.loads(written["out.summary"])["permutations"] == 8
    else:
        table = pd.read_csv(job.output.table, sep="\t", index_col="mirna")
        assert len(table) == 80
        variants = pd.read_csv(job.output.variants, sep="\t")
        assert len(variants) == 80 * variants["variant"].nunique()
