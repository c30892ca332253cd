"""The tables of the stage report: what ships for it."""

from mirtrd.core.tables import Table, text

CHECKLISTS = Table(
    path="resources/reporting/checklists.tsv",
    sentence="What reporting guidelines ask for, as far as it concerns such a study.",
    columns=(
        text("guideline", "Short name of the guideline."),
        text("item", "Number or section of the item there."),
        text("asks", "What it asks for, in short and in our words."),
        text(
            "fact",
            "What of a run answers it, by the name of a fact; empty where only the authors can.",
        ),
    ),
)
