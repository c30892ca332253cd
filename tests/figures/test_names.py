"""Names are as short as they can be without being mistaken."""

from mirtrd.figures.names import LONGEST_NAME, short_names, shorten


def test_short_names_drop_only_a_prefix_that_all_share():
    assert short_names(["hsa-miR-21-5p", "hsa-let-7a-5p"]) == ["miR-21-5p", "let-7a-5p"]
    assert short_names(["Hsa-Mir-21_5p"]) == ["Mir-21_5p"]
    assert short_names(["hsa-miR-21-5p", "mmu-miR-21-5p"]) == ["hsa-miR-21-5p", "mmu-miR-21-5p"]
    assert short_names(["miR-21", "miR-22"]) == ["miR-21", "miR-22"]
    assert short_names([]) == []


def test_short_names_of_groups():
    assert short_names(["hsa-miR-365a-3p/hsa-miR-365b-3p"]) == ["miR-365a-3p/miR-365b-3p"]
    assert short_names(["hsa-miR-1/hsa-miR-2/hsa-miR-3/hsa-miR-4"]) == ["miR-1/miR-2 (+2)"]


def test_what_stands_behind_a_bar_stays():
    assert short_names(["hsa-miR-21-5p|iso_3p:+1"]) == ["miR-21-5p iso_3p:+1"]
    assert short_names(["tRNA-Ala-AGC/CGC/TGC|3p"]) == ["tRNA-Ala-AGC/CGC (+1) 3p"]
    assert short_names(["tRNA-Ala-AGC|3p", "RNY4|5p"]) == ["tRNA-Ala-AGC 3p", "RNY4 5p"]


def test_a_very_long_name_loses_its_middle():
    assert shorten("x" * LONGEST_NAME) == "x" * LONGEST_NAME
    name = "first" + "x" * 40 + "last"
    assert len(shorten(name)) == LONGEST_NAME
    assert shorten(name).startswith("first")
    assert shorten(name).endswith("last")
    assert "…" in shorten(name)
