"""List the scores of all samples, and what each miRNA adds to them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.panel.frozen import USE
from mirtrd.panel.tables import CONTRIBUTIONS, SCORES

# Digits of the SHA-256 that name a panel.
SHOWN = 12


def list_scores(documents: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The table SCORES: a row for each document of a sample."""
    rows = []
    for found in documents:
        panel = found["panel"]
        percentiles = found.get("percentiles", {})
        rows.append(
            (
                found["sample"],
                found["status"],
                "; ".join(found["reasons"]),
                found.get("probability"),
                found.get("predictor"),
                percentiles.get(panel["tested"]),
                percentiles.get(panel["reference"]),
                f"{panel['name']} {panel['sha256'][:SHOWN]}",
            )
        )
    return pd.DataFrame(rows, columns=list(SCORES.header)).set_index("sample")


def list_contributions(documents: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The table CONTRIBUTIONS: a row for each miRNA of each sample that is scored."""
    keys = ("mirna", "accession", "count", "value", "standard", "amount")
    rows = [
        (found["sample"], *(part[key] for key in keys))
        for found in documents
        for part in found.get("contributions", ())
    ]
    return pd.DataFrame(rows, columns=list(CONTRIBUTIONS.header)).set_index("sample")


def describe(documents: Sequence[Mapping[str, Any]]) -> list[str]:
    """What stands above the table: what for, and which level is the tested one."""
    panel = documents[0]["panel"]
    return [
        USE,
        f"The tested level is {panel['tested']}, the reference level {panel['reference']}; the "
        "probability is at the share of the levels in training, not in any clinic.",
    ]


def main(job: Job) -> None:
    documents = [read_document(path) for path in job.input.scores]
    heading = describe(documents)
    SCORES.write_frame(job.output.table, list_scores(documents), heading=heading)
    contributions = list_contributions(documents)
    CONTRIBUTIONS.write_frame(job.output.contributions, contributions, heading=heading)


if __name__ == "__main__":
    run(main)
