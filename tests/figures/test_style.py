"""Figures look the same whatever the user's style, byte by byte."""

import re
from types import SimpleNamespace

import matplotlib
from matplotlib.font_manager import FontProperties, findfont

from mirtrd.figures.page import add_panel, add_text, new_figure
from mirtrd.figures.style import FONT, STYLE, save, styled

ENDINGS = ("svg", "pdf", "png")


def files(folder, stem):
    return SimpleNamespace(**{ending: str(folder / f"{stem}.{ending}") for ending in ENDINGS})


@styled()
def draw():
    figure = new_figure(40, 30)
    add_panel(figure, 10, 10, 20, 15).plot([1, 2], [3, 1])
    add_text(figure, 2, 2, "50 %$ of $TRD_1$")
    return figure


def test_the_same_figure_gives_the_same_bytes_in_any_style(tmp_path):
    save(draw(), files(tmp_path, "a"))
    with matplotlib.rc_context({"font.size": 20, "lines.color": "red", "svg.fonttype": "path"}):
        save(draw(), files(tmp_path, "b"))
    for ending in ("svg", "pdf", "png"):
        first, second = (tmp_path / f"{name}.{ending}" for name in "ab")
        assert first.read_bytes() == second.read_bytes()


def test_text_in_an_svg_is_text_as_it_was_given(tmp_path):
    save(draw(), files(tmp_path, "a"))
    svg = (tmp_path / "a.svg").read_text()
    assert "50 %$ of $TRD_1$" in svg
    assert "<dc:date>" not in svg


def test_the_style_ends_with_the_figure():
    before = dict(matplotlib.rcParams)
    draw()
    assert dict(matplotlib.rcParams) == before
    assert STYLE["font.size"] == 8


def test_text_is_in_a_font_that_journals_take_and_stays_text(tmp_path):
    save(draw(), files(tmp_path, "a"))
    svg = (tmp_path / "a.svg").read_text()
    assert re.search(r"<text [^>]*font-family: Arial, Helvetica, 'Liberation Sans'", svg)
    pdf = (tmp_path / "a.pdf").read_bytes()
    assert b"LiberationSans" in pdf
    assert b"/Subtype /Type3" not in pdf
    assert findfont(FontProperties(family=FONT, weight="bold")).endswith("Sans-Bold.ttf")
