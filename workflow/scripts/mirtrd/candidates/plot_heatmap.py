"""Draw the best candidates of a contrast in all samples, under bars of what is known of these."""

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import pdist

from mirtrd.cohort.components import Column, sheet_columns
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.OLD import read_expression, write_table
from mirtrd.figures.names import short_names, shorten
from mirtrd.figures.page import add_legend, add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import level_colours, levels_of
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet

MOST, FEWEST = 40, 10
MOST_BARS, MOST_LEVELS = 6, 8
LIMIT = 2.5
# From the schemes of Paul Tol, https://sronpersonalpages.nl/~pault: safe for colour-blind readers.
MUTED = (
    "#117733", "#DDCC77", "#882255", "#88CCEE", "#332288",
    "#CC6677", "#44AA99", "#999933", "#AA4499", "#661100",
)  # fmt: skip
BAR, ROW = 3.4, 3.6  # mm


def choose(expression: pd.DataFrame) -> pd.DataFrame:
    """The called miRNAs, at most MOST; with fewer than FEWEST also the next best. Those that rise
    first, each part by p-value."""
    tested = expression[expression["status"] != "not testable"]
    ranked = tested.sort_values(["padj", "pvalue"], kind="stable")
    called = (ranked["status"] != "not significant").sum()
    chosen = ranked.head(min(max(called, FEWEST), MOST))
    return pd.concat(
        [chosen[chosen["log2FoldChange"] > 0], chosen[~(chosen["log2FoldChange"] > 0)]]
    )


def z_scores(vst: pd.DataFrame) -> pd.DataFrame:
    """Each row with mean 0 and standard deviation 1 (0 throughout if it does not vary)."""
    centred = vst.sub(vst.mean(axis=1), axis=0)
    spread = vst.std(axis=1, ddof=1)
    return centred.div(spread.where(spread > 0, 1), axis=0).fillna(0)


def order_samples(values: pd.DataFrame, groups: pd.Series) -> list[str]:
    """The samples, group by group, alike ones next to each other (average linkage)."""
    order = []
    for level in dict.fromkeys(groups):
        own = values[groups.index[groups == level]]
        if own.shape[1] > 2 and len(own):
            distances = pdist(own.T)
            tree = optimal_leaf_ordering(linkage(distances, "average"), distances)
            own = own.iloc[:, leaves_list(tree)]
        order += list(own)
    return order


@styled()
def draw_heatmap(
    values: pd.DataFrame,
    chosen: pd.DataFrame,
    groups: pd.Series,
    columns: list[Column],
    contrast: Contrast,
) -> tuple[Figure, pd.DataFrame]:
    """z-scores of the chosen miRNAs (rows) in the samples, with a bar for each column.

    Returns the figure and its numbers, samples in the order of the figure.
    """
    scores = z_scores(values.loc[chosen["mirna"]])
    scores = scores[order_samples(scores, groups)]
    samples = list(scores)
    names = short_names(chosen["mirna"])
    factor = Column(str(groups.name), "groups", groups)
    others = [column for column in columns if column.name != factor.name and column.drawable]
    bars = [factor, *others][:MOST_BARS]
    cell = float(np.clip(150 / max(len(samples), 1), 0.6, 7))
    left = 5 + max(text_width([shorten(bar.name) for bar in bars], 7), 8)
    wide, high = cell * len(samples), ROW * max(len(names), 1)
    room = 4 + max(text_width(names, 6.5), 10)
    legend = 40
    foot = 4 + (text_width([shorten(s) for s in samples], 6) if cell >= 2.4 else 0)
    bars_high = (BAR + 0.8) * len(bars)
    height = max(foot + high + bars_high + 14, 32 + sum(_legend_height(bar) for bar in bars))
    figure = new_figure(left + wide + room + legend + 4, height)
    bottom = height - 12 - bars_high - high
    add_text(figure, left, height - 7, contrast.title, fontweight="bold")
    if not names:
        add_text(figure, left, height - 30, "no miRNA is testable")
        return figure, scores
    axes = add_panel(figure, left, bottom, wide, high)
    image = axes.pcolormesh(scores, cmap="RdBu_r", vmin=-LIMIT, vmax=LIMIT, rasterized=False)
    axes.invert_yaxis()
    axes.yaxis.tick_right()
    axes.set_yticks(np.arange(len(names)) + 0.5, names, fontsize=6.5)
    for label, status in zip(axes.get_yticklabels(), chosen["status"], strict=True):
        label.set_fontweight("normal" if status == "not significant" else "bold")
    axes.set_xticks([])
    if cell >= 2.4:
        places = np.arange(len(samples)) + 0.5
        axes.set_xticks(places, [shorten(s) for s in samples], fontsize=6, rotation=90)
    axes.tick_params(length=0)
    rising = int((chosen["log2FoldChange"] > 0).sum())
    borders = np.cumsum([(groups == level).sum() for level in dict.fromkeys(groups)])[:-1]
    for x in borders:
        axes.axvline(x, color="white", linewidth=1.2)
    if 0 < rising < len(names):
        axes.axhline(rising, color="white", linewidth=1.2)
    for spine in axes.spines.values():
        spine.set_visible(False)
    top = 14.0
    for number, bar in enumerate(bars):
        y = height - 11 - (number + 1) * (BAR + 0.8) + 0.8
        strip = add_panel(figure, left, y, wide, BAR)
        colours = _colours(bar, number)
        top = _draw_bar(figure, strip, bar, colours, samples, left + wide + room, top)
    _draw_scale(figure, image, left + wide + room, height - top)
    return figure, scores


def _colours(bar: Column, number: int) -> dict[str, str]:
    """Colours of the levels of a bar: those of all figures for the first, others for the next."""
    levels = list(dict.fromkeys(bar.values))
    if bar.kind != "groups" or not number or len(levels) > len(MUTED):
        return level_colours(levels) if bar.kind == "groups" else {}
    shift = 2 * (number - 1)
    return {level: MUTED[(i + shift) % len(MUTED)] for i, level in enumerate(levels)}


def _draw_bar(
    figure, axes, bar: Column, levels: dict, samples: list[str], x: float, top: float
) -> float:
    """One bar and its legend; returns where the next legend begins (mm from the top)."""
    values = bar.values.reindex(samples)
    axes.set_yticks([0.5], [shorten(bar.name)], fontsize=7)
    axes.set_xticks([])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    look = {"title": shorten(bar.name), "alignment": "left", "handlelength": 1, "handleheight": 1}
    if bar.kind == "groups":
        shades = [levels.get(value, "#EEEEEE") for value in values]
        handles = [Patch(color=c, label=shorten(level)) for level, c in levels.items()]
        if len(handles) > MOST_LEVELS:
            handles = [Patch(color="none", label=f"{len(levels)} levels")]
    else:
        low, high = values.min(), values.max()
        scaled = (values - low) / ((high - low) or 1)
        shades = ["#EEEEEE" if np.isnan(v) else matplotlib.colormaps["viridis"](v) for v in scaled]
        ends = ((0.0, low), (1.0, high))
        handles = [
            Patch(color=matplotlib.colormaps["viridis"](place), label=f"{value:.4g}")
            for place, value in ends
        ]
    colours = [matplotlib.colors.to_rgba(shade) for shade in shades]
    axes.bar(np.arange(len(samples)), 1, width=1, align="edge", color=colours, linewidth=0)
    axes.set(xlim=(0, len(samples)), ylim=(0, 1))
    add_legend(figure, x, top, handles=handles, labelspacing=0.3, handletextpad=0.5, **look)
    return top + _legend_height(bar)


def _legend_height(bar: Column) -> float:
    levels = bar.values.nunique() if bar.kind == "groups" else 2
    return 6 + 3.6 * (levels if levels <= MOST_LEVELS else 1)


def _draw_scale(figure, image, x: float, y: float) -> None:
    axes = add_panel(figure, x + 1, y - 10, 26, 2.5)
    bar = figure.colorbar(image, cax=axes, orientation="horizontal", ticks=[-2, 0, 2])
    bar.outline.set_visible(False)
    axes.tick_params(labelsize=6.5, length=1.5)
    axes.set_title("z-score", fontsize=7, pad=2, loc="left")


def main(job: Job) -> None:
    vst = pd.read_csv(job.input.vst, sep="\t", index_col=0)
    sheet = read_sheet(job.input.sheet)[0].loc[vst.columns]
    chosen = choose(read_expression(job.input.expression))
    contrast = Contrast.from_param(job.params.contrast)
    groups = levels_of(sheet, contrast.factor or job.params.factor)
    columns = sheet_columns(sheet, job.params.formula)
    figure, table = draw_heatmap(vst, chosen, groups, columns, contrast)
    save(figure, job.output.svg, job.output.png)
    write_table(table.rename_axis("mirna").reset_index(), job.output.table)


if __name__ == "__main__":
    run(main)
