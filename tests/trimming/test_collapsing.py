"""Equal inserts are collapsed, however they are spread over blocks."""

import random
from collections import defaultdict
from itertools import product

import numpy as np
import pytest

from builders.umis import pairs_of
from mirtrd.core.arrays import inside
from mirtrd.core.bases import ERROR, encode
from mirtrd.trimming.collapsing import (
    Collapsed,
    Qualities,
    collapse,
    join,
    join_all,
    pack,
    pack_umis,
)
from mirtrd.trimming.collapsing import qualities_of as qualities_as_bytes
from mirtrd.trimming.collapsing import sequences_of as sequences_as_bytes

WIDTH = 40


def sequences_of(found: Collapsed) -> list[str]:
    return sequences_as_bytes(found).astype(str).tolist()


def qualities_of(found: Collapsed) -> list[str]:
    return qualities_as_bytes(found).astype(str).tolist()


def rows_of(lines: list[str], width: int) -> np.ndarray:
    """The letters of each line as a row; 0 behind its end."""
    return np.array(lines, f"S{width}").view(np.uint8).reshape(-1, width)


def collapsed(
    inserts: list[str], qualities: list[str] | None = None, umis: list[str] | None = None
) -> Collapsed:
    length = np.array([len(insert) for insert in inserts])
    letters = rows_of(qualities or ["I" * WIDTH] * len(inserts), WIDTH)
    words = pack(encode(rows_of(inserts, WIDTH)) * inside(length, WIDTH), length)
    if umis:
        of_umi = np.array([len(umi) for umi in umis])
        words.append(pack_umis(encode(rows_of(umis, 24)) * inside(of_umi, 24), of_umi))
    kept = np.arange(len(inserts))
    return collapse(np.array(words), Qualities(letters, ERROR), kept, bool(umis))


def counts_of(found: Collapsed) -> dict[str, int]:
    return dict(zip(sequences_of(found), found.reads.tolist(), strict=True))


def test_inserts_come_back_in_the_order_of_their_sequences():
    inserts = ["TTTT", "ACGT" * 10, "ACGTA", "ACG", "ACGT", "TTTT", "ACG", "ACG", "A" * 33]
    found = collapsed(inserts)
    assert list(counts_of(found).items()) == [
        ("A" * 33, 1),
        ("ACG", 3),
        ("ACGT", 1),
        ("ACGTA", 1),
        ("ACGT" * 10, 1),
        ("TTTT", 2),
    ]
    assert found.length.tolist() == [33, 3, 4, 5, 40, 4]


def test_an_unread_base_makes_another_insert():
    found = counts_of(collapsed(["NACG", "AACG", "ANCG", "NACG", "AACN", "A.CG"]))
    assert found == {"AACG": 1, "NACG": 2, "ANCG": 2, "AACN": 1}
    long = ["C" * 34 + "N" + "C" * 5, "C" * 39 + "N", "C" * 40]
    assert counts_of(collapsed(long)) == dict.fromkeys(long, 1)


def test_small_letters_and_rna_are_read_as_dna():
    assert counts_of(collapsed(["acgu", "ACGT", "ACGU"])) == {"ACGT": 3}


def test_pairs_of_insert_and_umi():
    umis = ["ACGTACGTACGT", "ACGTACGTACGT", "ACGTACGTACG", "T" * 24, "ACGTACGTACGT"]
    found = collapsed(["ACGT", "ACGT", "ACGT", "ACGT", "CCCC"], umis=umis)
    assert set(pairs_of(found)) == {
        ("ACGT", "ACGTACGTACGT", 2),
        ("ACGT", "ACGTACGTACG", 1),
        ("ACGT", "T" * 24, 1),
        ("CCCC", "ACGTACGTACGT", 1),
    }
    assert counts_of(found) == {"ACGT": 4, "CCCC": 1}


def test_qualities_are_those_of_the_mean_error():
    # Errors 0.1 ("+", Q10) and 0.001 ("?", Q30): mean 0.0505 is Q12.97, the letter of 13 is ".".
    found = collapsed(["AC", "AC", "GT"], ["+?", "??", "J#"])
    assert qualities_of(found) == [".?", "J#"]
    # Three times 0.001 and once 0.1: 0.02575, Q15.9, "1".
    found = join([found, collapsed(["AC", "AC"], ["??", "??"])])
    assert qualities_of(found) == ["1?", "J#"]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_blocks_make_no_difference(size, monkeypatch):
    monkeypatch.setattr("mirtrd.trimming.collapsing.JOINED", 40)
    draw = random.Random(3)
    known = ["".join(draw.choices("ACGT", k=draw.randint(16, 40))) for _ in range(60)]
    inserts = draw.choices(known, k=500)
    qualities = ["".join(draw.choices("+5?I", k=len(insert))) for insert in inserts]
    parts = (
        collapsed(inserts[first : first + size], qualities[first : first + size])
        for first in range(0, len(inserts), size)
    )
    found = join_all(parts, WIDTH, False)
    errors = defaultdict(list)
    for insert, letters in zip(inserts, qualities, strict=True):
        errors[insert].append([10 ** ((33 - ord(letter)) / 10) for letter in letters])
    assert counts_of(found) == {insert: len(rows) for insert, rows in errors.items()}
    assert sequences_of(found) == sorted(errors)
    for insert, letters in zip(sequences_of(found), qualities_of(found), strict=True):
        expected = -10 * np.log10(np.mean(errors[insert], axis=0))
        assert np.abs(expected - [ord(letter) - 33 for letter in letters]).max() < 0.52


def test_nothing_collapses_to_nothing():
    found = join_all([], WIDTH, True)
    assert (sequences_of(found), pairs_of(found), qualities_of(found)) == ([], [], [])
    assert counts_of(found) == {}


def test_the_mean_error_of_many_reads_is_that_of_all_whatever_their_number():
    for reads in (2, 3, 8, 9, 100):
        found = collapsed(["AC"] * reads + ["GT"], ["+?"] + ["??"] * reads)
        expected = [(0.1 + 0.001 * (reads - 1)) / reads, 0.001]
        assert found.errors[0, :2] == pytest.approx(expected, rel=1e-3)
        assert found.errors[1, :2] == pytest.approx([0.001, 0.001], rel=1e-3)


def test_shares_of_the_inserts_are_joined_to_all_of_them(monkeypatch):
    monkeypatch.setattr("mirtrd.trimming.collapsing.JOINED", 3)
    inserts = ["".join(bases) for bases in product("ACGT", repeat=3)]
    for threads in (1, 2):
        found = join_all((collapsed([one, "NAC"]) for one in inserts), WIDTH, False, threads)
        assert sequences_of(found) == sorted(
            [*inserts, "NAC"], key=lambda one: one.replace("N", "A")
        )
