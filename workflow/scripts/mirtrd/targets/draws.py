"""Lists of miRNAs as a given one could have been, had chance made it.

Genes differ in how many miRNAs target them, and miRNAs in how many genes. The usual test draws
genes as if all were alike, so that it calls hundreds of terms for any list (Bleazard 2015,
doi:10.1093/bioinformatics/btv023). Here miRNAs are drawn: equally many of the tested ones, of like
abundance. Members of a seed family share most targets and are drawn together: a list with three
members of one family is held against others with three of one.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mirtrd.core.arrays import Bools, Ints

# Lists that are drawn: the least p-value is 1 / (DRAWS + 1). Twice as many takes twice as long and
# gives the same digits of a p-value near 0.05, whose error is 0.002.
DRAWS = 10_000
# Families of one size are parted by abundance, into as many classes as have this many families
# each, at most so many: with smaller classes there is little to draw from, with larger ones
# abundant miRNAs are held against rare ones, of which less is known. With 10 families the error
# rates of tests/simulation/null_targets.py are the same (4.8 and 4.9 % of p-values below 0.05).
LEAST_FAMILIES = 20
MOST_CLASSES = 3
# Families of this size and larger are drawn for each other, as there are few of any one size.
LARGE = 3

# What the random numbers begin with.
SEED = 20240607


@dataclass(frozen=True, kw_only=True)
class Families:
    """The families of some miRNAs: the numbers of the members of each, and for each the stratum
    within which it can be drawn for another."""

    members: list[Ints]
    stratum: Ints


def find_families(seeds: pd.Series, abundance: pd.Series) -> Families:
    """Families by seed, parted by their size, and those of one size by abundance: that of the most
    abundant member. ``seeds`` and ``abundance`` are by miRNA, in one order."""
    numbers = pd.Series(np.arange(len(seeds)), index=seeds.index)
    groups = [part.to_numpy() for _, part in numbers.groupby(seeds.to_numpy(), sort=True)]
    most = np.array([abundance.to_numpy()[members].max() for members in groups])
    size = np.minimum([len(members) for members in groups], LARGE)
    stratum = np.zeros(len(groups), np.int64)
    for one in range(1, LARGE + 1):
        of_size = np.flatnonzero(size == one)
        classes = int(np.clip(len(of_size) // LEAST_FAMILIES, 1, MOST_CLASSES))
        order = of_size[np.argsort(most[of_size], kind="stable")]
        for place, part in enumerate(np.array_split(order, classes)):
            stratum[part] = one * MOST_CLASSES + place
    return Families(members=groups, stratum=stratum)


def draw_lists(
    listed: Bools, families: Families, random: np.random.Generator, draws: int = DRAWS
) -> Bools:
    """Random lists (draws x miRNAs) in the place of ``listed``.

    In each stratum, the families with a listed member change places with random ones; as many
    members of a family are listed as of the one in whose place it is, or all if it has fewer. As
    places are permuted, a list that chance alone made is one of these like any other.
    """
    lists = np.zeros((draws, len(listed)), dtype=bool)
    listed_members = np.array([listed[members].sum() for members in families.members])
    for stratum in np.unique(families.stratum):
        own = np.flatnonzero(families.stratum == stratum)
        asked = listed_members[own][listed_members[own] > 0]
        if not len(asked):
            continue
        order = np.argsort(random.random((draws, len(own))), axis=1)[:, : len(asked)]
        widest = max(len(families.members[family]) for family in own)
        table = np.full((len(own), widest), -1)
        for row, family in enumerate(own):
            table[row, : len(families.members[family])] = families.members[family]
        for place, wanted in enumerate(asked):
            candidates = table[order[:, place]]
            keys = np.where(candidates >= 0, random.random(candidates.shape), 2.0)
            first = np.argsort(keys, axis=1)[:, :wanted]
            taken = np.take_along_axis(candidates, first, axis=1)
            draw, column = np.nonzero(taken >= 0)
            lists[draw, taken[draw, column]] = True
    return lists
