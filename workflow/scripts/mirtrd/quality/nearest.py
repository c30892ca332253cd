"""Where sequences lie on hairpins and other RNAs, whatever they were counted as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mirtrd.core.packing import pack_inserts
from mirtrd.counting.chance import ENOUGH, MISMATCH
from mirtrd.counting.placing import (
    HAIRPIN_SEED,
    MAX_COPIES,
    OTHER_SEED,
    Places,
    Seeds,
    find_places,
    make_seeds,
)
from mirtrd.reference.targets import Reference, Targets, lay_out

# A mature may differ from the other RNA that it is a piece of in one base: bases that are modified
# in a tRNA are misread. In human miRBase v22 and a set of 968 other RNAs, 32 matures fit without a
# difference and 44 with at most one; none of them is in MirGeneDB.
MAX_DIFFERENCES = 1
# Inserts that nothing explains are looked up with so many mismatches.
MAX_MISMATCHES = 2


@dataclass(frozen=True, kw_only=True)
class Hit:
    """The nearest place of a sequence: the name of what it lies on, mismatches, and bases of its 3'
    end that hang over (its tail)."""

    name: str
    mismatches: int
    tail: int


def _place(sequences: Sequence[str], targets: Targets, seeds: Seeds, mismatches: int) -> Places:
    """The places of sequences, of whose bases all are certain."""
    letters = np.array(sequences, "S")
    qualities = np.array(["I" * len(sequence) for sequence in sequences], "S")
    return find_places(pack_inserts(letters, qualities), targets, seeds, mismatches)


def find_within(sequences: Mapping[str, str], others: Mapping[str, str]) -> dict[str, list[str]]:
    """The other RNAs that hold each of the sequences that any holds, with one difference at most.

    Both are DNA by name.
    """
    if not others or not sequences:
        return {}
    targets = lay_out(list(others.values()))
    seeds = make_seeds(targets, OTHER_SEED, MAX_COPIES)
    places = _place(list(sequences.values()), targets, seeds, MAX_DIFFERENCES)
    names, other_names = list(sequences), list(others)
    found: dict[str, list[str]] = {}
    for number in np.flatnonzero(places.tail == 0).tolist():
        within = found.setdefault(names[places.insert[number]], [])
        other = other_names[places.sequence[number]]
        if other not in within:
            within.append(other)
    return found


def find_nearest(sequences: Sequence[str], reference: Reference) -> dict[str, Hit]:
    """The nearest hairpin or other RNA of each sequence that has one with two mismatches at most
    and a tail of three bases, and fits it better than chance. Of equally near ones, hairpins come
    first, then the order of the reference."""
    hairpins, others = reference.hairpins, reference.others
    sides = (
        (reference.hairpin_names, hairpins, make_seeds(hairpins, HAIRPIN_SEED)),
        (
            [row.name for row in reference.other_rows],
            others,
            make_seeds(others, OTHER_SEED, MAX_COPIES),
        ),
    )
    found: dict[str, tuple[int, Hit]] = {}
    for names, targets, seeds in sides if sequences else ():
        places = _place(sequences, targets, seeds, MAX_MISMATCHES)
        columns = (places.insert, places.sequence, places.tail, places.mismatches)
        ordered = np.column_stack(columns)[np.lexsort((places.start, places.sequence))]
        for insert, on, tail, mismatches in ordered.tolist():
            sequence = sequences[insert]
            evidence = len(sequence) - tail - MISMATCH * mismatches
            if evidence >= ENOUGH and (sequence not in found or evidence > found[sequence][0]):
                hit = Hit(name=names[on], mismatches=mismatches, tail=tail)
                found[sequence] = evidence, hit
    return {sequence: hit for sequence, (_, hit) in found.items()}
