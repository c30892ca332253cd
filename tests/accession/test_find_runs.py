"""The files of the runs of a sheet are found, or the way to get them is told."""

from types import SimpleNamespace

import pytest

from builders.archive import file_path, publish, report_of, run_of
from mirtrd.accession.archives import Archives
from mirtrd.accession.find_runs import find_files, main
from mirtrd.accession.tables import RUNS
from mirtrd.core.job import UserError


def test_files_of_first_reads_are_listed_by_run(server, archives):
    rows = [run_of(1, server.address, ends=("", "_1", "_2")), run_of(2, server.address)]
    publish(server, rows)
    assert find_files(["SRR8426002", "SRR8426001"], archives) == [
        (
            "SRR8426001",
            f"{server.address}{file_path('SRR8426001', '_1')}",
            rows[0]["fastq_md5"].split(";")[1],
            int(rows[0]["fastq_bytes"].split(";")[1]),
        ),
        (
            "SRR8426002",
            f"{server.address}{file_path('SRR8426002')}",
            rows[1]["fastq_md5"],
            int(rows[1]["fastq_bytes"]),
        ),
    ]


def test_a_run_without_files_is_told_with_the_commands(server, archives):
    publish(server, [run_of(1, server.address), run_of(2, server.address, ends=())])
    message = "^1 runs have no FASTQ .* prefetch .*; then move them from the column 'accession' to"
    with pytest.raises(UserError, match=message):
        find_files(["SRR8426001", "SRR8426002"], archives)


def test_in_a_mirror_files_have_their_names(tmp_path):
    rows = [run_of(1, "https://x", ends=("_1", "_2"))]
    (tmp_path / "any.filereport.tsv").write_bytes(report_of(rows))
    [row] = find_files(["SRR8426001"], Archives(mirror=str(tmp_path)))
    assert row[1] == f"{tmp_path}/SRR8426001_1.fastq.gz"


def test_the_table_is_written(tmp_path, capsys):
    (tmp_path / "any.filereport.tsv").write_bytes(report_of([run_of(1, "https://x")]))
    job = SimpleNamespace(
        params=SimpleNamespace(runs=["SRR8426001"], mirror=str(tmp_path)),
        output=SimpleNamespace(runs=str(tmp_path / "runs.tsv")),
    )
    main(job)
    [row] = RUNS.read(tmp_path / "runs.tsv")
    assert row["run"] == "SRR8426001"
    assert "1 files, 0.0 GB" in capsys.readouterr().out
