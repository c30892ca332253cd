"""Rows under a hairpin, and their letters, on cases worked out by hand."""

from dataclasses import replace

from builders.piles import long_pile, pile_of
from mirtrd.candidates.lines import (
    MOST_LETTERS,
    Line,
    as_text,
    letters_of,
    lines_of,
    subtitle,
    tag,
    window,
)
from mirtrd.candidates.piles import Locus, Read


def test_letters_by_hand():
    letters = list(letters_of(Read(-1, 4, "AGCAANGA", 2), "GCUUCCA"))
    assert letters == [
        (-1, "a", "added"),
        (0, "G", "same"),
        (1, "C", "same"),
        (2, "a", "mismatch"),
        (3, "a", "mismatch"),
        (4, "N", "same"),
        (5, "g", "added"),
        (6, "a", "added"),
    ]


def test_rows_are_the_most_frequent_and_the_rest():
    reads = [(Read(2, 12 + i, "A", 0), 2.0 ** (9 - i)) for i in range(10)]
    lines = lines_of(pile_of(reads, reads[:4]))
    total = 1023
    assert [line.read for line in lines[:8]] == [read for read, _ in reads[:8]]
    assert lines[8] == Line(text="and 2 more", count=3, share="0.3 %")
    assert lines[0].share == f"{512 / total:.1%}".replace("%", " %") == "50.0 %"
    assert lines[9:] == [
        Line(read=reads[0][0], count=512),
        Line(read=reads[1][0], count=256),
        Line(text="and 2 more elsewhere on the hairpin", count=192),
    ]
    assert lines_of(pile_of([], reads[:1])) == [Line(read=reads[0][0], count=512)]
    assert lines_of(pile_of([])) == []


def test_numbers_and_tags():
    assert [as_text(count) for count in (1234567, 0.5, 3.0, 2.96)] == ["1,234,567", "0.5", "3", "3"]
    names = ("hsa-miR-1-5p", "hsa-miR-1-3p/hsa-miR-2-3p", "Hsa-Mir-8-P1a_5p*", "hsa-miR-9")
    assert [tag(name) for name in names] == ["5p", "3p", "5p*", "miR-9"]


def test_a_long_hairpin_is_cut_to_matures_and_reads():
    own = Read(62, 80, "A" * 18, 0)
    pile = replace(
        long_pile(180),
        arms=[(Locus("m", "h", 60, 80), 1), (Locus("n", "h", 100, 120), 0)],
        own=[(own, 1)],
        others=[],
    )
    first, last = window(pile, lines_of(pile))
    assert (first, last) == (35, 145)
    assert last - first == MOST_LETTERS
    assert subtitle(pile).endswith("; bases 36 to 145 of 180")
    at_end = replace(pile, arms=[(Locus("m", "h", 160, 180), 1)], own=[])
    assert window(at_end, []) == (70, 180)
    assert window(long_pile(180), []) == (0, 180)
