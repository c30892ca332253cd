"""A library that is there twice, under two names, is found."""

import numpy as np
import pandas as pd

from mirtrd.quality.copies import MIN_MIRNAS, find_copies


def test_samples_with_the_same_counts_are_copies_of_each_other():
    counts = pd.DataFrame(np.random.default_rng(1).poisson(50, (40, 5)), columns=[*"abcde"])
    assert find_copies(counts) == {}
    assert find_copies(counts.assign(NA=counts["b"])) == {"b": ["NA"], "NA": ["b"]}
    thrice = counts.assign(x=counts["a"], y=counts["a"])
    assert find_copies(thrice)["x"] == ["a", "y"]
    assert find_copies(counts.assign(NA=counts["b"] + (counts.index == 3))) == {}


def test_few_mirnas_may_agree_by_chance():
    counts = pd.DataFrame({"a": [1] * (MIN_MIRNAS - 1) + [0] * 50, "b": 0})
    assert find_copies(counts.assign(b=counts["a"])) == {}
    assert find_copies(counts.assign(a=0)) == {}
