"""The script that makes a sheet: fast for large studies, and never over what a user wrote."""

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from builders import archive
from builders.archive import SERIES, publish_family, run_of, sample_record, series_record
from mirtrd.accession import make_sheet
from mirtrd.accession.make_sheet import main
from mirtrd.core.job import UserError


@pytest.fixture
def make(tmp_path, archives, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(make_sheet, "Archives", lambda mirror: archives)
    Path("config").mkdir()

    def run(condition=""):
        main(
            SimpleNamespace(
                output=SimpleNamespace(sheet="config/samples.tsv", lines="config/samples.yaml"),
                params=SimpleNamespace(
                    accession=SERIES, source="accession", condition=condition, mirror=None
                ),
            )
        )
        return Path("config/samples.tsv"), Path("config/samples.yaml")

    return run


def put(server, number):
    samples = [sample_record(n, [f"response: {'R' if n % 2 else 'NR'}", f"patient: p{n // 2}"])
               for n in range(number)]  # fmt: skip
    publish_family(server, SERIES, series_record(), *samples)
    server.runs += [run_of(n, server.address) for n in range(number)]


def test_a_study_of_200_runs_takes_three_requests_at_most_and_under_5_s(server, make, capsys):
    put(server, 210)
    server.requests.clear()
    since = time.monotonic()
    sheet, lines = make("response")
    assert time.monotonic() - since < 5
    assert len(server.requests) == 2
    assert len(sheet.read_text().splitlines()) == 211
    assert sheet.read_text().startswith("sample\tcondition\taccession\ttitle\tpatient\n")
    assert lines.read_text().startswith("# GSE148576: Vesicles of GSE148576\n# 210 samples in")
    assert 'reference: "NR"' in capsys.readouterr().out


def test_the_same_is_made_each_time(server, make):
    put(server, 6)
    before = [path.read_bytes() for path in make("response")]
    assert [path.read_bytes() for path in make("response")] == before


def test_a_sheet_as_it_was_made_is_made_anew_with_a_condition(server, make):
    put(server, 6)
    sheet, _ = make()
    assert "GSM4473001\t\tSRR8426001" in sheet.read_text()
    sheet, _ = make("response")
    assert "GSM4473001\tR\tSRR8426001" in sheet.read_text()


@pytest.mark.parametrize("without_lines", [False, True])
def test_a_sheet_that_was_edited_is_left_alone(server, make, without_lines):
    put(server, 6)
    sheet, lines = make("response")
    edited = sheet.read_text().replace("\tNR\t", "\tresistant\t")
    sheet.write_text(edited)
    if without_lines:
        lines.unlink()
    with pytest.raises(UserError, match=r"samples\.tsv was edited since it was made: move or"):
        make("response")
    assert sheet.read_text() == edited


def test_a_page_of_ena_in_place_of_the_report_is_refused(server, make):
    put(server, 6)
    server.trouble(f"{archive.REPORT}/{archive.STUDY}", always=archive.instead(archive.PAGE))
    with pytest.raises(UserError, match=r"is an HTML page, expected SRP256285\.filereport.tsv"):
        make()
    assert not Path("config/samples.tsv").exists()


def test_a_busy_archive_is_asked_again(server, make):
    put(server, 6)
    server.trouble(f"{archive.REPORT}/{archive.STUDY}", archive.busy(), archive.busy(429, "0"))
    make()
    assert len(server.requests) == 4
