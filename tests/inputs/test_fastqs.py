"""Each sample has its reads, or it is said which are missing and what to do."""

import os
from pathlib import Path

import pytest

from builders.workplace import SHEET, Workplace
from mirtrd.core.job import UserError
from mirtrd.inputs.fastqs import resolve_fastqs
from mirtrd.inputs.sheets import read_sheet


@pytest.fixture
def workplace(tmp_path):
    return Workplace(tmp_path)


def resolve(workplace: Workplace, text: str) -> dict[str, list[str]]:
    path = workplace.write_sheet(text)
    return resolve_fastqs(read_sheet(path)[0], path).of


def test_fastqs_are_found_from_the_working_directory_then_from_the_sheet(workplace, monkeypatch):
    monkeypatch.chdir(workplace.folder)
    beside = workplace.folder / "config" / "T2.fastq.gz"
    beside.write_bytes(b"")
    absolute = workplace.folder / "reads" / "C1.fastq.gz"
    text = SHEET.replace("reads/T2.fastq.gz", "T2.fastq.gz, reads/T2.fastq.gz")
    text = text.replace("reads/C1.fastq.gz", str(absolute))
    assert resolve(workplace, text) == {
        "T1": ["reads/T1.fastq.gz"],
        "T2": [str(beside), "reads/T2.fastq.gz"],
        "C1": [str(absolute)],
        "C2": ["reads/C2.fastq.gz"],
    }


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("reads/T9.fastq.gz", "FASTQ file reads/T9.fastq.gz does not exist, neither from"),
        ("reads", "reads is not a file"),
        ("reads/T2.fastq.gz,", "column 'fastq' is 'reads/T2.fastq.gz,', expected file names"),
        (",", "column 'fastq' is ',', expected file names separated by single commas"),
        ("reads/T2.fastq.gz,reads/T2.fastq.gz", r"is given twice \(first for sample T2\)"),
        ("reads/T2.fastq.gz,./reads/../reads/T2.fastq.gz", r"given twice \(first for sample T2\)"),
        ("reads/T2.fastq.gz,link.fastq.gz", r"link.* is given twice \(first for sample T2\)"),
        ("reads/T1.fastq.gz", r"reads/T1.fastq.gz is given twice \(first for sample T1\)"),
        ("./reads/T1.fastq.gz", r"\./reads/T1.fastq.gz is given twice \(first for sample T1\)"),
        ("folder/T1.fastq.gz", r"folder/T1.fastq.gz is given twice \(first for sample T1\)"),
    ],
)
def test_each_fastq_is_there_and_belongs_to_one_sample_once(workplace, monkeypatch, cell, message):
    monkeypatch.chdir(workplace.folder)
    Path("link.fastq.gz").symlink_to("reads/T2.fastq.gz")
    Path("folder").symlink_to("reads")
    with pytest.raises(UserError, match=rf"samples\.tsv, sample T2: .*{message}"):
        resolve(workplace, SHEET.replace("reads/T2.fastq.gz", cell))


@pytest.mark.parametrize(
    ("one", "other", "refused"),
    [
        ("T1_S1_L001_R1_001.fastq.gz", "T1_S1_L001_R2_001.fastq.gz", True),
        ("T1.R1.fq", "T1.R2.fq", True),
        ("SRR12_1.fastq.gz", "SRR12_2.fastq.gz", True),
        ("T_1.fastq.gz", "T_2.fastq.gz", False),
        ("T1_L001_R1_001.fastq.gz", "T1_L002_R1_001.fastq.gz", False),
    ],
)
def test_mates_are_told_from_lanes(workplace, monkeypatch, one, other, refused):
    monkeypatch.chdir(workplace.folder)
    for name in (one, other):
        (workplace.folder / "reads" / name).touch()
    sheet = SHEET.replace("reads/T1.fastq.gz", f"reads/{one},reads/{other}")
    if refused:
        with pytest.raises(UserError, match=f"{one} and {other} look like the two reads of pairs"):
            resolve(workplace, sheet)
    else:
        assert len(resolve(workplace, sheet)["T1"]) == 2


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("reads/T*.fastq.gz", "is a pattern, expected names: write each file out, separated by c"),
        ("reads/T[12].fastq.gz", "is a pattern, expected names"),
        (
            "~/reads/T1.fastq.gz",
            "begins with '~', which only a shell knows: write the path from '/'",
        ),
        ("reads/T1.fq;reads/T2.fq", "holds ';', expected the files of a sample to be separated by"),
        ("https://x.org/T1.fastq.gz", "is an address, expected a file: download it first, or give"),
        ("ftp://x.org/T1.fastq.gz", "is an address, expected a file"),
        ("s3://bucket/T1.fastq.gz", "is an address, expected a file"),
        (r"C:\reads\T1.fastq.gz", "is a path of Windows: write it as this computer has it"),
    ],
)
def test_what_a_shell_or_browser_knows_is_no_file(workplace, monkeypatch, cell, remedy):
    monkeypatch.chdir(workplace.folder)
    with pytest.raises(UserError) as raised:
        resolve(workplace, SHEET.replace("reads/T2.fastq.gz", cell))
    assert f"sample T2: FASTQ file {cell} {remedy}" in str(raised.value)


def test_a_file_may_be_called_as_a_pattern(workplace, monkeypatch):
    monkeypatch.chdir(workplace.folder)
    for name in ("T[1].fastq.gz", "T;2.fastq.gz"):
        (workplace.folder / "reads" / name).touch()
    sheet = SHEET.replace("T1.fastq", "T[1].fastq").replace("T2.fastq", "T;2.fastq")
    assert resolve(workplace, sheet)["T2"] == ["reads/T;2.fastq.gz"]


def test_all_that_is_missing_is_told_at_once(workplace, monkeypatch):
    monkeypatch.chdir(workplace.folder)
    more = "".join(f"D{n}\tTRD\tA\treads/D{n}.fq\n" for n in range(1, 7))
    with pytest.raises(UserError) as raised:
        resolve(workplace, SHEET.replace("T2.fastq.gz", f"{'T' * 300}.fq") + more)
    words = str(raised.value)
    assert ": 7 FASTQ files do not exist, neither from the working directory nor from the " in words
    assert words.endswith("reads/D4.fq (sample D4) and 2 more")
    assert len(words) < 500


def test_a_file_that_may_not_be_read_is_told_before_any_job(workplace, monkeypatch):
    monkeypatch.chdir(workplace.folder)
    monkeypatch.setattr(os, "access", lambda file, mode: Path(file).name != "C1.fastq.gz")
    message = r"sample C1: FASTQ file reads/C1\.fastq\.gz may not be read: ask for permission$"
    with pytest.raises(UserError, match=message):
        resolve(workplace, SHEET)


def test_reads_may_be_gone_once_they_are_trimmed(workplace, monkeypatch):
    monkeypatch.chdir(workplace.folder)
    (workplace.folder / "reads" / "T1.fastq.gz").unlink()
    results = workplace.folder / "results" / "trimming"
    results.mkdir(parents=True)
    for content in ("kit.json", "inserts.fastq.gz"):
        (results / f"T1.{content}").touch()
    path = workplace.write_sheet(SHEET)
    sheet = read_sheet(path)[0]
    with pytest.raises(UserError, match=r"sample T1: FASTQ file reads/T1.fastq.gz does not exist"):
        resolve_fastqs(sheet, path)
    (results / "T1.tally.json").touch()
    found = resolve_fastqs(sheet, path)
    assert found.of["T1"] == ["reads/T1.fastq.gz"]
    assert found.notes == [
        "reads of T1 are not where the sheet says: what was trimmed of them is used as it is, "
        "whatever kit and trimming the config has now"
    ]


def test_reads_that_are_there_need_no_note(workplace, monkeypatch):
    monkeypatch.chdir(workplace.folder)
    path = workplace.write_sheet(SHEET)
    assert resolve_fastqs(read_sheet(path)[0], path).notes == []
