"""Whether the targets of a list of miRNAs are in a set of genes more often than by chance.

Two p-values stand side by side. The one to go by draws lists of miRNAs (``targets.draws``) and asks
how many of them have as large a share of their targets in the set. The usual one draws genes, as if
each target had been chosen for itself; it is there to be compared, as most published ones are of
this kind, and is far too small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.stats import hypergeom

from mirtrd.core.arrays import Bools, Floats, Ints

# Drawn lists whose targets are in memory at a time: 500 x 20,000 genes take 40 MB.
BLOCK = 500
# Shares that floats give for the same numbers may differ in the last digit.
TIE = 1e-12


@dataclass(frozen=True, kw_only=True)
class Overlaps:
    """Of lists: how many genes their miRNAs target together, and how many of these are in each of
    the sets (lists x sets)."""

    targets: Ints
    inside: Ints

    @property
    def share(self) -> Floats:
        """The share of the targets that is in each set, 0 without targets."""
        return self.inside / np.maximum(self.targets, 1)[:, None]


@dataclass(frozen=True, kw_only=True)
class Enrichment:
    """What was found of each set: the numbers of ``Overlaps`` for the list itself, its share, the
    median and the middle 95 % of the shares of drawn lists, and both p-values."""

    targets: int
    inside: Ints
    share: Floats
    chance: Floats
    chance_low: Floats
    chance_high: Floats
    pvalue: Floats
    usual: Floats


def gather_sets(sets: Mapping[str, frozenset[str]], genes: Sequence[str]) -> sparse.csr_array:
    """Which of the genes are in each set (sets x genes)."""
    number = {gene: place for place, gene in enumerate(genes)}
    rows, columns = [], []
    for row, members in enumerate(sets.values()):
        inside = sorted(number[gene] for gene in members if gene in number)
        rows += [row] * len(inside)
        columns += inside
    ones = np.ones(len(rows), np.float32)
    return sparse.csr_array((ones, (rows, columns)), shape=(len(sets), len(genes)))


def overlap(lists: Bools, targeted: Floats, sets: sparse.csr_array) -> Overlaps:
    """What lists of miRNAs (lists x miRNAs) target: ``targeted`` is miRNAs x genes, 1 for a target
    and else 0."""
    totals, inside = [], []
    used = lists.any(axis=0)
    weights = targeted[used]
    for start in range(0, len(lists), BLOCK):
        block = lists[start : start + BLOCK, used].astype(np.float32)
        together = (block @ weights > 0).astype(np.float32)
        totals.append(together.sum(axis=1, dtype=np.float64))
        inside.append((sets @ together.T).T)
    return Overlaps(
        targets=np.concatenate(totals).astype(np.int64),
        inside=np.concatenate(inside).astype(np.int64),
    )


def enrich(listed: Bools, drawn: Bools, targeted: Floats, sets: sparse.csr_array) -> Enrichment:
    """Hold the targets of a list against those of drawn ones, set by set.

    The p-value is that of a permutation test, (1 + lists with as large a share) / (1 + lists)
    (Phipson & Smyth 2010, doi:10.2202/1544-6115.1585); the usual one is hypergeometric, among all
    genes that some miRNA of the tables targets.
    """
    ours, chance = overlap(listed[None], targeted, sets), overlap(drawn, targeted, sets)
    share, shares = ours.share[0], chance.share
    low, middle, high = np.quantile(shares, [0.025, 0.5, 0.975], axis=0)
    total, inside = int(ours.targets[0]), ours.inside[0]
    sizes = np.asarray(sets.sum(axis=1)).ravel()
    return Enrichment(
        targets=total,
        inside=inside,
        share=share,
        chance=middle,
        chance_low=low,
        chance_high=high,
        pvalue=(1 + (shares >= share - TIE).sum(axis=0)) / (1 + len(shares)),
        usual=hypergeom.sf(inside - 1, targeted.shape[1], sizes, total),
    )
