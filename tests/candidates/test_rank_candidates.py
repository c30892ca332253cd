"""The candidate list has every miRNA, the best first, with what is known of it."""

import numpy as np
import pandas as pd
import pytest

from builders.designs import combine, compare
from builders.paths import MIRBASE
from builders.samples import make_expression
from mirtrd.candidates.rank_candidates import (
    assemble,
    count_reports,
    detection,
    look_up,
    of_members,
    rank,
    summarise_evidence,
)
from mirtrd.candidates.tables import CANDIDATES
from mirtrd.expression.tables import EXPRESSION
from mirtrd.reference.names import read_names


def test_detection_by_group():
    counts = pd.DataFrame({"t1": [10, 90], "t2": [0, 100], "c1": [500, 500]}, index=["x", "y"])
    sheet = pd.DataFrame({"group": ["T", "T", "C"]}, index=["t1", "t2", "c1"])
    table = detection(counts, sheet, compare("T", "C", "group"))
    assert table.loc["x"].to_dict() == {
        "median_cpm_tested": 50_000,  # of 100,000 and 0
        "detected_tested": 0.5,
        "median_cpm_reference": 500_000,
        "detected_reference": 1,
    }


def test_a_contrast_of_coefficients_has_no_groups():
    counts = pd.DataFrame({"t1": [10, 90], "t2": [0, 100]}, index=["x", "y"])
    sheet = pd.DataFrame({"group": ["T", "T"]}, index=["t1", "t2"])
    table = detection(counts, sheet, combine(age=1))
    assert list(table.index) == ["x", "y"]
    assert table.isna().all(axis=None)


def test_evidence_is_counted_by_direction_and_found_for_groups():
    evidence = pd.DataFrame(
        {
            "mirna": ["m1", "m1", "m2"],
            "direction": ["up", "down", ""],
            "study": ["A", "B", "C"],
            "tissue": ["PBMC", "serum", "plasma"],
            "population": ["TRD", "MDD", "MDD"],
            "case_vs_control": ["UP", "DOWN", "-"],
            "with_response": ["-", "-", "falls"],
            "confidence": ["F; high", "K; low", "F"],
        }
    )
    table = summarise_evidence(evidence)
    words = "A (TRD, PBMC): UP; B (MDD, serum): DOWN (not checked)"
    assert table.loc["m1"].to_list() == [2, 1, 1, words]
    grouped = of_members(table, pd.Index(["m0/m2", "m9"]))
    assert grouped.loc["m0/m2", "reports"] == 1
    assert grouped.loc["m0/m2", "literature"] == "C (MDD, plasma): with treatment: falls"
    assert grouped.loc["m9"].isna().all()


def test_tested_mirnas_come_first_by_evidence_then_the_others_by_abundance():
    table = pd.DataFrame(
        {
            "status": ["not testable", "up", "not testable", "not significant"],
            "padj": [None, 0.01, None, 0.6],
            "pvalue": [None, 0.001, None, 0.5],
            "baseMean": [0.0, 50.0, 3.0, 900.0],
        },
        index=["none", "hit", "few", "flat"],
    )
    ranked = rank(table)
    assert list(ranked.index) == ["hit", "flat", "few", "none"]
    assert ranked["rank"].to_list() == [1, 2, 3, 4]


def test_the_list_has_all_columns_and_is_read_as_it_was_written(tmp_path):
    expression = make_expression(40, 5).reindex(columns=EXPRESSION.header[1:])
    expression["baseMean"] = np.arange(60.0)
    names = expression.index
    robustness = pd.DataFrame(
        {
            "status": expression["status"],
            "sign_share": 1.0,
            "significant_share": 0.5,
            "weakest": "lost under limma-trend",
        }
    )
    shared = pd.DataFrame({"ambiguous_share": 0.1, "shared_with": "", "look_alike": ""}, names)
    shared[["entry", "entry_reasons"]] = "unknown", "not_high_confidence"
    reports = {"reports": 1, "reports_up": 1, "reports_down": 0, "literature": '"Title", A: "up"'}
    known = [
        detection(pd.DataFrame({"s": 20}, names), pd.DataFrame(index=["s"]), combine(age=1)),
        shared,
        pd.DataFrame({"haemolysis": "Smith"}, names[:1]),
        count_reports(pd.DataFrame(reports, names[:1]).reindex(names)),
    ]
    table = assemble(expression, robustness, known)
    CANDIDATES.write_frame(tmp_path / "list.tsv", table, heading=["5 of 40 are called."])
    assert (tmp_path / "list.tsv").read_text().startswith("# 5 of 40 are called.\nmirna\trank\t")
    found = CANDIDATES.read_frame(tmp_path / "list.tsv")
    # What is not testable follows by abundance.
    assert list(found.index) == [*names[:40], *names[:39:-1]]
    assert list(found["rank"]) == list(range(1, 61))
    assert found["literature"].iloc[0] == '"Title", A: "up"'
    assert found["reports"].to_list() == [1] + [0] * 59
    # Written with three digits.
    ratios = np.exp(np.log(2) * found["log2FoldChange"])
    assert found["fold_change"].to_numpy() == pytest.approx(ratios.to_numpy(), 0.005, nan_ok=True)
    assert found["sign_share"].notna().sum() == 40
    assert found["weakest"].to_list() == ["lost under limma-trend"] * 40 + [""] * 20


def test_a_doubtful_entry_keeps_its_place_and_its_test():
    expression = make_expression(40, 5).reindex(columns=EXPRESSION.header[1:])
    expression["baseMean"] = np.arange(60.0)
    names = expression.index
    robustness = pd.DataFrame(
        {"status": expression["status"], "sign_share": 1.0, "significant_share": 0.5, "weakest": ""}
    )
    cpm = detection(pd.DataFrame({"s": 20}, names), pd.DataFrame(index=["s"]), combine(age=1))
    rest = pd.DataFrame("", names, ["ambiguous_share", "shared_with", "look_alike", "haemolysis"])
    lists = [
        assemble(expression, robustness, [cpm, rest, pd.DataFrame(entry, names, [*entry])])
        for entry in (
            {"entry": "accepted", "entry_reasons": "high_confidence"},
            {"entry": "doubtful", "entry_reasons": "other_rna"},
        )
    ]
    assert (lists[0]["entry"] == "accepted").all()
    assert (lists[1]["entry"] == "doubtful").all()
    columns = ["entry", "entry_reasons"]
    pd.testing.assert_frame_equal(*(table.drop(columns=columns) for table in lists))


def test_reports_are_looked_up_under_any_name_and_empty_where_that_is_not_known():
    names = read_names(
        MIRBASE / "hsa.matures.v22.fasta.gz",
        MIRBASE / "hsa.hairpins.v22.fasta.gz",
        MIRBASE / "hsa.former_names.tsv",
    )
    given = ["hsa-miR-34a", "hsa-miR-199a-3p/hsa-miR-199b-3p", "hsa-miR-7-5p", "hsa-mir-155", "x"]
    current = look_up(pd.Index(given), names)
    both = "hsa-miR-199a-3p/hsa-miR-199b-3p"
    assert list(current) == ["hsa-miR-34a-5p", both, "hsa-miR-7-5p", "", ""]
    reports = pd.DataFrame(
        {"reports": [3, 2], "reports_up": [1, 2], "reports_down": [2, 0], "literature": ["A", "B"]},
        index=["hsa-miR-34a-5p", "hsa-miR-199b-3p"],
    )
    found = count_reports(of_members(reports, current))
    assert found["reports"].to_list()[:3] == [3, 2, 0]
    assert found["reports"].isna().to_list() == [False, False, False, True, True]
