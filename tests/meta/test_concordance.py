"""Published directions next to ours."""

import pandas as pd
import pytest

from builders.studies import human_matures
from mirtrd.meta.concordance import compare_reports, count_agreement

OURS = pd.DataFrame(
    {
        "tissue": ["plasma"] * 4,
        "status": ["consistent", "not shown", "not shown", "not testable anywhere"],
        "direction": ["up", "down", "up", ""],
        "log2FoldChange": [1.0, -0.1, 0.2, float("nan")],
        "padj": [0.01, 0.9, 0.8, float("nan")],
    },
    index=["hsa-miR-21-5p", "hsa-miR-16-5p", "hsa-miR-155-5p", "hsa-miR-135a-5p"],
)


def report(mirna: str, direction: str, tissue: str = "Plasma") -> dict:
    return {"mirna": mirna, "direction": direction, "tissue": tissue, "population": "TRD",
            "study": "Somebody 2020", "reference": "PMID 1"}  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    reports = [
        report("hsa-miR-21-5p", "up"),
        report("miR-16", "up"),
        report("hsa-miR-155-5p", "up"),
        report("hsa-miR-155-5p", "down"),
        report("hsa-miR-135a-5p", "down"),
        report("hsa-miR-21-5p", ""),
        report("hsa-miR-21-5p", "down", "PBMC"),
        report("hsa-miR-nobody", "up"),
    ]
    return compare_reports(OURS, reports, human_matures())


def test_each_report_is_held_against_each_tissue(rows):
    assert [row["agreement"] for row in rows] == [
        "agrees", "contradicts", "agrees", "contradicts", "not testable", "no direction",
        "contradicts",
    ]  # fmt: skip
    assert [row["same_tissue"] for row in rows] == ["yes"] * 6 + ["no"]
    assert rows[1]["mirna"] == "hsa-miR-16-5p"


def test_a_mirna_counts_once_by_the_majority_and_tissues_are_apart(rows):
    # In plasma: miR-21 agrees, miR-16 contradicts, miR-155 has no majority, miR-135a is not
    # testable. One of two agree: p = 1.
    assert count_agreement(rows) == [
        ("plasma", "PBMC", "no", 1, 0, 0, 1, 1.0),
        ("plasma", "Plasma", "yes", 3, 1, 1, 1, 1.0),
    ]
