"""Figures as images that hold their own data."""

import base64
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from builders.reported import SVG, Seen, write_figures
from mirtrd.report.pictures import Picture, Pictures


@pytest.fixture
def pictures(tmp_path, monkeypatch) -> Pictures:
    monkeypatch.chdir(tmp_path)
    return Pictures.find(write_figures(tmp_path))


def test_a_figure_says_what_it_shows_and_has_its_size_in_print(pictures):
    seen = Seen(pictures.show("cohort/pca", "The <samples>.", "Look."))
    image = seen.named("img")[0]
    # An inch wide and half an inch high.
    assert (image["width"], image["height"]) == ("96", "48")
    assert image["alt"] == "The <samples>."
    assert seen.text == "The <samples>. Look."


def test_the_drawing_in_the_page_is_that_of_the_file_without_what_nobody_sees(pictures):
    address = Seen(pictures.show("cohort/pca", "a")).named("img")[0]["src"] or ""
    kind, _, content = address.partition(",")
    assert kind == "data:image/svg+xml"
    drawing = ElementTree.fromstring(unquote(content))
    whole = ElementTree.fromstring(SVG.partition("\n")[2])
    assert [part.attrib for part in drawing] == [part.attrib for part in whole]
    assert "unseen" not in content
    assert not set("\n#") & set(content)


def test_of_a_large_drawing_the_image_is_taken(pictures, tmp_path):
    points = '<path d="M 0 0"/>' * 1000
    svg, png = tmp_path / "results" / "cohort" / "pca.svg", tmp_path / "results/cohort/pca.png"
    svg.write_text(SVG.replace("</svg>", f"{points}</svg>"))
    packed = Picture(svg=svg, png=png).address.removeprefix("data:image/png;base64,")
    assert base64.b64decode(packed) == png.read_bytes()


def test_a_figure_that_the_run_has_not_is_nothing(pictures):
    assert pictures.show("candidates/a.pileups", "a") == ""


def test_a_drawing_without_a_size_is_none(tmp_path):
    (tmp_path / "a.svg").write_text("<svg/>")
    with pytest.raises(ValueError, match=r"a\.svg has no size"):
        _ = Picture(svg=tmp_path / "a.svg", png=tmp_path / "a.png").size
