"""Levels have colours of their own, whichever of them occur."""

import pandas as pd

from mirtrd.figures.palettes import (
    BLUE,
    LEVELS,
    MIDDLE_GREY,
    VERMILION,
    group_colours,
    level_colours,
    levels_of,
    present,
    reference_first,
)


def test_few_levels_have_the_colours_of_the_palette_in_their_order():
    assert level_colours(["b", "a", "b"]) == {"b": LEVELS[0], "a": LEVELS[1]}


def test_many_levels_have_colours_of_their_own():
    colours = level_colours(map(str, range(40)))
    assert len(set(colours.values())) == 40


def test_levels_that_do_not_occur_leave_the_colours_of_the_others_alone():
    colours = level_colours("abc")
    assert present(colours, ["c", "a"]) == {"a": colours["a"], "c": colours["c"]}


def test_an_empty_cell_of_the_sheet_is_a_level():
    sheet = pd.DataFrame({"sex": ["f", "", "NA"]})
    assert list(levels_of(sheet, "sex")) == ["f", "(none)", "NA"]


def test_the_reference_comes_first_and_is_grey_and_no_group_looks_like_up_or_down():
    sheet = pd.DataFrame({"condition": ["TRD", "MDD", "control", "TRD"]}, index=list("abcd"))
    ordered = reference_first(sheet, "condition", "control")
    assert list(ordered.index) == ["c", "a", "b", "d"]
    colours = group_colours(ordered["condition"])
    assert list(colours) == ["control", "TRD", "MDD"]
    assert colours["control"] == MIDDLE_GREY
    assert not {BLUE, VERMILION} & set(colours.values())
    assert list(reference_first(sheet, "condition", "").index) == list("abcd")
