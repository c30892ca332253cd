"""The tables of counting: those of each sample, and those of all samples together.

A count is a whole number of the unit of the sample: molecules where its kit has a UMI, else reads.
"""

from mirtrd.core.tables import Table, number, text, whole

COUNT = "reads or molecules"
# Unaligned inserts that a sample keeps: ten times as many as the table of the cohort has.
KEPT = 2000

_MIRNA = text("mirna", "Mature miRNA; names of identical sequence are joined by slashes.")
_HAIRPIN = text("hairpin", "Hairpin (precursor).")
_UNIQUE = whole(
    "unique",
    "Count of the inserts that fit no other miRNA about as well, and no other RNA exactly.",
    COUNT,
)
_SHARED_WITH = text(
    "shared_with", "Other miRNAs that some of the inserts fit about as well, by commas."
)
_OTHER_RNA = (
    text(
        "class",
        "Class of the other RNA; `unknown` if it is not in the reference, `mirna` for another "
        "miRNA.",
    ),
    text("other", "The other RNA; `mismatched` for one that is not in the reference."),
)
_OF_BOTH = whole("count", "Count of the inserts that fit both.", COUNT)

SAMPLE_MATURES = Table(
    path="results/counting/{sample}.mature.tsv",
    sentence="Count of each mature miRNA in one sample, with what vouches for it; miRNAs without "
    "a count are left out.",
    columns=(
        _MIRNA,
        whole("count", "Count of the miRNA.", COUNT),
        whole("reads", "Reads that stand behind the count; equal to it without a UMI.", "reads"),
        _UNIQUE,
        whole("perfect", "Count of the inserts without mismatch; tails are none.", COUNT),
        _SHARED_WITH,
        text(
            "look_alike",
            "Other RNAs that may explain the count, by commas; `mismatched` is one that is not in "
            "the reference.",
        ),
    ),
)

SAMPLE_HAIRPINS = Table(
    path="results/counting/{sample}.hairpin.tsv",
    sentence="Count of each hairpin in one sample; hairpins without a count are left out.",
    columns=(
        _HAIRPIN,
        whole("count", "Count on its matures and beside them.", COUNT),
    ),
)

SAMPLE_OTHERS = Table(
    path="results/counting/{sample}.other.tsv",
    sentence="Count of each transcript of other RNAs in one sample; those without one are left "
    "out.",
    columns=(
        text("class", "Class of the RNA, as `reference.other` names it."),
        text("name", "Transcript: the first of the ids of its sequence."),
        whole("count", "Count on the transcript.", COUNT),
    ),
)

SAMPLE_FRAGMENTS = Table(
    path="results/counting/{sample}.fragments.tsv",
    sentence="Count of each fragment of other RNAs in one sample; those of a transcript add up to "
    "its count. Tails and mismatches do not make another fragment.",
    columns=(
        text("class", "Class of the RNA, as `reference.other` names it."),
        text("name", "Transcript: the first of the ids of its sequence."),
        whole("start", "First base of the fragment on the transcript, from 0.", "nt"),
        whole("end", "Base behind the last templated one, from 0.", "nt"),
        whole("count", "Count of the fragment.", COUNT),
    ),
)

SAMPLE_LENGTHS = Table(
    path="results/counting/{sample}.lengths.tsv",
    sentence="Lengths of the inserts of one sample by class; they add up to all its counts.",
    columns=(
        text("class", "`mirna`, `ambiguous`, `hairpin`, a class of other RNA, or `unaligned`."),
        whole("length", "Length of the insert.", "nt"),
        whole("count", "Count of the inserts of this class and length.", COUNT),
    ),
)

SAMPLE_UNALIGNED = Table(
    path="results/counting/{sample}.unaligned.tsv",
    sentence="The most frequent inserts of one sample that fit nothing of the reference: at most "
    f"{KEPT:,} of them.",
    columns=(
        text("insert", "Sequence of the insert, in the letters of DNA."),
        whole("count", "Count of the insert.", COUNT),
    ),
)

SAMPLE_LOOK_ALIKES = Table(
    path="results/counting/{sample}.look_alikes.tsv",
    sentence="miRNAs some of whose inserts in one sample may be of another RNA.",
    columns=(
        _MIRNA,
        *_OTHER_RNA,
        _OF_BOTH,
        number("given", "What the miRNA was given of this count, before rounding.", COUNT),
    ),
    floats="",
)

_INSERT = text("insert", "Sequence of the insert, in the letters of DNA.")
_VARIANT = text("variant", "Variant in the terms of mirGFF3; `NA` is the mature as annotated.")

SAMPLE_ISOMIRS = Table(
    path="results/counting/{sample}.isomirs.tsv",
    sentence="Count of each insert and miRNA in one sample; the rows of a miRNA add up to its "
    "count.",
    columns=(
        _MIRNA,
        _INSERT,
        _VARIANT,
        whole("count", "Count of the insert for this miRNA.", COUNT),
        text(
            "changes",
            "Substitutions, by commas: `5A>G` is an A at base 5 of the mature that is read as G; "
            "0 is the base before the mature.",
        ),
    ),
)

MATURE_COUNTS = Table(
    path="results/counting/mature.counts.tsv",
    sentence="Count of each mature miRNA in each sample: molecules where there is a UMI, else "
    "reads.",
    columns=(_MIRNA,),
    others=whole("{sample}", "Count of the miRNA in this sample.", COUNT),
)

MATURE_READS = Table(
    path="results/counting/mature.reads.tsv",
    sentence="Reads of each mature miRNA in each sample, whatever the unit.",
    columns=(_MIRNA,),
    others=whole("{sample}", "Reads of the miRNA in this sample.", "reads"),
)

IMPORTED_NAMES = Table(
    path="results/counting/names.tsv",
    sentence="What each name of a table of counts stands for, in a run that starts from one.",
    columns=(
        text("written", "The name as it stands in the table, without a precursor."),
        text("mirna", "The miRNA or miRNAs of the reference; empty where none was found."),
        text(
            "how",
            "`known` as it is; `lifted` from another release or spelling; `ambiguous`, an older "
            "name of several miRNAs; `dead`, no longer in miRBase; `hairpin`; `unknown`.",
        ),
    ),
)

MATURE_AMBIGUITY = Table(
    path="results/counting/mature.ambiguity.tsv",
    sentence="What of each miRNA's count over all samples fits it alone. In a run from a table of "
    "counts, only the count is known.",
    columns=(
        _MIRNA,
        whole("count", "Count of the miRNA in all samples.", COUNT),
        _UNIQUE,
        whole("shared", "The rest of the count.", COUNT),
        number(
            "ambiguous_share", "Share of the count that is shared; empty without a count.", "share"
        ),
        _SHARED_WITH,
        text("look_alike", "Other RNAs that may explain the count, by commas."),
        text("policy", "How ambiguous inserts were counted: `counting.ambiguous`."),
    ),
    floats="%.4f",
)

HAIRPIN_COUNTS = Table(
    path="results/counting/hairpin.counts.tsv",
    sentence="Count of each hairpin in each sample, that of its matures included.",
    columns=(_HAIRPIN,),
    others=whole("{sample}", "Count of the hairpin in this sample.", COUNT),
)

RNA_CLASSES = Table(
    path="results/counting/rna_classes.tsv",
    sentence="Count of each class of RNA in each sample; a row adds up to all counts of the "
    "sample.",
    columns=(
        text("sample", "Sample."),
        whole("mirna", "Count on mature miRNAs.", COUNT),
        whole("hairpin", "Count on hairpins, beside their matures.", COUNT),
        whole("ambiguous", "Count that fits several matures and was dropped.", COUNT),
    ),
    others=whole("{class}", "Count of this class of other RNA, the last `unaligned`.", COUNT),
)

_FRAGMENT = text(
    "fragment",
    "Parent and type, parted by `|`, such as `tRNA-Gly-GCC|5p-half`. The parent of a tRNA is the "
    "group of its anticodon. Parents that hold the very same bases are joined by slashes, as in "
    "`tRNA-Gly-CCC/GCC|5p-half`.",
)
_CLASS = text("class", "Class of the RNA, as `reference.other` names it.")

FRAGMENT_COUNTS = Table(
    path="results/counting/fragments.counts.tsv",
    sentence="Count of the fragments of other RNAs in each sample, by parent and type; those of a "
    "sample add up to its fate `other_rna`.",
    columns=(_FRAGMENT, _CLASS),
    others=whole("{sample}", "Count of the fragment in this sample.", COUNT),
)

FRAGMENTS = Table(
    path="results/counting/fragments.tsv",
    sentence="What the fragments of other RNAs are, over all samples, those that fail included.",
    columns=(
        _FRAGMENT,
        _CLASS,
        text("parent", "The RNA, or the RNAs that nothing tells apart."),
        text(
            "type",
            "`5p` begins at the 5' end of the RNA and `3p` ends at its 3' end, within 2 nt and any "
            "U behind. Of tRNAs, `5p-half` ends and `3p-half` begins at the anticodon. "
            "`internal` does neither, `whole` both.",
        ),
        whole("count", "Count of the fragment in all samples.", COUNT),
        whole("samples", "Samples with a count.", "samples"),
        whole("places", "Different starts and ends that it was counted at.", "places"),
        text("top_sequence", "Most frequent of them, as the reference has it, in letters of DNA."),
        text("top_rna", "Transcript that its place is given on."),
        whole("top_start", "First base there, from 1.", "nt"),
        whole("top_end", "Last base there, from 1.", "nt"),
        number("top_share", "Share of the count that it has.", "share"),
        text("plate", "Its license plate, by which MINTbase knows it; of tRNAs alone."),
        text("parents", "All parents that hold its bases, by commas."),
    ),
    floats="%.4f",
)

LOOK_ALIKES = Table(
    path="results/counting/look_alikes.tsv",
    sentence="miRNAs some of whose inserts may be of another RNA, over all samples: which one, and "
    "what the miRNA was given.",
    columns=(
        _MIRNA,
        *_OTHER_RNA,
        whole("samples", "Samples with such inserts.", "samples"),
        _OF_BOTH,
        number("given", "What the miRNA was given of this count.", COUNT, floats="%.1f"),
        number("share_given", "Share of this count that the miRNA was given.", "share"),
        number(
            "of_mirna",
            "Share of the miRNA's whole count that it was given of these inserts.",
            "share",
        ),
    ),
    floats="%.4f",
)

ISOMIR_COUNTS = Table(
    path="results/counting/isomirs.counts.tsv",
    sentence="Count of each insert and miRNA in each sample that has any, a row for each: most "
    "inserts are in few samples. The rows of a miRNA and sample add up to its count there.",
    columns=(
        _MIRNA,
        _INSERT,
        text(
            "variant",
            "Variant in the terms of mirGFF3, as in the sample with the highest count; `NA` is the "
            "mature as annotated.",
        ),
        text("sample", "Sample."),
        whole("count", "Count of the insert for this miRNA in this sample.", COUNT),
    ),
)

ISOMIR_SUMMARY = Table(
    path="results/counting/isomirs.summary.tsv",
    sentence="The isomiRs of each miRNA over all samples, those that fail included. Shares are of "
    "all counts of the miRNA unless the column says otherwise; seeds are bases 2 to 8.",
    columns=(
        _MIRNA,
        whole("count", "Count of the miRNA in all samples.", COUNT),
        number("canonical_share", "Share as annotated, variant `NA`.", "share"),
        text("seed", "Seed of the mature, in the letters of RNA."),
        number(
            "shifted_5p_share",
            "Share with another 5' end, and so another seed and targets.",
            "share",
        ),
        text("top_5p_shift", "Most frequent other 5' end: nt to the right of the annotated one."),
        number("top_5p_share", "Share with this 5' end.", "share"),
        text("top_5p_seed", "Seed of the inserts with this 5' end."),
        number(
            "shorter_3p_share",
            "Share whose templated 3' end lies before that of the mature.",
            "share",
        ),
        number(
            "longer_3p_share",
            "Share whose templated 3' end lies behind that of the mature.",
            "share",
        ),
        number("tailed_share", "Share with a non-templated tail.", "share"),
        *(
            number(f"tail_{base}", f"Share of {base} in the bases of these tails.", "share")
            for base in "ACGU"
        ),
        number(
            "edited_share",
            "Share with an A of the hairpin read as G, by editing or error.",
            "share",
        ),
        number("substituted_share", "Share with any other substitution.", "share"),
        text("top_substitution", "Most frequent substitution, such as `5A>G`."),
        number(
            "top_substitution_share",
            "Share with this substitution; a large one is more likely a variant of the genome or "
            "another miRNA than error.",
            "share",
        ),
    ),
)

EDITING = Table(
    path="results/counting/editing.tsv",
    sentence="Each A of a mature that any read has as G, over all samples, tested against errors.",
    columns=(
        _MIRNA,
        whole("position", "Base of the mature, from 1.", "nt"),
        text("in_seed", "Whether that is one of bases 2 to 8: `yes` or `no`."),
        whole("edited", "Count with G.", COUNT),
        whole(
            "covering",
            "Count of all inserts that cover the base: at least two templated bases follow.",
            COUNT,
        ),
        number("share", "`edited` of `covering`.", "share"),
        number("error_rate", "How often A would be read as G by error there.", "per base"),
        number(
            "pvalue",
            "One-sided binomial test of `edited` against that; empty where fewer than 20 counts "
            "cover the base.",
            "probability",
        ),
        number(
            "padj",
            "The same, adjusted for all A that are tested (Benjamini-Hochberg).",
            "probability",
        ),
        whole("samples", "Samples with an edited count.", "samples"),
        number(
            "highest_share",
            "Highest share in a sample with at least 20 counts that cover the base.",
            "share",
        ),
    ),
)
