"""Blocks hold the records of a file, whatever its size and its line ends."""

import gzip
import random
from pathlib import Path

import pytest

from mirtrd.core.job import UserError
from mirtrd.trimming import fastq
from mirtrd.trimming.fastq import read_records
from mirtrd.trimming.reading import read_blocks


def records(number: int) -> list[tuple[str, str, str]]:
    draw = random.Random(5)
    lengths = [draw.randint(0, 80) for _ in range(number)]
    return [
        (
            f"r{n}" + " 1:N:0:ACGT" * draw.randint(0, 1),
            "".join(draw.choices("ACGTN", k=length)),
            # "@" and "+" are qualities too.
            "".join(draw.choices("@+#5I", k=length)),
        )
        for n, length in enumerate(lengths)
    ]


def text_of(rows: list[tuple[str, str, str]], end: str = "\n", plus: bool = False) -> str:
    return "".join(
        end.join((f"@{name}", bases, f"+{name}" if plus else "+", qualities, ""))
        for name, bases, qualities in rows
    )


def read_back(path: Path) -> list[tuple[str, str]]:
    found = []
    for block in read_blocks([str(path)]):
        text = block.text.tobytes().decode()
        found += [
            (text[bases : bases + length], text[qualities : qualities + length])
            for bases, qualities, length in zip(
                block.bases.tolist(), block.qualities.tolist(), block.length.tolist(), strict=True
            )
        ]
    return found


@pytest.mark.parametrize("size", [200, 1000, 1_000_000])
@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (lambda rows: text_of(rows).encode(), ""),
        (lambda rows: gzip.compress(text_of(rows).encode()), ".gz"),
        (lambda rows: text_of(rows, end="\r\n").encode(), ""),
        (lambda rows: text_of(rows, plus=True).encode(), ""),
        (lambda rows: text_of(rows).encode()[:-1], ""),
        # The first half plain, the second not.
        (lambda rows: (text_of(rows[:200]) + text_of(rows[200:], "\r\n")).encode(), ""),
        (lambda rows: text_of(rows).encode() + b"\n", ""),
        (lambda rows: gzip.compress(text_of(rows).encode() + b"\n\n"), ".gz"),
        (lambda rows: text_of(rows, end="\r\n").encode() + b"\r\n", ""),
        (lambda rows: text_of(rows).encode() + b"\n" * 9, ""),
        (lambda rows: text_of(rows).encode()[:-1] + b"\n \n\t\n", ""),
        (lambda rows: b"\n" + text_of(rows).encode(), ""),
        (lambda rows: "\n".join(text_of([row]) for row in rows).encode(), ""),
        (lambda rows: text_of(rows[:300]).encode() + b"\n" + text_of(rows[300:]).encode(), ""),
        (lambda rows: text_of(rows).encode() + b"\0" * 3000, ""),
        (lambda rows: text_of(rows).encode() + b"\n\0\0\n\0", ""),
        (lambda rows: gzip.compress(text_of(rows).encode()) + b"\0" * 512, ".gz"),
    ],
    ids=[
        "plain",
        "gzipped",
        "CRLF",
        "named twice",
        "no last line end",
        "mixed",
        "blank last line",
        "blank last lines, gzipped",
        "blank last line, CRLF",
        "many blank last lines",
        "lines of white space",
        "blank first line",
        "a blank line behind each",
        "a blank line between two",
        "NUL",
        "NUL and blank lines",
        "NUL behind gzip",
    ],
)
def test_all_records_are_read_once(tmp_path, monkeypatch, size, content, suffix):
    monkeypatch.setattr(fastq, "BLOCK_BYTES", size)
    monkeypatch.setattr(fastq, "BLOCK_RECORDS", 37)
    rows = records(400)
    rows[-1] = ("last", "ACGT", "IIII")
    path = tmp_path / f"x.fastq{suffix}"
    path.write_bytes(content(rows))
    expected = [(bases, qualities) for _, bases, qualities in rows]
    assert read_back(path) == expected
    assert [(r.sequence, r.qualities) for r in read_records(str(path))] == expected


def test_damage_behind_whole_blocks_is_named_with_its_record(tmp_path, monkeypatch):
    monkeypatch.setattr(fastq, "BLOCK_BYTES", 500)
    path = tmp_path / "x.fastq"
    path.write_text(text_of(records(100)) + "@r100\nACGT\n+\nIII\n" + text_of(records(100)))
    blocks = read_blocks([str(path)])
    with pytest.raises(UserError, match=r"record 101 is not FASTQ: .* Length of sequence"):
        list(blocks)


@pytest.mark.parametrize("end", ["\n", "\n\n\n\n\n", "\0\0", "\n@r\nACGT\n+\nIIII\n"])
def test_what_is_skipped_is_said(tmp_path, capsys, end):
    path = tmp_path / "x.fastq"
    path.write_text(text_of(records(3)) + end)
    assert len(read_back(path)) in (3, 4)
    assert capsys.readouterr().out == (
        f"{path}: blank lines, or NUL bytes behind the last record, are skipped\n"
    )


@pytest.mark.parametrize("content", ["\n", "\r\n\r\n", "\0" * 10, "\n\n\n\n\n"])
def test_a_file_of_blank_lines_has_no_records(tmp_path, content):
    path = tmp_path / "x.fastq"
    path.write_text(content)
    assert read_back(path) == []
    assert list(read_records(str(path))) == []


def test_a_read_of_no_bases_is_a_record(tmp_path):
    path = tmp_path / "x.fastq"
    path.write_text("@r1\n\n+\n\n@r2\nA\n+\nI\n@r3\n\n+\n\n\n")
    assert read_back(path) == [("", ""), ("A", "I"), ("", "")]


@pytest.mark.parametrize("lost", ["\0\0\0", "\0\n", "\n\0\n"])
def test_nul_bytes_before_a_record_stand_for_lost_reads(tmp_path, lost):
    path = tmp_path / "x.fastq"
    path.write_text(text_of(records(2)) + lost + text_of(records(2)))
    with pytest.raises(UserError, match=r"record 3 is not FASTQ: .*expected to start with '@'"):
        list(read_blocks([str(path)]))


def test_a_blank_line_within_a_record_is_damage(tmp_path):
    path = tmp_path / "x.fastq"
    path.write_text("@r1\nACGT\n\n+\nIIII\n")
    with pytest.raises(UserError, match="record 1 is not FASTQ"):
        list(read_blocks([str(path)]))
