"""The section of published directions next to ours."""

import pandas as pd

from mirtrd.report.markup import Markup, fold, join, paragraph, table
from mirtrd.report.results import ContrastResults, Results
from mirtrd.report.wording import tell_number, tell_probability

HEADER = ("miRNA", "published", "here", "status", "change here (95 % interval)", "tissue",
          "who", "study")  # fmt: skip


def describe_published(results: Results, found: ContrastResults) -> Markup:
    """The sign test of the reports of this tissue, these reports, and those of other tissues."""
    if found.reports is None or found.agreement is None:
        return paragraph("The config names no published evidence, so nothing is compared.")
    agreement = found.agreement
    agree, against = agreement["signs_that_agree"], agreement["signs_that_contradict"]
    pvalue = agreement.get("pvalue")
    sign_test = (
        f"{agree} of {agree + against} signs agree (sign test p = {tell_probability(pvalue)})."
        if agree + against
        else "No sign could be compared."
    )
    here = found.reports[found.reports["same_tissue"] == "yes"]
    elsewhere = found.reports[found.reports["same_tissue"] != "yes"]
    tissue = agreement["tissue"] or "a tissue that is not said"
    return join(
        [
            paragraph(
                f"{len(here):,} of {len(found.reports):,} published reports are of {tissue}, as "
                f"the samples are. {sign_test} {agreement['caveat']} {agreement['taken_for_cases']}"
            ),
            _list(f"Reports of {tissue}", here) if len(here) else "",
            fold(
                f"{len(elsewhere):,} reports of other tissues; blood and brain often go different "
                "ways",
                _list("Reports of other tissues", elsewhere),
            )
            if len(elsewhere)
            else "",
        ]
    )


def _list(caption: str, reports: pd.DataFrame) -> Markup:
    rows = []
    for mirna, row in reports.iterrows():
        change = tell_number(row["log2FoldChange"], signed=True)
        if change:
            change += f" ({tell_number(row['ci_low'])} to {tell_number(row['ci_high'])})"
        status = f"{row['status']}: {row['reason']}" if row["reason"] else row["status"]
        who = f"{row['population']}, {row['n']}" if row["n"] else row["population"]
        study = f"{row['study']} {row['reference']} [{row['confidence']}]"
        rows.append(
            (str(mirna), row["expected"] or "none", row["observed"], status, change,
             row["reported_tissue"], who, study)
        )  # fmt: skip
    return table(caption, HEADER, rows)
