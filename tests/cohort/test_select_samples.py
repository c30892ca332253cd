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
        params=SimpleNamespace(design=design("~ condition").as_param()),
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


def test_no_usable_sample(job):
    write(tables.STATUS, job.input.status, STATUS.assign(used="no", reason="damaged"))
    with pytest.raises(UserError, match=r"no sample is usable: .*S1: damaged"):
        main(job)
