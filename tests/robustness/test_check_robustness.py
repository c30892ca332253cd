"""How far calls hang on choices, on cohorts whose truth is known."""

from dataclasses import replace

import numpy as np
import pandas as pd

from builders.designs import compare, question
from builders.settings import make_job, make_setting
from mirtrd.design.contrasts import Criteria
from mirtrd.robustness import check_robustness
from mirtrd.robustness.check_robustness import (
    MAKERS,
    fewer_covariates,
    fewer_samples,
    other_models,
    other_normalisers,
    summarise,
    with_haemolysis,
)
from mirtrd.robustness.refits import Setting
from mirtrd.robustness.tables import ROBUSTNESS, VARIANTS
from mirtrd.robustness.variants import KINDS, Variant


def test_shares_by_hand():
    results = pd.DataFrame(
        {"status": ["up", "down", "not significant"], "log2FoldChange": [1.0, -1, 0.2],
         "padj": [0.01, 0.02, 0.5]},
        index=["a", "b", "c"],
    )  # fmt: skip
    variants = [
        Variant(
            kind="normalisation",
            name="TMM",
            change=np.array([1.1, -1, -0.2]),
            padj=np.array([0.01, 0.01, 0.01]),
        ),
        Variant(
            kind="samples",
            name="without s1",
            change=np.array([1, -1, 0.1]),
            padj=np.array([0.01, 0.2, 0.01]),
        ),
        Variant(
            kind="samples",
            name="without s2",
            change=np.array([1, 1, 0.3]),
            padj=np.array([0.01, np.nan, 0.9]),
        ),
    ]
    table = summarise(variants, results, 0.05)
    # Two kinds count half each, and each of the two samples a quarter.
    assert table["sign_share"].to_list() == [1, 0.75, 0.5]
    assert table["significant_share"].to_list() == [1, 0.5, 0.25]
    assert table["significant_share_samples"].to_list() == [1, 0, 0.5]
    assert table["significant_share_model"].isna().all()
    assert table["lost"].to_list() == ["", "without s1; without s2", ""]
    # Without s2 the change has the other sign. What is not called hangs on nothing.
    assert table["weakest"].to_list() == ["", "sign depends on one sample", ""]
    assert table["least_change"].to_list() == [1, -1, -0.2]
    assert table["largest_change"].to_list() == [1.1, 1, 0.3]


def test_shares_of_nothing():
    results = pd.DataFrame({"status": ["up"], "log2FoldChange": [1.0], "padj": [0.01]}, ["a"])
    assert summarise([], results, 0.05)["significant_share"].isna().all()


def test_a_test_without_direction_has_no_sign():
    results = pd.DataFrame({"status": ["changed"], "log2FoldChange": [1.0], "padj": [0.01]}, ["a"])
    variants = [Variant(kind="model", name="x", change=np.array([-1.0]), padj=np.array([0.01]))]
    table = summarise(variants, results, 0.05, directed=False)
    assert table["sign_share"].isna().all()
    assert table["significant_share"].to_list() == [1]
    assert table["weakest"].to_list() == [""]


def test_each_covariate_is_left_out_and_all_of_them():
    setting, _ = make_setting(12, "~ batch + age + condition")
    names = [variant.name for variant in fewer_covariates(setting)]
    assert names == ["without age", "without batch", "without covariates"]


def scored(setting: Setting, scores: list[float]) -> Setting:
    return replace(setting, sheet=setting.sheet.assign(haemolysis=[f"{s:.3g}" for s in scores]))


def test_haemolysis_joins_the_design_where_there_is_a_score():
    setting, _ = make_setting(12, "~ condition")
    assert list(with_haemolysis(setting)) == []
    random = np.random.default_rng(0)
    [variant] = with_haemolysis(scored(setting, random.normal(0, 1, 12)))
    assert (variant.kind, variant.name) == ("covariates", "with haemolysis")
    setting, _ = make_setting(12, "~ haemolysis + condition")
    assert list(with_haemolysis(scored(setting, random.normal(0, 1, 12)))) == []


def test_calls_that_are_haemolysis_are_lost_with_it():
    """miRNAs that follow the score, whose groups differ in it."""
    setting, _ = make_setting(24, "~ condition")
    score = np.array([2.0 * (n % 2) + 0.37 * (n % 5) for n in range(24)])
    counts = setting.counts.copy()
    follows = np.arange(40, 60)
    counts.iloc[follows] = (counts.iloc[follows] * 2**score).astype(int)
    setting = scored(replace(setting, counts=counts), list(score))
    called = setting.refit().called(0.05)[follows]
    [variant] = with_haemolysis(setting)
    left = (variant.padj < 0.05)[follows]
    assert called.sum() >= 18
    assert left.sum() <= 2


def test_a_score_that_is_not_there_for_all_is_left_out_and_said(capsys):
    setting, _ = make_setting(12, "~ condition")
    sheet = setting.sheet.assign(haemolysis=["", *map(str, range(11))])
    assert list(with_haemolysis(replace(setting, sheet=sheet))) == []
    assert "with haemolysis: cannot be fitted" in capsys.readouterr().out


def test_a_call_that_hangs_on_one_sample_is_found_out():
    setting, _ = make_setting(8, "~ condition")
    # One of four samples has all the reads, so that it makes the change.
    reads = np.array([50, 52, 48, 51, 49, 50, 53, 1200])
    setting.counts.iloc[50] = (reads * setting.scaling.factors).round()
    variants = list(fewer_samples(setting))
    found = pd.DataFrame([v.change for v in variants], [v.name for v in variants])
    assert abs(found.loc["without s7", 50]) < 0.2
    assert (found.drop("without s7")[50] > 1.5).all()


def test_all_of_a_hundred_samples_are_left_out_and_some_of_a_thousand(capsys):
    samples = [f"s{number}" for number in range(1000)]
    assert check_robustness.choose_left_out(samples[:100]) == samples[:100]
    assert capsys.readouterr().out == ""
    some = check_robustness.choose_left_out(samples)
    assert len(set(some)) == 20
    assert some == [sample for sample in samples if sample in some]
    assert some == check_robustness.choose_left_out(samples)
    told = "samples: 20 of 1000 are left out in turn, drawn with a fixed seed\n"
    assert capsys.readouterr().out == 2 * told


def test_a_sample_without_which_nothing_can_be_fitted_is_left_in(capsys):
    setting, _ = make_setting(6, "~ condition")
    sheet = setting.sheet.assign(batch=["lone", *["other"] * 5])
    matrix = setting.model.matrix.assign(lone=(sheet["batch"] == "lone").astype(float))
    setting.__dict__["model"] = replace(setting.model, matrix=matrix, coefficient="lone")
    assert [variant.name for variant in fewer_samples(setting)] == [
        f"without s{number}" for number in range(1, 6)
    ]
    assert "without s0: cannot be fitted" in capsys.readouterr().out


def with_scaling(setting: Setting, words: str) -> Setting:
    return replace(setting, scaling=replace(setting.scaling, words=words))


def test_the_normaliser_of_the_main_analysis_is_no_other_one():
    setting, _ = make_setting(8, "~ condition")
    for method, missing in [
        ("ratio", {"median of ratios"}),
        ("poscounts (only 3 miRNAs)", {"poscounts"}),
        ("ratio of miR-1, miR-2", set()),
    ]:
        names = {variant.name for variant in other_normalisers(with_scaling(setting, method))}
        assert set(check_robustness.NORMALISERS) - names == missing


def test_true_changes_are_robust_and_others_are_not_called():
    setting, change = make_setting(24, "~ batch + condition")
    main = setting.refit()
    called = main.called(0.05)
    results = pd.DataFrame({"log2FoldChange": main.change, "padj": main.padj})
    results["status"] = np.where(called, "up", "not significant")
    variants = [variant for maker in MAKERS for variant in maker(setting)]
    assert {variant.kind for variant in variants} == set(KINDS)
    table = summarise(variants, results, 0.05)
    large = called & (np.abs(change) > 1)
    assert large.sum() > 15
    assert (table.loc[large, "significant_share"] >= 0.9).all()
    assert (table.loc[large, "sign_share"] == 1).all()
    null = (change == 0) & ~called
    assert table.loc[null, "significant_share"].mean() < 0.05


def test_normalisers_that_these_counts_do_not_allow_are_left_out(capsys):
    setting, _ = make_setting(8, "~ condition")
    counts = setting.counts.copy()
    counts.iloc[:, 0] = np.where(np.arange(80) % 8, 0, counts.iloc[:, 0])
    counts.iloc[::8, 1] = 0
    names = {variant.name for variant in other_normalisers(replace(setting, counts=counts))}
    assert "upper quartile" not in names
    assert "normalisation by upper quartile is impossible: zeros" in capsys.readouterr().out


def test_limma_knows_no_threshold_and_no_likelihood_ratio():
    setting, _ = make_setting(8, "~ condition")
    assert [variant.name for variant in other_models(setting)] == ["DESeq2", "limma-trend"]
    strict = replace(setting.question, criteria=Criteria(alpha=0.05, lfc_threshold=1))
    assert [v.name for v in other_models(replace(setting, question=strict))] == ["DESeq2"]
    ratio = question("~ batch + condition", compare(reduced="~ batch"))
    assert [v.name for v in other_models(replace(setting, question=ratio))] == ["DESeq2"]


def test_the_second_opinion_on_deseq2_is_the_f_test():
    setting, _ = make_setting(8, "~ condition")
    by_deseq = replace(setting.question, criteria=Criteria(alpha=0.05, distribution="normal"))
    names = [v.name for v in other_models(replace(setting, question=by_deseq))]
    assert names == ["quasi-likelihood", "limma-trend"]


def test_jobs_give_the_same_bytes_twice(tmp_path):
    job = make_job(tmp_path)
    check_robustness.main(job)
    written = {p.name: p.read_bytes() for p in tmp_path.glob("out.*")}
    check_robustness.main(job)
    assert written == {p.name: p.read_bytes() for p in tmp_path.glob("out.*")}
    table, variants = (
        ROBUSTNESS.read_frame(job.output.table),
        VARIANTS.read_frame(job.output.variants),
    )
    assert len(table) == 80
    assert len(variants) == 80 * variants["variant"].nunique()
