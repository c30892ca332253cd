"""Targets with the structure of real tables: hubs among miRNAs and genes, families that share."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from mirtrd.inputs.target_tables import STRONG, WEAK
from mirtrd.targets.lists import gather_targets
from mirtrd.targets.test_themes import Asked

# Members of the families, as among 219 miRNAs of whole blood: most have none besides.
FAMILIES = [1] * 133 + [2] * 21 + [3] * 3 + [4] * 2 + [5] * 3 + [6] * 2
GENES = 3000


def make_families(seed: int) -> pd.DataFrame:
    """Tested miRNAs with their family as ``seed`` and ``baseMean``: large families are abundant."""
    random = np.random.default_rng(seed)
    rows = []
    for family, size in enumerate(FAMILIES):
        level = random.normal(5 + 0.5 * np.log2(size), 2)
        rows += [(f"family{family}", np.exp(level + random.normal(0, 0.7))) for _ in range(size)]
    table = pd.DataFrame(rows, columns=["seed", "baseMean"])
    table.index = pd.Index([f"hsa-miR-{number}" for number in range(len(table))], name="mirna")
    return table.assign(status="not significant")


def make_pairs(mirnas: pd.DataFrame, seed: int, strong: float = 0.05) -> list[tuple]:
    """Rows of the table of pairs: numbers of targets of families, and of miRNAs of a gene, have
    heavy tails, and abundant miRNAs have more; members of a family share most. A share ``strong``
    of the pairs is of strong support."""
    random = np.random.default_rng([seed, 1])
    popularity = random.pareto(1.5, GENES) + 0.05
    popularity /= popularity.sum()
    rows = []
    for _, members in mirnas.groupby("seed", sort=False):
        known = np.exp(random.normal(3.5, 1.1)) * (members["baseMean"].max() / 150) ** 0.3
        number = int(np.clip(known, 2, GENES // 4))
        pool = random.choice(GENES, number, replace=False, p=popularity)
        for mirna in members.index:
            own = random.choice(GENES, max(number // 10, 1), replace=False, p=popularity)
            shared = pool[random.random(number) < 0.7]
            genes = np.union1d(shared, own)
            supports = np.where(random.random(len(genes)) < strong, STRONG, WEAK)
            rows += [
                (mirna, f"GENE{gene}", str(support), 1, "simulated")
                for gene, support in zip(genes, supports, strict=True)
            ]
    return sorted(rows)


def make_sets(pairs: list[tuple], seed: int, sizes: tuple[int, ...] = (200, 70)) -> dict:
    """Sets of genes that know nothing of miRNAs, in which genes with many pairs are more likely."""
    random = np.random.default_rng([seed, 2])
    studied = pd.Series([row[1] for row in pairs]).value_counts().sort_index() + 2
    share = (studied**0.5 / (studied**0.5).sum()).to_numpy()
    return {
        f"set {number}": frozenset(random.choice(studied.index, size, replace=False, p=share))
        for number, size in enumerate(sizes)
    }


def ask(mirnas: pd.DataFrame, pairs: list[tuple], called: Sequence[str], draws: int = 500) -> Asked:
    """What is asked of sets where these miRNAs are up."""
    levels = gather_targets(pairs, list(mirnas.index))
    return call(Asked(mirnas=mirnas, lists=("up",), levels=levels, draws=draws), called)


def call(asked: Asked, called: Sequence[str]) -> Asked:
    """The same where these miRNAs are up, and no others."""
    is_up = asked.mirnas.index.isin(called)
    statuses = np.where(is_up, "up", "not significant")
    return replace(asked, mirnas=asked.mirnas.assign(status=statuses))
