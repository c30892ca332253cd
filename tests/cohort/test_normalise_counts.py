"""Variance-stabilised counts and the job, against R's DESeq2 (tests/oracles)."""

from types import SimpleNamespace

import numpy as np

from builders.designs import design
from builders.fits import demo_cohort, demo_counts, read_oracle
from mirtrd.cohort import normalise_counts
from mirtrd.cohort.filtering import passes_filter
from mirtrd.cohort.normalise_counts import stabilise_variance
from mirtrd.cohort.size_factors import size_factors
from mirtrd.cohort.tables import COUNTS, CPM, SAMPLES, SIZE_FACTORS, VST


def test_vst_equals_that_of_r_with_the_same_trend():
    counts = demo_counts()
    factors, _ = size_factors(counts)
    values, trend = stabilise_variance(counts[passes_filter(counts, 10, 8)], factors)
    assert trend == "mean"  # R takes a local fit by itself here, the oracle asks for the mean
    expected = read_oracle("expression.tsv")["vst_mean"].loc[values.index]
    np.testing.assert_allclose(values["CTL01"], expected, atol=0.02)


def test_a_job_scales_samples_whatever_they_are_called(tmp_path):
    counts, sheet = demo_cohort()
    names = ["NA", "None", "001", "1e3", "TRUE", "nan", *counts.columns[6:]]
    counts, sheet = counts.set_axis(names, axis=1), sheet.set_axis(names)
    files = ("counts", "samples", "factors", "cpm", "vst")
    paths = {name: tmp_path / f"{name}.tsv" for name in files}
    COUNTS.write_frame(paths["counts"], counts)
    SAMPLES.write_frame(paths["samples"], sheet)
    job = SimpleNamespace(
        input=SimpleNamespace(**paths, spike_ins=[]),
        output=SimpleNamespace(**paths),
        params=SimpleNamespace(
            method="ratio",
            references=[],
            design=design("~ condition").as_param(),
            min_count=10,
        ),
    )
    normalise_counts.main(job)
    factors = SIZE_FACTORS.read_frame(paths["factors"])
    np.testing.assert_allclose(factors["size_factor"], read_oracle("size_factors.tsv")["ratio"])
    np.testing.assert_allclose(CPM.read_frame(paths["cpm"]).sum(), 1e6, rtol=1e-5)
    assert list(factors.index) == list(VST.read_frame(paths["vst"])) == names
