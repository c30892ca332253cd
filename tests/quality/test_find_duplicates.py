"""Samples are simulated: two draws from one library, or libraries of different people."""

import numpy as np
import pandas as pd
import pytest

from builders.likeness import draw, people
from mirtrd.quality import find_duplicates
from mirtrd.quality.find_duplicates import nearest_samples

LIMIT = 0.1  # the default of quality.nearest_cv.warn


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
