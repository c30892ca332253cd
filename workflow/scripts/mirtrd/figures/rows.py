"""Samples as the rows of a panel, grouped under headers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from mirtrd.figures.names import shorten
from mirtrd.figures.page import POINT
from mirtrd.figures.palettes import BLACK, DARK_GREY

MAX_ROWS_HEIGHT, MIN_ROWS_HEIGHT, ROW, HEADER = 220.0, 40.0, 4.2, 4.5  # mm
SMALLEST_TEXT = 4.0  # pt


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Samples as the rows of a panel, grouped under headers; places in mm from its top."""

    samples: list[str]
    y: NDArray[np.float64]
    headers: list[tuple[str, float]]
    row: float
    height: float

    @property
    def text_size(self) -> float:
        """Size of the sample names in points; 0 if there is no room for them."""
        size = min(7.0, 0.85 * self.row / POINT)
        return size if size >= SMALLEST_TEXT else 0.0


def arrange_rows(groups: pd.Series) -> Rows:
    """Rows for the samples in the index of ``groups``, in its order, groups together.

    The panel grows with the number of samples up to the height of a page.
    """
    levels = list(dict.fromkeys(groups))
    header = min(HEADER, MAX_ROWS_HEIGHT / 2 / max(len(levels), 1))
    height = len(groups) * ROW + len(levels) * header
    height = min(max(height, MIN_ROWS_HEIGHT), MAX_ROWS_HEIGHT)
    row = (height - len(levels) * header) / max(len(groups), 1)
    samples: list[str] = []
    y: list[float] = []
    headers, top = [], 0.0
    for level in levels:
        members = list(groups.index[groups == level])
        headers.append((f"{level} (n = {len(members)})", top + 0.85 * header))
        samples += members
        y += [top + header + (i + 0.5) * row for i in range(len(members))]
        top += header + len(members) * row
    return Rows(samples=samples, y=np.array(y), headers=headers, row=row, height=height)


def row_labels(rows: Rows, marks: Mapping[str, str]) -> list[str]:
    """What stands to the left of each row; without room for names a cross for marked samples."""
    if not rows.text_size:
        return ["\N{MULTIPLICATION SIGN}" if sample in marks else "" for sample in rows.samples]
    names = [shorten(sample) for sample in rows.samples]
    return [
        f"{name} ({marks[sample]})" if sample in marks else name
        for name, sample in zip(names, rows.samples, strict=True)
    ]


def label_rows(axes: Axes, rows: Rows, marks: Mapping[str, str], left: float) -> None:
    """Write the names of the samples and the headers of the groups beside and above the rows.

    ``left`` is where the headers begin, in data units of the panel.
    """
    for text, y in rows.headers:
        axes.text(left, y, text, fontsize=7, fontweight="bold", va="baseline")
    axes.set_yticks(rows.y, row_labels(rows, marks), fontsize=rows.text_size or SMALLEST_TEXT)
    for label, sample in zip(axes.get_yticklabels(), rows.samples, strict=True):
        label.set_color(DARK_GREY if sample in marks else BLACK)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
