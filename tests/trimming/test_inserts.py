"""Distinct inserts come back with their counts, reads and qualities."""

import gzip

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mirtrd.trimming.inserts import Insert, Inserts, read_inserts, write_inserts

LETTERS = [chr(33 + score) for score in range(42)]


@st.composite
def distinct_inserts(draw: st.DrawFn) -> list[Insert]:
    sequences = draw(st.lists(st.text("ACGTN", min_size=1, max_size=45), unique=True, max_size=30))
    inserts = []
    for sequence in sequences:
        count = draw(st.integers(0, 10**9))
        reads = count + draw(st.integers(0, 10**9))
        length = len(sequence)
        qualities = draw(st.text(LETTERS, min_size=length, max_size=length))
        inserts.append(Insert(sequence, count, reads, qualities))
    return inserts


@given(distinct_inserts())
def test_inserts_survive_writing_the_highest_count_first(tmp_path_factory, inserts):
    path = tmp_path_factory.mktemp("inserts") / "inserts.fastq.gz"
    write_inserts(path, Inserts.of(inserts))
    found = list(read_inserts(path))
    assert found == sorted(inserts, key=lambda insert: (-insert.count, -insert.reads))


def test_the_header_has_rank_count_and_reads(tmp_path):
    path = tmp_path / "inserts.fastq.gz"
    write_inserts(path, Inserts.of([Insert("ACGT", 3, 5, "IIII"), Insert("AC", 7, 7)]))
    expected = "@seq_1_x7 reads=7\nAC\n+\nII\n@seq_2_x3 reads=5\nACGT\n+\nIIII\n"
    assert gzip.decompress(path.read_bytes()).decode() == expected


def test_the_same_inserts_are_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_inserts(tmp_path / name, Inserts.of([Insert("ACGT", 3, 5)]))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_some_of_the_inserts_are_inserts():
    rows = [Insert("ACGT", 3, 5, "IIII"), Insert("AC", 7, 7, "##"), Insert("G", 1, 1, "I")]
    inserts = Inserts.of(rows)
    assert list(inserts[1:]) == rows[1:]
    assert len(inserts[:0]) == 0
    assert inserts.counts.dtype == np.int64
