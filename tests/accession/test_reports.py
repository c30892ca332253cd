"""Reports of ENA: which file has the first reads, with its own MD5 and size."""

import pytest

from builders.archive import FIELDS, report_of, run_of
from mirtrd.accession.reports import read_report
from mirtrd.core.job import UserError

# As ENA wrote it, and a run that it has no FASTQ files of.
REAL = (
    "run_accession\tfastq_ftp\tfastq_md5\tfastq_bytes\n"
    "SRR8426358\tftp.sra.ebi.ac.uk/vol1/fastq/SRR842/008/SRR8426358/SRR8426358_1.fastq.gz;"
    "ftp.sra.ebi.ac.uk/vol1/fastq/SRR842/008/SRR8426358/SRR8426358_2.fastq.gz\t"
    "be7e88cf6f6fd90f1b1170f1cb367123;2124da22644d876c4caa92ffd9e2402e\t5507959060;7194107512\n"
    "SRR6835844\t\t\t\n"
)


def read(tmp_path, content: bytes | str):
    path = tmp_path / "report.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_report(path, "SRP256285")


def test_a_real_report_is_read(tmp_path):
    paired, without = read(tmp_path, REAL)
    assert paired.is_paired
    assert paired.first_reads.address == (
        "https://ftp.sra.ebi.ac.uk/vol1/fastq/SRR842/008/SRR8426358/SRR8426358_1.fastq.gz"
    )
    assert paired.first_reads.md5 == "be7e88cf6f6fd90f1b1170f1cb367123"
    assert paired.first_reads.size == 5507959060
    assert without.first_reads is None


@pytest.mark.parametrize(
    ("ends", "layout", "first"),
    [
        (("",), "SINGLE", ""),
        (("_1",), "SINGLE", "_1"),
        (("_1", "_2"), "PAIRED", "_1"),
        (("_2", "_1"), "PAIRED", "_1"),
        (("", "_1", "_2"), "PAIRED", "_1"),
        (("_2", "", "_1"), "SINGLE", "_1"),
        (("",), "PAIRED", None),
        (("_2",), "PAIRED", None),
        ((), "SINGLE", None),
    ],
)
def test_first_reads_are_found_by_name_whatever_the_order(tmp_path, ends, layout, first):
    row = run_of(1, "https://x", ends=ends, library_layout=layout)
    [run] = read(tmp_path, report_of([row]))
    if first is None:
        assert run.first_reads is None
    else:
        at = ends.index(first)
        file = run.first_reads
        assert file.name == f"SRR8426001{first}.fastq.gz"
        assert file.md5 == row["fastq_md5"].split(";")[at]
        assert str(file.size) == row["fastq_bytes"].split(";")[at]


def test_columns_may_be_in_any_order(tmp_path):
    rows = [run_of(1, "https://x"), run_of(2, "https://x")]
    assert read(tmp_path, report_of(rows, reversed(FIELDS))) == read(tmp_path, report_of(rows))


def test_a_file_without_its_md5_cannot_be_told(tmp_path):
    row = run_of(1, "https://x", ends=("_1", "_2"))
    row["fastq_md5"] = row["fastq_md5"].split(";")[0]
    with pytest.raises(UserError, match=r"reports 2 files, 1 MD5s and 2 sizes of run SRR8426001: "):
        read(tmp_path, report_of([row]))


@pytest.mark.parametrize(
    "content", ["", "\n", "run_accession\tfastq_ftp\tfastq_md5\tfastq_bytes\n"]
)
def test_an_empty_report_has_no_runs(tmp_path, content):
    assert read(tmp_path, content) == []


def test_what_is_no_report_is_refused(tmp_path):
    with pytest.raises(UserError, match="ENA on SRP256285 has no run_accession, it begins 'Error"):
        read(tmp_path, "Error: try again\n")


def test_any_letters_are_read(tmp_path):
    row = run_of(1, "https://x", sample_title="Médicament β-µg ☂")
    [run] = read(tmp_path, report_of([row]))
    assert run.fact("sample_title") == "Médicament β-µg ☂"
