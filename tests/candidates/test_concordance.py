"""Published directions are held against ours: nothing is expected but what a report says."""

import pandas as pd
import pytest

from builders.designs import TRD, combine
from builders.studies import SOURCES, make_effects
from mirtrd.candidates.concordance import Rows, compare_reports, summarise
from mirtrd.reference.names import read_names

NAMES = read_names(**SOURCES)
BOTH = "hsa-miR-199a-3p/hsa-miR-199b-3p"
OURS = make_effects(
    {"hsa-miR-21-5p": 1.0, "hsa-miR-16-5p": 1.2, "hsa-miR-155-5p": -0.1,
     "hsa-miR-135a-5p": float("nan"), BOTH: -1.0}
)  # fmt: skip


def report(mirna: str, direction: str, tissue: str = "plasma") -> dict[str, str]:
    return {"mirna": mirna, "direction": direction, "tissue": tissue, "population": "TRD",
            "n": "5/5", "assay": "qPCR", "study": "Somebody 2020", "reference": "PMID 1",
            "confidence": "F"}  # fmt: skip


def compare(*reports: dict[str, str], tissue: str = "plasma") -> list[dict]:
    return compare_reports(OURS, reports, NAMES, tissue)


@pytest.mark.parametrize(
    ("mirna", "direction", "status", "reason"),
    [
        ("hsa-miR-21-5p", "up", "concordant", ""),
        ("hsa-miR-16-5p", "down", "discordant", ""),
        ("hsa-miR-155-5p", "down", "not significant", ""),
        ("hsa-miR-155-5p", "up", "not significant", ""),
        ("hsa-miR-135a-5p", "down", "not testable", "below count filter"),
        ("hsa-miR-21-5p", "", "no published direction", ""),
        ("hsa-miR-122-5p", "up", "not testable", "not in the reference of this run"),
        ("hsa-mir-155", "up", "not testable", "the name of a hairpin, not of a mature"),
        ("hsa-miR-nobody", "up", "not testable", "the name is not known"),
    ],
)
def test_each_status_and_its_reason(mirna, direction, status, reason):
    (row,) = compare(report(mirna, direction))
    assert (row["status"], row["reason"]) == (status, reason)


def test_names_of_older_releases_without_species_and_accessions_find_the_row():
    rows = compare(*(report(name, "up") for name in ("miR-155", "MIMAT0000076", "miR-199b-3p")))
    assert [row["mirna"] for row in rows] == ["hsa-miR-155-5p", "hsa-miR-21-5p", BOTH]
    assert rows[0]["accession"] == "MIMAT0000646"
    assert rows[2]["accession"] == "MIMAT0000232/MIMAT0004563"


def test_a_null_result_has_its_interval_and_its_observed_sign():
    (row,) = compare(report("hsa-miR-155-5p", "up"))
    assert row["observed"] == "down"
    assert row["ci_low"] < 0 < row["ci_high"]


def test_turning_our_results_round_turns_the_statuses_round():
    turned = OURS.assign(
        log2FoldChange=-OURS["log2FoldChange"],
        status=OURS["status"].replace({"up": "down", "down": "up"}),
    )
    reports = [report("hsa-miR-21-5p", "up"), report("hsa-miR-16-5p", "down")]
    rows = compare_reports(turned, reports, NAMES, "plasma")
    assert [row["status"] for row in rows] == ["discordant", "concordant"]


def test_the_tissue_is_the_same_another_or_unknown():
    given = [
        report("hsa-miR-21-5p", "up", tissue) for tissue in ("CSF, plasma", "PBMC", "not said")
    ]
    assert [row["same_tissue"] for row in compare(*given)] == ["yes", "no", "unknown"]
    assert {row["same_tissue"] for row in compare(*given, tissue="")} == {"unknown"}


def test_signs_of_the_same_tissue_are_counted_once_for_each_mirna():
    rows = compare(
        report("hsa-miR-21-5p", "up"), report("hsa-miR-21-5p", "up"),
        report("hsa-miR-21-5p", "down"), report("hsa-miR-16-5p", "down"),
        report("hsa-miR-155-5p", "down"), report("hsa-miR-135a-5p", "down"),
        report("hsa-miR-16-5p", "up", "PBMC"), report("hsa-miR-16-5p", ""),
    )  # fmt: skip
    found = summarise(rows, TRD, "plasma")
    # miR-21 and miR-155 agree, miR-16 contradicts, miR-135a is not testable. 2 of 3: p = 1.
    assert (found["signs_that_agree"], found["signs_that_contradict"]) == (2, 1)
    assert found["not_testable"] == 1
    assert found["pvalue"] == pytest.approx(1)
    assert found["reports_of_this_tissue"] == 7
    assert "about half of the signs agree" in found["caveat"]
    assert found["taken_for_cases"].startswith("TRD is taken for the cases of the reports, control")


def test_without_a_tissue_or_two_levels_the_summary_says_so():
    found = summarise(compare(report("hsa-miR-21-5p", "up"), tissue=""), combine(age=1), "")
    assert found["pvalue"] is None
    assert found["caveat"].startswith("No tissue is known for all samples.")
    assert "not those of cases" in found["taken_for_cases"]


def test_a_test_without_direction_is_not_testable():
    changed = OURS.assign(status="changed")
    (row,) = compare_reports(changed, [report("hsa-miR-21-5p", "up")], NAMES, "plasma")
    assert row["status"] == "not testable"


def test_rows_are_found_by_any_of_their_matures():
    rows = Rows.of(pd.Index([BOTH]), NAMES)
    assert rows.find_all(["hsa-miR-199a-3p"]) == {"hsa-miR-199a-3p": (BOTH, "")}
