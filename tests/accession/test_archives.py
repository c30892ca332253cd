"""GEO and ENA are asked as little as possible, and what they say that is no answer is told."""

import gzip

import pytest

from builders import archive
from builders.archive import RECORD, REPORT, publish, run_of
from mirtrd.accession.archives import Archives, name_of
from mirtrd.core.job import UserError


def refused(call, *arguments) -> str:
    with pytest.raises(UserError) as raised:
        call(*arguments)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.fixture
def runs(server):
    found = [run_of(number, server.address) for number in range(1, 6)]
    other = {"study_accession": "PRJEB1", "secondary_study_accession": "ERP000001"}
    found.append(run_of(9, server.address, **other))
    publish(server, found)
    return found


def test_a_study_is_one_request(server, archives, runs):
    assert [run.name for run in archives.runs_of("SRP256285")] == [
        run["run_accession"] for run in runs[:5]
    ]
    assert server.requests == [(f"{REPORT}/SRP256285", 0)]


def test_what_ena_does_not_know_has_no_runs(server, archives):
    assert archives.runs_of("SRP999999") == []
    server.files[f"{REPORT}/SRP999998"] = archive.report_of([])
    assert archives.runs_of("SRP999998") == []


def test_an_error_of_ena_is_told_without_the_list_of_fields(server, archives):
    server.trouble(f"{REPORT}/SRP1", always=archive.busy(400))
    assert refused(archives.runs_of, "SRP1") == (
        f"{server.address}{REPORT}?accession=SRP1: 400 Bad Request"
    )


def test_many_runs_of_two_studies_are_four_requests(server, archives, runs):
    names = [run["run_accession"] for run in (*runs[1:5], runs[5])]
    found = archives.runs_named(names)
    assert sorted(run.name for run in found) == sorted(names)
    assert [path for path, _ in server.requests] == [
        f"{REPORT}/{names[0]}",
        f"{REPORT}/SRP256285",
        f"{REPORT}/{names[4]}",
    ]


def test_runs_that_are_not_there_are_named(archives, runs):
    names = [runs[0]["run_accession"], "SRR1000001", "SRR1000002"]
    assert refused(archives.runs_named, names) == (
        "ENA has no runs of SRR1000001, SRR1000002: not public, or mistyped"
    )


def test_a_family_is_one_request(server, archives):
    archive.publish_family(server, "GSE148576", archive.series_record())
    assert [record.name for record in archives.family_of("GSE148576")] == ["GSE148576"]
    assert server.requests == [("/geo/series/GSE148nnn/GSE148576/soft/GSE148576_family.soft.gz", 0)]


@pytest.mark.parametrize(
    ("series", "stub"), [("GSE5", "GSEnnn"), ("GSE999", "GSEnnn"), ("GSE1234", "GSE1nnn")]
)
def test_the_folder_of_a_series_ends_in_nnn(server, archives, series, stub):
    server.files[f"/geo/series/{stub}/{series}/soft/{series}_family.soft.gz"] = gzip.compress(
        archive.series_record(series).encode()
    )
    assert archives.family_of(series)[0].name == series


def test_a_new_series_without_a_file_is_asked_for_by_the_form(server, archives):
    server.files[f"{RECORD}/GSE148576/all"] = archive.series_record().encode()
    assert archives.family_of("GSE148576")[0].name == "GSE148576"


def test_a_page_in_place_of_a_record_is_told(archives):
    assert refused(archives.family_of, "GSE148576") == (
        "GEO answers with a web page in place of the record of GSE148576: it is not public, or GEO "
        "limits access at the moment; look at it in a browser, or try later"
    )
    assert "the record of GSM1:" in refused(archives.sample_of, "GSM1")


def test_a_damaged_record_is_told(server, archives):
    whole = gzip.compress(archive.series_record().encode())
    server.files[archive.family_path("GSE148576")] = whole[:-9]
    assert refused(archives.family_of, "GSE148576").startswith(
        "the record of GSE148576 from GEO is damaged ("
    )


def test_a_record_of_something_else_is_refused(server, archives):
    server.files[f"{RECORD}/GSM1/self"] = archive.sample_record(1, []).encode()
    assert refused(archives.sample_of, "GSM1") == (
        "GEO has no record of GSM1: not public, or mistyped"
    )


def test_a_folder_is_a_mirror(server, archives, runs, tmp_path):
    report = archive.report_of(server.runs)
    (tmp_path / "SRP256285.filereport.tsv").write_bytes(report)
    record = gzip.compress(archive.series_record().encode())
    (tmp_path / "GSE148576_family.soft.gz").write_bytes(record)
    mirror = Archives(mirror=str(tmp_path))
    assert len(mirror.runs_of("SRP256285")) == 6
    assert [run.name for run in mirror.runs_named(["SRR8426003"])] == ["SRR8426003"]
    assert mirror.family_of("GSE148576")[0].name == "GSE148576"
    assert refused(mirror.runs_named, ["SRR1000001"]) == (
        "no report in archive.mirror has SRR1000001: not public, or mistyped"
    )
    assert refused(mirror.family_of, "GSE2").endswith("does not exist (archive.mirror)")
    assert server.requests == []


def test_a_web_address_is_a_mirror(server, runs):
    server.files["/m/SRP256285.filereport.tsv"] = archive.report_of(server.runs)
    assert len(Archives(mirror=f"{server.address}/m/").runs_of("SRP256285")) == 6


def test_the_name_of_a_file_is_the_end_of_its_address():
    assert name_of("https://x.org/a/GSE1_RAW.tar?x=1#y") == "GSE1_RAW.tar"
    assert name_of("https://x.org/a%20b.txt") == "a b.txt"
