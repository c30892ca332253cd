"""The tables of quality: the status of each sample with its evidence, and the numbers of figures.

A count is a whole number of the unit of the sample: molecules where its kit has a UMI, else reads.
"""

from mirtrd.core.fates import FATES
from mirtrd.core.tables import Table, number, text, whole

COUNT = "reads or molecules"

_SAMPLE = text("sample", "Sample.")
_FACTOR = text("{factor}", "Level of the sample, in the column of the sheet of this name.")
_MARK = text("mark", "`failed`, `failed, kept` or `left out`; `NA` for a sample as it should be.")

_FATE_SENTENCES = {
    "mirna": "Reads counted on a mature miRNA.",
    "hairpin": "Reads counted on a hairpin, beside its matures.",
    "ambiguous": "Reads that fit several matures and were dropped.",
    "other_rna": "Reads counted on another RNA.",
    "unaligned": "Reads that fit nothing of the reference.",
    "no_adapter": "Reads without the adapter of the kit.",
    "poly_g": "Reads of G only: nothing was sequenced.",
    "adapter_dimer": "Reads without an insert.",
    "too_short": "Reads with an insert below `trimming.min_length`.",
    "too_long": "Reads with an insert above `trimming.max_length`.",
    "no_umi": "Reads whose UMI cannot be told.",
    "n_rich": "Reads with too many unread bases.",
    "low_quality": "Reads with too many expected errors.",
    "duplicate": "Reads of a molecule that was counted already (PCR duplicates).",
}

READ_FATE = Table(
    path="results/quality/read_fate.tsv",
    sentence="What became of the reads of each sample; every read has one fate.",
    columns=(
        _SAMPLE,
        whole("reads", "Reads in the FASTQ files, the sum of the fates.", "reads"),
        *(whole(fate, _FATE_SENTENCES[fate], "reads") for fate in FATES),
    ),
)

DUPLICATES = Table(
    path="results/quality/duplicates.tsv",
    sentence="The sample that each sample is most alike in its miRNA profile.",
    columns=(
        _SAMPLE,
        text("nearest", "The other sample; `NA` where no pair has counts enough."),
        number(
            "cv",
            "Coefficient of variation of a miRNA between the two, beyond sampling; 0 for two draws "
            "from one library.",
            "ratio",
        ),
        number("cv_limit", "Upper 99.9 % limit of that.", "ratio"),
    ),
    floats="%.4f",
    missing="NA",
)

HAEMOLYSIS = Table(
    path="results/quality/haemolysis.tsv",
    sentence="Signs of broken red blood cells in plasma and serum; samples of other material have "
    "no row.",
    columns=(
        _SAMPLE,
        text("matrix", "`plasma` or `serum`."),
        whole("mirna_reads", "Count of all miRNAs.", COUNT),
        number(
            "ratio",
            "log2(miR-451a + 1) - log2(miR-23a-3p + 1): the first is in red blood cells.",
            "log2",
        ),
        number(
            "score",
            "Geometric mean of the log2 CPM of the signature of haemolysis, less that of all other "
            "miRNAs (DraculR).",
            "log2",
        ),
        whole("signature", "miRNAs of the signature that take part.", "miRNAs"),
        text("depth", "`low` below a million counts, where the score is not judged; else `ok`."),
    ),
    floats="%.4f",
    missing="NA",
)

STATUS = Table(
    path="results/quality/samples.tsv",
    sentence="The verdict on each sample, with every reason, and the numbers behind it.",
    columns=(
        _SAMPLE,
        text("status", "`ok`, `warn` or `fail`."),
        text("used", "Whether expression uses the sample: `yes` or `no`."),
        text("reason", "Every threshold that is missed, with its key in the config."),
        text("kit", "Kit by which the reads were trimmed."),
        text("unit", "What is counted: `reads`, `molecules`, or `counts` of a count table."),
        text("matrix", "What the sample is, such as plasma, serum or tissue; empty if not said."),
        whole("reads", "Reads in the FASTQ files; in a count table, the counts.", "reads"),
        number("adapter_share", "Share of the reads that have the adapter.", "share"),
        number("dimer_share", "Share of the reads that are adapter dimers.", "share"),
        number("q30_share", "Share of the bases with a quality of 30 or more.", "share"),
        whole("length_mode", "Most frequent length of an insert.", "nt"),
        number("share_18_25", "Share of the inserts of 18 to 25 nt.", "share"),
        whole("mirna_reads", "Count of all miRNAs.", COUNT),
        number("mirna_share", "Share of miRNA in all reads, PCR duplicates not counted.", "share"),
        whole("mirnas_detected", "miRNAs with at least 2 counts per million.", "miRNAs"),
        number("top10_share", "Share of the ten most abundant miRNAs.", "share"),
        number("umi_saturation", "1 - molecules / reads.", "share"),
        number("umi_space_used", "Share of all UMIs that the most frequent insert has.", "share"),
        number("perfect_share", "Share of the miRNA counts without mismatch.", "share"),
        number(
            "mismatched_mirnas",
            "Share of the miRNAs whose counts are mostly mismatched, as in another species.",
            "share",
        ),
        text("duplicate_of", "The sample that this one seems to be the same library as."),
        number("nearest_cv", "`cv_limit` of the nearest sample.", "ratio"),
        number("haemolysis_ratio", "`ratio` of the table of haemolysis.", "log2"),
        number("haemolysis_score", "`score` of the table of haemolysis.", "log2"),
    ),
    floats="%.4g",
    missing="NA",
)

SPIKE_INS = Table(
    path="results/quality/spike_ins.tsv",
    sentence="Count of each spike-in in each sample, next to the amount that was added.",
    columns=(
        _SAMPLE,
        text("spike_in", "Spike-in."),
        number("amount", "Amount that was added.", "the unit of `reference.spike_ins`"),
        whole("count", "Count on the spike-in.", COUNT),
    ),
    missing="NA",
)

SPIKE_IN_FITS = Table(
    path="results/quality/spike_ins.fit.tsv",
    sentence="The line of log10 count on log10 amount of each sample, by least squares over the "
    "spike-ins that were detected.",
    columns=(
        _SAMPLE,
        whole("spike_ins", "Spike-ins that were added.", "spike-ins"),
        whole("detected", "Spike-ins with a count.", "spike-ins"),
        number("slope", "Slope; 1 if counts are in proportion to amounts.", "log10 / log10"),
        number("intercept", "log10 of the count at an amount of 1.", "log10"),
        number("r2", "Share of the variance that the line explains (R squared).", "share"),
    ),
    missing="NA",
)

READ_FATE_PLOTTED = Table(
    path="results/quality/read_fate.plotted.tsv",
    sentence="The numbers of the figure of read fates, in its order.",
    columns=(_SAMPLE, _FACTOR, _MARK, whole("reads", "Reads in the FASTQ files.", "reads")),
    others=number("{fate}", "Share of the reads with this fate.", "share"),
    missing="NA",
)

CLASSES_PLOTTED = Table(
    path="results/quality/rna_classes.plotted.tsv",
    sentence="The numbers of the figure of classes of RNA, in its order.",
    columns=(_SAMPLE, _FACTOR, _MARK, whole("inserts", "Count of all inserts.", COUNT)),
    others=number("{class}", "Share of the inserts that are of this class.", "share"),
    missing="NA",
)

COMPOSITION_PLOTTED = Table(
    path="results/quality/composition.plotted.tsv",
    sentence="The numbers of the figure of the most abundant miRNAs, in its order.",
    columns=(
        _SAMPLE,
        _FACTOR,
        _MARK,
        whole("mirna_count", "Count of all miRNAs.", COUNT),
        whole("detected", "miRNAs with at least 10 counts.", "miRNAs"),
    ),
    others=number(
        "{mirna}", "Share of this miRNA in the count; last, that of all others.", "share"
    ),
    missing="NA",
)

LENGTHS_PLOTTED = Table(
    path="results/quality/lengths.plotted.tsv",
    sentence="The numbers of the figure of lengths.",
    columns=(
        _SAMPLE,
        _FACTOR,
        _MARK,
        text("class", "`mirna`, `ambiguous`, `hairpin`, a class of other RNA, or `unaligned`."),
        whole("length", "Length of the insert.", "nt"),
        number("share", "Share of the sample's inserts of this class and length.", "share"),
    ),
    missing="NA",
)

HAEMOLYSIS_PLOTTED = Table(
    path="results/quality/haemolysis.plotted.tsv",
    sentence="The numbers of the figure of haemolysis.",
    columns=(
        *HAEMOLYSIS.columns,
        text("level", "Level of the sample, by which it is coloured."),
        _MARK,
    ),
    missing="NA",
)

KITS_PLOTTED = Table(
    path="results/quality/kits.plotted.tsv",
    sentence="The numbers of the figure of kits, in its order.",
    columns=(
        _SAMPLE,
        _FACTOR,
        text("declared", "Kit by the sheet or the config; `auto` is to be inferred."),
        text("kit", "Kit by which the reads were trimmed."),
        text("inferred", "Kit that the reads agree with best."),
        text("outcome", "`failed`, `warning`, or nothing."),
    ),
    others=number("{kit}", "Share of the reads that agree with this kit.", "share"),
    missing="NA",
)

ENTRIES = Table(
    path="results/quality/entries.tsv",
    sentence="Which entries of the reference are miRNAs, as far as lists and the reads of all "
    "samples tell. It is for the reader: nothing is left out because of it.",
    columns=(
        text("mirna", "Mature miRNA; names of identical sequence are joined by slashes."),
        text("entry", "`accepted`, `doubtful` or `unknown`."),
        text("entry_reasons", "Why, by commas; what decides comes first."),
        text("other_rna", "Other RNAs that hold its sequence, with one difference at most."),
        whole(
            "count", "Count in all samples; this and what follows is empty without reads.", COUNT
        ),
        number(
            "same_5p_share", "Share of the count that begins at its most frequent 5' end.", "share"
        ),
        number("tailed_share", "Share of the count with a non-templated tail.", "share"),
        whole(
            "star",
            "Count on the other arm of its hairpins; where none is annotated, beside the mature.",
            COUNT,
        ),
        number("star_same_5p_share", "The same share of that; empty if not annotated.", "share"),
    ),
    floats="%.4f",
)

UNALIGNED = Table(
    path="results/quality/unaligned.tsv",
    sentence="The 200 most frequent inserts that fit nothing of the reference, by their count in "
    "the samples that expression uses (in all, if it uses none). They are no new miRNAs.",
    columns=(
        text("insert", "Sequence of the insert, in the letters of DNA."),
        whole("length", "Its length.", "nt"),
        number("gc_share", "Share of G and C.", "share"),
        whole("samples", "Those of these samples that have it.", "samples"),
        whole("count", "Its count in these.", COUNT),
        text(
            "nearest",
            "Hairpin, or other RNA as `class:id`, that it fits with two mismatches at most; empty "
            "if none does better than chance.",
        ),
        whole("mismatches", "Mismatches there.", "nt"),
        whole("tail", "Bases of its 3' end that do not fit there.", "nt"),
    ),
    others=number(
        "{contrast}",
        "log2 ratio of the mean counts per million inserts of the tested and the reference group; "
        "half a count in a library of mean size is added to both. No test. Empty for a contrast "
        "without levels.",
        "log2",
    ),
    floats="%.4f",
)

UNALIGNED_COUNTS = Table(
    path="results/quality/unaligned.counts.tsv",
    sentence="The counts of these inserts in all samples, in their order.",
    columns=(text("insert", "Sequence of the insert."),),
    others=whole(
        "{sample}", "Count in this sample; 0 as well if not among the inserts that are kept.", COUNT
    ),
)

UNALIGNED_SHARES = Table(
    path="results/quality/unaligned.samples.tsv",
    sentence="What of the unaligned inserts of each sample the table of the 200 tells.",
    columns=(
        _SAMPLE,
        whole("unaligned", "Count of all unaligned inserts.", COUNT),
        whole("kept", "Count of the most frequent 2,000 of them, which the sample keeps.", COUNT),
        whole("listed", "Count of those that are in the table.", COUNT),
        number("listed_share", "`listed` of `unaligned`; empty without any.", "share"),
        whole(
            "least",
            "Count of the rarest that is kept: a 0 in the table of counts may be as much as that. "
            "0 where all are kept.",
            COUNT,
        ),
    ),
    floats="%.4f",
)
