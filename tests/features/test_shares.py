"""Whether isomiRs of a miRNA change alike is told by their shares of it."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest

from mirtrd.features.shares import combine, compare_shares, log_odds

SAMPLES = [f"s{number}" for number in range(16)]
MATRIX = pd.DataFrame({"Intercept": 1.0, "case": [0.0] * 8 + [1.0] * 8}, index=SAMPLES)


def simulate(mirnas: int, rng, change: float = 0.0) -> tuple[pd.DataFrame, pd.Series]:
    """Counts of four isomiRs of each miRNA, and their miRNAs; in cases the second of each is
    ``change`` (log2) more. The miRNA itself varies much more than the shares do."""
    shares = np.array([0.6, 0.2, 0.15, 0.05])
    rows, names = [], []
    for mirna in range(mirnas):
        level = rng.lognormal(6, 0.8, len(SAMPLES))
        for number, share in enumerate(shares):
            own = share * rng.lognormal(0, 0.1, len(SAMPLES))
            if number == 1:
                own = own * 2 ** (change * MATRIX["case"].to_numpy())
            rows.append(rng.poisson(level * own))
            names.append(f"m{mirna}")
    index = [f"{name}|{place % 4}" for place, name in enumerate(names)]
    return pd.DataFrame(rows, index, SAMPLES), pd.Series(names, index)


def test_log_odds_by_hand():
    counts = pd.DataFrame({"s": [6, 2, 1]}, index=["a", "b", "c"])
    found = log_odds(counts, pd.Series({"a": "m", "b": "m", "c": "n"}))["s"]
    expected = [np.log2(6.5 / 2.5), np.log2(2.5 / 6.5), np.log2(1.5 / 0.5)]
    assert found.to_numpy() == pytest.approx(expected)


def test_log_odds_are_free_of_depth():
    counts, mirnas = simulate(5, np.random.default_rng(1))
    deeper = log_odds(counts * 1000, mirnas)
    twice = counts.assign(s3=counts["s3"] * 5)
    assert np.allclose(deeper, log_odds(twice * 1000, mirnas), atol=0.02)


def test_simes_by_hand():
    # 3 * 0.01 / 1, 3 * 0.04 / 2, 3 * 0.9 / 3
    assert combine(np.array([0.9, 0.01, 0.04])) == pytest.approx(0.03)
    assert combine(np.array([0.5])) == 0.5
    assert combine(np.array([0.04, 0.04, 0.04])) == pytest.approx(0.04)


def test_p_values_are_even_where_isomirs_change_alike():
    counts, mirnas = simulate(200, np.random.default_rng(2))
    # All isomiRs of a miRNA change with it.
    counts.loc[:, SAMPLES[8:]] *= 3
    found = compare_shares(log_odds(counts, mirnas), MATRIX, "case")
    for number in range(4):
        pvalues = found["pvalue"].to_numpy()[number::4]
        assert kstest(pvalues, "uniform").pvalue > 0.01, number
        assert abs(found["share_change"].to_numpy()[number::4].mean()) < 0.05
    combined = found["pvalue"].groupby(mirnas).agg(lambda p: combine(p.to_numpy()))
    assert (combined < 0.05).mean() <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 200)


def test_one_isomir_that_changes_is_found_under_a_mirna_that_varies_more():
    counts, mirnas = simulate(30, np.random.default_rng(3), change=1.0)
    found = compare_shares(log_odds(counts, mirnas), MATRIX, "case")
    second = found.iloc[1::4]
    # Odds of 0.2 to 0.8 become 0.4 to 0.8.
    assert second["share_change"].mean() == pytest.approx(1.0, abs=0.1)
    assert (second["pvalue"] < 0.001).mean() > 0.9
    firsts = found["pvalue"].groupby(mirnas).idxmin()
    assert (firsts.str.endswith("|1")).mean() > 0.6
