"""The tables of the stage cohort."""

from mirtrd.core.tables import Table, number, text, whole

SAMPLES = Table(
    path="results/cohort/samples.tsv",
    sentence="The usable samples: those that cohort, expression, robustness and candidates are of.",
    columns=(text("sample", "Name of the sample."),),
    others=text(
        "column",
        "A column of the sample sheet; `haemolysis`, where the sheet has none, is the score that "
        "quality gave, empty without one.",
    ),
)

NOTES = Table(
    path="results/cohort/notes.tsv",
    sentence="Samples that are left out, and samples that are used although they failed.",
    columns=(
        text("sample", "Name of the sample."),
        text("note", "A sentence that says which of the two, and why."),
    ),
)

COUNTS = Table(
    path="results/cohort/counts.tsv",
    sentence="Count of each mature miRNA in each usable sample.",
    columns=(text("mirna", "Name of the mature; matures of equal sequence are joined by `/`."),),
    others=whole("sample", "Count in the sample of this name.", "reads, or molecules"),
)

SIZE_FACTORS = Table(
    path="results/cohort/size_factors.tsv",
    sentence="Size factor of each usable sample.",
    columns=(
        text("sample", "Name of the sample."),
        number("size_factor", "Counts divided by it can be compared between samples.", "ratio"),
        text("method", "How size factors were found; the same in all rows."),
    ),
    floats="%.10g",
)

VST = Table(
    path="results/cohort/vst.tsv",
    sentence="Variance-stabilised counts of the miRNAs that pass the count filter.",
    columns=(text("mirna", "Name of the mature."),),
    others=number("sample", "Value in the sample of this name.", "log2"),
    floats="%.6f",
)
