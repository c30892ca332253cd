"""The tables of candidates: the list of each contrast, and the numbers of figures."""

from mirtrd.core.tables import Table, feature, number, text, whole

_MIRNA = text("mirna", "Mature miRNA; names of identical sequence are joined by slashes.")

CANDIDATES = Table(
    path="results/candidates/{contrast}.tsv",
    sentence="All miRNAs of a contrast, the best first, next to what a reader has to know of each; "
    "above the names of the columns, in lines that begin with `#`, the verdict.",
    headed=True,
    columns=(
        _MIRNA,
        whole("rank", "Place: tested miRNAs by p-value, then the others by abundance."),
        text(
            "status",
            "`up`, `down`, `changed` (a test without direction), `not significant`, or `not "
            "testable`.",
        ),
        text("reason", "Why it is not testable."),
        number("baseMean", "Mean of the normalised counts.", "normalised count"),
        number("log2FoldChange", "Change, tested against reference.", "log2"),
        number("ci_low", "Lower end of its 95 % confidence interval.", "log2"),
        number("ci_high", "Upper end of its 95 % confidence interval.", "log2"),
        number("mde", "Change that would have been called with a probability of 80 %.", "log2"),
        number("lfcSE", "Standard error of the change.", "log2"),
        number("stat", "Statistic of the test."),
        number("pvalue", "p-value of the test.", "probability"),
        number("padj", "Adjusted p-value (Benjamini-Hochberg).", "probability"),
        number("log2FoldChange_shrunken", "The change pulled towards 0.", "log2"),
        number(
            "sign_share", "Share of other choices of analysis with a change of that sign.", "share"
        ),
        number(
            "significant_share", "Share of other choices of analysis that call it too.", "share"
        ),
        text("weakest", "What the call hangs on most; empty if no choice of analysis loses it."),
        text("remark", "What speaks against the call in its own numbers."),
        number("median_cpm_tested", "Median in the tested group.", "counts per million"),
        number(
            "detected_tested", "Share of the tested group that has at least ten counts.", "share"
        ),
        number("median_cpm_reference", "Median in the reference group.", "counts per million"),
        number(
            "detected_reference",
            "Share of the reference group that has at least ten counts.",
            "share",
        ),
        number("ambiguous_share", "Share of its counts that fit other RNAs as well.", "share"),
        text("shared_with", "Other miRNAs that some of its inserts fit about as well."),
        text("look_alike", "Other RNAs that may explain its count."),
        text("entry", "Whether it is a miRNA: `accepted`, `doubtful` or `unknown`."),
        text("entry_reasons", "Why, by commas; what decides comes first."),
        text("haemolysis", "Who says that red blood cells are full of it."),
        whole("reports", "Published reports on it in depression.", "reports"),
        whole("reports_up", "Of these, up in cases.", "reports"),
        whole("reports_down", "Of these, down in cases.", "reports"),
        text("literature", "The reports in words."),
    ),
)

VOLCANO = Table(
    path="results/candidates/{contrast}.volcano.tsv",
    sentence="The numbers of the volcano plot: every testable miRNA.",
    columns=(
        feature("Name of the mature."),
        number("log2FoldChange", "Estimate of the change.", "log2"),
        number("pvalue", "p-value of the test.", "probability"),
        number("padj", "Adjusted p-value.", "probability"),
        text("status", "Status of the miRNA in the table of the contrast."),
        text("remark", "What speaks against the call in its own numbers."),
        text("proposed", "Whether published work reports on it: `True` or `False`."),
        text("labelled", "Whether the figure names it: `True` or `False`."),
    ),
    missing="NA",
)

HEATMAP = Table(
    path="results/candidates/{contrast}.heatmap.tsv",
    sentence="The numbers of the heat map, in its order.",
    columns=(_MIRNA,),
    others=number("{sample}", "z-score of the miRNA in this sample.", "standard deviations"),
    missing="NA",
)

BOXES = Table(
    path="results/candidates/{contrast}.boxes.tsv",
    sentence="The numbers of the boxes.",
    columns=(
        text("sample", "Sample."),
        text("{factor}", "Level of the sample, in the column of the sheet of this name."),
    ),
    others=number("{mirna}", "log2(normalised count + 1) of this miRNA.", "log2"),
    missing="NA",
)

PILEUPS = Table(
    path="results/candidates/{contrast}.pileups.tsv",
    sentence="The coverage that the pile-ups show.",
    columns=(
        _MIRNA,
        text("hairpin", "Hairpin on which most of its counts are."),
        text("group", "Group of samples."),
        whole("position", "Base of the hairpin, from 1.", "nt"),
        text("base", "The base, in the letters of RNA."),
        number("coverage", "Mean coverage over the samples of the group.", "counts per million"),
    ),
    missing="NA",
)
