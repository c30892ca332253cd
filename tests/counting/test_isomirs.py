"""License plates, variants and substitutions, against published and hand-computed names."""

from itertools import product

import pytest

from mirtrd.counting.isomirs import Variant, license_plate, read_changes, read_variant


@pytest.mark.parametrize(
    ("sequence", "plate"),
    [
        # A, C, G, T are 0 to 3: ACGTA is 64 + 32 + 12 = 3 x 32 + 12, the letters E and L.
        ("ACGTA", "iso-5-EL"),
        ("AAAAA", "iso-5-BB"),
        ("TTTTT", "iso-5-ZZ"),
        # 4 words of one base come before those of two, 20 before three, 84 before four.
        ("A", "iso-1-B"),
        ("AA", "iso-2-F"),
        ("TT", "iso-2-Q"),
        ("AAA", "iso-3-6"),
        ("TTT", "iso-3-0Q"),
        ("TTTT", "iso-4-KQ"),
        ("AAAAAT", "iso-6-BBE"),
        # A fragment of tRNA-Gly-GCC, published as tRF-30-PNR8YP9LON4V.
        ("GCATTGGTGGTTCAGTGGTAGAATTCTCGC", "iso-30-PNR8YP9LON4V"),
        # let-7a-5p, as mirtop 0.4.30 has it.
        ("TGAGGTAGTAGGTTGTATAGTT", "iso-22-XKVLRYVPQ"),
    ],
)
def test_license_plates(sequence, plate):
    assert license_plate(sequence) == plate


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6])
def test_license_plates_differ(size):
    sequences = ["".join(bases) for bases in product("ACGT", repeat=size)]
    assert len({license_plate(sequence) for sequence in sequences}) == 4**size


def test_an_unread_base_has_no_license_plate():
    with pytest.raises(KeyError):
        license_plate("ACGTNACGT")


def test_variants_are_read():
    assert read_variant("NA") == Variant(0, 0, 0)
    assert read_variant("iso_5p:-1,iso_3p:+2,iso_add3p:3,iso_snv_seed") == Variant(-1, 2, 3)
    assert read_variant("iso_snv") == Variant(0, 0, 0)


def test_changes_are_read():
    assert read_changes("") == ()
    assert read_changes("5A>G") == ((5, "A", "G"),)
    assert read_changes("-1C>T,12A>G") == ((-1, "C", "T"), (12, "A", "G"))
