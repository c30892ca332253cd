"""The tables of the stage panel. Each opens with what the numbers may be used for."""

from mirtrd.core.tables import Table, number, text, whole

_SAMPLE = text("sample", "Name of the sample.")
_MIRNA = text("mirna", "Name of the mature; matures of equal sequence are joined by `/`.")
_ACCESSION = text("accession", "Its accession in miRBase.")
_PREDICTOR = "logarithm of the odds"

PREDICTIONS = Table(
    path="results/panel/{contrast}.predictions.tsv",
    sentence="What was predicted of each sample by models that had not seen its person.",
    columns=(
        _SAMPLE,
        text("level", "Level of the sample."),
        text(
            "part",
            "What the models were made of: `miRNAs`, `covariates`, `miRNAs and covariates`; "
            "those of `miRNAs, other sites` were trained without the site of the sample.",
        ),
        whole("repeat", "Repeat of the folds, from 1."),
        whole("fold", "Fold in which the sample was left out, from 1; the site by number."),
        number("predictor", "Linear predictor; above 0 for the tested level.", _PREDICTOR),
    ),
    floats="",
    headed=True,
)

SELECTION = Table(
    path="results/panel/{contrast}.selection.tsv",
    sentence="How often each miRNA was chosen by the models of the folds, and its part in the "
    "frozen panel. miRNAs that no fold looked at are left out, unless they are excluded.",
    columns=(
        _MIRNA,
        _ACCESSION,
        text(
            "excluded",
            "Why it may not be in a panel: `of red blood cells` or `ambiguous`; else empty.",
        ),
        number("looked_share", "Share of the models whose count filter it passed.", "share"),
        number("chosen_share", "Share of the models that gave it a coefficient.", "share"),
        number(
            "coefficient",
            "Coefficient in the frozen panel, by standard deviation; empty if it is not in it.",
            _PREDICTOR,
        ),
    ),
    headed=True,
)

SHUFFLED = Table(
    path="results/panel/{contrast}.shuffled.tsv",
    sentence="The AUC of the whole procedure with the true and with shuffled labels, and what two "
    "common mistakes would have shown.",
    columns=(
        text("permutation", "Number of the permutation; 0 for the true labels."),
        number("nested", "AUC of persons left out, everything learnt anew in each fold.", "share"),
        number(
            "outside",
            "AUC of persons left out, the miRNAs chosen on all persons beforehand.",
            "share",
        ),
        number("itself", "AUC of the persons that the model was fitted on.", "share"),
    ),
    floats="",
    headed=True,
)

PERFORMANCE = Table(
    path="results/panel/{contrast}.performance.tsv",
    sentence="How well the panel does in persons whom its models had not seen, with intervals.",
    columns=(
        text("measure", "What was measured."),
        number("value", "Its value."),
        number("ci_low", "Lower end of its 95 % interval; empty where there is none."),
        number("ci_high", "Upper end of it."),
        text("meaning", "What it says, and how the interval was found."),
    ),
    headed=True,
)

TRAINED = Table(
    path="results/panel/{contrast}.samples.tsv",
    sentence="The samples of training: what was predicted of them when their person was left out, "
    "and what the frozen panel says of them, which has seen them.",
    columns=(
        _SAMPLE,
        text("level", "Level of the sample."),
        number("left_out", "Mean linear predictor over the repeats, left out.", _PREDICTOR),
        number("probability", "Its probability of the tested level, calibrated.", "probability"),
        number("frozen", "Linear predictor of the frozen panel; too good to be true.", _PREDICTOR),
        number("size_factor", "Size factor by the frozen reference.", "ratio"),
        number("spread", "Median distance of its reference miRNAs from training.", "log2"),
    ),
    floats="",
    headed=True,
)

CHECKLISTS = Table(
    path="results/panel/{contrast}.checklists.tsv",
    sentence="TRIPOD+AI, STARD 2015 and REMARK, item by item: what this run fills in, and what the "
    "author owes.",
    columns=(
        text("guideline", "`TRIPOD+AI`, `STARD` or `REMARK`."),
        text("item", "Number of the item there."),
        text("topic", "What it asks for, in short."),
        text("status", "`filled`, `in part` (the author adds to it) or `owed by the author`."),
        text("text", "What this run can say."),
    ),
    headed=True,
)

HONESTY = Table(
    path="results/panel/{contrast}.honesty.tsv",
    sentence="The numbers of the figure of honesty.",
    columns=(
        text("procedure", "How the AUC was found."),
        number("auc", "AUC with the true labels.", "share"),
        number("shuffled_low", "Lower end of the middle 95 % with shuffled labels.", "share"),
        number("shuffled_median", "Median with shuffled labels.", "share"),
        number("shuffled_high", "Upper end of the middle 95 %.", "share"),
    ),
    headed=True,
)

PERFORMANCE_PLOTTED = Table(
    path="results/panel/{contrast}.performance.plotted.tsv",
    sentence="The numbers of the figure of performance.",
    columns=(
        text("panel", "`roc`, `calibration` or `decision`."),
        text("curve", "Curve within the panel."),
        number("x", "Place to the right: 1 - specificity, predicted probability, or threshold."),
        number("y", "Height: sensitivity, observed share, or net benefit."),
    ),
    headed=True,
)

SELECTION_PLOTTED = Table(
    path="results/panel/{contrast}.selection.plotted.tsv",
    sentence="The numbers of the figure of selection, in its order.",
    columns=(
        _MIRNA,
        number("chosen_share", "Share of the models that gave it a coefficient.", "share"),
        number("coefficient", "Coefficient in the frozen panel; empty if not in it.", _PREDICTOR),
    ),
    headed=True,
)

SCORES = Table(
    path="results/panel/scores.tsv",
    sentence="The samples by a frozen panel, each scored alone.",
    columns=(
        _SAMPLE,
        text(
            "status",
            "`scored`, `caution` (scored, read the reasons) or `refused` (no score).",
        ),
        text("reasons", "Every reason for a caution or a refusal."),
        number("probability", "Probability of the tested level, calibrated.", "probability"),
        number("predictor", "Linear predictor.", _PREDICTOR),
        number(
            "percentile_tested",
            "Percentile among persons of the tested level who were left out in training; 1 and 99 "
            "stand for all beyond.",
            "percent",
        ),
        number("percentile_reference", "The same among those of the reference level.", "percent"),
        text("panel", "Name of the panel, and the first 12 digits of the SHA-256 of its content."),
    ),
    headed=True,
)

CONTRIBUTIONS = Table(
    path="results/panel/scores.contributions.tsv",
    sentence="What each miRNA of the panel adds to the linear predictor of each sample; with the "
    "intercept, the rows of a sample add up to it. Samples that are refused have none.",
    columns=(
        _SAMPLE,
        _MIRNA,
        _ACCESSION,
        whole("count", "Count in the sample.", "reads or molecules"),
        number("value", "log2 of the scaled count.", "log2"),
        number("standard", "That by mean and deviation of training.", "standard deviations"),
        number("contribution", "What it adds.", _PREDICTOR),
    ),
    headed=True,
)
