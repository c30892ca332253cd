"""The style of all figures, and the files that they are written to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib import style
from matplotlib.figure import Figure

STYLE: dict[str, Any] = {
    "axes.labelsize": 8,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 8,
    "figure.dpi": 300,
    "font.family": ["sans-serif"],
    "font.size": 8,
    "hatch.linewidth": 0.4,
    "legend.borderaxespad": 0,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "legend.title_fontsize": 7,
    "savefig.dpi": 300,
    "svg.fonttype": "none",
    "svg.hashsalt": "mirtrd",  # else the ids in an SVG differ from run to run
    "text.parse_math": False,  # names of levels may hold dollar signs
    "xtick.labelsize": 7,
    "xtick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.labelsize": 7,
    "ytick.major.size": 2.5,
    "ytick.major.width": 0.6,
}


@contextmanager
def styled() -> Iterator[None]:
    """The style of all figures, whatever a user's matplotlibrc says; also ``@styled()``."""
    with style.context(["default", STYLE]):
        yield


@styled()
def save(figure: Figure, svg: str, png: str) -> None:
    """Write the figure as SVG and as PNG with 300 dpi; the same figure gives the same bytes."""
    figure.savefig(svg, format="svg", metadata={"Date": None})
    figure.savefig(png, format="png")
