"""Draw the samples on the first two principal components of their expression."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mirtrd.cohort.components import principal_components
from mirtrd.cohort.tables import PCA, VST
from mirtrd.core.job import Job, run
from mirtrd.figures.labels import place_labels
from mirtrd.figures.names import shorten
from mirtrd.figures.page import TITLE, add_legend, add_panel, add_title, new_figure, text_width
from mirtrd.figures.palettes import (
    BLACK,
    DARK_GREY,
    group_colours,
    levels_of,
    present,
    reference_first,
)
from mirtrd.figures.points import dot, dots
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet

MOST_NAMED = 24
MARKERS = "os^DvP*Xp<>h"
SIDE = 85  # mm


@styled()
def draw_pca(
    vst: pd.DataFrame, sheet: pd.DataFrame, factor: str, shape: str | None
) -> tuple[Figure, pd.DataFrame]:
    """Samples on PC1 and PC2, coloured by a factor, with a marker for each level of ``shape``.

    Returns the figure and its numbers, one row for each sample.
    """
    scores, shares = principal_components(vst)
    shape = shape if shape in sheet and shape != factor else None
    levels = levels_of(sheet, factor)
    shapes = levels_of(sheet, shape) if shape else pd.Series("", index=sheet.index)
    used = list(scores.index)
    colours = present(group_colours(levels), levels[used])
    markers = present(_markers(shapes), shapes[used])
    legend = max(18, 7 + text_width([*colours, *markers, factor, shape or ""], 7))
    figure = new_figure(17 + SIDE + 3 + legend, 97 + TITLE)
    add_title(figure, 17, f"Principal components of {len(used):,} samples")
    axes = add_panel(figure, 17, 9, SIDE, SIDE)
    places = scores[["PC1", "PC2"]].fillna(0).to_numpy()
    for (x, y), sample in zip(places, used, strict=True):
        axes.scatter(
            x,
            y,
            s=26,
            marker=markers[shapes[sample]],
            color=colours[levels[sample]],
            edgecolors="white",
            linewidths=0.4,
            zorder=2,
        )
    for number, axis in enumerate((axes.xaxis, axes.yaxis)):
        share = "" if np.isnan(shares[number]) else f" ({shares[number]:.0%} of variance)"
        axis.set_label_text(f"PC{number + 1}{share}")
    _frame(axes, places)
    axes.axhline(0, color="#E0E0E0", linewidth=0.5, zorder=0)
    axes.axvline(0, color="#E0E0E0", linewidth=0.5, zorder=0)
    if scores.empty:
        axes.text(
            0.5, 0.6, "no usable sample", transform=axes.transAxes, ha="center", color=DARK_GREY
        )
    if 0 < len(scores) <= MOST_NAMED:
        place_labels(axes, places, [shorten(name) for name in used], places, size=6)
    look: dict[str, Any] = {"markersize": 5, "markeredgecolor": "white", "markeredgewidth": 0.4}
    _add_legend(figure, 3 + TITLE, factor, dots(colours, **look))
    if shape:
        shown = [dot(level, marker=m, color=BLACK, **look) for level, m in markers.items()]
        _add_legend(figure, 11 + TITLE + 4 * len(colours), shape, shown)
    columns = [factor, shape] if shape else [factor]
    return figure, scores.join(sheet[columns])


def _markers(levels: Iterable[str]) -> dict[str, str]:
    distinct = list(dict.fromkeys(levels))
    return {level: MARKERS[i % len(MARKERS)] for i, level in enumerate(distinct)}


def _frame(axes: Axes, places: NDArray[np.float64]) -> None:
    """Limits of equal length on both axes, so that distances can be compared by eye."""
    extent = (np.abs(places).max(initial=0) or 1) * 1.15
    middle = (places.max(axis=0) + places.min(axis=0)) / 2 if len(places) else np.zeros(2)
    reach = np.ptp(places, axis=0).max() * 0.58 if len(places) else 0
    reach = reach or extent
    axes.set(
        xlim=(middle[0] - reach, middle[0] + reach), ylim=(middle[1] - reach, middle[1] + reach)
    )
    axes.set_aspect("equal")


def _add_legend(figure: Figure, top: float, title: str, handles: list[Any]) -> None:
    left = 17 + SIDE + 3
    add_legend(figure, left, top, handles=handles, title=title, alignment="left", handletextpad=0.2)


def main(job: Job) -> None:
    vst = VST.read_frame(job.input.vst)
    sheet, _ = read_sheet(job.input.sheet)
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    figure, table = draw_pca(vst, sheet, job.params.factor, job.params.shape)
    save(figure, job.output)
    PCA.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
