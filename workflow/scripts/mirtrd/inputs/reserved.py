"""Names that contrasts and files may not have: others have them, or they mean something else."""

import re
from collections.abc import Collection, Iterable

from mirtrd.core.job import UserError

# Stages that have files of each contrast, which are called {contrast}.tsv or
# {contrast}.<content>.<format>, next to files of the whole cohort, the stems of which are these.
RESERVED = (
    *("components", "counts", "covariates", "cpm", "dispersions", "distances", "fit", "isomirs"),
    *("mirna_targets", "model", "panel", "pca", "pvalues", "report", "samples", "scaling"),
    *("size_factors", "summary", "target_counts", "target_tables", "vst"),
)
# What there is of each contrast in a file of its own, besides {contrast}.tsv.
CONTENTS = (
    *("biomarkers", "boxes", "concordance", "disagreements", "dossier", "enrichment", "fit"),
    *("gene_sets", "heatmap", "hidden", "ma", "permutations", "pileups", "plotted", "pvalues"),
    *("references", "robustness", "targets", "themes", "therapeutics", "variants", "verdict"),
    "volcano",
)


def check_names(contrasts: Collection[str]) -> None:
    """Raises UserError for contrasts whose files would be those of something else."""
    for name in contrasts:
        where = f"config: expression.contrasts.{name}"
        if name in RESERVED:
            raise UserError(
                f"{where}: a file of the results has this name, expected another, such as "
                f"{name}_contrast"
            )
        other, _, content = name.rpartition(".")
        if other in contrasts and content in CONTENTS:
            raise UserError(
                f"{where}: {name}.tsv would be a file of contrast {other}, expected another name"
            )


def check_paths(paths: Iterable[str | None]) -> None:
    """Raises UserError for a path that Snakemake would take for a pattern; None is no path."""
    for path in filter(None, paths):
        if re.search("[{}]", path):
            raise UserError(
                f"{path}: braces in a path mean a wildcard to Snakemake: rename the file or folder"
            )
