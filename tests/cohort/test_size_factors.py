"""Size factors against R's DESeq2 (tests/oracles)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.fits import demo_counts, oracle_cohort, read_oracle
from mirtrd.cohort import size_factors as module
from mirtrd.cohort.size_factors import size_factors, spike_in_factors
from mirtrd.core.job import UserError


def test_size_factors_equal_those_of_r(monkeypatch):
    counts = demo_counts()
    factors, method = size_factors(counts)
    assert method == "ratio"
    np.testing.assert_allclose(factors, read_oracle("size_factors.tsv")["ratio"], rtol=1e-10)
    monkeypatch.setattr(module, "MIN_COMPLETE", 10**6)
    factors, method = size_factors(counts)
    assert method.startswith("poscounts (only ")
    assert method.endswith("miRNAs have reads in every sample, median of ratios needs 1000000)")
    monkeypatch.undo()
    assert size_factors(counts, "poscounts")[1] == "poscounts"
    pd.testing.assert_series_equal(size_factors(counts, "poscounts")[0], factors)
    np.testing.assert_allclose(factors, read_oracle("size_factors.tsv")["poscounts"], rtol=1e-10)


def spike_ins(**counts: list[int]) -> pd.DataFrame:
    """Spike-ins s0, s1, ... with these counts in each sample, as plot_spike_ins writes them."""
    rows = [(name, f"s{n}", 1.0, c) for name, found in counts.items() for n, c in enumerate(found)]
    return pd.DataFrame(rows, columns=["sample", "spike_in", "amount", "count"])


def test_spike_ins_scale_libraries_whatever_the_mirnas_do():
    table = spike_ins(a=[10, 20, 40, 0], b=[20, 40, 80, 7], c=[20, 40, 83, 9])
    factors, method = spike_in_factors(table, ["a", "b"])
    assert method == "ratio of 3 spike-ins"
    assert factors.to_dict() == pytest.approx({"a": 0.5**0.5, "b": 2**0.5})
    # Ratios 1/2, 1 and 1 in each row of three: the geometric mean is 4^(1/3) times the first.
    factors, _ = spike_in_factors(table, ["a", "b", "c"])
    assert factors["b"] / factors["a"] == pytest.approx(2)
    with pytest.raises(UserError, match="2 spike-ins have counts in every sample, at least 3 are"):
        spike_in_factors(spike_ins(a=[1, 2, 0], b=[1, 2, 3]), ["a", "b"])


def test_size_factors_scale_with_depth_and_need_reads():
    counts = pd.DataFrame({"a": [10, 20, 40] * 10, "b": [20, 40, 80] * 10})
    factors, _ = size_factors(counts)
    assert factors["b"] / factors["a"] == pytest.approx(2)
    with pytest.raises(UserError, match="sample b has no miRNA reads"):
        size_factors(counts.assign(b=0))


@given(depths=st.lists(st.integers(1, 50), min_size=2, max_size=6))
def test_size_factors_scale_with_the_library_by_either_method(depths):
    counts = pd.DataFrame(np.arange(1, 31)[:, None] * depths)
    for method in ("ratio", "poscounts"):
        factors, _ = size_factors(counts, method)
        np.testing.assert_allclose(factors / factors[0], np.array(depths) / depths[0])


def test_size_factors_of_reference_mirnas():
    counts = pd.DataFrame(
        {"a": [10, 100, 5, 0], "b": [20, 200, 500, 9]}, index=["x", "y/z", "w", "v"]
    )
    factors, method = size_factors(counts, references=["x", "z"])
    assert method == "ratio of x, y/z"
    assert factors["b"] / factors["a"] == pytest.approx(2)
    with pytest.raises(UserError, match=r"reference_mirnas: q is not in the count matrix"):
        size_factors(counts, references=["q"])
    with pytest.raises(UserError, match=r"v has no reads in 1 of 2 samples, first in a: choose"):
        size_factors(counts, references=["v"])


def test_size_factors_without_a_mirna_that_is_everywhere():
    counts, _ = oracle_cohort("sparse")
    factors, method = size_factors(counts)
    assert method.startswith("poscounts (only 0 miRNAs have reads in every sample")
    np.testing.assert_allclose(factors, read_oracle("sparse.factors.tsv")["poscounts"], rtol=1e-6)
