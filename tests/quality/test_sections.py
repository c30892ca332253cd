"""Sections of a report show what there is, and say where there is nothing."""

import math

import pandas as pd

from mirtrd.quality.sections import bars, general_statistics, haemolysis_points, length_lines
from mirtrd.quality.tables import STATUS

LOOKS = {"mirna": ("miRNA", "#08306B"), "unaligned": ("not aligned", "#BDBDBD")}


def test_numbers_that_no_sample_has_are_left_out():
    status = pd.DataFrame(math.nan, index=["NA", "b"], columns=STATUS.header[1:])
    status["status"], status["dimer_share"] = ["ok", "fail"], [0.5, math.nan]
    found = general_statistics(status)
    assert [name for header in found["pconfig"] for name in header] == ["status", "dimer_share"]
    assert found["data"] == {"NA": {"status": "ok", "dimer_share": 50}, "b": {"status": "fail"}}


def test_parts_that_no_sample_has_are_no_bars():
    table = pd.DataFrame({"mirna": [3, 0], "unaligned": [0, 0]}, index=["001", "1e3"])
    found = bars("fate", "Read fate", "words", table, LOOKS)
    assert found["data"] == {"001": {"mirna": 3}, "1e3": {"mirna": 0}}
    assert found["categories"] == {"mirna": {"name": "miRNA", "color": "#08306B"}}


def test_lengths_are_lines_of_all_inserts_and_of_mirna():
    lengths = pd.DataFrame(
        {"sample": "NA", "class": ["mirna", "rRNA"], "length": [22, 30], "count": [3, 1]}
    )
    everything, mirna = length_lines(lengths)["data"]
    assert everything == {"NA": {22: 75, 30: 25}}
    assert mirna == {"NA": {22: 75}}


def test_samples_that_were_not_scored_have_no_point():
    scores = pd.DataFrame({"ratio": [5.5, math.nan], "score": [1, 2]}, index=["NA", "b"])
    assert haemolysis_points(scores)["data"] == {"NA": {"x": 5.5, "y": 1}}
    assert haemolysis_points(scores.iloc[:0])["plot_type"] == "html"
