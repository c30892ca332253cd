"""Outliers are told by sample where a sample is the outlier of many miRNAs."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from mirtrd.expression.outlier_notes import LISTED, outlier_notes


def say(replaced: dict[str, str], lost: dict[str, str] | None = None) -> list[str]:
    """The notes on miRNAs whose outliers are in these samples, separated by blanks."""
    lost = lost or {}
    rows = [
        (mirna, sample, 100 - place)
        for mirna, samples in {**replaced, **lost}.items()
        for place, sample in enumerate(samples.split())
    ]
    outliers = pd.DataFrame(rows, columns=["mirna", "sample", "cooks"]).set_index("mirna")
    model = SimpleNamespace(outliers=outliers, replaced=pd.Index(list(replaced)))
    pvalue = dict.fromkeys(replaced, 0.5) | dict.fromkeys(lost, np.nan)
    return outlier_notes(model, pd.DataFrame({"pvalue": pvalue}))


def test_few_outliers_are_told_one_by_one():
    assert say({"m1": "s1", "m2": "s2 s3"}, {"m3": "s4 s5"}) == [
        "m1: outlier counts were replaced (s1, Cook's distance)",
        "m2: outlier counts were replaced (s2, s3, Cook's distance)",
        "m3 is not testable: s4 is an outlier (Cook's distance)",
    ]


def test_one_sample_that_is_the_outlier_of_many_mirnas_is_one_sentence():
    [note] = say({f"m{n}": "s1" for n in range(40)}, {f"x{n}": "s1" for n in range(6)})
    assert note == (
        "s1 (46) is an outlier of many miRNAs at once (Cook's distance): look at this library "
        "before the calls"
    )


def test_what_others_hold_is_told_besides():
    notes = say(
        {**{f"m{n}": "s1" for n in range(5)}, **{f"n{n}": "s2" for n in range(4)}, "o": "s3"}
    )
    assert notes == [
        "s1 (5), s2 (4) are outliers of many miRNAs at once (Cook's distance): look at these "
        "libraries before the calls",
        "o: outlier counts were replaced (s3, Cook's distance)",
    ]


def test_many_outliers_here_and_there_are_a_number():
    spread = {f"m{n}": f"s{n}" for n in range(11)}
    assert say(spread) == [f"outlier counts of 11 miRNAs were replaced (Cook's distance), {LISTED}"]
    notes = say({f"x{n}": "big" for n in range(4)}, {f"m{n}": f"s{n}" for n in range(11)})
    assert notes[1] == (
        f"11 further miRNAs are not testable, by outliers (Cook's distance), {LISTED}"
    )


def test_without_outliers_there_is_nothing_to_say():
    assert say({}) == []
