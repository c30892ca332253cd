"""Legends of points have an entry for each level."""

from mirtrd.figures.points import dot, dots


def test_a_dot_for_each_level():
    handles = dots({"TRD": "#0072B2", "control": "#E69F00"}, markersize=4)
    assert [handle.get_label() for handle in handles] == ["TRD", "control"]
    assert [handle.get_color() for handle in handles] == ["#0072B2", "#E69F00"]
    assert {handle.get_marker() for handle in handles} == {"o"}
    assert {handle.get_linestyle() for handle in handles} == {"None"}


def test_an_entry_without_a_dot():
    assert dot("12 levels").get_marker() == "None"
