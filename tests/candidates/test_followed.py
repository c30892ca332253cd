"""What a miRNA follows within the groups is found, and what is compared is not mistaken for it."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f_oneway, pearsonr

from mirtrd.candidates.followed import (
    describe_followed,
    follow_columns,
    follow_score,
    within_groups,
)
from mirtrd.cohort.components import Column

SIZE = 16
SAMPLES = pd.Index([f"s{number}" for number in range(SIZE)])
GROUPS = pd.Series(np.repeat(["TRD", "control"], SIZE // 2), SAMPLES)
BATCH = pd.Series(["A", "B"] * (SIZE // 2), SAMPLES)
AGE = pd.Series(np.random.default_rng(5).permutation(SIZE).astype(float), SAMPLES)


def values(*rows) -> pd.DataFrame:
    names = [f"m{number}" for number in range(len(rows))]
    return pd.DataFrame(np.array(rows, dtype=float), names, SAMPLES)


NOISE = np.random.default_rng(4).normal(0, 0.3, (3, SIZE))
TABLE = values(
    NOISE[0] + 3 * (BATCH == "A"), NOISE[1] + 0.5 * AGE, NOISE[2] + 5 * (GROUPS == "TRD")
)


def test_the_group_itself_is_taken_out():
    left = within_groups(TABLE, GROUPS)
    assert left.T.groupby(GROUPS).mean().to_numpy() == pytest.approx(0, abs=1e-12)


def test_each_row_is_said_to_follow_what_it_follows():
    columns = [Column("batch", "groups", BATCH), Column("age", "numbers", AGE)]
    found = follow_columns(within_groups(TABLE, GROUPS), columns)
    told = describe_followed(found, 0.05, "follows")
    assert told["m0"].startswith("batch (0.")
    assert told["m1"].startswith("age (0.")
    assert "m2" not in told


def test_the_tests_are_those_of_scipy():
    columns = [Column("batch", "groups", BATCH), Column("age", "numbers", AGE)]
    found = follow_columns(TABLE, columns).set_index(["column", "mirna"])["pvalue"]
    row = TABLE.loc["m1"]
    groups = [row[level == BATCH] for level in ("A", "B")]
    assert found["batch", "m1"] == pytest.approx(f_oneway(*groups).pvalue)
    assert found["age", "m1"] == pytest.approx(pearsonr(AGE, row).pvalue)


def test_without_columns_nothing_is_followed():
    found = follow_columns(TABLE, [])
    assert not len(found)
    assert not len(describe_followed(found, 0.05, "follows"))


def test_a_score_is_followed_but_not_by_what_differs_between_the_groups():
    score = pd.Series(np.where(GROUPS == "TRD", 2.0, 0.0), SAMPLES)
    score += np.random.default_rng(6).normal(0, 1, SIZE)
    table = values(NOISE[0] + score, NOISE[1] + 5 * (GROUPS == "TRD"), NOISE[2] - score)
    found = follow_score(table, score, GROUPS)
    assert found.loc["m0", "r"] > 0.9
    assert found.loc["m0", "pvalue"] < 1e-4
    assert found.loc["m1", "pvalue"] > 0.01
    assert found.loc["m2", "r"] < -0.9


def test_too_few_scores_say_nothing():
    score = pd.Series(np.nan, SAMPLES)
    assert follow_score(TABLE, score, GROUPS).isna().all(axis=None)
