"""The calls of a contrast as lists of miRNAs, and their targets as a matrix."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.core.arrays import Floats
from mirtrd.inputs.target_tables import PREDICTED, STRONG, WEAK

# Which pairs are taken together; what is measured and what is predicted stay apart.
LEVELS = {STRONG: (STRONG,), "measured": (STRONG, WEAK), PREDICTED: (PREDICTED,)}
DIRECTED, UNDIRECTED = ("up", "down"), ("changed",)


@dataclass(frozen=True, kw_only=True)
class Targeted:
    """Which genes the miRNAs of one level of support target: miRNAs x genes, 1 for a target and
    else 0. Each miRNA and each gene is in some pair."""

    mirnas: pd.Index
    genes: Sequence[str]
    matrix: Floats


def lists_of(statuses: Iterable[str], reduced: str) -> tuple[str, ...]:
    """The statuses whose miRNAs are taken together: those of a test that has no direction, or of
    one that has. ``reduced`` is that of the contrast."""
    found = set(statuses)
    directed = bool(found & set(DIRECTED)) or not reduced
    return UNDIRECTED if set(UNDIRECTED) <= found or not directed else DIRECTED


def gather_targets(rows: Iterable[tuple[Any, ...]], tested: Iterable[str]) -> dict[str, Targeted]:
    """The targets of the tested miRNAs by level of support, of those levels that have any; ``rows``
    are those of PAIRS, sorted by miRNA and gene."""
    wanted = set(tested)
    pairs = pd.DataFrame(
        ((mirna, gene, support) for mirna, gene, support, *_ in rows if mirna in wanted),
        columns=["mirna", "gene", "support"],
    )
    order = {name: place for place, name in enumerate(tested)}
    found = {}
    for level, supports in LEVELS.items():
        own = pairs[pairs["support"].isin(supports)]
        if own.empty:
            continue
        mirnas = sorted(own["mirna"].unique(), key=order.__getitem__)
        genes, gene = np.unique(own["gene"].to_numpy(dtype=str), return_inverse=True)
        number = {name: place for place, name in enumerate(mirnas)}
        matrix = np.zeros((len(mirnas), len(genes)), np.float32)
        matrix[own["mirna"].map(number).to_numpy(), gene] = 1
        found[level] = Targeted(mirnas=pd.Index(mirnas), genes=genes.tolist(), matrix=matrix)
    return found


def themes_of(genes: Iterable[str], themes: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """The themes of each gene that is in one, by commas."""
    return {
        gene: ",".join(name for name, members in themes.items() if gene in members)
        for gene in genes
        if any(gene in members for members in themes.values())
    }
