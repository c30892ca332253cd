"""Of which RNA a fragment is, and of which part of it."""

import pytest

from builders.counting import random_bases
from mirtrd.counting.parents import Parents, Part, Rna, find_anticodon_loop, join_parents

# tRNA-Phe of yeast without its modifications: anticodon GAA at 34 to 36, CCA at 74 to 76 (Kim et
# al. 1974, doi:10.1126/science.185.4149.435).
PHE = "GCGGATTTAGCTCAGTTGGGAGAGCGCCAGACTGAAGATCTGGAGGTCCTGTGTTCGATCCACAGAATTCGCACCA"
# The same with another anticodon and another base in its T loop.
OTHER = PHE.replace("TGAAGAT", "TGGAGAT").replace("TTCGATC", "TTCAATC")
# As RNAs of polymerase III, it ends in U.
Y_RNA = "GGCTGGTCCGATGGTAGTGG" + random_bases(65) + "TTGACTGGCTTTT"


def trna(name: str = "tRNA-Phe-GAA-1-1", sequence: str = PHE, rna_class: str = "tRNA") -> Rna:
    return Rna(rna_class=rna_class, name=name, sequence=sequence)


def y_rna(name: str = "RNY4", sequence: str = Y_RNA) -> Rna:
    return Rna(rna_class="Y_RNA", name=name, sequence=sequence)


@pytest.mark.parametrize("anticodon", ["GAA", ""])
def test_the_anticodon_loop_begins_at_base_32(anticodon):
    first = find_anticodon_loop(PHE, anticodon)
    assert first is not None
    assert first + 1 == 32
    assert PHE[first : first + 7] == "CTGAAGA"


def test_what_has_no_stem_has_no_loop():
    assert find_anticodon_loop("A" * 76) is None
    assert find_anticodon_loop("ACGT") is None


@pytest.mark.parametrize(
    ("first", "last", "kind"),
    [
        (1, 34, "5p-half"),
        (1, 32, "5p-half"),
        (1, 35, "5p-half"),
        (1, 36, "5p"),
        (3, 34, "5p-half"),
        (1, 31, "5p"),
        (1, 18, "5p"),
        (1, 45, "5p"),
        (32, 76, "3p"),
        (33, 76, "3p-half"),
        (36, 74, "3p-half"),
        (37, 76, "3p"),
        (59, 76, "3p"),
        (59, 73, "internal"),
        (4, 34, "internal"),
        (20, 50, "internal"),
        (1, 76, "whole"),
    ],
)
def test_types_of_fragments_of_a_trna(first, last, kind):
    assert trna().kind_of(first - 1, last) == kind


def test_other_rnas_have_no_halves():
    assert y_rna().loop is None
    assert y_rna().kind_of(0, 34) == "5p"
    assert y_rna().kind_of(20, 50) == "internal"


def test_the_last_u_of_an_rna_are_no_part_of_its_3p_end():
    assert Y_RNA.endswith("GGCTTTT")
    body = len(Y_RNA) - 4
    for end in range(body - 2, len(Y_RNA) + 1):
        assert y_rna().kind_of(60, end) == "3p"
    assert y_rna().kind_of(60, body - 3) == "internal"


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("tRNA-Phe-GAA-1-1", "tRNA-Phe-GAA"),
        ("Homo_sapiens_tRNA-iMet-CAT-1-8", "Homo_sapiens_tRNA-iMet-CAT"),
        ("nm-tRNA-Gln-TTG-3-1", "tRNA-Gln-TTG"),
        ("trailer-Ala-CGC-3-1", "trailer-Ala-CGC-3-1"),
        ("MT-TF", "MT-TF"),
    ],
)
def test_the_parent_of_a_trna_is_the_group_of_its_anticodon(name, parent):
    assert trna(name).parent == parent


def test_a_trna_is_one_by_its_name_or_its_class():
    assert trna(rna_class="other").is_trna
    assert trna("MT-TF", rna_class="Mt_tRNA").is_trna
    assert not trna("trailer-Ala-CGC-3-1", rna_class="tRNA_trailer").is_trna
    assert not y_rna().is_trna


def test_a_part_that_several_groups_have_is_of_them_all_whichever_it_was_counted_on():
    parents = Parents([trna(), trna("tRNA-Phe-GGA-1-1", OTHER), y_rna()])
    for rna in ("tRNA-Phe-GAA-1-1", "tRNA-Phe-GGA-1-1"):
        shared = parents.feature_of(Part("tRNA", rna, 0, 30))
        assert (shared.name, shared.parent) == ("tRNA-Phe-GAA/GGA|5p", "tRNA-Phe-GAA/GGA")
    assert (
        parents.feature_of(Part("tRNA", "tRNA-Phe-GGA-1-1", 0, 35)).name == "tRNA-Phe-GGA|5p-half"
    )
    assert parents.feature_of(Part("Y_RNA", "RNY4", 0, 30)).name == "RNY4|5p"


def test_copies_of_one_group_are_one_parent():
    parents = Parents([trna(), trna("tRNA-Phe-GAA-2-1", OTHER)])
    assert parents.feature_of(Part("tRNA", "tRNA-Phe-GAA-1-1", 0, 30)).name == "tRNA-Phe-GAA|5p"


def test_a_part_that_one_rna_holds_twice_is_of_it_alone():
    twice = Rna(rna_class="rRNA", name="twice", sequence="ACGTACGGA" * 4)
    assert Parents([twice]).find_all(Part("rRNA", "twice", 0, 9)) == ["twice"]


def test_a_parent_in_two_classes_is_named_with_its_class():
    parents = Parents([y_rna(), Rna(rna_class="misc", name="RNY4", sequence=Y_RNA)])
    names = {parents.feature_of(Part(c, "RNY4", 0, 30)).name for c in ("Y_RNA", "misc")}
    assert names == {"Y_RNA:RNY4|5p", "misc:RNY4|5p"}


@pytest.mark.parametrize(
    ("parents", "joined"),
    [
        (["RNY4"], "RNY4"),
        (["tRNA-Gly-CCC", "tRNA-Gly-GCC"], "tRNA-Gly-CCC/GCC"),
        (["tRNA-Ala-AGC", "tRNA-Gly-GCC"], "tRNA-Ala-AGC/Gly-GCC"),
        (["RNA28SN5", "RNA45SN5"], "RNA28SN5/RNA45SN5"),
        (["SNORD115-1", "SNORD115-10"], "SNORD115-1/10"),
        (["a-1", "a-2", "a-3", "a-4", "a-5", "a-6"], "a-1/2/3/4/+2"),
    ],
)
def test_parents_that_nothing_tells_apart_are_joined(parents, joined):
    assert join_parents(parents) == joined
