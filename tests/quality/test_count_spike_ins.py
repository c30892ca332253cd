"""Amounts of spike-ins are checked, and the line through their counts is that of least squares."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from builders.tables import NAMES
from mirtrd.core.job import UserError
from mirtrd.counting.tables import SAMPLE_OTHERS
from mirtrd.quality.count_spike_ins import count_spike_ins, fit_doses, main, read_amounts
from mirtrd.quality.tables import SPIKE_IN_FITS, SPIKE_INS
from mirtrd.reference.sequences import Sequence, write_sequences

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


def test_samples_of_any_name_are_counted_and_fitted(tmp_path):
    rows = [Sequence(f"spike_in:{name}", "spike_in", 22) for name in KNOWN]
    write_sequences(tmp_path / "sequences.tsv", rows)
    amounts = "".join(f"{name}\t{10**place}\n" for place, name in enumerate(KNOWN))
    (tmp_path / "amounts.tsv").write_text("name\tamount\n" + amounts)
    paths = [str(tmp_path / f"{sample}.other.tsv") for sample in NAMES]
    for path in paths:
        counts = [("spike_in", name, 7 * 10**place) for place, name in enumerate(KNOWN)]
        SAMPLE_OTHERS.write(path, counts)
    inputs = {name: str(tmp_path / f"{name}.tsv") for name in ("amounts", "sequences")}
    outputs = {name: str(tmp_path / f"out.{name}") for name in ("table", "fit")}
    main(
        SimpleNamespace(
            input=SimpleNamespace(other=paths, **inputs),
            output=SimpleNamespace(**outputs),
            params=SimpleNamespace(samples=list(NAMES)),
        )
    )
    table, fits = SPIKE_INS.read_frame(outputs["table"]), SPIKE_IN_FITS.read_frame(outputs["fit"])
    assert list(dict.fromkeys(table.index)) == list(fits.index) == list(NAMES)
    assert set(table["count"]) == {7, 70, 700, 7000}
    assert (fits["slope"] == 1).all()
