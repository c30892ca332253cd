"""License plates, variants and substitutions, against published and hand-computed names."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirtrd.counting.isomir_names import (
    PLATES,
    WORD,
    Variant,
    license_plate,
    name_variant,
    read_changes,
    read_variant,
)


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


@pytest.mark.parametrize(
    ("sequence", "plate"),
    [
        # Names in published analyses, of 3' fragments of tRNA-Leu, mitochondrial tRNA-Val and
        # tRNA-Asp-GTC, and of the 5' fragment of tRNA-Gly-GCC.
        ("ATCCCACCGCTGCCACCA", "tRF-18-HR0VX6D2"),
        ("AACTTAACTTGACCGCTCTGACC", "tRF-23-BZBZOS4YV"),
        ("GGGAGACCGGGGTTCGATTCCCCGACGGGGAGC", "tRF-33-R008R959KUMK9"),
        ("GCATTGGTGGTTCAGTGGTAGAATTCTCGC", "tRF-30-PNR8YP9LON4V"),
    ],
)
def test_license_plates_of_fragments_of_trnas(sequence, plate):
    assert license_plate(sequence, "tRF") == plate


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


@pytest.mark.parametrize(
    ("shift_5p", "shift_3p", "tail", "differs", "expected"),
    [
        (0, 0, 0, (-1, -1), "NA"),
        (1, 0, 0, (-1, -1), "iso_5p:+1"),
        (0, -2, 1, (-1, -1), "iso_3p:-2,iso_add3p:1"),
        (0, 0, 0, (1, -1), "iso_snv_seed"),  # nt 2
        (0, 0, 0, (6, -1), "iso_snv_seed"),  # nt 7
        (0, 0, 0, (7, -1), "iso_snv_central_offset"),
        (0, 0, 0, (8, -1), "iso_snv_central"),
        (0, 0, 0, (12, -1), "iso_snv_central_supp"),
        (0, 0, 0, (0, 17), "iso_snv"),
        (-1, 0, 0, (8, -1), "iso_5p:-1,iso_snv_central_offset"),  # nt 8 of the mature
    ],
)
def test_names_of_variants(shift_5p, shift_3p, tail, differs, expected):
    assert name_variant(shift_5p, shift_3p, tail, differs) == expected


def read_plate(plate: str) -> str:
    """The sequence of a license plate: whole words have two letters, what remains one or two."""
    _, size, letters = plate.split("-")
    whole, rest = divmod(int(size), WORD)
    words = [letters[2 * at : 2 * at + 2] for at in range(whole)]
    words += [letters[2 * whole :]] if rest else []
    bases = {(len(word), name): word for word, name in PLATES.items()}
    sizes = [WORD] * whole + [rest] * bool(rest)
    return "".join(bases[of, word] for of, word in zip(sizes, words, strict=True))


@given(st.text("ACGT", min_size=1, max_size=60))
def test_license_plates_round_trip(sequence):
    assert read_plate(license_plate(sequence)) == sequence


@given(
    ends=st.tuples(st.integers(-4, 4), st.integers(-6, 6), st.integers(0, 3)),
    differs=st.tuples(st.integers(-1, 39), st.integers(-1, 39)),
)
def test_ends_and_tails_round_trip_through_names(ends, differs):
    name = name_variant(*ends, differs)
    assert read_variant(name) == Variant(*ends)
    assert (name == "NA") == (not any(ends) and max(differs) < 0)


CHANGES = st.tuples(st.integers(-3, 40), st.sampled_from("ACGTN"), st.sampled_from("ACGT"))


@given(st.lists(CHANGES, max_size=2))
def test_changes_round_trip(changes):
    written = ",".join(f"{position}{base}>{read}" for position, base, read in changes)
    assert read_changes(written) == tuple(changes)
