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
        number(
            "fold_change",
            "Change as a ratio, tested to reference: 2 is twice as much, 0.5 half as much.",
            "ratio",
            floats="%.3g",
        ),
        number("log2FoldChange", "Change, tested against reference.", "log2"),
        number("ci_low", "Lower end of its 95 % confidence interval.", "log2"),
        number("ci_high", "Upper end of its 95 % confidence interval.", "log2"),
        number("padj", "Adjusted p-value (Benjamini-Hochberg).", "probability", floats="%.3g"),
        text("weakest", "What the call hangs on most; empty if no choice of analysis loses it."),
        text("remark", "What speaks against the call in its own numbers."),
        text("entry", "Whether it is a miRNA: `accepted`, `doubtful` or `unknown`."),
        text("entry_reasons", "Why, by commas; what decides comes first."),
        text("look_alike", "Other RNAs that may explain its count."),
        text("haemolysis", "Who says that red blood cells are full of it."),
        number("ambiguous_share", "Share of its counts that fit other RNAs as well.", "share"),
        text("shared_with", "Other miRNAs that some of its inserts fit about as well."),
        number("baseMean", "Mean of the normalised counts.", "normalised count"),
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
        number("mde", "Change that would have been called with a probability of 80 %.", "log2"),
        number("lfcSE", "Standard error of the change.", "log2"),
        number("stat", "Statistic of the test."),
        number("pvalue", "p-value of the test.", "probability", floats="%.3g"),
        number("log2FoldChange_shrunken", "The change pulled towards 0.", "log2"),
        number(
            "sign_share", "Share of other choices of analysis with a change of that sign.", "share"
        ),
        number(
            "significant_share", "Share of other choices of analysis that call it too.", "share"
        ),
        whole("reports", "Published reports on it in depression.", "reports"),
        whole("reports_up", "Of these, up in cases.", "reports"),
        whole("reports_down", "Of these, down in cases.", "reports"),
        text("literature", "The reports in words."),
    ),
)

CONCORDANCE = Table(
    path="results/candidates/{contrast}.concordance.tsv",
    sentence="Published directions next to those of the contrast, a row for each report. The "
    "tested level is taken for the cases.",
    columns=(
        text("mirna", "Mature miRNA, as it is called here; as reported if it is not here."),
        text("accession", "Its accession in miRBase, by which it was found."),
        text("expected", "The published direction in cases: up, down or empty."),
        text("observed", "The sign of the change here: up or down; empty if not tested."),
        text(
            "status",
            "`concordant`, `discordant` (both are calls), `not significant` (see the interval), "
            "`not testable` (see the reason) or `no published direction`.",
        ),
        text("reason", "Why it is not testable."),
        text(
            "same_tissue",
            "Whether it was measured in what the samples are: `yes`, `no`, or `unknown`.",
        ),
        number("log2FoldChange", "Change, tested against reference.", "log2"),
        number("ci_low", "Lower end of its 95 % confidence interval.", "log2"),
        number("ci_high", "Upper end of its 95 % confidence interval.", "log2"),
        number("padj", "Adjusted p-value.", "probability"),
        text("reported_tissue", "In what it was measured by those who published."),
        text("population", "Who was studied."),
        text("n", "Number of cases and controls."),
        text("assay", "How it was measured."),
        text("study", "The published study."),
        text("reference", "PubMed id or DOI."),
        text("confidence", "How far the report can be relied upon; `K` was not checked."),
    ),
)

# What the candidate list does not say of a miRNA.
_IDENTITY = (
    text("accession", "Accession in miRBase (MIMAT), which keeps while names change."),
    text("sequence", "Sequence of the mature as annotated, in the letters of RNA."),
    text("seed", "Bases 2 to 8, which decide most of the targets."),
)
_DECISION = (
    text(
        "tier",
        "`A`: called, and no check fails. `B`: called, one check fails. `C`: called, several "
        "fail; or not called, with the sign of most reports in the same tissue. `D`: reported and "
        "tested, but neither. `U`: reported, not testable here. Empty: neither called nor "
        "reported.",
    ),
    text("tier_reason", "The checks that fail, or what became of the report."),
)
_MARKER = (
    number(
        "auc",
        "Probability that a sample of the tested group has the higher normalised count (area "
        "under the ROC curve): below 0.5 for what is down. Of the samples it was found in, which "
        "flatters it.",
        "probability",
    ),
    number("auc_low", "Lower end of its 95 % interval (DeLong, logit scale).", "probability"),
    number("auc_high", "Upper end of that.", "probability"),
)
_FOLLOWS = (
    number(
        "haemolysis_r",
        "Correlation with the score of haemolysis within the groups; empty without a score.",
    ),
    number("haemolysis_padj", "Its p-value, adjusted for all miRNAs.", "probability"),
    text("follows_haemolysis", "Whether it rises with the score: `yes`, `no`; empty without one."),
    text(
        "follows",
        "Columns of the sheet that it goes with inside the groups, with the share of its variance "
        "that each explains; `none`, or empty if it was not tested.",
    ),
    text("follows_unadjusted", "Of these, the columns that the design lacks."),
)
_FAMILY = (
    whole("family_size", "Matures of the reference with its seed, itself included.", "miRNAs"),
    text("family", "The others of these, by commas."),
    whole("family_tested", "Those that were tested, if two or more.", "miRNAs"),
    number("family_log2FoldChange", "Change of the sum of these.", "log2"),
    number("family_pvalue", "Its p-value, by moderated t of the logarithm.", "probability"),
    number("family_padj", "The same, adjusted for all such families.", "probability"),
)
_ISOMIRS = (
    number("canonical_share", "Share of its counts that are as annotated; of reads.", "share"),
    number("shifted_5p_share", "Share with another 5' end, so another seed; of reads.", "share"),
    number("canonical_log2FoldChange", "Change of the counts as annotated alone.", "log2"),
    number("canonical_pvalue", "Its p-value, by moderated t.", "probability"),
    text(
        "canonical_carries",
        "Whether the form as annotated has the change of a call: `yes`, `not shown` (the sign, "
        "not significant), `no` (the other sign).",
    ),
)
_PUBLISHED = (
    whole("reports_here", "Published reports in the tissue of the samples.", "reports"),
    text("published_here", "Direction of most of these; empty without a majority."),
    text("concordance", "What became of each of these here."),
)

DOSSIER = Table(
    path="results/candidates/{contrast}.dossier.tsv",
    sentence="All that the run knows of each miRNA of a contrast, in one row; the order is that of "
    "the candidate list.",
    headed=True,
    columns=(
        _MIRNA,
        *_IDENTITY,
        *_DECISION,
        *CANDIDATES.columns[1:],
        *_MARKER,
        *_FOLLOWS,
        *_FAMILY,
        *_ISOMIRS,
        *_PUBLISHED,
    ),
)

BIOMARKERS = Table(
    path="results/candidates/{contrast}.biomarkers.tsv",
    sentence="The calls of a contrast as markers that an assay could measure, those with least "
    "against them first.",
    headed=True,
    columns=(
        _MIRNA,
        *_IDENTITY,
        *_DECISION,
        text("suited", "Whether nothing of this list speaks against it: `yes` or `no`."),
        text("against", "What does."),
        text("status", "`up` or `down`, or `changed`."),
        number("log2FoldChange", "Change, tested against reference.", "log2"),
        number("padj", "Adjusted p-value.", "probability"),
        *_MARKER,
        number("median_cpm_tested", "Median in the tested group.", "counts per million"),
        number("median_cpm_reference", "Median in the reference group.", "counts per million"),
        number(
            "cq_low",
            "Cycle of quantification that qPCR may give in the group with more of it, at the "
            "least. A rule of thumb, of the order of magnitude alone.",
            "cycles",
        ),
        number("cq_high", "The same in the group with less, at the most.", "cycles"),
        number("significant_share", "Share of other choices of analysis that call it.", "share"),
        text("weakest", "What the call hangs on most."),
        number(
            "missed_share",
            "Share of its counts that are not as annotated, which an assay made for that form may "
            "miss; of reads.",
            "share",
        ),
        text("missed", "What these are: ends, tails and substitutions, with their shares."),
        text("paralogues", "Matures within two edits of its sequence, which it may also measure."),
    ),
)

REFERENCES = Table(
    path="results/candidates/{contrast}.references.tsv",
    sentence="miRNAs that may serve as references of qPCR in a contrast, the steadiest first.",
    headed=True,
    columns=(
        _MIRNA,
        text("accession", "Accession in miRBase (MIMAT)."),
        text("sequence", "Sequence of the mature as annotated, in the letters of RNA."),
        number("rank", "Mean of its places by the two measures."),
        number("genorm_m", "geNorm's M when it is left out; below 0.5 is steady.", "log2"),
        whole("genorm_place", "Place by geNorm; the best two share the first."),
        number("normfinder", "NormFinder's stability value; the less, the steadier.", "log2"),
        whole("normfinder_place", "Place by NormFinder."),
        number("log2FoldChange", "Its change in the contrast.", "log2"),
        number("ci_low", "Lower end of its 95 % confidence interval.", "log2"),
        number("ci_high", "Upper end of its 95 % confidence interval.", "log2"),
        number("median_cpm_tested", "Median in the tested group.", "counts per million"),
        number("median_cpm_reference", "Median in the reference group.", "counts per million"),
    ),
)

THERAPEUTICS = Table(
    path="results/candidates/{contrast}.therapeutics.tsv",
    sentence="Hypotheses for experiments: the calls of a contrast, and miRNAs with published "
    "experiments, with what would have to be mimicked or inhibited. No advice on any treatment.",
    headed=True,
    columns=(
        _MIRNA,
        *_IDENTITY,
        text("tier", "Tier of the dossier."),
        text("status", "Status in the contrast."),
        number("log2FoldChange", "Change, tested against reference.", "log2"),
        number("padj", "Adjusted p-value.", "probability"),
        text(
            "modality",
            "What an experiment would give back or take away: `mimic` where it is lost, "
            "`inhibitor` where it is in excess, in brain or its fluid; else `undetermined`.",
        ),
        text("basis", "Where that direction is from, or why there is none."),
        text(
            "grade",
            "Grade of causal evidence: T0 association, T1 target shown in vitro, T2 gain or loss "
            "in rodents, T3 both, or one with human brain, T4 intervention in people; empty if "
            "nothing was looked up.",
        ),
        text("experiment", "What was done in animals or cells, and where it is published."),
        text("targets", "Targets by which it is thought to act."),
        text("oligonucleotide", "What was given to people for any disease, and how that ended."),
        text("safety", "What is known of harm."),
        text("confidence", "Which of this was read (F) and which not checked (K)."),
        whole("family_size", "Matures with its seed, which would be imitated or hit too."),
        text("family", "The others of these."),
        text("family_present", "Of these, those with at least ten counts on average here."),
        number("shifted_5p_share", "Share with another seed, which acts elsewhere.", "share"),
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
