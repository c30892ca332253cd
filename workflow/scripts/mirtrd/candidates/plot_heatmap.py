"""Draw the best candidates of a contrast in all samples, under bars of what is known of these."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import pdist

from mirtrd.candidates.best import choose_best, is_called, is_tested
from mirtrd.candidates.tables import CANDIDATES, HEATMAP
from mirtrd.cohort.components import Column, sheet_columns
from mirtrd.cohort.tables import VST
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.expression.asked import read_question
from mirtrd.figures.cells import bare, draw_cells, draw_picture
from mirtrd.figures.names import short_names, shorten
from mirtrd.figures.numbers import abbreviate
from mirtrd.figures.page import (
    INCH,
    LINE,
    add_heading,
    add_legend,
    add_panel,
    add_text,
    new_figure,
    text_width,
    wrap,
)
from mirtrd.figures.palettes import DARK_GREY, MUTED, group_colours, levels_of, reference_first
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet

MOST, FEWEST = 40, 10
MOST_BARS, MOST_LEVELS = 6, 8
LIMIT = 2.5
BAR, ROW = 3.4, 3.6  # mm
NAMED = 2.4  # mm, the narrowest column that has room for the name of its sample
# mm, all columns together, and the narrowest that is drawn as such; narrower ones are a picture.
WIDEST, NARROWEST = 150.0, 0.6


def choose(candidates: pd.DataFrame) -> pd.DataFrame:
    """The called miRNAs, at most MOST; with fewer than FEWEST also the next best. Those that rise
    first, each part in the order of the list."""
    chosen = choose_best(candidates, is_tested(candidates), fewest=FEWEST, most=MOST)
    rising = chosen["log2FoldChange"] > 0
    return pd.concat([chosen[rising], chosen[~rising]])


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
    columns: Sequence[Column],
    contrast: Contrast,
    notes: Sequence[str] = (),
) -> tuple[Figure, pd.DataFrame]:
    """z-scores of the chosen miRNAs (rows) in the samples, with a bar for each column.

    ``values`` is miRNAs x samples, ``chosen`` by miRNA; the reference is the first of the groups.
    ``notes`` stand below the title. Returns the figure and its numbers,
    samples in the order of the figure.
    """
    scores = z_scores(values.loc[chosen.index])
    scores = scores[order_samples(scores, groups)]
    samples = list(scores)
    names = short_names(chosen.index)
    factor = Column(str(groups.name), "groups", groups)
    others = [column for column in columns if column.name != factor.name and column.drawable]
    bars = [factor, *others][:MOST_BARS]
    left_out = [column.name for column in columns if column.name not in {b.name for b in bars}]
    if left_out:
        notes = [*notes, f"Columns that are not drawn: {', '.join(map(shorten, left_out))}."]
    palettes = _palettes(bars)
    cell = min(WIDEST / max(len(samples), 1), 7.0)
    left = 5 + max(text_width([shorten(bar.name) for bar in bars], 7), 8)
    wide, high = cell * len(samples), ROW * max(len(names), 1)
    room = 4 + max(text_width(names, 6.5), 10)
    foot = 4 + (text_width([shorten(s) for s in samples], 6) if cell >= NAMED else 2)
    bars_high = (BAR + 0.8) * len(bars)
    width = left + wide + room + 40 + 4
    lines = [line for note in notes for line in wrap(note, width - left)]
    above = LINE * len(lines)
    height = above + max(
        foot + high + bars_high + 14, 32 + sum(_legend_height(bar) for bar in bars)
    )
    figure = new_figure(width, height)
    add_heading(figure, left, height - 7, contrast.title, lines)
    if cell < NAMED:
        add_text(figure, left, 1.5, f"{len(samples):,} samples, by group", color=DARK_GREY)
    if not names:
        add_text(figure, left, height - 30, "no miRNA is testable")
        return figure, scores
    axes = add_panel(figure, left, height - above - 12 - bars_high - high, wide, high)
    draw = draw_cells if cell >= NARROWEST else draw_picture
    image = draw(axes, scores, cmap="RdBu_r", vmin=-LIMIT, vmax=LIMIT)
    _name_rows(axes, names, is_called(chosen))
    _name_columns(axes, samples if cell >= NAMED else [])
    _part(axes, chosen, groups)
    top = 14.0 + above
    for number, bar in enumerate(bars):
        y = height - above - 11 - (number + 1) * (BAR + 0.8) + 0.8
        colours = palettes[number]
        _draw_bar(add_panel(figure, left, y, wide, BAR), bar, colours, samples)
        _add_legend(figure, left + wide + room, top, bar, colours)
        top += _legend_height(bar)
    _draw_scale(figure, image, left + wide + room, height - top)
    return figure, scores


def _name_rows(axes: Axes, names: Sequence[str], called: pd.Series) -> None:
    axes.yaxis.tick_right()
    axes.set_yticks(np.arange(len(names)) + 0.5, names, fontsize=6.5)
    for label, bold in zip(axes.get_yticklabels(), called, strict=True):
        label.set_fontweight("bold" if bold else "normal")


def _name_columns(axes: Axes, samples: Sequence[str]) -> None:
    names = [shorten(sample) for sample in samples]
    axes.set_xticks(np.arange(len(names)) + 0.5, names, fontsize=6, rotation=90)


def _part(axes: Axes, chosen: pd.DataFrame, groups: pd.Series) -> None:
    """White lines between the groups, and between what rises and what falls."""
    for x in np.cumsum([(groups == level).sum() for level in dict.fromkeys(groups)])[:-1].tolist():
        axes.axvline(x, color="white", linewidth=1.2)
    rising = int((chosen["log2FoldChange"] > 0).sum())
    if 0 < rising < len(chosen):
        axes.axhline(rising, color="white", linewidth=1.2)


def _palettes(bars: Sequence[Column]) -> list[dict[str, str]]:
    """Colours of the levels of each bar: those of all figures for the groups of the study, others
    for the next bars, as long as there are any; no colour has two meanings."""
    first, *others = bars
    palettes, spare = [group_colours(first.values)], list(MUTED)
    for bar in others:
        levels = sorted(set(bar.values.dropna())) if bar.kind == "groups" else []
        if len(levels) > len(spare):
            shades = [to_hex((g, g, g)) for g in np.linspace(0.15, 0.9, len(levels))]
        else:
            shades, spare = spare[: len(levels)], spare[len(levels) :]
        palettes.append(dict(zip(levels, shades, strict=True)))
    return palettes


def _draw_bar(axes: Axes, bar: Column, colours: dict[str, str], samples: Sequence[str]) -> None:
    """What a column says of each sample; pale where it is empty."""
    values = bar.values.reindex(samples)
    axes.set_yticks([0.5], [shorten(bar.name)], fontsize=7)
    axes.set_xticks([])
    bare(axes)
    if bar.kind == "groups":
        shades: list[Any] = [colours.get(value, "#EEEEEE") for value in values]
    else:
        low, high = values.min(), values.max()
        scaled = (values - low) / ((high - low) or 1)
        shades = ["#EEEEEE" if np.isnan(v) else colormaps["viridis"](v) for v in scaled]
    rgba = [to_rgba(shade) for shade in shades]
    if WIDEST / len(samples) >= NARROWEST:
        axes.bar(np.arange(len(samples)), 1, width=1, align="edge", color=rgba, linewidth=0)
    else:
        axes.imshow([rgba], extent=(0, len(samples), 0, 1), aspect="auto", interpolation="auto")
    axes.set(xlim=(0, len(samples)), ylim=(0, 1))


def _add_legend(
    figure: Figure, left: float, top: float, bar: Column, colours: dict[str, str]
) -> None:
    if bar.kind == "groups":
        handles = [Patch(color=c, label=shorten(level)) for level, c in colours.items()]
        if len(handles) > MOST_LEVELS:
            handles = [Patch(color="none", label=f"{len(colours)} levels")]
    else:
        add_text(figure, left + 1, _below(figure, top + 3), shorten(bar.name), fontsize=7)
        axes = add_panel(figure, left + 1, _below(figure, top + 7), 18, 2.2)
        axes.imshow([np.linspace(0, 1, 64)], aspect="auto", cmap="viridis", extent=(0, 1, 0, 1))
        ends = [abbreviate(value) for value in (bar.values.min(), bar.values.max())]
        axes.set(xticks=[0, 1], yticks=[])
        axes.set_xticklabels(ends, fontsize=6.5)
        bare(axes)
        return
    add_legend(
        figure, left, top, handles=handles, title=shorten(bar.name), alignment="left",
        handlelength=1, handleheight=1, labelspacing=0.3, handletextpad=0.5,
    )  # fmt: skip


def _below(figure: Figure, top: float) -> float:
    """A height in mm from below of what is so many mm below the top."""
    return float(figure.get_figheight() * INCH) - top


def _legend_height(bar: Column) -> float:
    if bar.kind != "groups":
        return 13.0
    levels = bar.values.nunique()
    return 6 + 3.6 * (levels if levels <= MOST_LEVELS else 1)


def _draw_scale(figure: Figure, image: Any, left: float, top: float) -> None:
    axes = add_panel(figure, left + 1, top - 10, 26, 2.5)
    bar = figure.colorbar(image, cax=axes, orientation="horizontal", ticks=[-2, 0, 2])
    bar.outline.set_visible(False)
    axes.tick_params(labelsize=6.5, length=1.5)
    axes.set_title("z-score", fontsize=7, pad=2, loc="left")


def main(job: Job) -> None:
    vst = VST.read_frame(job.input.vst)
    sheet = read_sheet(job.input.sheet)[0].loc[vst.columns]
    candidates = CANDIDATES.read_frame(job.input.candidates)
    chosen = choose(candidates)
    contrast = Contrast.from_param(job.params.contrast)
    factor = contrast.factor or job.params.factor
    sheet = reference_first(sheet, factor, contrast.reference or job.params.reference)
    groups = levels_of(sheet, factor)
    columns = sheet_columns(sheet, job.params.formula)
    notes = [read_question(job.input.fit, contrast)]
    called = int(is_called(candidates).sum())
    if called > len(chosen):
        notes.append(f"The first {len(chosen)} of {called:,} calls.")
    figure, table = draw_heatmap(vst, chosen, groups, columns, contrast, notes)
    save(figure, job.output)
    HEATMAP.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
