"""The training cohort is of usable samples of two levels; what cannot be scored does not train."""

import numpy as np
import pandas as pd
import pytest

from builders.panels import Study
from builders.refusals import refusal_of
from mirtrd.panel.cohorts import AMBIGUOUS, RED_CELL, find_excluded, find_haemolysed, read_cohort


def test_what_is_read(study):
    cohort = read_cohort(study.job({}))
    training = cohort.training
    assert training.samples == study.samples
    assert training.counts.tolist() == study.counts.to_numpy().T.tolist()
    assert training.tested.tolist() == [True, False] * 12
    assert cohort.classes == {"TRD": 12, "control": 12}
    assert (cohort.covariates, cohort.site, cohort.has_sites) == (["age"], "batch", True)
    assert training.sites.tolist() == [0, 0, 1, 1] * 6


def test_haemolysed_samples_do_not_train(tmp_path):
    study = Study(tmp_path)
    study.status.loc["S03", "haemolysis_ratio"] = 7.5
    study.write()
    cohort = read_cohort(study.job({}))
    assert "S03" not in cohort.training.samples
    assert cohort.left_out == [
        "S03 is not in training: haemolysis, log2 ratio 7.5, at most 7 expected"
    ]


def test_no_limit_leaves_nobody_out():
    status = pd.DataFrame({"haemolysis_ratio": [9.0, np.nan]}, index=["a", "b"])
    assert find_haemolysed(status, None) == {}
    assert list(find_haemolysed(status, 7)) == ["a"]


def test_excluded_by_annotation():
    shares = pd.Series({"m1": 0.6, "m2": 0.5, "m3": np.nan})
    found = find_excluded(["m1", "m2", "m3", "m4/m5"], shares, {"m5"})
    assert found == {"m1": AMBIGUOUS, "m4/m5": RED_CELL}


def test_a_cohort_that_cannot_be_dealt_or_scaled_is_refused(tmp_path):
    study = Study(tmp_path, samples=8)
    message = refusal_of(lambda: read_cohort(study.job({})))
    assert message == (
        "config: panel.contrast: TRD has 4 persons whose samples are usable, at least 5 are "
        "needed, one for each fold"
    )


def test_a_cohort_without_common_mirnas_is_refused(tmp_path):
    study = Study(tmp_path)
    study.counts.iloc[15:, 4] = 0
    study.write()
    message = refusal_of(lambda: read_cohort(study.job({})))
    assert message.startswith("panel: 15 miRNAs have reads in every sample, at least 20")


@pytest.mark.parametrize("batches", [["A"] * 24, ["A", "B"] * 12])
def test_sites_that_say_nothing_of_the_classes(tmp_path, batches):
    study = Study(tmp_path)
    study.sheet["batch"] = batches
    study.write()
    assert not read_cohort(study.job({})).has_sites
