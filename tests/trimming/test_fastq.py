"""Blocks hold the records of a file, whatever its size and its line ends."""

import gzip
import random
from pathlib import Path

import pytest

from mirtrd.core.job import UserError
from mirtrd.trimming import fastq
from mirtrd.trimming.fastq import read_blocks, read_records


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
    ],
    ids=["plain", "gzipped", "CRLF", "named twice", "no last line end", "mixed"],
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
    assert [(r.sequence, r.qualities) for r in read_records([str(path)])] == expected


def test_damage_behind_whole_blocks_is_named_with_its_record(tmp_path, monkeypatch):
    monkeypatch.setattr(fastq, "BLOCK_BYTES", 500)
    path = tmp_path / "x.fastq"
    path.write_text(text_of(records(100)) + "@r100\nACGT\n+\nIII\n" + text_of(records(100)))
    blocks = read_blocks([str(path)])
    with pytest.raises(UserError, match=r"record 101 is not FASTQ: .* Length of sequence"):
        list(blocks)


def test_second_reads_are_refused(tmp_path):
    path = tmp_path / "x.fastq"
    path.write_text(text_of([("r1 2:N:0:ACGT", "ACGT", "IIII")]))
    with pytest.raises(UserError, match="holds second reads of pairs"):
        list(read_blocks([str(path)]))
