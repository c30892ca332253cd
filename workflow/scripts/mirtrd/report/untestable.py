"""The section of what the data cannot answer, as large as that of what they do."""

import pandas as pd

from mirtrd.candidates.best import NOT_TESTED
from mirtrd.report.markup import Markup, element, join, paragraph, show_mirna, table
from mirtrd.report.results import ContrastResults, Results
from mirtrd.report.wording import tell_number, tell_share

REASONS = {
    "no reads": "No read in any sample of the groups.",
    "below count filter": "Too few samples have reads enough.",
    "outlier": "A single sample makes the estimate, so no p-value is given.",
    "independent filtering": "Too few reads on average to be found significant at this rate.",
}
# Of the miRNAs without a report, the most frequent that are not testable.
MOST = 20


def describe_untestable(results: Results, found: ContrastResults) -> Markup:
    """How many are not testable and why; by name those that others report, then the frequent."""
    rows = found.dossier.rows
    untested = rows[rows["status"] == NOT_TESTED]
    if untested.empty:
        return paragraph("Every miRNA of the reference could be tested.")
    counts = untested["reason"].value_counts()
    reported = untested[untested["reports"].fillna(0) > 0]
    others = untested.drop(reported.index).sort_values("baseMean", ascending=False, kind="stable")
    frequent = others[others["baseMean"] > 0].head(MOST)
    return join(
        [
            paragraph(
                element("strong", f"{len(untested):,} of {len(rows):,} miRNAs are not testable."),
                " That is not the same as not different: the data cannot answer for them. It is "
                "no evidence against a miRNA, and the search in the table finds each with its "
                "reason.",
            ),
            table(
                "Why they are not testable",
                ("reason", "miRNAs", "what it means"),
                [
                    (str(reason), f"{number:,}", REASONS.get(str(reason), ""))
                    for reason, number in counts.items()
                ],
                " n",
            ),
            _list("Reported in depression, and not testable here", found, reported)
            if len(reported)
            else paragraph("None of them has a published report that the run knows."),
            _list("The most frequent of the others", found, frequent) if len(frequent) else "",
        ]
    )


def _tell_reports(row: pd.Series) -> str:
    """How many reports, and in which direction; the dossier has them in words."""
    if not row["reports"] > 0:
        return ""
    ways = [f"{row[f'reports_{way}']:.0f} {way}" for way in ("up", "down") if row[f"reports_{way}"]]
    directions = f" ({', '.join(ways)})" if ways else ""
    return f"{row['reports']:.0f}{directions}"


def _list(caption: str, found: ContrastResults, rows: pd.DataFrame) -> Markup:
    contrast = found.contrast
    tested, reference = contrast.levels or ("tested", "reference")
    header = ("miRNA", "reason", f"with ten counts, {tested}", f"with ten counts, {reference}",
              f"median CPM, {tested}", f"median CPM, {reference}", "reports")  # fmt: skip
    cells = [
        (
            show_mirna(str(mirna)),
            row["reason"],
            tell_share(row["detected_tested"]),
            tell_share(row["detected_reference"]),
            tell_number(row["median_cpm_tested"], 0),
            tell_number(row["median_cpm_reference"], 0),
            _tell_reports(row),
        )
        for mirna, row in rows.iterrows()
    ]
    return table(caption, header, cells, "  nnnn")
