"""The tables of the stage features; those of tests are as in expression and robustness."""

from mirtrd.core.tables import Table, number, text, whole

_COUNT = "reads or molecules"

ISOMIRS = Table(
    path="results/features/isomir/isomirs.tsv",
    sentence="What the isomiRs are that are tested. Those of a miRNA add up to its count in the "
    "usable samples.",
    columns=(
        text("isomir", "miRNA and variant, parted by `|`."),
        text("mirna", "Mature miRNA; names of identical sequence are joined by slashes."),
        text(
            "variant",
            "Ends and tail in the terms of mirGFF3, or `canonical`. Substitutions do not make "
            "another isomiR, as most are errors of sequencing.",
        ),
        whole("count", "Count in the usable samples.", _COUNT),
        number("share", "Share of the count of the miRNA.", "share"),
        text("insert", "Most frequent insert of the isomiR, in letters of DNA."),
        text("seed", "Bases 2 to 8 of that, in letters of RNA."),
        text(
            "other_seed",
            "Whether the 5' end, and so the seed, is another one than annotated: `yes` or `no`.",
        ),
    ),
    floats="%.4f",
)

DISAGREEMENTS = Table(
    path="results/features/isomir/{contrast}.disagreements.tsv",
    sentence="Where the isomiRs of one miRNA do not change alike: every miRNA with two tested "
    "isomiRs or more.",
    columns=(
        text("mirna", "Mature miRNA."),
        whole("isomirs", "Tested isomiRs.", "isomiRs"),
        text("status", "Status of the miRNA, all isomiRs together."),
        number("log2FoldChange", "Change of the miRNA.", "log2"),
        number("padj", "Its adjusted p-value.", "probability"),
        text("canonical", "Status of the isomiR as annotated; empty if it was not tested."),
        text("up", "Variants that are up, parted by `; `."),
        text("down", "Variants that are down."),
        text("other_seed", "Of both, those with another 5' end, and so another seed."),
        text(
            "pattern",
            "`opposite`: some are up, some down. `seed alone`: the canonical one is not "
            "significant, one of another seed is. `isomir alone`: the same without another seed. "
            "`canonical alone`: no other is significant. Empty for none of these.",
        ),
        text("most_apart", "Variant whose share of the miRNA changes most surely."),
        number(
            "share_change",
            "Change of the odds that a count of the miRNA is of this variant.",
            "log2",
        ),
        number(
            "p_heterogeneity",
            "p-value of the shares of all tested isomiRs of the miRNA: moderated t-tests of the "
            "log-odds within each sample, combined by Simes. Empty where the contrast is about "
            "several coefficients at once.",
            "probability",
        ),
        number(
            "padj_heterogeneity",
            "The same, adjusted for all miRNAs of this table (Benjamini-Hochberg).",
            "probability",
        ),
        text(
            "disagree",
            "`yes` if that is below `expression.alpha`, else `no`. A pattern without it may be "
            "chance: that one isomiR is significant and another is not is no difference between "
            "them.",
        ),
    ),
)
