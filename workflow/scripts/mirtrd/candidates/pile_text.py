"""Pile-ups as text."""

from collections.abc import Iterator, Sequence

from mirtrd.candidates.lines import Line, as_text, letters_of, lines_of, span, title_of
from mirtrd.candidates.piles import Pile


def write_text(piles: Sequence[Pile], unit: str, samples: int) -> str:
    """The pile-ups as text: hairpin, structure if known, matures, and a line for each read."""
    blocks = [
        f"# {unit} of {samples} samples. Small letters are not the hairpin's: mismatches, tails, "
        "and bases before it.\n"
        f"# Columns: bases, {unit}, share of the {unit} of the miRNA, mismatches, tail.\n"
    ]
    blocks += ["".join(f"{row}\n" for row in _rows_of(pile)) for pile in piles]
    if not piles:
        blocks.append("no miRNA has reads\n")
    return "\n".join(blocks)


def _rows_of(pile: Pile) -> Iterator[str]:
    lines = lines_of(pile)
    first, last = span(pile, lines)
    yield f">{pile.locus.mirna}  {title_of(pile)}"
    yield f"{align(pile.sequence, 0, first, last)}  {pile.locus.hairpin}"
    if pile.structure:
        yield f"{align(pile.structure, 0, first, last)}  {pile.energy}"
    for arm, count in pile.arms:
        marked = align(">" * (arm.end - arm.start), arm.start, first, last)
        yield f"{marked}  {arm.mirna}  {as_text(count)}"
    for line in lines:
        text, differences = _describe(line, pile.sequence, first, last)
        yield f"{text}  {as_text(line.count):>11}  {line.share:>7}{differences}".rstrip()


def _describe(line: Line, sequence: str, first: int, last: int) -> tuple[str, str]:
    """The bases of a read at their place, its mismatches and its tail; or what is said."""
    if not line.read:
        return line.text.ljust(last - first), ""
    letters = list(letters_of(line.read, sequence))
    bases = "".join(letter for _, letter, _ in letters)
    mismatches = sum(kind == "mismatch" for *_, kind in letters)
    return align(bases, line.read.start, first, last), f"  {mismatches}  {line.read.tail}"


def align(text: str, at: int, first: int, last: int) -> str:
    """A text that begins at a column, with dots on both sides."""
    return ("." * (at - first) + text).ljust(last - first, ".")
