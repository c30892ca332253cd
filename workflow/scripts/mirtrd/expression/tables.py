"""The tables of the stage expression."""

from mirtrd.core.tables import Table, feature, number, text, whole

EXPRESSION = Table(
    path="results/expression/{contrast}.tsv",
    sentence="Differential expression: every miRNA of the reference, with what can be said of it.",
    columns=(
        feature("Name of the mature; matures of equal sequence are joined by `/`."),
        number(
            "baseMean",
            "Mean over all usable samples of the counts divided by size factors; outliers replaced "
            "where the fit replaced them.",
            "normalised count",
        ),
        number(
            "log2FoldChange",
            "Estimate of the change of the tested level against the reference level.",
            "log2",
        ),
        number(
            "lfcSE",
            "Standard error of the estimate; by the moderated variances with `quasi`.",
            "log2",
        ),
        number(
            "stat",
            "Square root of the F-statistic, with the sign of the change; F itself with `reduced`. "
            "With `normal` the Wald statistic; twice the log-likelihood ratio with `reduced`.",
        ),
        number("pvalue", "p-value of the test; empty for what is not tested.", "probability"),
        number(
            "padj",
            "p-value adjusted for all tested miRNAs (Benjamini-Hochberg); with `normal` after "
            "independent filtering.",
            "probability",
        ),
        number(
            "log2FoldChange_shrunken",
            "The estimate pulled towards 0 where data are weak (apeglm).",
            "log2",
        ),
        number("dispersion_genewise", "Dispersion by the counts of this miRNA alone."),
        number(
            "dispersion_trend",
            "Dispersion by the trend over the mean, which F-tests (`quasi`) use.",
        ),
        number(
            "dispersion",
            "The first drawn towards the second; DESeq2's tests (`normal`), Cook's distances and "
            "apeglm use it.",
        ),
        number(
            "ci_low",
            "Lower end of the 95 % confidence interval of the change; `-inf` where no decrease can "
            "be ruled out.",
            "log2",
        ),
        number(
            "ci_high",
            "Upper end of the 95 % confidence interval of the change; `inf` where no increase can "
            "be ruled out.",
            "log2",
        ),
        number(
            "mde",
            "Minimum detectable effect: the absolute change that would have been called with a "
            "probability of 80 %.",
            "log2",
        ),
        text(
            "status",
            "up, down, changed (a test of more than one coefficient has no direction), not "
            "significant, or not testable.",
        ),
        text(
            "reason",
            "Why it is not testable: no reads, below count filter, outlier, or (with `normal` "
            "alone) independent filtering.",
        ),
        text(
            "remark",
            "What speaks against a call in its own numbers: `shrunken change near 0`, or `of the "
            "other sign`.",
        ),
    ),
)

# The model of a design, as the contrasts are tested on it: all numbers in full precision.

MODEL = Table(
    path="results/expression/model.tsv",
    sentence="The model, fitted once for all contrasts: what it found of each miRNA.",
    columns=(
        feature("Name of the mature."),
        number(
            "baseMean",
            "Mean of the counts divided by size factors, outliers replaced.",
            "normalised count",
        ),
        number("dispersion_genewise", "Dispersion by the counts of this miRNA alone."),
        number(
            "dispersion_trend",
            "Dispersion by the trend over the mean, which F-tests (`quasi`) use.",
        ),
        number(
            "dispersion",
            "The first drawn towards the second; DESeq2's tests (`normal`), Cook's distances and "
            "apeglm use it.",
        ),
        text("replaced", "Whether there were outliers in groups that are large enough to replace."),
        text("refitted", "Whether it was fitted again; not if nothing but zeros would be left."),
        text("untestable", "Whether outliers that stay dominate it, so that there is no p-value."),
    ),
    floats="",
)

EFFECTS = Table(
    path="results/expression/model.effects.tsv",
    sentence="Coefficients of the model for each miRNA.",
    columns=(feature("Name of the mature."),),
    others=number("coefficient", "Coefficient of this name.", "natural logarithm"),
    floats="",
)

MATRIX = Table(
    path="results/expression/model.matrix.tsv",
    sentence="The model matrix of the design.",
    columns=(text("sample", "Name of the sample."),),
    others=number("coefficient", "What the coefficient of this name is multiplied by."),
    floats="",
)

OUTLIERS = Table(
    path="results/expression/model.outliers.tsv",
    sentence="Counts that dominate the estimate of their miRNA.",
    columns=(
        feature("Name of the mature."),
        text("sample", "Name of the sample."),
        number("cooks", "Cook's distance of the count; the limit is that of DESeq2."),
        whole("count", "The count.", "reads, or molecules"),
        whole(
            "replacement",
            "Count that stood in for it in the final fit; empty if it was not replaced.",
            "reads, or molecules",
        ),
    ),
    floats="",
)

# The numbers of figures.

_MIRNA = feature("Name of the mature.")
_MEAN = number("baseMean", "Mean of the normalised counts.", "normalised count")
_CHANGE = number("log2FoldChange", "Estimate of the change.", "log2")
_SHRUNKEN = number("log2FoldChange_shrunken", "The estimate pulled towards 0.", "log2")
_STATUS = text("status", "Status of the miRNA in the table of the contrast.")

MA = Table(
    path="results/expression/{contrast}.ma.tsv",
    sentence="The numbers of the MA plots: every testable miRNA.",
    columns=(_MIRNA, _MEAN, _CHANGE, _SHRUNKEN, _STATUS),
    missing="NA",
)

DISPERSIONS = Table(
    path="results/expression/dispersions.tsv",
    sentence="The numbers of the figure of dispersions: every miRNA that was fitted.",
    columns=(
        _MIRNA,
        _MEAN,
        number("dispersion_genewise", "Dispersion by the counts of this miRNA alone."),
        number(
            "dispersion_trend",
            "Dispersion by the trend over the mean, which F-tests (`quasi`) use.",
        ),
        number(
            "dispersion",
            "The first drawn towards the second; DESeq2's tests (`normal`), Cook's distances and "
            "apeglm use it.",
        ),
    ),
    missing="NA",
)
