"""What a table holds is counts, or a line says why not."""

import numpy as np
import pandas as pd
import pytest

from builders.given_counts import ROWS, SAMPLES, as_dict, table, written
from mirtrd.core.job import UserError
from mirtrd.inputs.count_tables import read_counts
from mirtrd.inputs.count_values import doubts


def test_a_row_that_is_the_sum_of_all_others_is_left_out(tmp_path):
    sums = [sum(column) for column in zip(*ROWS.values(), strict=True)]
    found = read_counts(written(tmp_path, table({**ROWS, "every one": sums})), SAMPLES)
    assert as_dict(found) == ROWS
    assert found.notes == ["rows that are the sum of all others, left out: every one"]
    # All but one sample: a coincidence, or a miRNA.
    found = read_counts(written(tmp_path, table({**ROWS, "x": [*sums[:2], 1]})), SAMPLES)
    assert "x" in found.counts.index


def test_blank_cells_are_zero_only_if_the_config_says_so(tmp_path):
    path = written(tmp_path, table({**ROWS, "x": [1, "", "NA"]}))
    with pytest.raises(
        UserError,
        match=r"x, sample B \(and 1 more cells\): the cell is blank, .*: if it means zero, as "
        r"where tables were joined, set counts\.empty to 0$",
    ):
        read_counts(path, SAMPLES)
    assert as_dict(read_counts(path, SAMPLES, empty=0)) == {**ROWS, "x": [1, 0, 0]}


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("x", r"'x' is not a number$"),
        ("1e999", r"'1e999' is not a number$"),
        ("-1", r"'-1' is negative: counts are needed"),
        ("1.5", r"'1\.5' is not a whole number: give raw counts; .* counts\.round to true$"),
    ],
)
def test_what_is_no_count_is_refused(tmp_path, cell, message):
    path = written(tmp_path, table({**ROWS, "m": [1, cell, 3]}))
    with pytest.raises(UserError, match=r"counts\.tsv, m, sample B: " + message):
        read_counts(path, SAMPLES)


def test_expected_counts_are_rounded_when_asked(tmp_path):
    path = written(tmp_path, table({"m": [1.4, 7.6, "3"], "n": [2, 9, 100]}))
    assert as_dict(read_counts(path, SAMPLES, rounding=True)) == {"m": [1, 8, 3], "n": [2, 9, 100]}
    shares = table({"m": [600000.5, 1.5, 9.5], "n": [399999.5, 999998.5, 999990.5]})
    with pytest.raises(UserError, match=r"every sample adds up to 1,000,000: these are shares"):
        read_counts(written(tmp_path, shares), SAMPLES, rounding=True)


def simulated(seed: int = 1) -> pd.DataFrame:
    """Counts of 400 miRNAs in 8 samples of unequal depth."""
    random = np.random.default_rng(seed)
    means = np.exp(random.normal(2.5, 2, 400))
    depth = np.array([0.3, 0.5, 0.8, 1, 1.2, 1.6, 2.2, 3])
    dispersed = random.gamma(4, 0.25, (400, 8))
    return pd.DataFrame(random.poisson(means[:, None] * depth * dispersed))


@pytest.mark.parametrize("seed", range(5))
def test_rounded_values_that_are_no_counts_are_doubted(seed):
    counts = simulated(seed)
    assert doubts(counts) == []
    cpm = (counts / counts.sum() * 1e6).round().astype(int)
    assert "as CPM do" in doubts(cpm)[0]
    scaled = (counts * counts.sum().max() / counts.sum() * 3).round().astype(int)
    scaled.iloc[0] += [0, 500, 0, 90, 0, 4000, 0, 900]
    assert any("no 1" in line for line in doubts(scaled)) or "as CPM do" in doubts(scaled)[0]
    logs = np.log2(counts + 1).round().astype(int)
    assert "as logarithms are" in doubts(logs)[0]
