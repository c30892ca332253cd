"""Fragments and isomiRs stand on the scale of the miRNAs."""

import pandas as pd
import pytest

from mirtrd.cohort.size_factors import Scaling
from mirtrd.features.scales import as_of_mirnas


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("ratio", "ratio of miRNAs"),
        (
            "poscounts (median of ratios needs 20)",
            "poscounts (median of ratios needs 20) of miRNAs",
        ),
        ("ratio of 5 spike-ins", "ratio of 5 spike-ins"),
        ("ratio of hsa-miR-16-5p", "ratio of hsa-miR-16-5p"),
    ],
)
def test_the_factors_stay_and_say_whose_they_are(method, said):
    factors = pd.DataFrame({"size_factor": [0.5, 2.0], "method": method}, index=["a", "b"])
    found = as_of_mirnas(factors)
    assert list(found["size_factor"]) == [0.5, 2.0]
    assert set(found["method"]) == {said}
    assert set(factors["method"]) == {method}


def test_the_factors_stay_where_samples_are_left_out():
    counts = pd.DataFrame({"a": [5, 9], "b": [50, 70], "c": [1, 900]})
    factors = pd.Series({"a": 0.5, "b": 2.0, "c": 1.0})
    scaling = Scaling(factors=factors, words="ratio of miRNAs", method="mirnas")
    assert scaling.of(counts[["a", "c"]]).to_dict() == {"a": 0.5, "c": 1.0}
