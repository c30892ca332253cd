"""Layouts of labels, and what is called when they mean nothing."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from builders.designs import combine, compare, question
from builders.settings import make_job, make_setting
from mirtrd.core.documents import read_document
from mirtrd.design.covariates import group_covariates
from mirtrd.robustness import permute_labels
from mirtrd.robustness.permute_labels import block_names, choose_blocks, layouts, permute, possible
from mirtrd.robustness.tables import PERMUTATIONS


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


def permuted(samples: int, formula: str, wanted: int, **options) -> pd.DataFrame:
    setting, _ = make_setting(samples, formula, **options)
    asked = setting.question
    columns = group_covariates(setting.sheet, asked.design, asked.contrast)
    return permute(setting, columns, wanted)


def test_null_data_have_as_many_small_p_values_as_they_should():
    setting, change = make_setting(20, "~ condition")
    null = replace(setting, counts=setting.counts[change == 0])
    table = permute(null, [], 60)
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


def test_jobs_give_the_same_bytes_twice(tmp_path):
    job = make_job(tmp_path)
    permute_labels.main(job)
    written = {p.name: p.read_bytes() for p in tmp_path.glob("out.*")}
    permute_labels.main(job)
    assert written == {p.name: p.read_bytes() for p in tmp_path.glob("out.*")}
    assert read_document(job.output.summary)["permutations"] == 8
    assert len(PERMUTATIONS.read_frame(job.output.table)) == 9


def test_a_job_that_permutes_nothing_writes_an_empty_table(tmp_path):
    job = make_job(tmp_path)
    job.params.permutations = 0
    permute_labels.main(job)
    assert PERMUTATIONS.read_frame(job.output.table).empty
    assert "expression.permutations is 0" in read_document(job.output.summary)["verdict"]
