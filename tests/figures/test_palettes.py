"""Levels have colours of their own, whichever of them occur."""

import pandas as pd

from mirtrd.figures.palettes import LEVELS, level_colours, levels_of, present


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
