"""What is called when labels mean nothing."""

from dataclasses import replace

import pandas as pd
import pytest

from builders.designs import combine, compare, question
from builders.settings import make_job, make_setting
from mirtrd.core.documents import read_document
from mirtrd.expression.tables import EXPRESSION
from mirtrd.robustness import permute_labels
from mirtrd.robustness.layouts import Exchange, find_exchange
from mirtrd.robustness.permute_labels import affordable, permute
from mirtrd.robustness.pvalues import BINS
from mirtrd.robustness.refits import Setting
from mirtrd.robustness.tables import PERMUTATIONS


def permuted(samples: int, formula: str, wanted: int, **options) -> pd.DataFrame:
    setting, _ = make_setting(samples, formula, **options)
    return permute(setting, exchange_of(setting), wanted)


def exchange_of(setting: Setting) -> Exchange:
    exchange = find_exchange(setting.question, setting.sheet)
    assert isinstance(exchange, Exchange)
    return exchange


def test_null_data_have_as_many_small_p_values_as_they_should():
    setting, change = make_setting(20, "~ condition")
    counts = setting.counts[change == 0]
    null = replace(setting, counts=counts, mirnas=counts.index)
    table = permute(null, exchange_of(null), 60)
    shares = table["small_p_share"]
    assert (table[list(BINS)].sum(axis=1) == 50).all()
    # 50 miRNAs: one permutation has a standard error of 0.03, the mean of 60 about 0.004.
    assert 0.03 < shares.mean() < 0.07
    assert table["calls"].median() == 0


def test_true_changes_are_more_than_chance():
    table = permuted(16, "~ condition", 40)
    assert list(table["permutation"]) == [*map(str, range(1, 41))]
    assert (table["calls"] == table["up"] + table["down"]).all()
    observed = pd.DataFrame({"calls": [20], "small_p_share": [0.4]})
    summary = permute_labels.summarise(pd.concat([observed, table]), 6435, [])
    assert summary["pvalue"] == pytest.approx(1 / 41)
    assert summary["mean_false_calls"] < 3


def test_pairs_stay_together():
    table = permuted(10, "~ patient + condition", 200, pairs=True)
    assert len(table) == 15  # 2 to the 5th, halved, but for the true labels


@pytest.mark.parametrize(
    ("wanted", "samples", "drawn"),
    [(200, 18, 200), (200, 250, 200), (200, 1000, 50), (200, 10_000, 20), (10, 10_000, 10)],
)
def test_of_many_samples_fewer_permutations_are_drawn(wanted, samples, drawn):
    assert affordable(wanted, samples) == drawn


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


def test_jobs_give_the_same_bytes_twice(tmp_path):
    job = make_job(tmp_path)
    permute_labels.main(job)
    written = {p.name: p.read_bytes() for p in tmp_path.glob("out.*")}
    permute_labels.main(job)
    assert written == {p.name: p.read_bytes() for p in tmp_path.glob("out.*")}
    assert read_document(job.output.summary)["permutations"] == 8
    table = PERMUTATIONS.read_frame(job.output.table)
    assert len(table) == 9
    status = EXPRESSION.read_frame(job.input.expression)["status"]
    assert table.loc["observed", "calls"] == status.isin(["up", "down"]).sum() > 0


def test_a_job_that_permutes_nothing_writes_an_empty_table(tmp_path):
    job = make_job(tmp_path)
    job.params.permutations = 0
    permute_labels.main(job)
    assert list(PERMUTATIONS.read_frame(job.output.table).index) == ["observed"]
    assert "expression.permutations is 0" in read_document(job.output.summary)["verdict"]


def test_a_covariate_and_a_likelihood_ratio_are_permuted_within_the_rest_of_the_design():
    setting, _ = make_setting(12, "~ batch + age + condition")
    for contrast in (combine(age=1), compare(reduced="~ batch + condition")):
        asked = question("~ batch + age + condition", contrast)
        found = permute(*with_exchange(replace(setting, question=asked)), 12)
        assert len(found) == 12
        assert found["calls"].median() == 0
        assert 0.0 < found["small_p_share"].mean() < 0.12


def with_exchange(setting: Setting) -> tuple[Setting, Exchange]:
    return setting, exchange_of(setting)
