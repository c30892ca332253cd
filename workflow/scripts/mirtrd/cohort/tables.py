"""The tables of the stage cohort."""

from mirtrd.core.tables import Table, feature, number, text, whole

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
    sentence="Samples that are left out, samples that are used although they failed, sums of "
    "several libraries, and contrasts of libraries that were not made alike.",
    columns=(
        text("sample", "Name of the sample; empty for a contrast."),
        text("note", "A sentence that says which it is, and why."),
    ),
)

COUNTS = Table(
    path="results/cohort/counts.tsv",
    sentence="Count of each mature miRNA in each usable sample.",
    columns=(feature("Name of the mature; matures of equal sequence are joined by `/`."),),
    others=whole("sample", "Count in the sample of this name.", "reads, or molecules"),
)

CPM = Table(
    path="results/cohort/cpm.tsv",
    sentence="The same as counts per million of all miRNA counts of the sample. Tests take counts "
    "and size factors instead.",
    columns=(text("mirna", "Name of the mature; matures of equal sequence are joined by `/`."),),
    others=number("sample", "Value in the sample of this name.", "counts per million"),
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

_SAMPLE = text("sample", "Name of the sample.")
_PLACES = tuple(
    number(f"PC{component}", f"Place on principal component {component}; NA if there is none.")
    for component in (1, 2, 3, 4)
)

PCA = Table(
    path="results/cohort/pca.tsv",
    sentence="The numbers of the PCA: the principal components of each usable sample.",
    columns=(_SAMPLE, *_PLACES),
    others=text("column", "The factor of colours, then that of markers, as in the sheet."),
    missing="NA",
)

COVARIATES = Table(
    path="results/cohort/covariates.tsv",
    sentence="The numbers of the PCA for each column of the sheet.",
    columns=(_SAMPLE, *_PLACES),
    others=text("column", "What colours a panel: a column of the sheet, or of the library."),
    missing="NA",
)

DISTANCES = Table(
    path="results/cohort/distances.tsv",
    sentence="Distances between the usable samples, in the order of the figure.",
    columns=(_SAMPLE,),
    others=number("sample", "Euclidean distance to the sample of this name.", "log2"),
    missing="NA",
)

COMPONENTS = Table(
    path="results/cohort/components.tsv",
    sentence="Tests of each principal component against all that is known of the samples.",
    columns=(
        text("component", "Principal component."),
        number("variance", "Share of the variance that it explains.", "share"),
        text("column", "Column of the sheet, or what the counts say of a library."),
        whole("samples", "Samples that take part.", "samples"),
        text("test", "Kruskal-Wallis for groups, Spearman for numbers."),
        number("statistic", "Statistic of the test."),
        number(
            "effect",
            "Share of the variance of the ranks that the column explains, less what chance does.",
            "share",
        ),
        number("pvalue", "p-value of the test.", "probability"),
        number("padj", "Adjusted for all tests (Benjamini-Hochberg).", "probability"),
    ),
    missing="NA",
)

SCALING = Table(
    path="results/cohort/scaling.tsv",
    sentence="What scaling must not depend on, for each usable sample.",
    columns=(
        _SAMPLE,
        whole("mirna_reads", "Count of all miRNAs.", "reads, or molecules"),
        number("size_factor", "Counts divided by it can be compared between samples.", "ratio"),
        number("top_share", "Share of the sample's own ten most abundant miRNAs.", "share"),
        text("{factor}", "Level of the sample, in the column of the sheet of this name."),
    ),
    missing="NA",
)

SCALING_TESTS = Table(
    path="results/cohort/scaling.tests.tsv",
    sentence="Whether what scaling must not depend on differs between the groups.",
    columns=(
        text("measure", "Column of the table of scaling."),
        text("test", "Kruskal-Wallis."),
        number("statistic", "Statistic of the test; NA if there are no two groups to compare."),
        number("pvalue", "p-value of the test.", "probability"),
    ),
    missing="NA",
)
