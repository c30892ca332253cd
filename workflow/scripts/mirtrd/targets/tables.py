"""The tables of the stage targets."""

from mirtrd.core.tables import Table, number, text, whole

_MIRNA = text("mirna", "Mature miRNA; names of identical sequence are joined by slashes.")
_SUPPORT = (
    "`strong`: an assay of this gene (reporter, western blot, qPCR); `weak`: a screen, or a weaker "
    "assay; `predicted`: by sequence alone"
)

PAIRS = Table(
    path="results/targets/mirna_targets.tsv",
    sentence="Targets of the miRNAs that have counts, a row for each pair, as the tables of "
    "`targets.tables` have them.",
    columns=(
        _MIRNA,
        text("gene", "Symbol of the gene, as the tables write it."),
        text("support", f"The best that is known: {_SUPPORT}."),
        whole("references", "Publications that show it.", "publications"),
        text("sources", "Tables that have the pair, by commas."),
    ),
)

TARGETED = Table(
    path="results/targets/target_counts.tsv",
    sentence="How many targets each miRNA has in the tables; empty where nothing could be "
    "looked up, which is not 0.",
    columns=(
        _MIRNA,
        whole("strong", "Targets by an assay of the gene.", "genes"),
        whole("weak", "Further ones by a screen or a weaker assay.", "genes"),
        whole("predicted", "Further ones by prediction alone.", "genes"),
        whole("strong_in_themes", "Strong ones that are in a theme.", "genes"),
        whole("references", "Publications behind all of them.", "publications"),
    ),
)

CALLED = Table(
    path="results/targets/{contrast}.targets.tsv",
    sentence="The targets of each miRNA that a contrast calls: those of best support first.",
    columns=(
        _MIRNA,
        text("status", "`up`, `down` or `changed`."),
        text("gene", "Symbol of the gene."),
        text("support", f"{_SUPPORT}."),
        whole("references", "Publications that show it.", "publications"),
        text("sources", "Tables that have the pair, by commas."),
        text("themes", "Themes that the gene is in, by commas."),
    ),
)

_ENRICHMENT = (
    text("set", "Name of the set."),
    text("list", "Calls that were taken together: `up`, `down` or `changed`."),
    text(
        "support",
        "Targets that were taken: `strong`, `measured` (strong or weak) or `predicted`.",
    ),
    whole("called", "miRNAs in the list.", "miRNAs"),
    whole("mirnas", "Of these, those with such a target.", "miRNAs"),
    whole("tested", "Tested miRNAs with such a target, which lists are drawn from.", "miRNAs"),
    whole("targets", "Genes that the miRNAs of the list target together.", "genes"),
    whole("set_size", "Genes of the set.", "genes"),
    whole("set_targeted", "Of these, those that some tested miRNA targets.", "genes"),
    whole("inside", "Targets of the list that are in the set.", "genes"),
    number("share", "The same as a share of the targets.", "share"),
    number("chance", "Median of that share over random lists of miRNAs.", "share"),
    number("chance_low", "2.5 % of the random lists are below this share.", "share"),
    number("chance_high", "2.5 % of them are above this one.", "share"),
    number(
        "pvalue",
        "Share of random lists whose targets are in the set as often: equally many of the tested "
        "miRNAs, of like abundance, families of one seed together. The one to go by.",
        "probability",
    ),
    number("padj", "The same, adjusted for all rows of this table.", "probability"),
    number(
        "pvalue_usual",
        "Hypergeometric p-value, as if genes had been drawn and not miRNAs. For comparison only: "
        "it is small for most random lists, too.",
        "probability",
    ),
    number("padj_usual", "The same, adjusted for all rows of this table.", "probability"),
    whole(
        "lists",
        "Different lists among the random ones; no p-value is below 1 divided by it.",
        "lists",
    ),
    text("reason", "Why nothing was tested."),
    text("genes", "The targets in the set, by commas."),
)

THEMES = Table(
    path="results/targets/{contrast}.themes.tsv",
    sentence="Whether the calls of a contrast target the two themes: synaptic plasticity and "
    "neuroinflammation.",
    columns=_ENRICHMENT,
)

GENE_SETS = Table(
    path="results/targets/{contrast}.gene_sets.tsv",
    sentence="The same for the sets of `targets.gene_sets`; no row without any.",
    columns=_ENRICHMENT,
)

ENRICHMENT = Table(
    path="results/targets/{contrast}.enrichment.tsv",
    sentence="The numbers of the figure of both p-values, from the top.",
    columns=(
        text("set", "Name of the set."),
        text("list", "`up`, `down` or `changed`."),
        text("support", "Targets that were taken."),
        whole("mirnas", "miRNAs of the list with such a target.", "miRNAs"),
        number("share", "Share of their targets that is in the set.", "share"),
        number("chance", "Median of the share over random lists.", "share"),
        number("chance_low", "2.5 % of the random lists are below this share.", "share"),
        number("chance_high", "2.5 % of them are above this one.", "share"),
        number("pvalue", "p-value by random lists of miRNAs.", "probability"),
        number("pvalue_usual", "Hypergeometric p-value.", "probability"),
    ),
)
