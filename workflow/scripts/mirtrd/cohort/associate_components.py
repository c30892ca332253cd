"""Test the principal components against every column of the sheet, and draw what fits."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from mirtrd.OLD import write_table
from scipy.stats import kruskal, spearmanr

from mirtrd.cohort.components import Column, library_columns, principal_components, sheet_columns
from mirtrd.cohort.usable import read_usable
from mirtrd.core.job import Job, run
from mirtrd.figures.names import shorten
from mirtrd.figures.page import add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import DARK_GREY
from mirtrd.figures.style import save, styled
from mirtrd.statistics.negbin import adjust

MOST_COMPONENTS = 6
MIN_SAMPLES = 4
ALPHA = 0.05


def associate(scores: pd.DataFrame, shares: np.ndarray, columns: list[Column]) -> pd.DataFrame:
    """One row for each component and column: test, its statistic, effect and p-values.

    Groups by Kruskal and Wallis, numbers by Spearman. The effect is the share of the variance of
    the ranks that the column explains, less what chance does (adjusted R squared, at least 0), so
    that a column of many levels has no advantage. Samples for which the column is empty, and
    groups of one, are left out. Adjusted by Benjamini and Hochberg over all tests.
    """
    rows = []
    for column in columns:
        values = column.values.reindex(scores.index).dropna()
        if column.kind == "groups":
            values = values[values.map(values.value_counts()) > 1]
        if len(values) < MIN_SAMPLES or values.nunique() < 2:
            continue
        for component, share in zip(scores, shares, strict=True):
            places = scores.loc[values.index, component]
            if places.nunique() < 2:
                continue
            row = {"component": component, "variance": share, "column": column.name}
            rows.append(row | {"samples": len(values)} | _test(column.kind, values, places))
    names = ["component", "variance", "column", "samples", "test", "statistic", "effect", "pvalue"]
    table = pd.DataFrame(rows, columns=names)
    table["padj"] = adjust(table["pvalue"].to_numpy(dtype=float))
    return table


def _test(kind: str, values: pd.Series, places: pd.Series) -> dict[str, float | str]:
    if kind == "groups":
        result = kruskal(*(group.to_numpy() for _, group in places.groupby(values)))
        name, explained = "Kruskal-Wallis", result.statistic / (len(values) - 1)
        parameters = values.nunique() - 1
    else:
        result = spearmanr(values, places)
        name, explained, parameters = "Spearman", result.statistic**2, 1
    freedom = len(values) - 1
    adjusted = 1 - (1 - explained) * freedom / (freedom - parameters)
    return {
        "test": name,
        "statistic": result.statistic,
        "effect": max(adjusted, 0.0),
        "pvalue": result.pvalue,
    }


@styled()
def draw_associations(table: pd.DataFrame, shares: np.ndarray) -> Figure:
    """A heat map of columns x components, with the share of variance in each cell; bold where
    the adjusted p-value is below ALPHA."""
    names = list(dict.fromkeys(table["column"]))
    components = [f"PC{i + 1}" for i in range(len(shares)) if not np.isnan(shares[i])]
    effects = table.pivot(index="column", columns="component", values="effect")
    effects = effects.reindex(index=names, columns=components)
    found = table.pivot(index="column", columns="component", values="padj") < ALPHA
    found = found.reindex(index=names, columns=components, fill_value=False)
    labels = [shorten(name) for name in names]
    left = 6 + max(text_width(labels, 7), 20)
    cell, row = 15, 7
    wide, high = cell * max(len(components), 1), row * max(len(names), 1)
    figure = new_figure(max(left + wide + 4, 95), high + 24)
    axes = add_panel(figure, left, 12, wide, high)
    if effects.empty:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no column can be tested", ha="center", transform=axes.transAxes)
        return figure
    axes.pcolormesh(effects, cmap="Blues", vmin=0, vmax=1, edgecolors="white", linewidth=1)
    for y, name in enumerate(names):
        for x, component in enumerate(components):
            value, strong = effects.loc[name, component], found.loc[name, component]
            if np.isnan(value):
                continue
            axes.text(
                x + 0.5,
                y + 0.5,
                f"{value:.2f}" + ("*" if strong else ""),
                ha="center",
                va="center",
                fontsize=7,
                fontweight="bold" if strong else "normal",
                color="white" if value > 0.55 else "black" if strong else DARK_GREY,
            )
    axes.set_yticks(np.arange(len(names)) + 0.5, labels)
    titles = [
        f"{component}\n{share:.0%}" for component, share in zip(components, shares, strict=False)
    ]
    axes.set_xticks(np.arange(len(components)) + 0.5, titles)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.invert_yaxis()
    for spine in axes.spines.values():
        spine.set_visible(False)
    text = "Share of a component's variance (ranks) that a column explains,\n"
    text += f"less what chance does; * adjusted p < {ALPHA:g}"
    add_text(figure, 4, 9, text, fontsize=6.5, color=DARK_GREY, va="top", linespacing=1.3)
    return figure


def main(job: Job) -> None:
    counts, sheet = read_usable(job.input.counts, job.input.status, job.input.sheet)
    vst = pd.read_csv(job.input.vst, sep="\t", index_col=0)
    number = min(MOST_COMPONENTS, max(vst.shape[1] - 1, 1))
    scores, shares = principal_components(vst, number)
    columns = [*sheet_columns(sheet, job.params.design), *library_columns(counts)]
    table = associate(scores, shares, columns)
    save(draw_associations(table, shares), job.output.svg, job.output.png)
    write_table(table, job.output.table)


if __name__ == "__main__":
    run(main)
