"""The first reads of a sample, up to where its file is damaged."""

import pytest

from builders.reads import reads_of, spoken_of
from mirtrd.core.job import UserError
from mirtrd.trimming import sampling
from mirtrd.trimming.sampling import Reads, first_reads


def test_the_share_of_q30_is_that_of_the_bases():
    found = reads_of([("r1", "ACGT", "?@>!"), ("r2", "A", "I")])
    assert found == Reads(sequences=["ACGT", "A"], q30_share=3 / 5)


def test_bases_are_in_capital_letters_of_dna():
    assert reads_of([("r", "acgunU", "IIIIII")]).sequences == ["ACGTNT"]


def test_no_reads_have_no_bases():
    assert reads_of([]) == Reads(sequences=[], q30_share=0.0)


def test_reads_before_the_damage_are_kept():
    def damaged():
        yield from spoken_of([("r", "ACGT", "IIII")])
        raise UserError("record 2 is not FASTQ")

    found = first_reads(damaged())
    assert found == Reads(sequences=["ACGT"], q30_share=1.0, damage="record 2 is not FASTQ")


def test_only_the_first_reads_are_looked_at(monkeypatch):
    monkeypatch.setattr(sampling, "MAX_READS", 3)
    assert len(reads_of([("r", "ACGT", "IIII")] * 5).sequences) == 3


def test_of_a_long_read_only_what_can_matter_is_kept(monkeypatch):
    monkeypatch.setattr(sampling, "KEPT", 10)
    assert reads_of([("r", "ACGT" * 5, "I" * 20)]).sequences == ["ACGTACGTAC"]


def test_collapsed_reads_are_as_many_as_their_counts():
    found = reads_of([("a_x30", "ACGT", "IIII"), ("b_x10", "AC", "##")])
    assert (found.counts, found.number, found.lengths) == ([30, 10], 40, {4: 30, 2: 10})
    assert found.q30_share == pytest.approx(120 / 140)


def test_unknown_qualities_have_no_share_of_q30():
    found = reads_of([("r", "ACGT", "????")] * 200)
    assert found.q30_share is None
    assert found.remarks == (
        "the qualities have one or two values only: they are taken as unknown",
    )
