"""Counts of other RNAs by transcript, and of all classes of RNA by length of the insert."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from mirtrd.core.arrays import Floats, sum_by
from mirtrd.counting.counted import Counted
from mirtrd.counting.rounding import round_to_total

# What sums of shares may lack of a whole number.
ROUNDING = 1e-6


def count_others(counted: Counted, classes: Mapping[str, int]) -> Iterator[tuple[str, str, int]]:
    """Class, name and count of each transcript of other RNAs; they add up to those of the class."""
    reference, assigned = counted.reference, counted.assignment
    amounts: dict[str, dict[str, float]] = defaultdict(dict)
    insert = np.flatnonzero(assigned.on_other > 0)
    other = counted.sample.on_others.sequence[assigned.other_place[insert]]
    amount = sum_by(other, (counted.sample.counts * assigned.on_other)[insert])
    for number in np.flatnonzero(amount).tolist():
        row = reference.other_rows[number]
        amounts[row.rna_class][row.name] = float(amount[number])
    for rna_class in reference.classes:
        whole = round_to_total(amounts[rna_class], classes[rna_class])
        for name, number in sorted(whole.items()):
            if number:
                yield rna_class, name.partition(":")[2], number


def count_lengths(counted: Counted, classes: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
    """Class, length and count of inserts; they add up to those of the class."""
    for name, amount in _amounts_by_class(counted).items():
        left_out = counted.sample.left_out if name == "unaligned" else np.zeros(1, np.int64)
        of_length = sum_by(counted.sample.packed.length, amount, len(left_out))
        of_length[: len(left_out)] += left_out
        there = {
            int(length): float(of_length[length]) for length in np.flatnonzero(of_length > ROUNDING)
        }
        for length, number in sorted(round_to_total(there, classes[name]).items()):
            if number:
                yield name, length, number


def _amounts_by_class(counted: Counted) -> dict[str, Floats]:
    """The amount of each insert, by class of RNA."""
    assigned, counts = counted.assignment, counted.sample.counts
    on_mature = sum_by(assigned.pairs.insert, counted.amounts, len(counts))
    on_hairpin, on_other = counts * assigned.on_hairpin, counts * assigned.on_other
    left = counts - on_mature - counted.ambiguous - on_hairpin - on_other
    amounts = {"mirna": on_mature, "ambiguous": counted.ambiguous, "hairpin": on_hairpin}
    class_of = np.full(len(counts), -1)
    placed = np.flatnonzero(assigned.other_place >= 0)
    rna = counted.sample.on_others.sequence[assigned.other_place[placed]]
    class_of[placed] = counted.reference.class_of[rna]
    for number, rna_class in enumerate(counted.reference.classes):
        amounts[rna_class] = np.where(class_of == number, on_other, 0)
    amounts["unaligned"] = np.maximum(left, 0)
    return amounts
