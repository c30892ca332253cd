"""The section of targets: whether those of the calls are of a theme, against random miRNAs."""

import pandas as pd

from mirtrd.report.markup import EMPTY, Markup, element, fold, join, paragraph, table
from mirtrd.report.results import ContrastResults, Results
from mirtrd.report.wording import tell_probability, tell_share

# Gene sets of the config that are listed.
MOST = 30
HEADER = (
    "set", "calls", "targets", "miRNAs", "in the set", "share", "by chance (95 % of random lists)",
    "p, random miRNAs", "adjusted", "usual p, only to compare", "genes",
)  # fmt: skip


def describe_targeted(results: Results, found: ContrastResults) -> Markup:
    """The themes, then the gene sets of the config; that nothing was looked up, without tables."""
    if found.themes is None or found.gene_sets is None:
        return paragraph(
            "Nothing was looked up: the config names no table of targets (",
            element("code", "targets.tables"),
            "), and none ships. That is not the same as no target.",
        )
    sets = found.gene_sets
    return join(
        [
            paragraph(
                element("strong", "Go by the p-value of random miRNAs."),
                " The usual one draws genes, which nobody chose, and is small for most lists of "
                "miRNAs, drawn by lot or not. Targets are of any tissue: a miRNA in blood says "
                "little of its targets in the brain.",
            ),
            _list("The two themes", found.themes),
            fold(
                f"{len(sets):,} rows of the gene sets of the config, the smallest p-values first",
                _list("Gene sets", sets.sort_values("pvalue", kind="stable").head(MOST)),
            )
            if len(sets)
            else EMPTY,
            results.pictures.show(
                f"targets/{found.contrast.name}.enrichment",
                "How often targets of the calls are in the sets.",
                "Filled points are against random miRNAs, hollow ones by the usual test.",
            ),
        ]
    )


def _list(caption: str, rows: pd.DataFrame) -> Markup:
    return table(caption, HEADER, [_tell(str(name), row) for name, row in rows.iterrows()])


def _tell(name: str, row: pd.Series) -> tuple[str, ...]:
    chance = f"{tell_share(row['chance'])} ({tell_share(row['chance_low'])} to "
    return (
        name,
        row["list"],
        row["support"],
        f"{row['mirnas']:.0f} of {row['called']:.0f}",
        f"{row['inside']:.0f} of {row['targets']:.0f}" if row["targets"] else "",
        tell_share(row["share"]),
        f"{chance}{tell_share(row['chance_high'])})" if row["chance"] == row["chance"] else "",
        tell_probability(row["pvalue"]) or row["reason"],
        tell_probability(row["padj"]),
        tell_probability(row["pvalue_usual"]),
        row["genes"],
    )
