"""The job that finds shared samples refuses a synthesis, or says what it found."""

import pytest

from builders.jobs import job
from builders.studies import SOURCES, make_effects, make_samples, some_mirnas, study_of, write_run
from mirtrd.core.documents import read_document
from mirtrd.core.job import UserError
from mirtrd.inputs.synthesis import Study
from mirtrd.meta.compare_samples import main
from mirtrd.meta.tables import OVERLAPS


def run(folder, studies, on_shared_samples):
    output = {"table": str(folder / "overlaps.tsv"), "notes": str(folder / "notes.json")}
    params = {
        "studies": [study.as_param() for study in studies],
        "limit": 0.1,
        "on_shared_samples": on_shared_samples,
    }
    main(job(input=SOURCES, output=output, params=params))
    return list(OVERLAPS.read(output["table"])), read_document(output["notes"])


@pytest.fixture
def results(tmp_path):
    effects = make_effects(dict.fromkeys(some_mirnas(60), 0.5))
    sheet = make_samples("x").assign(accession=[f"SRR842600{i}" for i in range(6)])
    other = make_samples("y").assign(accession=["SRR8426001", *[""] * 5])
    return [
        write_run(tmp_path / "one", effects, sheet),
        write_run(tmp_path / "two", effects, other),
        write_run(tmp_path / "three", effects),
    ]


def test_shared_samples_end_the_synthesis_in_one_line(tmp_path, results):
    studies = [study_of(results[0], "A"), study_of(results[1], "B")]
    message = r"studies A and B share 1 sample \(x1; accession SRR8426001\): .* Leave one of"
    with pytest.raises(UserError, match=message):
        run(tmp_path, studies, "fail")


def test_or_are_noted(tmp_path, results):
    rows, notes = run(tmp_path, [study_of(results[0], "A"), study_of(results[1], "B")], "warn")
    assert rows[0]["sample"], rows[0]["other_sample"] == ("x1", "y0")
    assert notes[0].endswith("errors are too small where both take part")


def test_studies_without_samples_in_common_pass_and_lone_tables_are_said(tmp_path, results):
    lone = Study(name="L", table=study_of(results[1], "B").table, contrast="c")
    rows, notes = run(
        tmp_path, [study_of(results[0], "A"), study_of(results[2], "C"), lone], "fail"
    )
    assert rows == []
    assert [note[:8] for note in notes] == ["study L:"]
