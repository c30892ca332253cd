"""Which genes each miRNA targets, as tables have it, under the names of this run."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mirtrd.core.arrays import Ints
from mirtrd.inputs.target_tables import FAMILIES, GENE_NAMES, SUPPORTS, Row, TargetTable
from mirtrd.reference.names import Match, Names

# Why a row of a table tells of no pair of this run.
NO_GENE, OTHER = "no gene name", "not in this run"


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Pairs of a miRNA and a gene, sorted by both: ``mirna`` are numbers of rows of the run,
    ``gene`` those of ``genes``; the best ``support`` of each as a number of SUPPORTS, a bit in
    ``sources`` for each table, and from how many publications it is."""

    genes: Sequence[str]
    mirna: Ints
    gene: Ints
    support: Ints
    sources: Ints
    references: Ints


@dataclass(kw_only=True)
class Collector:
    """Gathers rows of tables as numbers, so that millions fit into memory.

    ``rows_of`` has the numbers of the rows of the run that a mature of the reference stands in,
    ``by_seed`` those of a seed.
    """

    names: Names
    rows_of: Mapping[str, Sequence[int]]
    by_seed: Mapping[str, Sequence[int]]
    families: dict[str, tuple[int, ...]] = field(default_factory=dict)
    symbols: dict[str, str] = field(default_factory=dict)
    genes: dict[str, int] = field(default_factory=dict)
    articles: dict[str, int] = field(default_factory=lambda: {"": 0})
    found: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = {
            name: array("q") for name in ("mirna", "gene", "support", "source", "article")
        }

    def learn(self, rows: Iterable[Row], table: TargetTable) -> None:
        """Take what a table of names says: members of families, or symbols of transcripts."""
        for row in rows:
            if table.format is FAMILIES:
                known = self.families.get(row.gene, ())
                self.families[row.gene] = tuple(dict.fromkeys((*known, *self._look_up(row.mirna))))
            elif table.format is GENE_NAMES:
                self.symbols[row.mirna] = row.gene

    def add(self, rows: Iterable[Row], table: TargetTable, number: int) -> dict[str, int]:
        """Take the pairs of a table; how many of its rows were taken, and what became of the
        others. ``number`` is that of the table."""
        fates: Counter[str] = Counter(taken=0)
        by_name: dict[str, tuple[int, ...]] = {}
        for row in rows:
            if (mirnas := by_name.get(row.mirna)) is None:
                mirnas = by_name[row.mirna] = self._members(row.mirna, table.format.keys)
            gene = self.symbols.get(row.gene, "") if table.format.genes == "refseq" else row.gene
            if not mirnas or not gene:
                fates[NO_GENE if mirnas else OTHER] += 1
                continue
            fates["taken"] += 1
            gene_number = self.genes.setdefault(gene, len(self.genes))
            article = self.articles.setdefault(row.reference, len(self.articles))
            for mirna in mirnas:
                for name, value in zip(
                    self.columns,
                    (mirna, gene_number, SUPPORTS.index(row.support), 1 << number, article),
                    strict=True,
                ):
                    self.columns[name].append(value)
        return dict(fates) | {
            "names": len(by_name),
            "names_not_in_this_run": sum(not mirnas for mirnas in by_name.values()),
        }

    def pairs(self) -> Pairs:
        """All pairs once."""
        rows = {name: np.array(values, np.int64) for name, values in self.columns.items()}
        symbols = sorted(self.genes)
        place = np.empty(len(symbols), np.int64)
        place[[self.genes[symbol] for symbol in symbols]] = np.arange(len(symbols))
        key = rows["mirna"] * max(len(symbols), 1) + place[rows["gene"]]
        pair, at = np.unique(key, return_inverse=True)
        best = np.full(len(pair), len(SUPPORTS))
        np.minimum.at(best, at, rows["support"])
        sources = np.zeros(len(pair), np.int64)
        np.bitwise_or.at(sources, at, rows["source"])
        articles = np.unique(np.stack([at, rows["article"]]), axis=1)
        told = articles[0, articles[1] > 0]
        return Pairs(
            genes=symbols,
            mirna=pair // max(len(symbols), 1),
            gene=pair % max(len(symbols), 1),
            support=best,
            sources=sources,
            references=np.bincount(told, minlength=len(pair)),
        )

    def _members(self, written: str, keys: str) -> tuple[int, ...]:
        match keys:
            case "family":
                return self.families.get(written, ())
            case "seed":
                return tuple(self.by_seed.get(written.upper().replace("T", "U"), ()))
        return self._look_up(written)

    def _look_up(self, written: str) -> tuple[int, ...]:
        if written not in self.found:
            matures = self.names.look_up(written).names
            rows = (row for name in matures for row in self.rows_of.get(name, ()))
            self.found[written] = tuple(dict.fromkeys(rows))
        return self.found[written]


def place_matures(index: pd.Index, names: Names) -> dict[str, list[int]]:
    """The numbers of the rows in which each mature of the reference stands."""
    places: dict[str, list[int]] = {}
    matches: Mapping[str, Match] = names.look_up_all(index)
    for number, row in enumerate(index):
        for name in matches[row].names:
            places.setdefault(name, []).append(number)
    return places


def count_pairs(pairs: Pairs, rows: int) -> pd.DataFrame:
    """How many targets each of so many miRNAs has by each support, and from how many reports of
    pairs with an assay these are."""
    counted = {
        name: np.bincount(pairs.mirna[pairs.support == level], minlength=rows)
        for level, name in enumerate(SUPPORTS)
    }
    return pd.DataFrame(counted)
