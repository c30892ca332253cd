"""What stands under a hairpin: its reads as rows of letters, and what is said above it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mirtrd.candidates.piles import Pile, Read
from mirtrd.figures.names import short_names, shorten

# Rows of distinct inserts of the miRNA, and of others on its hairpin.
MOST_OWN, MOST_OTHER = 8, 2
# Of longer hairpins the figure shows the part with matures and reads.
MOST_LETTERS = 110


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row under a hairpin: a read, or what is said of several; their count, and its share of
    the counts of the miRNA."""

    read: Read | None = None
    text: str = ""
    count: float
    share: str = ""


def lines_of(pile: Pile) -> list[Line]:
    """What stands under a hairpin: the most frequent reads of the miRNA and the sum of its others,
    then the same of all other reads there."""
    total = sum(count for _, count in pile.own)
    lines = []
    for reads, most, where in (
        (pile.own, MOST_OWN, ""),
        (pile.others, MOST_OTHER, " elsewhere on the hairpin"),
    ):
        lines += [Line(read=read, count=count) for read, count in reads[:most]]
        if rest := [count for _, count in reads[most:]]:
            lines.append(Line(text=f"and {len(rest):,} more{where}", count=sum(rest)))
    own = min(len(pile.own), MOST_OWN + 1)
    return [
        replace(line, share=f"{line.count / total:.1%}".replace("%", " %")) if row < own else line
        for row, line in enumerate(lines)
    ]


def letters_of(read: Read, sequence: str) -> Iterator[tuple[int, str, str]]:
    """Position, letter and kind (same, mismatch or added) of each base.

    Small letters are not the hairpin's; an unread base is like any.
    """
    templated = len(read.letters) - read.tail
    for number, letter in enumerate(read.letters):
        at = read.start + number
        if number >= templated or at < 0:
            yield at, letter.lower(), "added"
        elif letter == sequence[at] or "N" in (letter, sequence[at]):
            yield at, letter, "same"
        else:
            yield at, letter.lower(), "mismatch"


def as_text(count: float) -> str:
    """A count as it is written: whole, or with one decimal if it was shared."""
    return f"{count:,.1f}".removesuffix(".0")


def span(pile: Pile, lines: Iterable[Line]) -> tuple[int, int]:
    """The first and the end of the columns that the hairpin and the reads take, from its base 0."""
    reads = [line.read for line in lines if line.read]
    return (
        min([0, *(read.start for read in reads)]),
        max([len(pile.sequence), *(read.start + len(read.letters) for read in reads)]),
    )


def window(pile: Pile, lines: Iterable[Line]) -> tuple[int, int]:
    """The columns that are drawn: all, or of a long hairpin those around matures and reads."""
    first, last = span(pile, lines)
    if last - first <= MOST_LETTERS:
        return first, last
    spans = [(arm.start, arm.end) for arm, _ in pile.arms]
    spans += [(x.read.start, x.read.start + len(x.read.letters)) for x in lines if x.read]
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    width = max(MOST_LETTERS, end - start)
    begin = min(max(start - (width - (end - start)) // 2, first), last - width)
    return begin, begin + width


def tag(mirna: str) -> str:
    """Which arm a mature is: 5p or 3p if its name says so, else the name."""
    found = re.search(r"[-_]([35]p\*?)$", mirna)
    return found[1] if found else shorten(short_names([mirna])[0])


def title_of(pile: Pile) -> str:
    """The hairpin, on how many others the miRNA lies, and what is said of it."""
    title = pile.locus.hairpin
    if pile.hairpins > 1:
        fit = f"{pile.fitting:.0%}".replace("%", " %")
        title += f", 1 of {pile.hairpins} hairpins, which {fit} of its counts fit"
    return f"{title}; {pile.said}"


def subtitle(pile: Pile) -> str:
    """What stands above a panel, with the part of the hairpin if that is not all of it."""
    lines = lines_of(pile)
    first, last = window(pile, lines)
    part = f"; bases {max(first, 0) + 1} to {last} of {len(pile.sequence)}"
    return title_of(pile) + ("" if (first, last) == span(pile, lines) else part)
