"""Samples that are not as they should be are marked so, whatever they are called."""

import pandas as pd

from builders.samples import make_sheet, write_status
from builders.tables import NAMES, write
from mirtrd.quality.status import describe_samples, marked_samples, read_status
from mirtrd.quality.tables import STATUS


def test_marks_tell_failed_left_out_and_kept_samples_apart(tmp_path):
    states = {"NA": ("fail", "no"), "b": ("ok", "no"), "c": ("fail", "yes"), "d": ("warn", "yes"),
              "e": ("warn", "no")}  # fmt: skip
    frame = pd.DataFrame.from_dict(states, orient="index", columns=["status", "used"])
    path = write(STATUS, tmp_path / "samples.tsv", frame)
    marks = marked_samples(path)
    assert marks == {"NA": "failed", "b": "left out", "c": "failed, kept", "e": "left out"}


def test_samples_of_any_name_are_read(tmp_path):
    status = read_status(write_status(tmp_path / "samples.tsv", NAMES, failed=["nan"]))
    assert list(status.index) == list(NAMES)
    assert status.loc["nan", "used"] == "no"


def test_samples_are_described_by_level_and_mark():
    table = describe_samples(make_sheet(2), "condition", {"S2": "failed"})
    assert table.loc["S2"].to_dict() == {"condition": "TRD", "mark": "failed"}
    assert pd.isna(table.loc["S1", "mark"])  # None, or NaN on pandas 3
