"""Who was compared with whom."""

import pandas as pd

from builders.reported import HOSTILE, Seen, make_results
from mirtrd.report.groups import describe_groups, summarise


def test_groups_stand_side_by_side_with_what_the_design_knows():
    seen = Seen(describe_groups(make_results()))
    assert f"column{HOSTILE}TRDin the design" in seen.text
    assert "samples23" in seen.text
    assert "batchB: 1; 1 not knownA: 2, B: 1yes" in seen.text
    assert "fastq" not in seen.text


def test_numbers_are_told_by_median_and_quartiles():
    ages = pd.Series([str(age) for age in range(20, 29)])
    assert summarise(ages, ages) == "24.0 (22.0 to 26.0)"


def test_few_numbers_are_levels_and_names_of_persons_are_counted():
    few = pd.Series(["1", "2", "1"])
    assert summarise(few, few) == "1: 2, 2: 1"
    persons = pd.Series([f"P{number}" for number in range(9)])
    assert summarise(persons[:4], persons) == "4 different"
