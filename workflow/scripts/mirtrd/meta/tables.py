"""The tables of the stage meta."""

from mirtrd.core.tables import Table, number, text, whole

_MIRNA = text("mirna", "Name of the mature; matures of equal sequence are joined by `/`.")
_TISSUE = text("tissue", "The tissue whose studies were put together; `all tissues` for all.")

SYNTHESIS = Table(
    path="results/meta/{synthesis}.tsv",
    sentence="Every miRNA over the studies of each tissue, with what can be said of it.",
    columns=(
        _MIRNA,
        text("accession", "Accession of the mature in miRBase, by which studies are joined."),
        _TISSUE,
        text("use", "`main`, or `sensitivity only` for tissues that are mixed."),
        text(
            "status",
            "consistent, inconsistent, not shown, one study only, or not testable anywhere.",
        ),
        text("direction", "up or down by the estimate; empty without one."),
        whole("studies", "Studies that tested it.", "studies"),
        whole("studies_without", "Studies in which it was not testable.", "studies"),
        text("tested_in", "Each study that tested it, with its change and standard error (log2)."),
        text("not_testable_in", "Each study in which it was not testable, and why."),
        text("called_in", "Studies that called it by themselves, and in which direction."),
        number("agreement", "Share of the studies whose change has the estimate's sign.", "share"),
        text(
            "model",
            "`random effects` of three studies or more (restricted maximum likelihood, "
            "Hartung-Knapp), `fixed effect` of two.",
        ),
        number("log2FoldChange", "Estimate over all studies that tested it.", "log2"),
        number("lfcSE", "Standard error of the estimate.", "log2"),
        number("ci_low", "Lower end of the 95 % confidence interval.", "log2"),
        number("ci_high", "Upper end of the 95 % confidence interval.", "log2"),
        number("pvalue", "p-value of no change; empty with fewer than two studies.", "probability"),
        number(
            "padj",
            "Adjusted for all miRNAs that two studies or more of the tissue tested "
            "(Benjamini-Hochberg).",
            "probability",
        ),
        number(
            "prediction_low",
            "Lower end of the 95 % prediction interval: where the true change of a further study "
            "is expected; of few studies, it holds some 90 %. Of three studies or more.",
            "log2",
        ),
        number("prediction_high", "Upper end of the 95 % prediction interval.", "log2"),
        number("tau2", "Variance of the true changes between studies; of three or more.", "log2²"),
        number("i2", "Share of tau2 in the variance of a typical study.", "share"),
        number("q", "Cochran's Q, the scatter of the changes in units of their errors."),
        number("q_pvalue", "p-value of Q: that studies differ by chance only.", "probability"),
        number("without_low", "Least estimate without one of the studies.", "log2"),
        number("without_high", "Largest estimate without one of the studies.", "log2"),
        text("without_sign", "Whether all of these have the sign of the estimate: yes or no."),
        text(
            "decisive",
            "Studies without which the sign is another, or p is no longer below 0.05 (of four or "
            "more).",
        ),
        number("fixed_change", "Estimate by the fixed effect.", "log2"),
        number("fixed_pvalue", "Its p-value, which takes studies for equal.", "probability"),
        number("dl_change", "Estimate by DerSimonian and Laird; of three or more.", "log2"),
        number("dl_tau2", "Their tau2.", "log2²"),
        number("dl_pvalue", "Their p-value, normal and so too small of few studies.",
               "probability"),
    ),
)  # fmt: skip

STUDIES = Table(
    path="results/meta/{synthesis}.studies.tsv",
    sentence="Every miRNA in every study, as that found it.",
    columns=(
        _MIRNA,
        text("study", "Name of the study."),
        text("tissue", "Its tissue."),
        text("written", "The name that the miRNA has in the study; empty if it is not there."),
        number("baseMean", "Mean of the normalised counts.", "normalised count"),
        number("log2FoldChange", "Estimate of the change, not shrunken.", "log2"),
        number("lfcSE", "Standard error of the estimate.", "log2"),
        number("ci_low", "Lower end of the 95 % confidence interval.", "log2"),
        number("ci_high", "Upper end of the 95 % confidence interval.", "log2"),
        number("pvalue", "p-value of the study.", "probability"),
        number("padj", "Adjusted p-value of the study.", "probability"),
        text("status", "Status in the study."),
        text("missing", "Why it takes no part in the estimate; empty if it does."),
        number("weight", "Share of the study in the estimate of its tissue.", "share"),
    ),
)

NAMES = Table(
    path="results/meta/{synthesis}.names.tsv",
    sentence="Names in the tables of the studies that are not those of the reference.",
    columns=(
        text("study", "Name of the study."),
        text("written", "The name as it is in its table."),
        text("mirna", "The matures that it stands for; empty if that cannot be told."),
        text("how", "lifted, ambiguous, dead (no longer in miRBase), hairpin or unknown."),
    ),
)

OVERLAPS = Table(
    path="results/meta/{synthesis}.overlaps.tsv",
    sentence="Samples that two studies have in common.",
    columns=(
        text("study", "Name of a study."),
        text("sample", "Name of its sample."),
        text("level", "Its group; empty if that is not known."),
        text("other", "Name of the other study."),
        text("other_sample", "Name that the sample has there."),
        text("other_level", "Its group there."),
        text("evidence", "What says so: one run, an accession, or profiles that are alike."),
    ),
)

REPORTS = Table(
    path="results/meta/{synthesis}.reports.tsv",
    sentence="Published directions next to ours, a row for each report and tissue of ours.",
    columns=(
        _MIRNA,
        _TISSUE,
        text("status", "Our status in that tissue."),
        text("direction", "Our direction; empty where no study tested it."),
        number("log2FoldChange", "Our estimate.", "log2"),
        number("padj", "Our adjusted p-value.", "probability"),
        text("reported", "The published direction: up, down or empty."),
        text("reported_tissue", "In what it was measured."),
        text("same_tissue", "Whether that is ours: yes or no."),
        text(
            "agreement",
            "agrees, contradicts, not testable (here), or no direction (published).",
        ),
        text("population", "Who was studied."),
        text("study", "The published study."),
        text("reference", "PubMed id or DOI."),
    ),
)

CONCORDANCE = Table(
    path="results/meta/{synthesis}.concordance.tsv",
    sentence="How often published directions and ours agree, by tissue; about half do by chance.",
    columns=(
        _TISSUE,
        text("reported_tissue", "In what it was measured by those who published."),
        text("same_tissue", "Whether that is ours: yes or no."),
        whole("mirnas", "miRNAs with one published direction there.", "miRNAs"),
        whole("not_testable", "Of these, those that none of our studies tested.", "miRNAs"),
        whole("agree", "Those whose estimate has the published sign.", "miRNAs"),
        whole("contradict", "Those whose estimate has the other sign.", "miRNAs"),
        number("pvalue", "Two-sided sign test: that signs agree by chance.", "probability"),
    ),
)

RANKS = Table(
    path="results/meta/{synthesis}.ranks.tsv",
    sentence="Published lists of top miRNAs, aggregated; no part of the estimate.",
    columns=(
        _MIRNA,
        _TISSUE,
        whole("lists", "Lists on which it stands.", "lists"),
        whole("of", "Lists of that tissue.", "lists"),
        text("ranks", "Its rank on each list, of how many miRNAs."),
        number("rho", "Robust rank aggregation: chance of such ranks, times the lists.",
               "probability"),
        number(
            "padj",
            "Adjusted for all miRNAs that were tested (Benjamini-Hochberg).",
            "probability",
        ),
    ),
)  # fmt: skip

# The numbers of figures.

FOREST = Table(
    path="results/meta/{synthesis}.forest.tsv",
    sentence="The numbers of the forest plots, a row for each row of them.",
    columns=(
        _MIRNA,
        text("row", "Name of the study, or of the tissue whose studies were put together."),
        text("kind", "`study`, `estimate`, or `not testable`."),
        number("log2FoldChange", "The change.", "log2"),
        number("ci_low", "Lower end of its 95 % confidence interval.", "log2"),
        number("ci_high", "Upper end of its 95 % confidence interval.", "log2"),
        text("missing", "Why the study has none."),
    ),
    missing="NA",
)

MAP = Table(
    path="results/meta/{synthesis}.map.tsv",
    sentence="The numbers of the map of miRNAs and studies.",
    columns=(
        _MIRNA,
        text("column", "Name of the study, or of the tissue whose studies were put together."),
        number("log2FoldChange", "The change; NA if there is none.", "log2"),
        text("mark", "What the cell says besides: called, or why there is nothing."),
    ),
    missing="NA",
)

TISSUES = Table(
    path="results/meta/{synthesis}.tissues.tsv",
    sentence="miRNAs by what can be said of them, for each tissue.",
    columns=(
        _TISSUE,
        whole("studies", "Studies of the tissue.", "studies"),
        text("status", "Status over these."),
        whole("mirnas", "miRNAs with this status.", "miRNAs"),
    ),
    missing="NA",
)
