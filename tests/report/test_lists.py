"""The two lists."""

from dataclasses import replace

import pandas as pd
import pytest

from builders.reported import HOSTILE, Seen, make_results
from mirtrd.report.lists import OPEN, describe_lists


@pytest.fixture
def results():
    return make_results()


def test_each_list_stands_below_what_is_to_be_minded(results):
    seen = Seen(describe_lists(results, results.contrasts[0]))
    assert seen.text.count("Mind this.") == 3
    names = [button["data-mirna"] for button in seen.named("button")]
    assert names == ["miR-1", "miR-2"] * 3


def test_what_speaks_against_a_marker_is_told_and_nothing_where_nothing_does(results):
    text = Seen(describe_lists(results, results.contrasts[0])).text
    assert "nothing of what was checked" in text
    assert HOSTILE in text
    assert "20 to 28" in text
    assert "40 %: tail 40 %" in text


def test_a_long_list_is_folded(results):
    (found,) = results.contrasts
    rows = pd.concat([found.biomarkers.rows] * OPEN)
    long = replace(found, biomarkers=replace(found.biomarkers, rows=rows))
    assert Seen(describe_lists(results, long)).text.count(f"{OPEN} more") == 1


def test_an_empty_list_says_so(results):
    (found,) = results.contrasts
    rows = found.biomarkers.rows[:0]
    empty = replace(found, biomarkers=replace(found.biomarkers, rows=rows))
    assert "so there is no marker to list" in describe_lists(results, empty)
