"""Samples are simulated: two draws from one library, or libraries of different people."""

import numpy as np
import pandas as pd
import pytest

from mirtrd.quality import find_duplicates
from mirtrd.quality.find_duplicates import EXPECTED, excess_variance, nearest_samples

LIMIT = 0.1  # the default of quality.nearest_cv.warn


def library(seed=0, mirnas=400):
    """Shares of miRNAs as in a tissue: a few abundant ones, many rare ones."""
    shares = np.random.default_rng(seed).lognormal(0, 2.2, mirnas)
    return shares / shares.sum()


def people(number, cv, seed=1):
    """Shares in different people, each miRNA with this coefficient of variation."""
    noise = np.random.default_rng(seed).gamma(1 / cv**2, cv**2, (400, number))
    shares = library()[:, None] * noise
    return shares / shares.sum(axis=0)


def draw(shares, reads, seed=2):
    """Counts of libraries of so many reads, miRNAs x samples."""
    random = np.random.default_rng(seed)
    counts = np.column_stack(
        [random.multinomial(n, p) for n, p in zip(reads, shares.T, strict=True)]
    )
    return pd.DataFrame(counts, columns=[f"S{number}" for number in range(len(reads))])


@pytest.mark.parametrize("depth", [20_000, 300_000, 10_000_000])
def test_the_same_library_sequenced_again_is_found(depth):
    shares = people(12, cv=0.25)
    shares = np.column_stack([shares, shares[:, 3]])
    counts = draw(shares, [300_000] * 12 + [depth])
    table = nearest_samples(counts)
    alike = table[table["cv_limit"] < LIMIT]
    assert dict(alike["nearest"]) == {"S3": "S12", "S12": "S3"}


def test_a_file_given_twice_is_found():
    counts = draw(people(3, cv=0.3), [100_000] * 3)
    table = nearest_samples(counts.assign(copy=counts["S1"]))
    assert list(table.index[table["cv_limit"] < LIMIT]) == ["S1", "copy"]
    assert table.loc["copy", "cv"] == 0


@pytest.mark.parametrize("depth", [1_000, 10_000, 100_000, 5_000_000])
@pytest.mark.parametrize("cv", [0.2, 0.3])
def test_different_people_are_not_taken_for_one(cv, depth):
    table = nearest_samples(draw(people(60, cv), [depth] * 60))
    assert not (table["cv_limit"] < LIMIT).any()


def test_the_estimate_is_the_variance_of_the_simulation():
    counts = draw(people(40, cv=0.2), [2_000_000] * 40).to_numpy()
    estimates = np.concatenate(
        [excess_variance(counts[:, i], counts[:, i + 1 :])[0] for i in range(39)]
    )
    assert np.mean(estimates) == pytest.approx(0.2**2, rel=0.1)


def test_the_standard_error_is_that_of_samples_that_vary_as_expected():
    counts = draw(people(160, cv=EXPECTED**0.5), [100_000] * 160).to_numpy()
    pairs = [excess_variance(counts[:, i], counts[:, [i + 1]]) for i in range(0, 160, 2)]
    estimates, errors = np.array(pairs)[..., 0].T
    assert estimates.mean() == pytest.approx(EXPECTED, rel=0.1)
    assert estimates.std() == pytest.approx(errors.mean(), rel=0.35)


def test_two_draws_of_one_library_do_not_vary():
    counts = draw(np.repeat(library()[:, None], 200, axis=1), [100_000] * 200).to_numpy()
    estimate, error = excess_variance(counts[:, 0], counts[:, 1:])
    assert abs(estimate.mean()) < 0.2 * EXPECTED
    assert estimate.std() < error.mean() / 2


def test_by_hand():
    # t = 100, r = 1/2: chi-square (60 - 50)^2 / 25 = 4, information 50; one miRNA, so its weight
    # cancels: (4 - 1) / 50. The other miRNA has too few reads to count, but for the totals.
    estimate, _ = excess_variance(np.array([60, 0]), np.array([[40], [20 - 1]]))
    share = 60 / 119
    information = 2 * share * (1 - share) * 100
    chi_square = (60 - share * 100) ** 2 / (100 * share * (1 - share))
    assert estimate[0] == pytest.approx((chi_square - 1) / information)


def test_samples_without_reads_are_compared_with_none():
    counts = draw(people(3, cv=0.3), [100_000] * 3)
    for empty in (counts.assign(S3=0), counts[["S0"]], counts * 0):
        table = nearest_samples(empty)
        assert list(table.index) == list(empty)
        last = table.iloc[-1]
        assert last.isna().all()


def test_samples_may_have_any_order():
    counts = draw(people(8, cv=0.25), [50_000, 90_000, 20_000, 70_000] * 2)
    table = nearest_samples(counts)
    turned = nearest_samples(counts[counts.columns[::-1]])
    pd.testing.assert_frame_equal(table, turned.loc[table.index])


@pytest.mark.parametrize("depth", [3_000, 300_000, 10_000_000])
def test_in_a_large_cohort_the_same_library_is_found_at_a_first_look(monkeypatch, depth):
    """As if all pairs were compared, with a first look at one in ten."""
    shares = people(120, cv=0.25)
    shares = np.column_stack([shares, shares[:, 3]])
    depths = np.random.default_rng(4).choice([30_000, 300_000, 3_000_000], 120)
    counts = draw(shares, [*depths, depth])
    everything = nearest_samples(counts).loc["S120"]
    assert everything["nearest"] == "S3"
    monkeypatch.setattr(find_duplicates, "ALL_PAIRS", 100)
    monkeypatch.setattr(find_duplicates, "FIRST_LOOK", 12)
    assert nearest_samples(counts).loc["S120"].equals(everything)
    pairs = sum(map(len, find_duplicates.choose_pairs(counts.to_numpy(float))))
    assert 121 * 12 / 2 <= pairs <= 121 * 12
