"""Inserts as words of two bits a base, against letters."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mirtrd.core.packing import (
    Packed,
    count_bits,
    first_two,
    is_set,
    low_bits,
    pack_inserts,
    pieces,
)

INSERTS = st.lists(st.text("ACGTN", min_size=12, max_size=70), min_size=1, max_size=8)


def pack(inserts: list[str]) -> Packed:
    qualities = ["I" * len(insert) for insert in inserts]
    return pack_inserts(np.array(inserts, "S"), np.array(qualities, "S"))


@given(INSERTS)
def test_words_hold_the_bases(inserts):
    packed = pack(inserts)
    assert packed.length.tolist() == [len(insert) for insert in inserts]
    for number, insert in enumerate(inserts):
        for at, base in enumerate(insert):
            word, place = divmod(at, 32)
            unread = int(packed.unread[word, number]) >> (2 * place) & 1
            assert unread == (base == "N")
            if base != "N":
                assert int(packed.words[word, number]) >> (2 * place) & 3 == "ACGT".index(base)


@given(inserts=INSERTS, data=st.data())
def test_pieces_are_the_bases_from_an_offset(inserts, data):
    offsets = [data.draw(st.integers(0, len(insert) - 8)) for insert in inserts]
    piece, read = pieces(pack(inserts), np.array(offsets), 8)
    for number, (insert, offset) in enumerate(zip(inserts, offsets, strict=True)):
        bases = insert[offset : offset + 8]
        assert read[number] == ("N" not in bases)
        if read[number]:
            assert piece[number] == sum("ACGT".index(b) << 2 * at for at, b in enumerate(bases))


@given(st.lists(st.booleans(), min_size=64, max_size=64), st.integers(0, 64))
def test_bits_are_counted_and_found_among_the_first_bases(flags, bases):
    words = [sum(flag << 2 * at for at, flag in enumerate(flags[w : w + 32])) for w in (0, 32)]
    bits, number = np.array(words, np.uint64)[:, None], np.array([bases])
    there = [at for at, flag in enumerate(flags[:bases]) if flag]
    assert count_bits(bits, number).tolist() == [len(there)]
    assert first_two(bits, number).tolist() == [[*there, -1, -1][:2]]
    for at in range(64):
        assert is_set(bits, np.array([at])).tolist() == [flags[at]]


def test_low_bits_are_one_for_each_base():
    assert [int(n).bit_count() for n in low_bits(np.array([-3, 0, 1, 31, 32, 40]))] == [
        *(0, 0, 1, 31, 32, 32)
    ]
