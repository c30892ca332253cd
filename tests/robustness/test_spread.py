"""Normalisers that disagree on all miRNAs at once are told of."""

import numpy as np
import pandas as pd

from mirtrd.robustness.spread import MAIN, describe_spread, median_changes


def test_medians_by_hand():
    table = pd.DataFrame({"log2FoldChange": [0.1, 0.3, 5.0]})
    variants = pd.DataFrame(
        {
            "kind": ["normalisation"] * 6 + ["model"] * 3,
            "variant": ["TMM"] * 3 + ["none"] * 3 + ["limma-trend"] * 3,
            "log2FoldChange": [-0.5, -0.2, 4, np.nan, np.nan, np.nan, 9, 9, 9],
        }
    )
    assert median_changes(table, variants) == {MAIN: 0.3, "TMM": -0.2}


def test_a_large_spread_is_a_sentence():
    medians = {MAIN: 1.02, "TMM": 0.4, "upper quartile": -0.05}
    assert describe_spread(medians, 0, 90) == (
        "The median change runs from \N{MINUS SIGN}0.05 (upper quartile) to +1.02 (log2, main "
        "analysis) with the way libraries are scaled."
    )
    assert describe_spread(medians, 61, 90).endswith(
        "are scaled; 61 of 90 calls change their sign with the normaliser."
    )


def test_a_small_one_is_none_unless_signs_turn():
    medians = {MAIN: 0.2, "TMM": -0.2}
    assert describe_spread(medians, 0, 90) == ""
    assert describe_spread(medians, 2, 90) == (
        "2 of 90 calls change their sign with the normaliser."
    )
    assert describe_spread({}, 0, 0) == ""
