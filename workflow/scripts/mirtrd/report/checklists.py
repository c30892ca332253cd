"""The section of reporting checklists: what the run answers, and what the authors still owe."""

from mirtrd.report.facts import find_facts
from mirtrd.report.markup import Markup, element, fold, join, paragraph, table
from mirtrd.report.results import Results

OWED = "owed by the authors"
MEANINGS = {
    "MINSEQE": "what to publish of a sequencing experiment",
    "MIQE": "what a laboratory that measures the markers by qPCR has to report",
    "MIBlood-EV": "how blood was taken and prepared",
    "REMARK": "studies of markers of course or response",
    "STARD 2015": "studies of diagnostic accuracy",
}


def describe_checklists(results: Results) -> Markup:
    """A table for each guideline, closed at first."""
    facts = find_facts(results)
    parts = []
    for guideline, items in results.checklists.groupby(level=0, sort=False):
        answers = [facts.get(fact, "") for fact in items["fact"]]
        rows = [
            (item, asks, answer or element("em", OWED, class_="owed"))
            for item, asks, answer in zip(items["item"], items["asks"], answers, strict=True)
        ]
        filled = sum(map(bool, answers))
        meaning = MEANINGS.get(str(guideline), "")
        parts.append(
            fold(
                join(
                    [
                        element("b", str(guideline)),
                        f" {meaning}: {filled} of {len(rows)} from this run, "
                        f"{len(rows) - filled} {OWED}",
                    ]
                ),
                table(
                    f"{guideline}, as far as it concerns such a study",
                    ("item", "asks for", "answer"),
                    rows,
                ),
            )
        )
    return join(
        [
            paragraph(
                "Chosen items, in our words; the guidelines themselves decide. What the run knows "
                "is filled in, and all else is owed by the authors: it is in no file of the run."
            ),
            *parts,
        ]
    )
