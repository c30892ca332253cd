"""The section of the two lists: markers for an assay, and hypotheses for experiments."""

from collections.abc import Callable, Sequence

import pandas as pd

from mirtrd.report.markup import (
    Markup,
    bullets,
    element,
    fold,
    join,
    paragraph,
    show_accession,
    table,
)
from mirtrd.report.results import ContrastResults, HeadedTable, Results
from mirtrd.report.wording import (
    tell_change,
    tell_number,
    tell_probability,
    tell_share,
)

# Makes the cells of a row, by the name of the miRNA and the row of the table.
Telling = Callable[[str, pd.Series], tuple[str | Markup, ...]]
# Rows of a list that are open at once.
OPEN = 12


def describe_lists(results: Results, found: ContrastResults) -> Markup:
    """Both lists of a contrast, and the references for qPCR."""
    return join(
        [
            element("h4", "Markers that an assay could measure"),
            bullets(found.biomarkers.heading, "caveats"),
            _list(found.biomarkers, "Markers", MARKER, _tell_marker,
                  "No miRNA is called, so there is no marker to list."),
            element("h4", "References for qPCR"),
            bullets(found.references.heading, "caveats"),
            _list(found.references, "References", REFERENCE, _tell_reference,
                  "No miRNA is steady and frequent enough here."),
            element("h4", "Hypotheses for experiments"),
            bullets(found.therapeutics.heading, "caveats"),
            _list(found.therapeutics, "Hypotheses", HYPOTHESIS, _tell_hypothesis,
                  "Nothing is called, and nothing published was looked up."),
        ]
    )  # fmt: skip


MARKER = ("miRNA", "tier", "change (log2)", "adjusted p", "AUC (95 % interval)", "Cq, about",
          "speaks against it", "sequence", "near miRNAs", "missed forms")  # fmt: skip
REFERENCE = ("miRNA", "geNorm M", "NormFinder", "change (95 % interval)", "sequence")
HYPOTHESIS = ("miRNA", "status here", "modality", "rests on", "grade", "experiment", "given to "
              "people", "safety", "would be hit too")  # fmt: skip


def _list(
    listed: HeadedTable, caption: str, header: Sequence[str], tell: Telling, nothing: str
) -> Markup:
    """The first rows of a list, each of them as ``tell`` has it, and the others on a click."""
    rows = [tell(str(mirna), row) for mirna, row in listed.rows.iterrows()]
    if not rows:
        return paragraph(nothing)
    shown = table(caption, header, rows[:OPEN])
    if len(rows) <= OPEN:
        return shown
    rest = table(f"{caption}, continued", header, rows[OPEN:])
    return join([shown, fold(f"{len(rows) - OPEN} more", rest)])


def _interval(low: float, high: float) -> str:
    if low != low or high != high:
        return ""
    return f" ({tell_number(low)} to {tell_number(high)})"


def _tell_marker(mirna: str, row: pd.Series) -> tuple[str | Markup, ...]:
    cycles = row["cq_low"] == row["cq_low"]
    return (
        show_accession(mirna, row["accession"]),
        row["tier"],
        tell_change(row["log2FoldChange"]),
        tell_probability(row["padj"]),
        tell_number(row["auc"]) + _interval(row["auc_low"], row["auc_high"]),
        f"{row['cq_low']:.0f} to {row['cq_high']:.0f}" if cycles else "",
        row["against"] or "nothing of what was checked",
        element("code", row["sequence"]),
        row["paralogues"],
        f"{tell_share(row['missed_share'])}: {row['missed']}" if row["missed"] else "",
    )


def _tell_reference(mirna: str, row: pd.Series) -> tuple[str | Markup, ...]:
    return (
        show_accession(mirna, row["accession"]),
        tell_number(row["genorm_m"]),
        tell_number(row["normfinder"]),
        tell_number(row["log2FoldChange"], signed=True) + _interval(row["ci_low"], row["ci_high"]),
        element("code", row["sequence"]),
    )


def _tell_hypothesis(mirna: str, row: pd.Series) -> tuple[str | Markup, ...]:
    size = row["family_size"]
    others = int(size) - 1 if size == size else 0
    return (
        show_accession(mirna, row["accession"]),
        row["status"],
        row["modality"],
        row["basis"],
        row["grade"],
        row["experiment"],
        row["oligonucleotide"],
        row["safety"],
        f"{others} with its seed" + (f"; present: {row['family_present']}" if row["family_present"]
                                     else "") if others > 0 else "none with its seed",
    )  # fmt: skip
