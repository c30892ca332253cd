"""Published directions next to ours: how often they agree."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from mirtrd.meta.studies import Matures
from mirtrd.reference.reports import DIRECTIONS, is_same_tissue, majority, sign_test

AGREES, CONTRADICTS = "agrees", "contradicts"
UNTESTABLE, UNDIRECTED = "not testable", "no direction"


def compare_reports(
    table: pd.DataFrame, reports: Iterable[Mapping[str, Any]], matures: Matures
) -> list[dict[str, Any]]:
    """A row for each report and tissue, columns as in REPORTS.

    ``table`` has the rows of the synthesis that are results, by miRNA. Reports on what is no mature
    of the reference are left out.
    """
    reports = list(reports)
    matches = matures.names.look_up_all(dict.fromkeys(report["mirna"] for report in reports))
    by_tissue = dict(list(table.groupby("tissue", sort=False)))
    rows = []
    for report in reports:
        label = matures.label(matches[report["mirna"]])
        for tissue, found in by_tissue.items() if label else ():
            ours = found.loc[label] if label in found.index else {}
            direction = ours.get("direction", "")
            rows.append(
                {
                    "mirna": label,
                    "tissue": tissue,
                    "status": ours.get("status", ""),
                    "direction": direction,
                    "log2FoldChange": ours.get("log2FoldChange"),
                    "padj": ours.get("padj"),
                    "reported": report["direction"],
                    "reported_tissue": report["tissue"],
                    "same_tissue": _same(tissue, report["tissue"]),
                    "agreement": _agree(direction, report["direction"]),
                    "population": report["population"],
                    "study": report["study"],
                    "reference": report["reference"],
                }
            )
    return rows


def count_agreement(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """How often published directions and ours agree, for each tissue of ours and of theirs.

    Each miRNA counts once, by the direction of most reports on it there; one without a majority
    does not. Columns as in CONCORDANCE.
    """
    reported: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    ours: dict[tuple[str, str], str] = {}
    for row in rows:
        if row["reported"] in DIRECTIONS:
            by_mirna = reported[row["tissue"], row["reported_tissue"]]
            by_mirna.setdefault(row["mirna"], []).append(row["reported"])
            ours[row["tissue"], row["mirna"]] = row["direction"]
    counted = []
    for (tissue, other), by_mirna in sorted(reported.items()):
        verdicts: Counter[str] = Counter()
        for mirna, votes in by_mirna.items():
            if expected := majority(votes):
                verdicts[_agree(ours[tissue, mirna], expected)] += 1
        agree, contradict = verdicts[AGREES], verdicts[CONTRADICTS]
        counted.append(
            (tissue, other, _same(tissue, other), verdicts.total(), verdicts[UNTESTABLE], agree,
             contradict, sign_test(agree, contradict))
        )  # fmt: skip
    return counted


def _same(tissue: str, other: str) -> str:
    return "yes" if is_same_tissue(tissue, other) else "no"


def _agree(ours: str, reported: str) -> str:
    if reported not in DIRECTIONS:
        return UNDIRECTED
    if not ours:
        return UNTESTABLE
    return AGREES if ours == reported else CONTRADICTS
