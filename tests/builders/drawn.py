"""What a figure shows, and jobs that draw one."""

import re
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib
from matplotlib.text import Annotation

from mirtrd.core.documents import write_document


def legend_texts(figure) -> list[str]:
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def names_in(figure) -> list[Annotation]:
    """The names beside the points of the first panel."""
    children = figure.axes[0].texts
    return [text for text in children if isinstance(text, Annotation) and text.get_text()]


def bar_ends(figure) -> dict[float, float]:
    """How far the bars of the first panel reach, by row."""
    bars = [bar for bar in figure.axes[0].patches if not bar.get_hatch()]
    ends = {}
    for bar in bars:
        middle = round(bar.get_y() + bar.get_height() / 2, 6)
        ends[middle] = max(ends.get(middle, 0), bar.get_x() + bar.get_width())
    return ends


def assert_nothing_clipped(figure) -> None:
    figure.draw_without_rendering()
    # A tenth of a point is lost to rounding.
    tight = figure.get_tightbbox().extents * 72
    width, height = figure.get_size_inches() * 72
    assert tight[0] > -0.1
    assert tight[1] > -0.1
    assert tight[2] < width + 0.1
    assert tight[3] < height + 0.1


def assert_apart(boxes) -> None:
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


def make_job(
    folder: Path,
    inputs: Mapping[str, str | list[str]],
    outputs: tuple[str, ...] = ("svg", "pdf", "png", "table"),
    **params: Any,
) -> SimpleNamespace:
    """A job that writes its outputs to the folder, as out.svg and so on."""
    return SimpleNamespace(
        input=SimpleNamespace(**inputs),
        output=SimpleNamespace(**{name: str(folder / f"out.{name}") for name in outputs}),
        params=SimpleNamespace(**params),
        folder=folder,
    )


def assert_same_bytes(main: Callable[[Any], None], job: SimpleNamespace) -> dict[str, bytes]:
    """Run a job twice, the second time under another style of the user; the outputs must be the
    same, the figure an SVG with text and a PNG of 300 dpi. Returns the outputs by name."""
    outputs = {name: Path(path) for name, path in vars(job.output).items()}
    main(job)
    first = {name: path.read_bytes() for name, path in outputs.items()}
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red", "savefig.dpi": 50}):
        main(job)
    assert {name: path.read_bytes() for name, path in outputs.items()} == first
    assert first["png"].startswith(b"\x89PNG")
    # 300 dots per inch are 11811 per metre.
    assert b"pHYs" + (11811).to_bytes(4, "big") in first["png"]
    assert re.search(rb"<text[^>]*>", first["svg"])
    assert b"<dc:date>" not in first["svg"]
    return first


def write_fit(folder: Path) -> str:
    """What tells how a contrast of six and seven samples was tested."""
    path = str(folder / "fit.json")
    fit = {"samples": {"TRD": 6, "control": 7}, "design": "~ condition", "test": "F-test"}
    write_document(path, fit)
    return path
