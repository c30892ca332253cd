"""A small reference of known sequences, and inserts that are counted on it."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mirtrd.counting.counted import Counted, Whole, count, round_counts
from mirtrd.counting.look_alikes import LookAlike, find_look_alikes
from mirtrd.counting.mature_rows import MatureRow, describe_matures
from mirtrd.counting.sample import place_sample
from mirtrd.reference.sequences import Sequence, write_sequences
from mirtrd.reference.tables import MATURES
from mirtrd.reference.targets import Reference, read_reference
from mirtrd.trimming.inserts import Insert, Inserts

RNG = random.Random(5)
CHANGED = {"A": "C", "C": "A", "G": "T", "T": "G"}


def random_bases(length: int) -> str:
    return "".join(RNG.choices("ACGT", k=length))


def not_base(base: str) -> str:
    return "A" if base != "A" else "T"


def changed(sequence: str, *places: int) -> str:
    """The sequence with another base at places from 0."""
    letters = list(sequence)
    for place in places:
        letters[place] = CHANGED[letters[place]]
    return "".join(letters)


# h1 and h2 hold the same mature a between different bases; h3 holds b; h4 holds c, of which d on
# h5 differs in one base.
A, B, C = random_bases(22), random_bases(22), random_bases(22)
D = changed(C, 11)
HAIRPINS = {
    f"h{number}": random_bases(20) + mature + random_bases(30)
    for number, mature in enumerate((A, A, B, C, D), start=1)
}
# An RNA that reads as b for 22 nt, and one of its own.
OTHERS = {"other1": random_bases(30) + B + random_bases(40), "other2": random_bases(90)}
# Matures e and f at the very ends of a hairpin.
ENDS = HAIRPINS["ends"] = random_bases(62)
# A sequence that is on none of them.
NOWHERE = random_bases(30)
LOCI = [
    *((name, f"h{number}", 20, 42) for number, name in enumerate("aabcd", start=1)),
    ("e", "ends", 0, 22),
    ("f", "ends", 40, 62),
]


@dataclass(frozen=True, kw_only=True)
class ReferenceFiles:
    """The files of a reference, as the rules hand them to a script."""

    fasta: str
    sequences: str
    matures: str

    def read(self) -> Reference:
        return read_reference(self.fasta, self.sequences, self.matures)


def write_reference(
    folder: Path,
    hairpins: Mapping[str, str] = HAIRPINS,
    others: Mapping[str, str] = OTHERS,
    loci: Iterable[tuple[str, str, int, int]] = LOCI,
    classes: Mapping[str, str] | None = None,
) -> ReferenceFiles:
    """Write a reference; ``loci`` are mature, hairpin, start and end, other RNAs are tRNAs."""
    paths = {name: str(folder / name) for name in ("fasta", "sequences", "matures")}
    dna = {**hairpins, **others}
    Path(paths["fasta"]).write_text("".join(f">{name}\n{s}\n" for name, s in dna.items()))
    known = dict.fromkeys(hairpins, "hairpin") | dict.fromkeys(others, "tRNA") | (classes or {})
    rows = [Sequence(name=name, rna_class=known[name], length=len(s)) for name, s in dna.items()]
    write_sequences(paths["sequences"], rows)
    cells = [(*locus, hairpins[locus[1]][locus[2] : locus[3]]) for locus in loci]
    MATURES.write(paths["matures"], cells)
    return ReferenceFiles(**paths)


def as_inserts(counts: Mapping[str, int]) -> Inserts:
    """Inserts with these counts, and three times as many reads."""
    return Inserts.of(
        [Insert(sequence=s, count=number, reads=3 * number) for s, number in counts.items()]
    )


def count_inserts(
    counts: Mapping[str, int], reference: Reference, policy: str = "em"
) -> tuple[Counted, Whole]:
    """Count inserts with these counts."""
    sample = place_sample(as_inserts(counts), reference, max_mismatches=2)
    counted = count(sample, reference, policy)
    return counted, round_counts(counted)


def describe(counted: Counted, whole: Whole) -> dict[str, MatureRow]:
    """The rows of the table of matures, by name."""
    rows = describe_matures(counted, whole.matures, find_look_alikes(counted))
    return {row.mirna: row for row in rows}


def find(counted: Counted) -> list[LookAlike]:
    return find_look_alikes(counted)


def by_class(rows: Iterable[tuple[str, int, int]]) -> Counter[str]:
    """The counts of a table of lengths by class."""
    total: Counter[str] = Counter()
    for rna_class, _, number in rows:
        total[rna_class] += number
    return total
