"""Spike-ins: amounts are checked, the line is that of least squares, the figure is legible."""

import math

import numpy as np
import pandas as pd
import pytest

from mirtrd.core.job import UserError
from mirtrd.quality.plot_spike_ins import (
    MOST_PANELS,
    count_spike_ins,
    draw_spike_ins,
    fit_doses,
    read_amounts,
)

KNOWN = ["UniSP1", "UniSP2", "UniSP3", "UniSP4_b"]


def table(counts: list[int], amounts: list[float], sample: str = "S1") -> pd.DataFrame:
    rows = [(sample, f"s{i}", a, c) for i, (a, c) in enumerate(zip(amounts, counts, strict=True))]
    return pd.DataFrame(rows, columns=["sample", "spike_in", "amount", "count"])


def test_amounts_are_read_by_name(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_bytes(b"\xef\xbb\xbfname\tnote\tamount\r\nUniSP2\tx\t1e3\r\nUniSP4(b\t\t0.5\r\n")
    assert read_amounts(str(path), ["UniSP2", "UniSP4_b"]) == {"UniSP2": 1000, "UniSP4_b": 0.5}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "found no rows, expected the columns name and amount, with tabs"),
        ("name,amount\nUniSP1,1\n", "found name,amount, expected the columns name and amount"),
        ("name\tpmol\nUniSP1\t1\n", "found name, pmol, expected the columns name and amount"),
        ("name\tamount\nUniSP9\t1\n", ", line 2: UniSP9 is not in reference.other.spike_in; found"),
        ("name\tamount\nUniSP1\t1\n\t1\n", ", line 3: an empty name is not in reference.other"),
        ("name\tamount\nUniSP1\t1\nUniSP1\t2\n", ", line 3: UniSP1 is there twice"),
        ("name\tamount\nUniSP1\t0\n", ", line 2: the amount of UniSP1 is '0', expected a number"),
        ("name\tamount\nUniSP1\tnan\n", "the amount of UniSP1 is 'nan', expected a number over 0"),
        ("name\tamount\nUniSP1\t1,5\n", "the amount of UniSP1 is '1,5', expected a number over 0"),
        ("name\tamount\nUniSP1\n", "the amount of UniSP1 is None, expected a number over 0"),
    ],
)
def test_a_table_of_amounts_that_cannot_be_used_is_refused(tmp_path, text, message):
    path = tmp_path / "x.tsv"
    path.write_text(text)
    with pytest.raises(UserError) as raised:
        read_amounts(str(path), KNOWN)
    assert message in str(raised.value)
    assert str(raised.value).startswith(str(path))
    assert "\n" not in str(raised.value)


def test_counts_of_spike_ins_are_told_from_those_of_other_classes(tmp_path):
    path = tmp_path / "S1.tsv"
    path.write_text("class\tname\tcount\nspike_in\tUniSP1\t7\ntRNA\tUniSP2\t9\n")
    found = count_spike_ins([str(path)], ["S1"], {"UniSP2": 1.0, "UniSP1": 10.0})
    assert found.to_numpy().tolist() == [["S1", "UniSP2", 1.0, 0], ["S1", "UniSP1", 10.0, 7]]


def test_proportional_counts_have_slope_one():
    (fit,) = fit_doses(table([30, 300, 3000], [1, 10, 100])).itertuples()
    assert (fit.detected, fit.spike_ins) == (3, 3)
    assert fit.slope == pytest.approx(1)
    assert fit.intercept == pytest.approx(math.log10(30))
    assert fit.r2 == pytest.approx(1)


def test_a_hundredfold_amount_with_tenfold_counts_has_slope_one_half():
    (fit,) = fit_doses(table([10, 100, 1000], [1, 100, 10_000])).itertuples()
    assert fit.slope == pytest.approx(0.5)


def test_the_line_is_that_of_numpy_and_leaves_out_what_was_not_detected():
    random = np.random.default_rng(5)
    amounts = 10.0 ** random.uniform(0, 5, 40)
    counts = random.poisson(amounts * 0.2)
    (fit,) = fit_doses(table(counts.tolist(), amounts.tolist())).itertuples()
    seen = counts > 0
    x, y = np.log10(amounts[seen]), np.log10(counts[seen])
    slope, intercept = np.polyfit(x, y, 1)
    assert 0 < fit.detected == seen.sum() < 40
    assert (fit.slope, fit.intercept) == pytest.approx((slope, intercept))
    assert fit.r2 == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2)


@pytest.mark.parametrize(
    ("counts", "amounts"),
    [([0, 5, 50], [1, 10, 100]), ([0, 0, 0], [1, 10, 100]), ([5, 6, 7], [10, 10, 10])],
)
def test_too_few_points_have_no_line(counts, amounts):
    (fit,) = fit_doses(table(counts, amounts)).itertuples()
    assert math.isnan(fit.slope)
    assert math.isnan(fit.r2)


def test_equal_counts_have_a_slope_but_no_r2():
    (fit,) = fit_doses(table([7, 7, 7], [1, 10, 100])).itertuples()
    assert fit.slope == pytest.approx(0)
    assert math.isnan(fit.r2)


def cohort(samples: int) -> tuple[pd.DataFrame, pd.Series]:
    random = np.random.default_rng(samples)
    amounts = np.repeat(4.0 ** np.arange(8), 2)
    tables = [
        table((random.poisson(amounts) * (number != 1)).tolist(), amounts.tolist(), f"S{number}")
        for number in range(samples)
    ]
    groups = {f"S{number}": ("TRD", "control")[number % 2] for number in range(samples)}
    return pd.concat(tables), pd.Series(groups)


@pytest.mark.parametrize("samples", [1, 4, MOST_PANELS, MOST_PANELS + 1, 200])
def test_figure_is_legible_at_every_size(samples):
    points, groups = cohort(samples)
    fits = fit_doses(points)
    figure = draw_spike_ins(points, fits, groups, {"S1": "failed"} if samples > 1 else {})
    assert len(figure.axes) == (samples if samples <= MOST_PANELS else 3)
    figure.draw_without_rendering()
    tight, size = figure.get_tightbbox().extents, figure.get_size_inches()
    assert min(tight[:2]) > -0.01
    assert tight[2] < size[0] + 0.01
    assert tight[3] < size[1] + 0.01
    if 1 < samples <= MOST_PANELS:
        assert figure.axes[1].get_title(loc="left") == "S1 (failed)"
        assert figure.axes[1].texts[0].get_text() == "0 of 16 detected"
    if samples > MOST_PANELS:
        assert len(figure.axes[0].lines) == samples - 1
        assert f"1 of {samples} samples" in figure.axes[0].texts[0].get_text()
