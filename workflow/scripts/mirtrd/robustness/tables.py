"""The tables of the stage robustness."""

from mirtrd.core.tables import Table, feature, number, text, whole

ROBUSTNESS = Table(
    path="results/robustness/{contrast}.tsv",
    sentence="For each miRNA that was fitted, how far other choices of analysis agree.",
    columns=(
        feature("Name of the mature."),
        text("status", "Status of the miRNA in the table of the contrast."),
        number("log2FoldChange", "Change in the main analysis.", "log2"),
        number("padj", "Adjusted p-value in the main analysis.", "probability"),
        number(
            "sign_share",
            "Share of the other choices with a change of the same sign, the mean over their kinds.",
            "share",
        ),
        number(
            "significant_share",
            "Share of the other choices that are significant with that sign, the mean over their "
            "kinds. 1 is a call that hangs on no choice.",
            "share",
        ),
        number("significant_share_normalisation", "The same of other normalisers.", "share"),
        number(
            "significant_share_covariates",
            "The same without covariates, or with haemolysis or surrogate factors.",
            "share",
        ),
        number("significant_share_samples", "The same without one sample.", "share"),
        number("significant_share_model", "The same by another model.", "share"),
        number("least_change", "Least change under any choice.", "log2"),
        number("largest_change", "Largest change under any choice.", "log2"),
        text("lost", "Choices under which a call is lost, separated by `; `."),
        text(
            "weakest",
            "What a call hangs on most, such as `sign depends on the normaliser` or `lost under "
            "limma-trend`; empty if no choice loses it.",
        ),
    ),
)

VARIANTS = Table(
    path="results/robustness/{contrast}.variants.tsv",
    sentence="Change and adjusted p-value of each miRNA under each choice.",
    columns=(
        text("kind", "Kind of choice: normalisation, covariates, samples or model."),
        text("variant", "Name of the choice."),
        feature("Name of the mature."),
        number("log2FoldChange", "Change under this choice.", "log2"),
        number("padj", "Adjusted p-value under this choice; NA if not tested.", "probability"),
    ),
    missing="NA",
)

PERMUTATIONS = Table(
    path="results/robustness/{contrast}.permutations.tsv",
    sentence="What the whole procedure calls with the true and with permuted labels.",
    columns=(
        text("permutation", "observed: the true labels; else the number of the permutation."),
        whole("calls", "miRNAs that are called.", "miRNAs"),
        whole("up", "Of these, with a change above 0.", "miRNAs"),
        whole("down", "Of these, with a change below 0.", "miRNAs"),
        number("small_p_share", "Share of the p-values up to 0.05.", "share"),
    ),
    others=whole("p_0.05", "p-values up to this one and above the next smaller.", "miRNAs"),
)

PVALUES = Table(
    path="results/robustness/{contrast}.pvalues.tsv",
    sentence="The histogram of the p-values, and those with permuted labels.",
    columns=(
        number("from", "Lower end of the interval.", "probability"),
        number("to", "Upper end of the interval.", "probability"),
        whole("mirnas", "miRNAs with a p-value in it.", "miRNAs"),
        number("permuted", "The same with permuted labels, on average.", "miRNAs"),
        number("permuted_low", "The same in 2.5 % of the permutations at most.", "miRNAs"),
        number("permuted_high", "The same in 97.5 % of the permutations at most.", "miRNAs"),
    ),
    missing="NA",
)

HIDDEN = Table(
    path="results/robustness/{contrast}.hidden.tsv",
    sentence="Surrogates of factors that act on many miRNAs and that the design lacks.",
    columns=(text("sample", "Name of the sample."),),
    others=number(
        "hidden_1", "Level of the first factor in this sample; of the others in further columns."
    ),
)

ROBUSTNESS_PLOTTED = Table(
    path="results/robustness/{contrast}.plotted.tsv",
    sentence="The numbers of the figure of robustness, a row for each of its cells.",
    columns=(
        feature("Name of the mature."),
        text("variant", "Name of the choice; `main analysis` for the table of the contrast."),
        number("log2FoldChange", "Change under this choice.", "log2"),
        number("padj", "Adjusted p-value under this choice; NA if not tested.", "probability"),
    ),
    missing="NA",
)
