"""Metrics of libraries, by hand."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from builders.verdicts import KIT, TALLY, fates
from mirtrd.inputs.kits import Layout
from mirtrd.quality.metrics import (
    measure_counts,
    measure_fit,
    measure_lengths,
    measure_reads,
    mismatched,
    two_armed_mirnas,
)
from mirtrd.trimming.tally import UmiTally


def test_reads_by_hand():
    counts = fates(mirna=20, unaligned=10, no_adapter=25, poly_g=5, adapter_dimer=30, duplicate=10)
    umi = UmiTally(length=12, reads=40, molecules=30, space_used=0.01)
    values = measure_reads(counts, KIT, replace(TALLY, unit="molecules", umi=umi))
    assert values["reads"] == 100
    assert values["adapter_share"] == pytest.approx(0.7)
    assert values["dimer_share"] == 0.3
    # Ten of the hundred are second copies of molecules.
    assert values["mirna_share"] == pytest.approx(20 / 90)
    assert values["umi_saturation"] == 0.25
    assert values["umi_space_used"] == 0.01


def test_what_there_is_not_has_no_value():
    values = measure_reads(fates(mirna=5), replace(KIT, layout=Layout()), TALLY)
    assert math.isnan(values["adapter_share"])  # trimmed before
    assert math.isnan(values["umi_saturation"])
    assert math.isnan(values["umi_space_used"])
    empty = measure_reads(fates(), replace(KIT, layout=None, kit=None), TALLY)
    assert empty["kit"] == ""
    for name in ("adapter_share", "dimer_share", "mirna_share", "q30_share"):
        assert math.isnan(empty[name])


def test_lengths_by_hand():
    lengths = pd.DataFrame(
        {"class": ["mirna", "mirna", "hairpin", "unaligned"], "length": [22, 25, 22, 26],
         "count": [40, 10, 15, 35]}
    )  # fmt: skip
    assert measure_lengths(lengths) == {"length_mode": 22, "share_18_25": 0.65}
    nothing = measure_lengths(lengths.iloc[:0])
    assert all(math.isnan(value) for value in nothing.values())


def test_mirnas_by_hand():
    counts = np.array([600_000, 399_979, 10, 8, 2, 1])
    mirnas = pd.DataFrame({"count": counts, "perfect": counts // 2}, index=list("abcdef"))
    values = measure_counts(mirnas["count"]) | measure_fit(mirnas, set("abcd"))
    assert values["mirna_reads"] == 1_000_000
    # In a million counts, one has less than 2 per million.
    assert values["mirnas_detected"] == 5
    assert values["top10_share"] == 1
    assert values["perfect_share"] == pytest.approx(0.5, abs=1e-5)
    assert math.isnan(values["mismatched_mirnas"])  # of four miRNAs nothing can be said
    nothing = measure_counts(mirnas["count"].iloc[:0])
    assert nothing["mirnas_detected"] == 0
    assert math.isnan(nothing["top10_share"])


def test_mismatched_by_hand():
    mirnas = pd.DataFrame(
        {"count": [100, 100, 9, 4, 100, 99, 99, 99], "perfect": [49, 50, 0, 0, 0, 95, 95, 95]},
        index=list("abcdefgh"),
    )
    # a and c are mostly mismatched; d has too few reads; e shares its hairpin with no other.
    assert mismatched(mirnas, set("abcdfgh")) == (2, 6)
    # In a library that is half mismatched, nothing is odd about a miRNA of which 49 % are.
    mirnas["perfect"] = [49, 50, 5, 2, 50, 49, 50, 50]
    assert mismatched(mirnas, set("abcdfgh")) == (0, 6)
    assert mismatched(mirnas.iloc[:0], set("abc")) == (0, 0)


def test_two_armed_mirnas():
    rows = [("a-5p", "h1"), ("a-3p", "h1"), ("b", "h2"), ("c-5p", "h3"), ("c-3p", "h3"),
            ("c-3p", "h4"), ("x", "h5"), ("y", "h5"), ("z", "h5")]  # fmt: skip
    matures = pd.DataFrame(rows, columns=["mirna", "hairpin"]).set_index("mirna")
    assert two_armed_mirnas(matures) == {"a-5p", "a-3p", "c-5p", "c-3p"}
