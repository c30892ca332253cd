"""The style of all figures, and the files that they are written to."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, Protocol

import matplotlib

matplotlib.use("Agg")

from matplotlib import style
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

# Journals ask for Arial or Helvetica. This one is as wide, letter by letter, and may be shipped;
# the few signs that it lacks are taken from matplotlib's own font.
FONT = "Liberation Sans"
FAMILY = [FONT, "DejaVu Sans"]
FONTS = Path(__file__).parents[4] / "resources" / "fonts"
for path in sorted(FONTS.glob("*.ttf")):
    fontManager.addfont(path)
STYLE: dict[str, Any] = {
    "axes.labelsize": 8,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 8,
    "figure.dpi": 300,
    "font.family": FAMILY,
    "font.size": 8,
    "hatch.linewidth": 0.4,
    "legend.borderaxespad": 0,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "legend.title_fontsize": 7,
    "pdf.fonttype": 42,  # text that can be edited
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


class Files(Protocol):
    """The paths of a figure."""

    svg: str
    pdf: str
    png: str


@styled()
def save(figure: Figure, files: Files) -> None:
    """Write the figure as SVG and PDF with text that can be edited, and as PNG with 300 dpi; the
    same figure gives the same bytes."""
    drawn = StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    text = drawn.getvalue().replace(f"'{FONT}'", f"Arial, Helvetica, '{FONT}'")
    Path(files.svg).write_text(text, encoding="utf-8")
    figure.savefig(files.pdf, format="pdf", metadata={"CreationDate": None})
    figure.savefig(files.png, format="png")
