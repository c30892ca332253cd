"""How isomiRs are named: license plates of sequences, variants of mirGFF3, substitutions."""

from functools import cache
from itertools import product
from typing import NamedTuple

# A license plate (Pliatsika et al. 2016, doi:10.1093/bioinformatics/btw194) writes 5 bases as two
# of these. What remains is up to 4 bases: all such words are numbered, the shorter first, and the
# number is written without a leading zero.
LETTERS = "BD0EF1HI2JK3LM4NO5PQ6RS7UV8WX9YZ"
WORD = 5


class Variant(NamedTuple):
    """Shifts of the templated ends to the right, length of the non-templated tail."""

    shift_5p: int
    shift_3p: int
    tail: int


def _plates() -> dict[str, str]:
    """The letters that stand for each word of one to five bases."""
    plates, number = {}, 0
    for size in range(1, WORD + 1):
        if size == WORD:
            number = 0
        for bases in product("ACGT", repeat=size):
            high, low = divmod(number, len(LETTERS))
            first = LETTERS[high] if high or size == WORD else ""
            plates["".join(bases)] = first + LETTERS[low]
            number += 1
    return plates


PLATES = _plates()


def license_plate(sequence: str, kind: str = "iso") -> str:
    """The name of a sequence that it can be read back from; KeyError if not all are A, C, G, T.

    ``kind`` is "iso" for isomiRs, "tRF" for fragments of tRNAs, as MINTbase names them.
    """
    words = (PLATES[sequence[at : at + WORD]] for at in range(0, len(sequence), WORD))
    return f"{kind}-{len(sequence)}-{''.join(words)}"


@cache
def read_variant(name: str) -> Variant:
    """The ends and the tail of a variant as mirGFF3 names it."""
    parts = dict(part.partition(":")[::2] for part in name.split(","))
    return Variant(*(int(parts.get(f"iso_{part}") or 0) for part in ("5p", "3p", "add3p")))


@cache
def read_changes(text: str) -> tuple[tuple[int, str, str], ...]:
    """Position in the mature from 1, base of the hairpin and of the read; of "5A>G,12C>T"."""
    parts = filter(None, text.split(","))
    return tuple((int(part[:-3]), part[-3], part[-1]) for part in parts)


@cache
def name_variant(shift_5p: int, shift_3p: int, tail: int, differs: tuple[int, int]) -> str:
    """The variant as mirGFF3 names it: shifts to the right are positive; NA if there is none."""
    parts = []
    if shift_5p:
        parts.append(f"iso_5p:{shift_5p:+d}")
    if shift_3p:
        parts.append(f"iso_3p:{shift_3p:+d}")
    if tail:
        parts.append(f"iso_add3p:{tail}")
    for place in differs:
        position = place + shift_5p + 1
        if place < 0:
            continue
        for region, last in (("_seed", 7), ("_central_offset", 8), ("_central", 12)):
            if 2 <= position <= last:
                parts.append(f"iso_snv{region}")
                break
        else:
            parts.append("iso_snv_central_supp" if 13 <= position <= 17 else "iso_snv")
    return ",".join(dict.fromkeys(parts)) or "NA"
