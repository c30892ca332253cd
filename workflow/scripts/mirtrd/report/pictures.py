"""Figures of a run inside the page: as images whose data stand in their address.

An SVG that is put into a page as it is shares identifiers and style with all others; as an image it
keeps its own, runs nothing and loads nothing. Large ones are heavier than their PNG: the smaller of
the two is taken, so that the page stays small however many samples there are.
"""

import base64
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mirtrd.report.markup import EMPTY, Markup, element, escape

# Points of print to an inch, and CSS pixels.
PIXELS_PER_POINT = 96 / 72
SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"')
# What an SVG of matplotlib has that nobody sees.
UNSEEN = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A figure, as SVG and as PNG."""

    svg: Path
    png: Path

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in CSS pixels, as it was made to be printed."""
        found = SIZE.search(self.svg.read_text(encoding="utf-8")[:2000])
        if not found:
            raise ValueError(f"{self.svg} has no size")
        return round(float(found[1]) * PIXELS_PER_POINT), round(float(found[2]) * PIXELS_PER_POINT)

    @property
    def address(self) -> Markup:
        """The data address of the smaller of the two, to stand between single quotes."""
        drawn = _as_address(self.svg.read_text(encoding="utf-8"))
        if len(drawn) <= 4 / 3 * self.png.stat().st_size:
            return drawn
        packed = base64.b64encode(self.png.read_bytes()).decode("ascii")
        return Markup(f"data:image/png;base64,{packed}")


def _as_address(svg: str) -> Markup:
    """An SVG as a data address; between single quotes, its double ones need no escape."""
    text = " ".join(UNSEEN.sub("", svg).split())
    for sign, code in (("%", "%25"), ("#", "%23"), ("> <", "><")):
        text = text.replace(sign, code)
    text = html.escape(text, quote=False).replace("'", "&#39;")
    # Markup in the value of an attribute may stand as it is; escaped it is half as long again.
    text = text.replace("&lt;", "<").replace("&gt;", ">")
    return Markup(f"data:image/svg+xml,{text}")


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """The figures that the page may show, by their path without ending."""

    by_stem: Mapping[str, Picture]

    @classmethod
    def find(cls, paths: Iterable[str]) -> "Pictures":
        """Of paths of SVG and PNG files."""
        stems = {str(Path(path).with_suffix("")) for path in map(str, paths)}
        return cls(
            by_stem={
                stem: Picture(svg=Path(f"{stem}.svg"), png=Path(f"{stem}.png"))
                for stem in sorted(stems)
            }
        )

    def show(self, stem: str, shows: str, reading: str = "") -> Markup:
        """The figure of ``results/<stem>``: what it ``shows``, and how it is to be read; nothing
        if the run has none."""
        picture = self.by_stem.get(f"results/{stem}")
        if picture is None:
            return EMPTY
        width, height = picture.size
        image = Markup(
            f'<img src=\'{picture.address}\' alt="{html.escape(shows)}" width="{width}" '
            f'height="{height}" decoding="async">'
        )
        words = (element("b", shows), " ", escape(reading))
        return element("figure", image, element("figcaption", *words))
