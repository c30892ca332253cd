"""Figures of a panel say what for, and of how many."""

from mirtrd.figures.page import new_figure
from mirtrd.panel.looks import add_foot, title_of


def test_foot():
    figure = new_figure(80, 40)
    add_foot(figure, "More.")
    assert [text.get_text() for text in figure.texts] == ["Research use only. More."]


def test_title():
    panel = {"tested": "TRD", "reference": "MDD", "samples": {"TRD": 8, "MDD": 9, "persons": 17}}
    assert title_of(panel) == "TRD (n = 8) against MDD (n = 9)"
