"""The isomiRs of a sample: inserts and miRNAs with whole counts, named as in mirGFF3."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Ints
from mirtrd.counting.counted import Counted
from mirtrd.counting.isomir_model import MAX_SHIFT_3P, MAX_SHIFT_5P
from mirtrd.counting.isomir_names import name_variant
from mirtrd.counting.mismatches import substitutions
from mirtrd.counting.pairs import Pairs
from mirtrd.counting.placing import Places
from mirtrd.counting.rounding import round_in_groups


@dataclass(frozen=True, kw_only=True)
class IsomirRows:
    """Pairs of insert and mature that have a count, by mature and rank of the insert; the counts of
    a mature add up to its own. ``variants`` are their names."""

    pairs: Pairs
    counts: Ints
    variants: list[str]

    def take(self, rows: Bools) -> "IsomirRows":
        """Some of the rows."""
        variants = [name for name, taken in zip(self.variants, rows, strict=True) if taken]
        return IsomirRows(pairs=self.pairs.take(rows), counts=self.counts[rows], variants=variants)


def find_isomir_rows(counted: Counted, counts: Mapping[str, int]) -> IsomirRows:
    """Round the amounts of pairs to the counts of their matures, and name their variants."""
    pairs, names = counted.assignment.pairs, counted.reference.matures.names
    rows = np.flatnonzero(counted.amounts > 0)
    rows = rows[np.argsort(pairs.mature[rows], kind="stable")]
    present, group = np.unique(pairs.mature[rows], return_inverse=True)
    totals = np.array([counts.get(names[n], 0) for n in present], np.int64)
    whole = round_in_groups(counted.amounts[rows], group, totals)
    there = whole > 0
    kept = pairs.take(rows[there])
    places = counted.sample.on_hairpins
    return IsomirRows(pairs=kept, counts=whole[there], variants=name_variants(kept, places))


def name_variants(pairs: Pairs, places: Places) -> list[str]:
    """The variant of each of the pairs."""
    columns = np.column_stack(
        (
            pairs.shift_5p - MAX_SHIFT_5P,
            pairs.shift_3p - MAX_SHIFT_3P,
            pairs.tail,
            places.differs[pairs.place],
        )
    )
    # Few names for many pairs.
    kinds, kind = np.unique(columns, axis=0, return_inverse=True)
    names = [name_variant(*row[:3], tuple(row[3:])) for row in kinds.tolist()]
    return [names[number] for number in kind.ravel().tolist()]


def name_changes(counted: Counted, pairs: Pairs) -> list[str]:
    """The substitutions of each of the pairs, such as "5A>G", at their positions in the mature.

    Position 1 is the first base of the mature; 0 and less lie before it.
    """
    sample, hairpins = counted.sample, counted.reference.hairpins
    changes = [""] * len(pairs.place)
    row = np.flatnonzero(sample.on_hairpins.mismatches[pairs.place] > 0)
    places = sample.on_hairpins.take(pairs.place[row])
    kinds = substitutions(sample.packed, hairpins, places)
    first = (pairs.shift_5p[row] - MAX_SHIFT_5P + 1).tolist()
    for number, position, at, of_pair in zip(
        row.tolist(), first, places.differs.tolist(), kinds.tolist(), strict=True
    ):
        changes[number] = ",".join(
            f"{place + position}{'ACGTN'[kind // 4]}>{'ACGT'[kind % 4]}"
            for place, kind in zip(at, of_pair, strict=True)
            if kind >= 0
        )
    return changes


def isomir_cells(counted: Counted, rows: IsomirRows) -> Iterator[tuple[str, str, str, int, str]]:
    """The cells of ``SAMPLE_ISOMIRS``."""
    names = counted.reference.matures.names
    inserts = counted.sample.inserts.sequences[rows.pairs.insert].astype(str)
    return zip(
        (names[mature] for mature in rows.pairs.mature.tolist()),
        inserts.tolist(),
        rows.variants,
        rows.counts.tolist(),
        name_changes(counted, rows.pairs),
        strict=True,
    )
