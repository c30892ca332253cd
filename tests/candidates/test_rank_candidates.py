import pandas as pd

from builders.designs import combine, compare
from mirtrd.candidates.rank_candidates import detection, of_members, rank, summarise_evidence


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
