"""Counts per million on a logarithmic scale are those of edgeR."""

import numpy as np
import pandas as pd
import pytest

from mirtrd.statistics.abundance import cpm, log_cpm


def test_log_cpm_is_that_of_edger():
    # edgeR's cpm(log=TRUE, prior.count=2): prior = 2 * library / mean library = 1 and 3.
    counts = pd.DataFrame({"a": [40, 60], "b": [100, 200]})
    values = log_cpm(counts, counts.sum(), 2)
    expected_a = np.log2((np.array([40, 60]) + 1) / 102 * 1e6)
    expected_b = np.log2((np.array([100, 200]) + 3) / 306 * 1e6)
    assert list(values["a"]) == pytest.approx(list(expected_a))
    assert list(values["b"]) == pytest.approx(list(expected_b))


def test_cpm_adds_up_to_a_million_and_a_sample_without_counts_has_none():
    values = cpm(pd.DataFrame({"a": [1, 3], "b": [0, 0]}))
    assert values.to_dict("list") == {"a": [250_000.0, 750_000.0], "b": [0.0, 0.0]}
