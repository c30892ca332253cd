"""The first reads of a sample, up to where its file is damaged."""

import dnaio

from mirtrd.core.job import UserError
from mirtrd.trimming import sampling
from mirtrd.trimming.sampling import Reads, first_reads


def record(bases: str, qualities: str) -> dnaio.SequenceRecord:
    return dnaio.SequenceRecord("r", bases, qualities)


def test_the_share_of_q30_is_that_of_the_bases():
    found = first_reads([record("ACGT", "?@>!"), record("A", "I")])
    assert found == Reads(sequences=["ACGT", "A"], q30_share=3 / 5)


def test_bases_are_in_capital_letters():
    assert first_reads([record("acgtn", "IIIII")]).sequences == ["ACGTN"]


def test_no_reads_have_no_bases():
    assert first_reads([]) == Reads(sequences=[], q30_share=0.0)


def test_reads_before_the_damage_are_kept():
    def damaged():
        yield record("ACGT", "IIII")
        raise UserError("record 2 is not FASTQ")

    found = first_reads(damaged())
    assert found == Reads(sequences=["ACGT"], q30_share=1.0, damage="record 2 is not FASTQ")


def test_only_the_first_reads_are_looked_at(monkeypatch):
    monkeypatch.setattr(sampling, "MAX_READS", 3)
    reads = iter([record("ACGT", "IIII")] * 5)
    assert len(first_reads(reads).sequences) == 3
    assert len(list(reads)) == 2
