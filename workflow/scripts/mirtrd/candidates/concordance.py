"""Published directions next to those of a contrast, report by report.

No direction is built in: what is expected is what the report says, and the tested level is taken
for its cases. A report counts where it is of the tissue of the samples.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mirtrd.candidates.best import NOT_TESTED
from mirtrd.design.contrasts import Contrast
from mirtrd.reference.names import Match, Names
from mirtrd.reference.reports import (
    DIRECTIONS,
    fractions_of,
    is_same_tissue,
    majority,
    sign_test,
)

CONCORDANT, DISCORDANT = "concordant", "discordant"
NOT_SIGNIFICANT, UNDIRECTED = "not significant", "no published direction"
# Why a name is in no row of ours.
UNFOUND = {
    "ambiguous": "an older name of several miRNAs",
    "dead": "no longer in miRBase",
    "hairpin": "the name of a hairpin, not of a mature",
    "unknown": "the name is not known",
}
CAVEAT = (
    "By chance about half of the signs agree. Signs that were published were selected for being "
    "significant, those of one family or cell go together, and each miRNA counts once: the "
    "p-value is rather too small, and agreement is no proof of either side."
)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows of a table of ours by the matures in them, as the reference of names has them."""

    names: Names
    row_of: Mapping[str, str]

    @classmethod
    def of(cls, index: pd.Index, names: Names) -> "Rows":
        """The rows of an index; matures of equal sequence share a row."""
        matches = names.look_up_all(index)
        return cls(
            names=names,
            row_of={name: row for row in index[::-1] for name in matches[row].names},
        )

    def find_all(self, written: Sequence[str]) -> dict[str, tuple[str, str]]:
        """For each name, under whichever release, our row, or "" and why there is none."""
        matches = self.names.look_up_all(dict.fromkeys(written))
        return {name: self._find(match) for name, match in matches.items()}

    def _find(self, match: Match) -> tuple[str, str]:
        if not match.names:
            return "", UNFOUND[match.how]
        row = next((self.row_of[name] for name in match.names if name in self.row_of), "")
        return row, "" if row else "not in the reference of this run"

    def accession(self, row: str) -> str:
        """The accessions of the matures of a row, "" where they are not known."""
        found = [self.names.accessions.get(name, "") for name in self.names.look_up(row).names]
        return "/".join(filter(None, found))


def compare_reports(
    expression: pd.DataFrame, reports: Sequence[Mapping[str, Any]], names: Names, tissue: str
) -> list[dict[str, Any]]:
    """A row for each report, in their order, columns as in CONCORDANCE.

    ``expression`` is the table of the contrast; ``tissue`` is what all its samples are, "" if that
    is not said or not one thing, so that no report is known to be of the same.
    """
    rows = Rows.of(expression.index, names)
    found = rows.find_all([report["mirna"] for report in reports])
    compared = []
    for report in reports:
        row, reason = found[report["mirna"]]
        ours = expression.loc[row] if row else {}
        status, why = _judge(ours, report["direction"], reason)
        change = ours.get("log2FoldChange", float("nan"))
        compared.append(
            {
                "mirna": row or report["mirna"],
                "accession": rows.accession(row) if row else "",
                "expected": report["direction"],
                "observed": _sign(change) if status != NOT_TESTED else "",
                "status": status,
                "reason": why,
                "same_tissue": _same(tissue, report["tissue"]),
                "log2FoldChange": change,
                **{name: ours.get(name, float("nan")) for name in ("ci_low", "ci_high", "padj")},
                "reported_tissue": report["tissue"],
                **{
                    name: report[name]
                    for name in ("population", "n", "assay", "study", "reference", "confidence")
                },
            }
        )
    return compared


def _judge(ours: Mapping[str, Any], expected: str, reason: str) -> tuple[str, str]:
    """The status of a report, and why it is not testable."""
    if not len(ours):
        return NOT_TESTED, reason
    if ours["status"] == NOT_TESTED:
        return NOT_TESTED, ours["reason"]
    if ours["status"] == "changed":
        return NOT_TESTED, "the test of this contrast has no direction"
    if expected not in DIRECTIONS:
        return UNDIRECTED, ""
    if ours["status"] not in DIRECTIONS:
        return NOT_SIGNIFICANT, ""
    return (CONCORDANT if ours["status"] == expected else DISCORDANT), ""


def _sign(change: float) -> str:
    return "up" if change > 0 else "down" if change < 0 else ""


def _same(tissue: str, reported: str) -> str:
    if not (tissue and fractions_of(reported)):
        return "unknown"
    return "yes" if is_same_tissue(tissue, reported) else "no"


def summarise(rows: Sequence[Mapping[str, Any]], contrast: Contrast, tissue: str) -> dict[str, Any]:
    """How often published signs and ours agree within the same tissue, each miRNA once, by the
    direction of most reports on it; with what to bear in mind."""
    here = [row for row in rows if row["same_tissue"] == "yes"]
    by_mirna = defaultdict(list)
    for row in here:
        by_mirna[row["mirna"]].append(row)
    agree = contradict = untestable = 0
    for mirna_rows in by_mirna.values():
        expected = majority(row["expected"] for row in mirna_rows)
        observed = mirna_rows[0]["observed"]
        untestable += bool(expected and not observed)
        agree += bool(expected and observed == expected)
        contradict += bool(expected and observed and observed != expected)
    statuses = (CONCORDANT, DISCORDANT, NOT_SIGNIFICANT, NOT_TESTED, UNDIRECTED)
    counted = {name: sum(row["status"] == name for row in here) for name in statuses}
    return {
        "tissue": tissue,
        "reports": len(rows),
        "reports_of_this_tissue": len(here),
        "statuses_in_this_tissue": counted,
        "mirnas_with_one_direction": agree + contradict + untestable,
        "not_testable": untestable,
        "signs_that_agree": agree,
        "signs_that_contradict": contradict,
        "pvalue": sign_test(agree, contradict),
        "taken_for_cases": _cases(contrast),
        "caveat": CAVEAT if tissue else f"No tissue is known for all samples. {CAVEAT}",
    }


def _cases(contrast: Contrast) -> str:
    if not contrast.factor:
        return "This contrast compares no two levels: its signs are not those of cases."
    return (
        f"{contrast.tested} is taken for the cases of the reports, {contrast.reference} for their "
        "controls; if it is the other way round, or both are patients, the signs mean nothing."
    )
