"""Which samples are used, and who is left out."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from builders.designs import design, table
from builders.tables import write
from mirtrd.cohort.select_samples import (
    describe_libraries,
    describe_samples,
    main,
    select_samples,
    sum_libraries,
)
from mirtrd.cohort.tables import COUNTS, NOTES, SAMPLES
from mirtrd.core.job import UserError
from mirtrd.quality import tables

STATUS = pd.DataFrame(
    [
        ["S1", "ok", "yes", "", 0.5],
        ["NA", "fail", "no", "damaged", np.nan],
        ["001", "fail", "yes", "few reads", np.nan],
    ],
    columns=["sample", "status", "used", "reason", "haemolysis_score"],
).set_index("sample")
SHEET = pd.DataFrame(
    {"condition": ["TRD", "TRD", "control"], "age": ["", "40", "007"]}, index=STATUS.index
)


def test_samples_are_used_as_their_status_says_with_their_score_of_haemolysis():
    samples = select_samples(STATUS, SHEET)
    assert list(samples.index) == ["S1", "001"]
    assert samples["haemolysis"].to_list() == ["0.5", ""]
    given = select_samples(STATUS, SHEET.assign(haemolysis=["9", "8", "7"]))
    assert given["haemolysis"].to_list() == ["9", "7"]


def test_who_is_left_out_is_said_and_who_is_kept():
    assert describe_samples(STATUS)["note"].to_dict() == {
        "NA": "NA is left out: damaged",
        "001": "001 failed but is used: few reads",
    }
    assert describe_samples(STATUS.iloc[:1]).empty


def test_libraries_that_were_not_made_alike_are_told_for_each_contrast():
    samples = table(condition="TRD TRD control control").rename_axis("sample")
    status = samples.assign(kit=["a", "b", "a", "b"], unit=["reads"] * 4, matrix=["", "", "", "x"])
    notes = describe_libraries(status, samples, design("~ condition"))
    assert list(notes.index) == [""]
    assert notes["note"].iloc[0].startswith("TRD_vs_control mixes samples of different kit (a: 1 T")
    units = status.assign(unit=["reads", "reads", "molecules", "molecules"], kit="")
    [note] = describe_libraries(units, samples, design("~ condition"))["note"]
    assert note.endswith("what differs between the groups may be the unit")
    assert describe_libraries(status.assign(kit="a"), samples, design("~ condition")).empty


@pytest.fixture
def job(tmp_path):
    names = ("counts", "status", "sheet")
    write(tables.STATUS, tmp_path / "status.tsv", STATUS)
    SHEET.to_csv(tmp_path / "sheet.tsv", sep="\t")
    COUNTS.write_frame(
        tmp_path / "counts.tsv",
        pd.DataFrame([[5, 6, 7]], ["hsa-miR-1-3p"], list(STATUS.index)),
    )
    return SimpleNamespace(
        input=SimpleNamespace(**{name: str(tmp_path / f"{name}.tsv") for name in names}),
        output=SimpleNamespace(
            **{name: tmp_path / f"out.{name}.tsv" for name in ("counts", "samples", "notes")}
        ),
        params=SimpleNamespace(design=design("~ condition").as_param(), sum_libraries_of=None),
    )


def test_what_is_written_is_what_was_chosen(job):
    main(job)
    counts, samples = COUNTS.read_frame(job.output.counts), SAMPLES.read_frame(job.output.samples)
    assert counts.loc["hsa-miR-1-3p"].to_dict() == {"S1": 5, "001": 7}
    assert samples.loc["001"].to_dict() == {
        "condition": "control",
        "age": "007",
        "haemolysis": "",
    }
    assert list(NOTES.read_frame(job.output.notes).index) == ["NA", "001"]


def test_libraries_of_a_person_are_added_up():
    counts = pd.DataFrame([[5, 6, 7], [1, 0, 2]], ["a", "b"], ["S1", "S2", "S3"])
    samples = pd.DataFrame({"age": ["3", "4", "5"], "haemolysis": ["1", "", "2"]}, counts.columns)
    summed, rows = sum_libraries(counts, samples, {"S1": ["S1", "S3"]})
    assert summed.to_dict() == {"S1": {"a": 12, "b": 3}, "S2": {"a": 6, "b": 0}}
    assert rows.to_dict("index") == {
        "S1": {"age": "3", "haemolysis": "1.5"},
        "S2": {"age": "4", "haemolysis": ""},
    }


def test_a_sum_is_written_and_said(job):
    job.params.sum_libraries_of = "patient"
    status = STATUS.assign(used="yes")
    write(tables.STATUS, job.input.status, status)
    sheet = SHEET.assign(condition=["TRD", "TRD", "control"], patient=["p1", "p1", "p2"])
    sheet.to_csv(job.input.sheet, sep="\t")
    main(job)
    counts = COUNTS.read_frame(job.output.counts)
    assert counts.loc["hsa-miR-1-3p"].to_dict() == {"S1": 11, "001": 7}
    assert list(SAMPLES.read_frame(job.output.samples).index) == ["S1", "001"]
    notes = NOTES.read_frame(job.output.notes)["note"].to_list()
    assert "S1 is the sum of 2 libraries of one patient: S1, NA" in notes


def test_no_usable_sample(job):
    write(tables.STATUS, job.input.status, STATUS.assign(used="no", reason="damaged"))
    with pytest.raises(UserError, match=r"no sample is usable: .*S1: damaged"):
        main(job)
