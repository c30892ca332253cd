"""What RNA a fragment is of, and which part of it: the features that are counted of other RNAs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

# How far from the end of an RNA, in nt, a fragment of this end may begin or end: the CCA of tRNAs
# is shortened. The U that RNA polymerase III ends with are no part of the 3' end, as of these an
# RNA has more or fewer.
NEAR_END = 2
# Where the stem of the anticodon may begin in a tRNA, in bases from 0: at 26 (position 27 of the
# common numbering), a few bases off by the D loop, and further in tRNAs of mitochondria.
FIRST_STEM, LAST_STEM = 12, 34
USUAL_STEM = 26
STEM, LOOP = 5, 7
# Halves of a tRNA are cut behind one of so many first bases of the loop, as MINTmap has it (Loher
# et al. 2017, doi:10.1038/srep41184): 5' halves end at positions 32 to 35, 3' halves begin at 33 to
# 36.
CUTS = 4
PAIRS = {"AT", "TA", "GC", "CG", "GT", "TG"}
# What the anticodon that the name says, and the U before it (position 33), weigh beside a pair of
# the stem. Without names, 258 of the 260 human tRNAs of GtRNAdb get the loop that holds their
# anticodon, and all 22 of human mitochondria; with names all.
OF_NAME, OF_URIDINE = 4, 2
# Of more RNAs that a fragment fits exactly, so many are named and the others counted.
MOST_NAMED = 4

NAMED_TRNA = re.compile(r"(?P<kind>\w*tRNA)-(?P<isotype>[A-Za-z]+)-(?P<anticodon>[ACGTN]{3})\b")
TRNA, SEPARATOR = "trna", "|"


class Part(NamedTuple):
    """A part of an RNA of the reference, from 0, the base behind the last one as its end."""

    rna_class: str
    rna: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Feature:
    """What fragments are counted as: class, parent and type; ``name`` tells it from all others."""

    name: str
    rna_class: str
    parent: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Rna:
    """An RNA of the reference, and its parent: for a tRNA all with its anticodon, else itself."""

    rna_class: str
    name: str
    sequence: str

    @cached_property
    def parent(self) -> str:
        """The name of the isodecoder group of a tRNA that is named as GtRNAdb does, or its own."""
        named = NAMED_TRNA.search(self.name)
        return "-".join(named.groups()) if named else self.name

    @cached_property
    def is_trna(self) -> bool:
        """Whether it is one by its name or its class; its trailer is none."""
        is_named = NAMED_TRNA.search(self.name) is not None
        return is_named or self.rna_class.lower().endswith(TRNA)

    @cached_property
    def loop(self) -> int | None:
        """The first base of the anticodon loop of a tRNA, position 32; None for other RNAs."""
        if not self.is_trna:
            return None
        named = NAMED_TRNA.search(self.name)
        return find_anticodon_loop(self.sequence, named["anticodon"] if named else "")

    def kind_of(self, start: int, end: int) -> str:
        """The type of a fragment: `whole`, `5p-half`, `5p`, `3p-half`, `3p` or `internal`."""
        at_5p = start <= NEAR_END
        at_3p = len(self.sequence.rstrip("T")) - end <= NEAR_END
        if at_5p and at_3p:
            return "whole"
        if not at_5p and not at_3p:
            return "internal"
        side, cut = ("5p", end) if at_5p else ("3p", start)
        is_half = self.loop is not None and self.loop < cut <= self.loop + CUTS
        return f"{side}-half" if is_half else side


def find_anticodon_loop(sequence: str, anticodon: str = "") -> int | None:
    """Where the anticodon loop begins: seven bases between five that pair, with U before the
    anticodon; None for a sequence without such a place."""
    best, where = STEM - 1, None
    places = range(FIRST_STEM, min(LAST_STEM, len(sequence) - 2 * STEM - LOOP) + 1)
    for stem in sorted(places, key=lambda place: abs(place - USUAL_STEM)):
        loop = stem + STEM
        left, right = sequence[stem:loop], sequence[loop + LOOP : loop + LOOP + STEM]
        score = sum(a + b in PAIRS for a, b in zip(left, reversed(right), strict=True))
        score += OF_URIDINE * (sequence[loop + 1] == "T")
        score += OF_NAME * (sequence[loop + 2 : loop + 5] == anticodon)
        if score > best:
            best, where = score, loop
    return where


class Parents:
    """The other RNAs of a reference, searched for all that have a part in common."""

    def __init__(self, rnas: Iterable[Rna]) -> None:
        self.by_class: dict[str, list[Rna]] = {}
        for rna in rnas:
            self.by_class.setdefault(rna.rna_class, []).append(rna)
        self.by_name = {(r.rna_class, r.name): r for of in self.by_class.values() for r in of}
        self._texts = {c: "\n".join(r.sequence for r in of) for c, of in self.by_class.items()}
        classes: dict[str, set[str]] = {}
        for rna in self.by_name.values():
            classes.setdefault(rna.parent, set()).add(rna.rna_class)
        self._shared = {parent for parent, found in classes.items() if len(found) > 1}

    def sequence_of(self, part: Part) -> str:
        """The bases of a part."""
        return self.by_name[part[:2]].sequence[part.start : part.end]

    def find_all(self, part: Part) -> list[str]:
        """The parents of all RNAs of the class that hold the bases of a part, by name."""
        sequence, text = self.sequence_of(part), self._texts[part.rna_class]
        own = self.by_name[part[:2]]
        first = text.find(sequence)
        if text.find(sequence, first + 1) < 0:
            return [own.parent]
        rnas = self.by_class[part.rna_class]
        return sorted({rna.parent for rna in rnas if sequence in rna.sequence})

    def feature_of(self, part: Part) -> Feature:
        """What a part is counted as."""
        kind = self.by_name[part[:2]].kind_of(part.start, part.end)
        found = self.find_all(part)
        parent = join_parents(found)
        unique = f"{part.rna_class}:{parent}" if self._shared.intersection(found) else parent
        return Feature(
            name=f"{unique}{SEPARATOR}{kind}",
            rna_class=part.rna_class,
            parent=parent,
            kind=kind,
        )


def join_parents(parents: Sequence[str]) -> str:
    """Parents that nothing tells apart, joined by slashes; of many the first, and how many more.

    What all begin with, up to a dash, is written once: `tRNA-Gly-CCC/GCC`.
    """
    first, last = min(parents), max(parents)
    differing = (n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    alike = next(differing, len(first))
    common = first[: first.rfind("-", 0, alike) + 1]
    rest = [parent.removeprefix(common) for parent in parents[:MOST_NAMED]]
    more = [f"+{len(parents) - MOST_NAMED}"] if len(parents) > MOST_NAMED else []
    return common + "/".join(rest + more)
