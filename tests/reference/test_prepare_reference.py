"""A reference is refused with one clear line, or laid out with every mature in its place."""

import gzip
import hashlib
import random
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from builders.files import feature, write
from builders.paths import CASES, RESOURCES
from mirtrd.core.job import UserError
from mirtrd.reference.annotation import Locus
from mirtrd.reference.prepare_reference import (
    group_matures,
    main,
    name_other,
    place_matures,
    read_fasta,
    read_other,
)
from mirtrd.reference.sequences import Sequence, read_sequences

SHARED = RESOURCES.parent.parent / "shared" / "data" / "reference"
SHIPPED = {
    "hsa.hairpins.v22.fasta.gz": "2b77d6f5ebe9634825efc47e19186ecc2776633a58a8a79be6768376b8135e12",
    "hsa.matures.v22.fasta.gz": "1d7c9447b78ba0d511d9382e38f87048fcb9cf9f7729867a018a94af99ce6792",
    "hsa.v22.gff3.gz": "af1be819fe8d0512dd7fee762f8d0df140617c13096bdbbb7137e169eeab8df2",
}
# Two hairpins by hand. "GATTACAGATTACAGATTAC" (20 nt) stands in the first at 4 and at 30.
REPEATED = "GATTACAGATTACAGATTAC"
TWICE = "CCCC" + REPEATED + "GGGGGG" + REPEATED + "TTTT"
ONCE = "AAGGAAGG" + "TCCATTGCCATGTCCATTGC" + "CCTT"


def long_fasta() -> bytes:
    """3,000 records, more than is held in one buffer."""
    bases = random.Random(7)
    records = (f">hsa-{i}\n{''.join(bases.choices('ACGU', k=80))}\n" for i in range(3000))
    return "".join(records).encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<!DOCTYPE html>\n<html>not found</html>\n", "is an HTML page, expected a FASTA file"),
        ("\n  <html>\n", "is an HTML page, expected a FASTA file"),
        ("", "is empty, expected a FASTA file"),
        ("\n \n", "is empty, expected a FASTA file"),
        (">hsa-x\nMKLVACGT\n", "record hsa-x holds L, expected nucleotides"),
        (">hsa-x one\nACGU\n>hsa-x two\nACGG\n", "id hsa-x is there twice"),
        ("> \nACGU\n", "a record has no id"),
        (">hsa-x\n>hsa-y\nACGU\n", "record hsa-x has no sequence"),
        ("@hsa-x\nACGT\n+\nIIII\n", "cannot be read as FASTA .*Expected '>'"),
        (b">hsa-x \xe4\nACGU\n", "cannot be read as FASTA .*utf-8"),
    ],
)
@pytest.mark.parametrize("name", ["x.fasta", "x.fasta.gz"])
def test_what_is_no_fasta_of_nucleotides_is_refused(tmp_path, name, content, message):
    path = write(tmp_path / name, content)
    with pytest.raises(UserError, match=f"^{re.escape(path)}: {message}") as raised:
        read_fasta(path, None)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("cut", [-4, -3000])
def test_a_truncated_fasta_is_refused(tmp_path, cut):
    path = tmp_path / "x.fasta.gz"
    path.write_bytes(gzip.compress(long_fasta())[:cut])
    with pytest.raises(UserError, match=r"x\.fasta\.gz: cannot be read as FASTA \(Compressed file"):
        read_fasta(str(path), None)


@pytest.mark.parametrize("place", [20, 40_000])
def test_a_damaged_fasta_is_refused(tmp_path, place):
    damaged = bytearray(gzip.compress(long_fasta()))
    damaged[place] ^= 0xFF
    path = tmp_path / "x.fasta.gz"
    path.write_bytes(damaged)
    with pytest.raises(UserError, match=r"x\.fasta\.gz: cannot be read as FASTA"):
        read_fasta(str(path), None)


def test_a_species_that_is_not_there_is_refused(tmp_path):
    path = write(tmp_path / "x.fasta", ">mmu-mir-1\nACGU\n>rno-mir-1\nACGU\n")
    with pytest.raises(UserError, match=r"no id starts with .*species 'hsa'; found mmu, rno"):
        read_fasta(path, "hsa")


def test_a_species_is_a_whole_word(tmp_path):
    path = write(tmp_path / "x.fasta", ">hsa-mir-1\nACGU\n>hsax-mir-1\nACGG\n>hsa\nACGC\n")
    assert read_fasta(path, "hsa") == {"hsa-mir-1": "ACGT"}


def test_letters_for_several_bases_become_n_in_the_species_that_has_them(tmp_path, capsys):
    """The hairpins of all species in miRBase hold a few R, Y, W and so on."""
    content = "\ufeff>dre-mir-1\nACRYWU\n>dre-mir-2\nACU\n>hsa-mir-1\nacgu\n"
    path = write(tmp_path / "x.fasta", content)
    assert read_fasta(path, "hsa") == {"hsa-mir-1": "ACGT"}
    assert capsys.readouterr().out == ""
    whole = {"dre-mir-1": "ACNNNT", "dre-mir-2": "ACT", "hsa-mir-1": "ACGT"}
    assert read_fasta(path, None) == whole
    assert capsys.readouterr().out == (
        f"{path}: letters for several bases (IUPAC) became N in 1 of 3 records: dre-mir-1\n"
    )


def test_the_hairpins_of_maize_are_read():
    path = CASES / "11-maize-hairpins-with-IUPAC" / "reference" / "hairpin.fa"
    if not path.is_file():
        pytest.skip(f"{path} is absent")
    found = read_fasta(str(path), "zma")
    assert len(found) == 172
    assert sum("N" in sequence for sequence in found.values()) == 6


def test_a_few_matures_on_no_hairpin_are_named_and_have_no_place(capsys):
    """As in the files of mouse of miRBase: 9 of 1,915."""
    hairpins = {f"mir-{n}": f"{n:032b}".translate(str.maketrans("01", "AC")) for n in range(1, 40)}
    matures = {name: hairpin[5:] for name, hairpin in hairpins.items()} | {"miR-x": "G" * 22}
    assert set(place_matures(matures, hairpins, {})) == set(hairpins)
    assert capsys.readouterr().out == (
        "reference.matures: 1 of 40 matures lie on no hairpin of reference.hairpins, they get no "
        "counts: miR-x\n"
    )
    many = matures | {"miR-y": "G" * 23, "miR-z": "G" * 24}
    with pytest.raises(UserError, match=r"3 of 42 matures lie on no hairpin of .*release"):
        place_matures(many, hairpins, {})


@pytest.mark.parametrize("name", ["x.fasta", "x.fasta.gz"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rna_in_any_layout_is_read_as_dna(tmp_path, name, end):
    lines = [">hsa-mir-2 MI02 Homo sapiens", "ACGU", "UUnn", ">hsa-mir-1", "acgt"]
    path = write(tmp_path / name, end.join(lines) + end)
    sequences = read_fasta(path, None)
    assert list(sequences.items()) == [("hsa-mir-2", "ACGTTTNN"), ("hsa-mir-1", "ACGT")]


def test_the_annotation_chooses_among_two_occurrences():
    hairpins = {"hsa-mir-2": TWICE}
    placed = place_matures(
        {"hsa-miR-2": REPEATED}, hairpins, {"hsa-miR-2": [Locus("hsa-mir-2", 30, 50)]}
    )
    assert placed == {"hsa-miR-2": [Locus("hsa-mir-2", 30, 50)]}


def test_without_annotation_a_mature_is_placed_by_its_sequence():
    hairpins = {"hsa-mir-2": TWICE, "hsa-mir-1": ONCE, "hsa-mir-1b": "G" + ONCE}
    assert place_matures({"hsa-miR-1": "TCCATTGCCATGTCCATTGC"}, hairpins, {}) == {
        "hsa-miR-1": [Locus("hsa-mir-1", 8, 28), Locus("hsa-mir-1b", 9, 29)]
    }


@pytest.mark.parametrize("wrong", [Locus("hsa-mir-1", 7, 27), Locus("hsa-mir-unknown", 8, 28)])
def test_an_annotation_that_does_not_fit_is_not_believed(wrong):
    placed = place_matures(
        {"hsa-miR-1": "TCCATTGCCATGTCCATTGC"}, {"hsa-mir-1": ONCE}, {"hsa-miR-1": [wrong]}
    )
    assert placed == {"hsa-miR-1": [Locus("hsa-mir-1", 8, 28)]}


def test_matures_on_no_hairpin_are_refused():
    matures = {"hsa-miR-1": "TCCATTGCCATGTCCATTGC", "hsa-miR-9": "TCTTTGGTTATCTAGCTGTATGA"}
    message = r"1 of 2 matures lie on no hairpin of reference\.hairpins: hsa-miR-9: are both"
    with pytest.raises(UserError, match=message):
        place_matures(matures, {"hsa-mir-1": ONCE}, {})


def test_matures_that_no_read_can_tell_apart_form_one_group():
    matures = {"b": "ACGT", "c": "TTTT", "a": "ACGT", "d": "ACGTA"}
    assert group_matures(matures) == {"b/a": ["b", "a"], "c": ["c"], "d": ["d"]}


def job(
    folder: Path,
    hairpins: str,
    matures: str,
    annotation: str | None = None,
    species: str | None = None,
    other: dict[str, str] | None = None,
):
    other = other or {}
    inputs = {"hairpins": hairpins, "matures": matures, "other": list(other.values())}
    if annotation:
        inputs["annotation"] = annotation

    class Input(dict):
        __getattr__ = dict.__getitem__

    names = {"fasta": "h.fasta", "sequences": "s.tsv", "matures": "m.tsv"}
    outputs = {key: str(folder / name) for key, name in names.items()}
    return SimpleNamespace(
        input=Input(inputs),
        output=SimpleNamespace(**outputs),
        params=SimpleNamespace(species=species, classes=list(other)),
    )


def test_other_rnas_may_hold_letters_for_several_bases(tmp_path):
    path = write(tmp_path / "x.fasta", ">a/1 x\r\nacgu\r\nRYK\r\n>b\r\nNNAC\r\n")
    assert read_other(path) == {"a/1": "ACGTNNN", "b": "NNAC"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<!DOCTYPE html>\n", "is an HTML page, expected a FASTA file"),
        ("", "is empty, expected a FASTA file"),
        (">x\nMKLEV\n", "record x holds E, L, expected nucleotides: is this a protein file"),
        (">x\nACGT\n>x\nACGG\n", "id x is there twice"),
        (">x\n", "record x has no sequence"),
    ],
)
def test_what_is_no_fasta_of_other_rnas_is_refused(tmp_path, content, message):
    path = write(tmp_path / "x.fasta", content)
    with pytest.raises(UserError, match=f"^{re.escape(path)}: {message}") as raised:
        read_other(path)
    assert "\n" not in str(raised.value)


def test_identical_sequences_of_a_class_become_one_under_a_name_that_is_unique():
    records = {
        "Ala-1": "ACGT",
        "Ala-2": "ACGT",
        "His(1)": "TTTT",
        "His[1]": "GGGG",
        "Ala-3": "ACGT",
    }
    assert name_other("tRNA", records) == {
        Sequence("tRNA:Ala-1", "tRNA", 4, ("Ala-2", "Ala-3")): "ACGT",
        Sequence("tRNA:His_1_", "tRNA", 4): "TTTT",
        Sequence("tRNA:His_1__", "tRNA", 4): "GGGG",
    }


def test_other_rnas_follow_the_hairpins_class_after_class(tmp_path):
    mature = "TCCATTGCCATGTCCATTGC"
    hairpins = write(tmp_path / "h.in", f">hsa-mir-1\n{ONCE}\n")
    matures = write(tmp_path / "m.in", f">hsa-miR-1\n{mature}\n")
    trnas = write(tmp_path / "t.in.gz", f">same x\n{REPEATED}\n>copy\n{REPEATED}\n>b\nUUYA\n")
    # A record of another class may hold a hairpin: nothing is removed.
    host = write(tmp_path / "s.in", f">same\nGG{ONCE}GG\n")
    main(job(tmp_path, hairpins, matures, other={"tRNA": trnas, "snoRNA": host}))
    assert (tmp_path / "h.fasta").read_text().splitlines() == [
        ">hsa-mir-1",
        ONCE,
        ">tRNA:same",
        REPEATED,
        ">tRNA:b",
        "TTNA",
        ">snoRNA:same",
        f"GG{ONCE}GG",
    ]
    assert read_sequences(tmp_path / "s.tsv") == [
        Sequence("hsa-mir-1", "hairpin", 32),
        Sequence("tRNA:same", "tRNA", 20, ("copy",)),
        Sequence("tRNA:b", "tRNA", 4),
        Sequence("snoRNA:same", "snoRNA", 36),
    ]
    assert (tmp_path / "m.tsv").read_text().count("\n") == 2


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent")
def test_real_small_rnas_are_read(tmp_path):
    """`grep --count '>'` finds 3,521 headers, one of them behind a sequence."""
    path = str(SHARED / "Homo_sapiens.GRCh38.snRNAsnoRNArRNAtRNA.fa")
    assert len(read_other(path)) == 3521
    assert len(read_other(str(SHARED / "human_rRNA_refseq.fa"))) == 4


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent")
def test_real_trnas_and_artefacts_are_read(tmp_path):
    """GtRNAdb lists 433 human tRNA genes; `sort --unique` counts 269 distinct sequences."""
    records = read_other(str(SHARED / "hg38-tRNAs.gtrnadb_genes.fa"))
    assert len(records) == 433
    assert len(name_other("tRNA", records)) == 269
    artefacts = name_other("artefact", read_other(str(SHARED / "mirtrace_artifact_sequences.fa")))
    # Names in a BAM file, by the specification of SAM, section 1.2.1.
    allowed = re.compile(r"[0-9A-Za-z!#$%&+./:;?@^_|~-][0-9A-Za-z!#$%&*+./:;=?@^_|~-]*")
    assert all(allowed.fullmatch(row.name) for row in artefacts)


def test_a_group_lies_on_the_hairpins_of_all_its_members(tmp_path):
    hairpins = write(
        tmp_path / "h.in", f">hsa-mir-2\n{TWICE}\n>hsa-mir-1\n{ONCE}\n>mmu-mir-1\nGG{ONCE}\n"
    )
    mature = "UCCAUUGCCAUGUCCAUUGC"
    matures = write(
        tmp_path / "m.in",
        f">hsa-miR-1a\n{mature}\n>hsa-miR-2\n{REPEATED}\n>hsa-miR-1b\n{mature}\n>mmu-miR-1\n{mature}\n",
    )
    annotation = write(
        tmp_path / "a.gff3",
        feature("pre_miRNA", 101, 154, "-", "ID=MI2;Name=hsa-mir-2")
        # Base 30 of a hairpin of 54 that ends at 154 is 124, base 49 is 105.
        + feature("miRNA", 105, 124, "-", "ID=MT2;Name=hsa-miR-2;Derives_from=MI2"),
    )
    main(job(tmp_path, hairpins, matures, annotation, "hsa"))
    assert (tmp_path / "h.fasta").read_text() == f">hsa-mir-2\n{TWICE}\n>hsa-mir-1\n{ONCE}\n"
    assert (tmp_path / "m.tsv").read_text().splitlines() == [
        "mirna\thairpin\tstart\tend\tsequence",
        "hsa-miR-1a/hsa-miR-1b\thsa-mir-1\t8\t28\tTCCATTGCCATGTCCATTGC",
        f"hsa-miR-2\thsa-mir-2\t30\t50\t{REPEATED}",
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_files_are_those_of_the_readme(name):
    digest = hashlib.sha256(gzip.decompress((RESOURCES / "mirbase" / name).read_bytes()))
    assert digest.hexdigest() == SHIPPED[name]
    line = next(
        line for line in (RESOURCES / "README.md").read_text().splitlines() if SHIPPED[name] in line
    )
    assert name in line


def test_every_shipped_mature_is_placed_where_mirbase_says(tmp_path):
    """miRBase v22 has 1,917 human hairpins and 2,656 human matures; 24 of these repeat a
    sequence (2,632 distinct ones, as `sort --unique` counts them)."""
    folder = RESOURCES / "mirbase"
    hairpins, matures, annotation = (str(folder / name) for name in SHIPPED)
    main(job(tmp_path, hairpins, matures, annotation))
    references = (tmp_path / "h.fasta").read_text().splitlines()
    sequences = dict(zip((line[1:] for line in references[0::2]), references[1::2], strict=True))
    assert len(sequences) == len(references) // 2 == 1917
    rows = [line.split("\t") for line in (tmp_path / "m.tsv").read_text().splitlines()[1:]]
    groups = {row[0] for row in rows}
    assert len(groups) == 2632
    assert len([name for group in groups for name in group.split("/")]) == 2656
    assert {"hsa-miR-199a-3p/hsa-miR-199b-3p"} < groups
    for _, hairpin, start, end, sequence in rows:
        assert sequences[hairpin][int(start) : int(end)] == sequence
    # From the hairpins' pages of miRBase: mature of let-7a-1 is 6-27, of let-7a-2 5-26,
    # of let-7a-3 4-25 (1-based, end included).
    let7a = {tuple(row[1:4]) for row in rows if row[0] == "hsa-let-7a-5p"}
    assert let7a == {
        ("hsa-let-7a-1", "5", "27"),
        ("hsa-let-7a-2", "4", "26"),
        ("hsa-let-7a-3", "3", "25"),
    }
