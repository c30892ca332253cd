import shlex
import sys

from snakemake.utils import min_version

min_version("9.0")

# Snakemake hands the path of its Python to the shell as it is, which splits it at blanks
# (https://github.com/snakemake/snakemake/issues/2645).
sys.executable = shlex.quote(sys.executable)


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/reference.smk"
include: "workflow/rules/trimming.smk"
include: "workflow/rules/counting.smk"
include: "workflow/rules/quality.smk"
include: "workflow/rules/expression.smk"
include: "workflow/rules/robustness.smk"
include: "workflow/rules/candidates.smk"


if COUNTED:

    include: "workflow/rules/import.smk"


READ_RESULTS = [
    "results/counting/mature.reads.tsv",
    "results/counting/hairpin.counts.tsv",
    "results/counting/rna_classes.tsv",
    "results/counting/isomirs.counts.tsv",
    "results/counting/isomirs.summary.tsv",
    "results/counting/editing.tsv",
    "results/counting/look_alikes.tsv",
    "results/quality/read_fate.tsv",
    "results/quality/multiqc/multiqc_config.yaml",
]


rule all:
    """Counts, read fates, and for every contrast the expression table, figures and candidates."""
    default_target: True
    input:
        "results/counting/mature.counts.tsv",
        [] if COUNTED else READ_RESULTS,
        "results/quality/samples.tsv",
        expand("results/quality/{figure}.{format}", figure=QUALITY_FIGURES, format=["svg", "png"]),
        multiext("results/expression/pca", ".svg", ".png"),
        multiext("results/expression/distances", ".svg", ".png"),
        multiext("results/expression/dispersions", ".svg", ".png"),
        expand("results/expression/{contrast}.tsv", contrast=CONTRASTS),
        expand(
            "results/expression/{contrast}.volcano.{format}",
            contrast=CONTRASTS,
            format=["svg", "png"],
        ),
        expand(
            "results/expression/{contrast}.ma.{format}", contrast=CONTRASTS, format=["svg", "png"]
        ),
        multiext("results/expression/components", ".svg", ".png"),
        multiext("results/expression/covariates", ".svg", ".png"),
        multiext("results/expression/scaling", ".svg", ".png"),
        expand(
            "results/expression/{contrast}.{figure}.{format}",
            contrast=CONTRASTS,
            figure=["robustness", "pvalues", "heatmap", "boxes"],
            format=["svg", "png"],
        ),
        expand("results/expression/{contrast}.permutations.json", contrast=CONTRASTS),
        expand("results/candidates/{contrast}.tsv", contrast=CONTRASTS),
        (
            []
            if COUNTED
            else expand(
                "results/candidates/{contrast}.pileups.{format}",
                contrast=CONTRASTS,
                format=["svg", "png"],
            )
        ),
