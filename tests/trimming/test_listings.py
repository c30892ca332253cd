"""FASTA files and tables of sequences and counts are told apart, and read."""

import re

import pytest

from builders.files import write
from mirtrd.core.job import UserError
from mirtrd.trimming.listings import Listed, form_of, read_fasta, read_table


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (">a\nACGT\n", "FASTA"),
        ("\ufeff\n# made by hand\n>a\nACGT\n", "FASTA"),
        ("ACGTACGT\t12\n", "table"),
        ("sequence\tcount\nACGTACGT\t12\n", "table"),
        ("12 ACGTACGT\n", "table"),
        ('"Sequence","Count"\r\n"ACGTACGT","12"\r\n', "table"),
        ("@r\nACGT\n+\nIIII\n", None),
        ("<html>\n", None),
        ("", None),
        ("mirna\tTRD1\nhsa-let-7a-5p\t12\n", None),
    ],
)
@pytest.mark.parametrize("name", ["x.txt", "x.txt.gz"])
def test_the_form_is_told_from_the_first_lines(tmp_path, name, content, form):
    assert form_of(write(tmp_path / name, content)) == form


def test_fasta_may_have_lines_of_any_length(tmp_path):
    path = write(tmp_path / "x.fa", "\ufeff>a b\r\nACGU\r\nac\r\n\r\n>\u00fc_x5\r\nGG\r\n")
    assert list(read_fasta(path)) == [Listed(b"a b", b"ACGUac"), Listed(b"??_x5", b"GG")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (">a\n>b\nACGT\n", "record 1 is not FASTA: it has no sequence"),
        (">a\nACGT\n12\t13\n", "line 3: is not FASTA: found '12"),
        (">a\n" + ("A" * 1000 + "\n") * 1100, "record 1 has more than 1,000,000 bases"),
        (">a\n" + "A" * 1_100_000, "cannot be read after line 1: a line of more than 1,000,000"),
    ],
)
def test_what_is_no_fasta_of_reads_is_refused(tmp_path, content, message):
    path = write(tmp_path / "x.fa", content)
    with pytest.raises(UserError, match=f"^{re.escape(path)}(:|,) {message}"):
        list(read_fasta(path))


@pytest.mark.parametrize(
    "content",
    [
        "ACGT\t3\nGGGG\t2\nTTTT\t0\n",
        "count,sequence\r\n3,ACGT\r\n2,GGGG\r\n",
        "# GSM1\nseq n\n\nACGT 3.0\n   2 GGGG\n",
    ],
)
def test_a_table_has_a_sequence_and_its_count(tmp_path, content):
    path = write(tmp_path / "x.txt.gz", content)
    assert list(read_table(path)) == [Listed(b"", b"ACGT", 3), Listed(b"", b"GGGG", 2)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("ACGT\t3\nGGGG\t2.5\n", "line 2: found 'GGGG.*normalised values are no counts"),
        ("ACGT\t3\nGGGG\n", "line 2: found 'GGGG', expected a sequence and its count"),
        ("ACGT\t3\nGGGG\t-2\n", "line 2: found 'GGGG"),
    ],
)
def test_a_row_that_is_none_is_named(tmp_path, content, message):
    path = write(tmp_path / "x.txt", content)
    with pytest.raises(UserError, match=f"^{re.escape(path)}, {message}"):
        list(read_table(path))
