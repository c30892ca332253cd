"""Draw how long the inserts of each library are, by class of RNA."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from mirtrd.OLD import write_table

from mirtrd.core.job import Job, run
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
from mirtrd.figures.palettes import BLACK, DARK_GREY, levels_of
from mirtrd.figures.rows import Rows, arrange_rows, label_rows, row_labels
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.lengths import length_shares, read_lengths
from mirtrd.quality.looks import class_looks
from mirtrd.quality.status import marked_samples

# More samples than this are rows of a heat map instead of panels.
MOST_PANELS = 20
COLUMNS = 4
# Between these lengths in nt lie most miRNAs.
MIRNA = (20, 24)
BAND = "#EBEBEB"
COLOURS = "cividis"


def as_matrix(shares: pd.DataFrame, samples: list[str], span: range) -> np.ndarray:
    """The shares as samples x lengths, summed over the classes, 0 where there is nothing."""
    table = shares.pivot_table(index="sample", columns="length", values="share", aggfunc="sum")
    return table.reindex(index=samples, columns=list(span)).fillna(0).to_numpy(float)


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
    figure = draw(shares, sheet, marks, factor, span)
    about = pd.DataFrame({factor: sheet[factor], "mark": sheet.index.map(marks.get)})
    table = shares.join(about.rename_axis("sample"), on="sample")
    return figure, table[["sample", factor, "mark", "class", "length", "share"]]


def draw_panels(
    shares: pd.DataFrame, sheet: pd.DataFrame, marks: dict[str, str], factor: str, span: range
) -> Figure:
    """A panel for each sample, its bars stacked by class, all on one scale."""
    samples = arrange_rows(levels_of(sheet, factor)).samples
    columns = min(COLUMNS, len(samples))
    rows = math.ceil(len(samples) / columns)
    present = shares.loc[shares["share"] > 0, "class"]
    looks = class_looks(present.unique())
    handles = [Patch(facecolor=colour, label=words) for words, colour in looks.values()]
    handles.append(Patch(facecolor=BAND, label=f"{MIRNA[0]} to {MIRNA[1]} nt"))
    legend = 8 + text_width((handle.get_label() for handle in handles), 7)
    width = min((WIDTH - legend - 12 - 4 * (columns - 1)) / columns, 60)
    height, foot = 22.0, 11.0
    spare = max(legend_height(len(handles)) - rows * (height + 8) - foot - 2, 0)
    figure, foot = new_figure(WIDTH, rows * (height + 8) + foot + 2 + spare), foot + spare
    top = max(as_matrix(shares, samples, span).max(initial=0), 0.01) * 1.05
    for number, sample in enumerate(samples):
        row, column = divmod(number, columns)
        place = (12 + column * (width + 4), foot + (rows - 1 - row) * (height + 8))
        axes = add_panel(figure, *place, width, height)
        draw_stack(axes, shares[shares["sample"] == sample], looks, span)
        name = shorten(sample) + (f" ({marks[sample]})" if sample in marks else "")
        tint = DARK_GREY if sample in marks else BLACK
        room = min(7.0, 7.0 * width / max(text_width([name], 7), 1))
        axes.set_title(name, fontsize=room, color=tint, pad=2, loc="left")
        level = shorten(str(levels_of(sheet, factor)[sample]))
        axes.text(0.98, 0.9, level, fontsize=5.5, transform=axes.transAxes, ha="right", va="top",
                  color=DARK_GREY)  # fmt: skip
        axes.set(ylim=(0, top), xlim=(span[0] - 0.6, span[-1] + 0.6))
        axes.tick_params(labelleft=column == 0, labelbottom=number + columns >= len(samples))
    middle = 12 + (columns * (width + 4) - 4) / 2, foot + (rows * (height + 8) - 8) / 2
    add_text(figure, middle[0], foot - 9, "length of insert (nt)", ha="center")
    add_text(figure, 1, middle[1], "share of inserts", rotation=90, va="center")
    add_legend(figure, WIDTH - legend, 6, handles=handles, **SWATCHES)
    return figure


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
    shares: pd.DataFrame, sheet: pd.DataFrame, marks: dict[str, str], factor: str, span: range
) -> Figure:
    """Samples as rows, lengths as columns: miRNA on the left, all other inserts on the right."""
    rows = arrange_rows(levels_of(sheet, factor))
    left = 5 + text_width(row_labels(rows, marks), rows.text_size or 4)
    width = (WIDTH - left - 30) / 2
    figure = new_figure(WIDTH, rows.height + 18)
    mirna = shares["class"] == "mirna"
    parts = {"miRNA": shares[mirna], "all other inserts": shares[~mirna]}
    values = [as_matrix(part, rows.samples, span) for part in parts.values()]
    highest = max(max(value.max(initial=0) for value in values), 0.01)
    for number, (title, value) in enumerate(zip(parts, values, strict=True)):
        axes = add_panel(figure, left + number * (width + 5), 11, width, rows.height)
        draw_cells(axes, rows, value, ~sum(values).any(axis=1), span, highest)
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


def draw_cells(
    axes: Axes, rows: Rows, values: np.ndarray, empty: np.ndarray, span: range, highest: float
) -> None:
    """Cells of samples x lengths; a row is grey where a sample has no inserts at all."""
    edges = np.arange(span[0] - 0.5, span[-1] + 1)
    for y, line, nothing in zip(rows.y, values, empty, strict=True):
        ends = [y - rows.row / 2, y + rows.row / 2]
        if nothing:
            axes.axhspan(*ends, color=BAND, linewidth=0)
            continue
        look = {"cmap": COLOURS, "vmin": 0, "vmax": highest, "rasterized": True}
        axes.pcolormesh(edges, ends, line[None, :], **look)
    axes.set(ylim=(rows.height, 0), xlim=(edges[0], edges[-1]))


def main(job: Job) -> None:
    sheet, _ = read_sheet(job.input.sheet)
    lengths = read_lengths(job.input.lengths, list(sheet.index))
    marks = marked_samples(job.input.status)
    figure, table = draw_lengths(lengths, sheet, marks, job.params.factor)
    save(figure, job.output.svg, job.output.png)
    write_table(table, job.output.table)


if __name__ == "__main__":
    run(main)
