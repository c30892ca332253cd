"""Figures laid out in millimetres: panels, text and legends at their places."""

from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.textpath import TextPath

from mirtrd.figures.style import FAMILY

INCH = 25.4  # mm
POINT = INCH / 72  # mm
WIDTH = 180.0  # mm, the text of a page
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
