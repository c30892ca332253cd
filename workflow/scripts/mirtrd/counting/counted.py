"""A sample whose inserts have been counted, before and after rounding to whole counts."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Floats, sum_by
from mirtrd.counting.assigning import Assignment, assign
from mirtrd.counting.rounding import round_to_total
from mirtrd.counting.sample import Sample
from mirtrd.reference.targets import Reference

# Places that get less than this share of an insert are in no file of alignments.
WORTH_WRITING = 0.01


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A sample, the reference, and what was made of its inserts. Amounts are before rounding.

    ``amounts`` are of each pair of insert and mature, ``ambiguous`` what of each insert is dropped;
    ``fates`` are the amounts of what is not counted on matures, by fate or class of other RNA.
    """

    sample: Sample
    reference: Reference
    assignment: Assignment
    amounts: Floats
    ambiguous: Floats
    fates: dict[str, float]

    @property
    def of_matures(self) -> Floats:
        """The amount of each mature."""
        names = self.reference.matures.names
        return sum_by(self.assignment.pairs.mature, self.amounts, len(names))


@dataclass(frozen=True, kw_only=True)
class Whole:
    """Whole counts of a sample: of matures that have any, and of the fate "mirna" and all other
    fates and classes of RNA, which add up to all counts of the sample."""

    matures: dict[str, int]
    classes: dict[str, int]


def count(sample: Sample, reference: Reference, policy: str) -> Counted:
    """Share out the inserts of a sample under a policy for ambiguous ones."""
    assigned, counts = assign(sample, reference), sample.counts
    amounts, ambiguous = apply_policy(assigned, counts.astype(float), policy)
    fates = {"hairpin": (counts * assigned.on_hairpin).sum(), "ambiguous": ambiguous.sum()}
    insert = np.flatnonzero(assigned.on_other > 0)
    class_of = reference.class_of[sample.on_others.sequence[assigned.other_place[insert]]]
    for number, rna_class in enumerate(reference.classes):
        of_class = insert[class_of == number]
        fates[rna_class] = (counts * assigned.on_other)[of_class].sum()
    fates["unaligned"] = sample.total - sum(fates.values()) - amounts.sum()
    return Counted(
        sample=sample,
        reference=reference,
        assignment=assigned,
        amounts=amounts,
        ambiguous=ambiguous,
        fates=fates,
    )


def apply_policy(assigned: Assignment, counts: Floats, policy: str) -> tuple[Floats, Floats]:
    """The amount of each pair under a policy for ambiguous inserts, and of each insert what is
    dropped.

    "em" keeps the shares; "fractional" gives each mature that an insert fits an equal part of
    what all have; "unique" drops what fits several.
    """
    insert = assigned.pairs.insert
    amounts = assigned.share * counts[insert]
    if policy == "em":
        return amounts, np.zeros(len(counts))
    fitting = sum_by(insert, assigned.fits, len(counts))
    of_insert = sum_by(insert, amounts, len(counts))
    equal = np.where(assigned.fits, (of_insert / np.maximum(fitting, 1))[insert], 0.0)
    if policy == "fractional":
        return equal, np.zeros(len(counts))
    several = fitting > 1
    return np.where(several[insert], 0.0, equal), np.where(several, of_insert, 0.0)


def round_counts(counted: Counted) -> Whole:
    """Round the amounts of matures, fates and classes together, so that all counts stay."""
    names, amounts = counted.reference.matures.names, counted.of_matures
    named = {("mirna", names[n]): float(amounts[n]) for n in np.flatnonzero(amounts > 0)}
    named |= {("fate", name): amount for name, amount in counted.fates.items()}
    whole = round_to_total(named, counted.sample.total)
    matures = {name: n for (kind, name), n in whole.items() if kind == "mirna"}
    fates = {name: n for (kind, name), n in whole.items() if kind == "fate"}
    return Whole(matures=matures, classes={"mirna": sum(matures.values()), **fates})
