"""Figures laid out in millimetres: panels, text and legends at their places."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.textpath import TextPath

from mirtrd.figures.palettes import DARK_GREY
from mirtrd.figures.style import FAMILY

INCH = 25.4  # mm
POINT = INCH / 72  # mm
WIDTH = 180.0  # mm, the text of a page
# Small letters: points, and mm that one takes, and a line of them.
SMALL, LETTER, LINE = 6.5, 1.12, 3.1
TITLE = 7.0  # mm
# A legend of coloured squares.
SWATCHES: dict[str, Any] = {
    "handlelength": 1,
    "handleheight": 1,
    "handletextpad": 0.5,
    "labelspacing": 0.35,
}


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, its size in mm."""
    figure = Figure(figsize=(width / INCH, height / INCH))
    FigureCanvasAgg(figure)
    return figure


def add_panel(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place in mm from the lower left corner of the figure."""
    wide, high = figure.get_size_inches() * INCH
    return figure.add_axes((left / wide, bottom / high, width / wide, height / high))


def add_text(figure: Figure, left: float, bottom: float, text: str, **properties: Any) -> Text:
    """Text at a place in mm from the lower left corner of the figure."""
    wide, high = figure.get_size_inches() * INCH
    return figure.text(left / wide, bottom / high, text, **properties)


def add_title(figure: Figure, left: float, title: str) -> Text:
    """The title, in the uppermost TITLE mm of a figure."""
    high = figure.get_figheight() * INCH
    return add_text(figure, left, high - 5, title, fontweight="bold")


def wrap(text: str, width: float) -> list[str]:
    """Text of small letters in lines that fit into a width in mm."""
    return textwrap.wrap(text, max(int(width / LETTER), 20), break_on_hyphens=False)


def add_lines(
    figure: Figure, left: float, top: float, lines: Sequence[str], color: str = DARK_GREY
) -> Text:
    """Lines of small letters below a place in mm; each takes LINE mm."""
    text = "\n".join(lines)
    return add_text(figure, left, top, text, fontsize=SMALL, va="top", linespacing=1.3, color=color)


def add_heading(
    figure: Figure, left: float, bottom: float, title: str, lines: Sequence[str]
) -> None:
    """A title whose line is at a place in mm, and lines of small letters below it."""
    add_text(figure, left, bottom, title, fontweight="bold")
    add_lines(figure, left, bottom - 1.5, lines)


def legend_height(entries: int) -> float:
    """Height in mm of a legend of so many lines, with some room around it."""
    return 8 + 4.0 * entries


def add_legend(figure: Figure, left: float, top: float, **properties: Any) -> Legend:
    """A legend whose upper left corner is at a place in mm from that of the figure."""
    wide, high = figure.get_size_inches() * INCH
    place = (left / wide, 1 - top / high)
    return figure.legend(loc="upper left", bbox_to_anchor=place, **properties)


def text_width(texts: Iterable[str], size: float) -> float:
    """Width of the widest of the texts, in mm, for a font size in points."""
    font = FontProperties(family=FAMILY)
    widths = [TextPath((0, 0), t, size=size, prop=font).get_extents().width for t in texts if t]
    return max(widths, default=0.0) * POINT
