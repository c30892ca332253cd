"""Draw how long the inserts of each library are, by class of RNA."""

from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from mirtrd.core.job import Job, run
from mirtrd.figures.grid import Grid
from mirtrd.figures.names import shorten
from mirtrd.figures.page import (
    SWATCHES,
    WIDTH,
    add_legend,
    add_panel,
    add_text,
    legend_height,
    new_figure,
    text_width,
)
from mirtrd.figures.palettes import BLACK, DARK_GREY, levels_of, reference_first
from mirtrd.figures.rows import Rows, arrange_rows, label_rows, row_labels
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.lengths import length_shares, read_lengths
from mirtrd.quality.looks import class_looks
from mirtrd.quality.status import describe_samples, marked_samples
from mirtrd.quality.tables import LENGTHS_PLOTTED

# More samples than this are rows of a heat map instead of panels.
MOST_PANELS = 20
COLUMNS = 4
# Between these lengths in nt lie most miRNAs.
MIRNA = (20, 24)
BAND = "#EBEBEB"
COLOURS = "cividis"


def as_matrix(shares: pd.DataFrame, samples: list[str], span: range) -> NDArray[np.float64]:
    """The shares as samples x lengths, summed over the classes, 0 where there is nothing."""
    table = shares.pivot_table(index="sample", columns="length", values="share", aggfunc="sum")
    values: NDArray[np.float64] = (
        table.reindex(index=samples, columns=list(span)).fillna(0).to_numpy(float)
    )
    return values


@styled()
def draw_lengths(
    lengths: pd.DataFrame, sheet: pd.DataFrame, marks: dict[str, str], factor: str
) -> tuple[Figure, pd.DataFrame]:
    """Share of the inserts by length and class: a panel for each sample, or a heat map of many.

    ``lengths`` as for ``length_shares``. Returns the figure and its numbers, a row for each
    sample, class and length.
    """
    shares = length_shares(lengths)
    found = shares.loc[shares["share"] > 0, "length"]
    span = range(min(found, default=16), max(found, default=30) + 1)
    draw = draw_panels if len(sheet) <= MOST_PANELS else draw_heat_map
    figure = draw(shares, levels_of(sheet, factor), marks, span)
    about = describe_samples(sheet, factor, marks).rename_axis("sample")
    table = shares.join(about, on="sample").set_index("sample")
    return figure, table[[factor, "mark", "class", "length", "share"]]


def draw_panels(
    shares: pd.DataFrame, groups: pd.Series, marks: dict[str, str], span: range
) -> Figure:
    """A panel for each sample, its bars stacked by class, all on one scale."""
    samples = arrange_rows(groups).samples
    columns = min(COLUMNS, len(samples))
    looks = class_looks(shares.loc[shares["share"] > 0, "class"].unique())
    entries = [*looks.values(), (f"{MIRNA[0]} to {MIRNA[1]} nt", BAND)]
    legend = 8 + text_width((words for words, _ in entries), 7)
    wide = min((WIDTH - legend - 12 - 4 * (columns - 1)) / columns, 60)
    grid = Grid(panels=len(samples), across=columns, wide=wide, high=22.0, gap=4, between=8,
                left=12, foot=11.0)  # fmt: skip
    spare = max(legend_height(len(entries)) - grid.height - grid.foot - 2, 0)
    figure = new_figure(WIDTH, grid.height + grid.foot + 2 + spare)
    grid = replace(grid, foot=grid.foot + spare)
    top = max(as_matrix(shares, samples, span).max(initial=0), 0.01) * 1.05
    for number, sample in enumerate(samples):
        axes = add_panel(figure, *grid.place(number))
        draw_stack(axes, shares[shares["sample"] == sample], looks, span)
        _write_title(axes, sample, marks.get(sample, ""), wide)
        axes.text(0.98, 0.9, shorten(str(groups[sample])), fontsize=5.5, transform=axes.transAxes,
                  ha="right", va="top", color=DARK_GREY)  # fmt: skip
        axes.set(ylim=(0, top), xlim=(span[0] - 0.6, span[-1] + 0.6))
        axes.tick_params(labelleft=grid.is_first(number), labelbottom=grid.is_lowest(number))
    middle = 12 + (grid.width - 4) / 2, grid.foot + (grid.height - 8) / 2
    add_text(figure, middle[0], grid.foot - 9, "length of insert (nt)", ha="center")
    add_text(figure, 1, middle[1], "share of inserts", rotation=90, va="center")
    handles = [Patch(facecolor=colour, label=words) for words, colour in entries]
    add_legend(figure, WIDTH - legend, 6, handles=handles, **SWATCHES)
    return figure


def _write_title(axes: Axes, sample: str, mark: str, wide: float) -> None:
    """The name and the mark of a sample, smaller if it would be wider than its panel."""
    name = shorten(sample) + (f" ({mark})" if mark else "")
    size = min(7.0, 7.0 * wide / max(text_width([name], 7), 1))
    axes.set_title(name, fontsize=size, color=DARK_GREY if mark else BLACK, pad=2, loc="left")


def draw_stack(
    axes: Axes, shares: pd.DataFrame, looks: dict[str, tuple[str, str]], span: range
) -> None:
    """Bars by length, stacked by class from useful to lost, over a band where miRNAs lie."""
    axes.axvspan(MIRNA[0] - 0.5, MIRNA[1] + 0.5, color=BAND, linewidth=0, zorder=0)
    bottom = np.zeros(len(span))
    for name, (_, colour) in looks.items():
        chosen = shares[shares["class"] == name].set_index("length")["share"]
        heights = chosen.reindex(list(span)).fillna(0).to_numpy()
        axes.bar(list(span), heights, bottom=bottom, width=0.9, color=colour, linewidth=0)
        bottom += heights
    if not bottom.any():
        axes.text(0.5, 0.5, "no inserts", transform=axes.transAxes, ha="center", color=DARK_GREY,
                  fontsize=6)  # fmt: skip


def draw_heat_map(
    shares: pd.DataFrame, groups: pd.Series, marks: dict[str, str], span: range
) -> Figure:
    """Samples as rows, lengths as columns: miRNA on the left, all other inserts on the right."""
    rows = arrange_rows(groups)
    left = 5 + text_width(row_labels(rows, marks), rows.text_size or 4)
    width = (WIDTH - left - 30) / 2
    figure = new_figure(WIDTH, rows.height + 18)
    mirna = shares["class"] == "mirna"
    parts = {"miRNA": shares[mirna], "all other inserts": shares[~mirna]}
    values = [as_matrix(part, rows.samples, span) for part in parts.values()]
    highest = max(max(value.max(initial=0) for value in values), 0.01)
    empty = ~np.any(values, axis=(0, 2))[:, None]
    for number, (title, value) in enumerate(zip(parts, values, strict=True)):
        axes = add_panel(figure, left + number * (width + 5), 11, width, rows.height)
        draw_lines(axes, rows, np.where(empty, np.nan, value), span, highest)
        axes.set_title(title, pad=4)
        axes.set_xlabel("length of insert (nt)")
        if number == 0:
            label_rows(axes, rows, marks, left=span[0] - 0.5)
        else:
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
    bar = add_panel(figure, WIDTH - 21, 11 + rows.height - 40, 3, 36)
    scale = ScalarMappable(Normalize(0, highest), COLOURS)
    figure.colorbar(scale, cax=bar, label="share of inserts")
    bar.tick_params(labelsize=6)
    return figure


def draw_lines(
    axes: Axes, rows: Rows, values: NDArray[np.float64], span: range, highest: float
) -> None:
    """Cells of samples x lengths; a row without values is grey."""
    edges = np.arange(span[0] - 0.5, span[-1] + 1)
    for y, line in zip(rows.y, values, strict=True):
        ends = [y - rows.row / 2, y + rows.row / 2]
        if np.isnan(line).all():
            axes.axhspan(*ends, color=BAND, linewidth=0)
            continue
        axes.pcolormesh(edges, ends, line[None, :], cmap=COLOURS, vmin=0, vmax=highest,
                        rasterized=True)  # fmt: skip
    axes.set(ylim=(rows.height, 0), xlim=(edges[0], edges[-1]))


def main(job: Job) -> None:
    sheet, _ = read_sheet(job.input.sheet)
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    lengths = read_lengths(job.input.lengths, list(sheet.index))
    marks = marked_samples(job.input.status)
    figure, table = draw_lengths(lengths, sheet, marks, job.params.factor)
    save(figure, job.output)
    LENGTHS_PLOTTED.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
