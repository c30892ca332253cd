"""FASTA files of users are read as they are, or refused in one line."""

import pytest

from builders.files import write
from mirtrd.core.job import UserError
from mirtrd.reference.fasta import as_dna, read_records, several_as_n


def test_a_header_is_an_id_and_what_follows_it(tmp_path):
    path = write(tmp_path / "x.fasta", ">a\tone two\nAC\nGU\n>b\nnn\n")
    assert list(read_records(path)) == [("a", "one two", "ACGU"), ("b", "", "nn")]


def test_files_that_were_joined_without_a_line_end_are_read(tmp_path, capsys):
    path = write(tmp_path / "x.fasta", ">x a > b\nAC\nGT>y one > two\nACC\n>z\nGG\n")
    expected = [("x", "a > b", "ACGT"), ("y", "one > two", "ACC"), ("z", "", "GG")]
    assert list(read_records(path)) == expected
    assert capsys.readouterr().out == f"{path}: records that begin in the middle of a line: 1\n"


def test_a_missing_file_is_an_error_of_one_line(tmp_path):
    with pytest.raises(UserError, match=r"x\.fasta: cannot be read as FASTA \(.*No such file"):
        list(read_records(str(tmp_path / "x.fasta")))


def test_rna_in_small_letters_is_dna_in_capitals():
    assert as_dna("x.fasta", "a", "acguN") == "ACGTN"


def test_a_protein_is_no_dna():
    message = "^x.fasta: record a holds E, L, expected nucleotides: is this a protein file"
    with pytest.raises(UserError, match=message):
        as_dna("x.fasta", "a", "ACLE")
    with pytest.raises(UserError, match=r"^x\.fasta: record a has no sequence"):
        as_dna("x.fasta", "a", "")


def test_letters_for_several_bases_become_n():
    assert several_as_n("acgurykmswbdhvn") == "ACGUNNNNNNNNNNN"
