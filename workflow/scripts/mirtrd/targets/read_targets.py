"""Read tables of targets, as downloaded, and put them under the names of this run."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.candidates.identity import identify, read_identities
from mirtrd.cohort.tables import COUNTS
from mirtrd.core.documents import write_document
from mirtrd.core.job import Job, run
from mirtrd.inputs.gene_sets import read_gene_sets
from mirtrd.inputs.target_tables import FAMILIES, GENE_NAMES, SUPPORTS, TargetTable, recognise
from mirtrd.reference.names import Names, read_names
from mirtrd.targets.pairs import Collector, Pairs, count_pairs, place_matures
from mirtrd.targets.tables import PAIRS, TARGETED

WHERE = "targets.tables"
STRONGEST = 0


def name_tables(tables: list[TargetTable]) -> list[str]:
    """What each table is called: its format, with the name of its file where two have one."""
    formats = [table.format.name for table in tables]
    return [
        name if formats.count(name) == 1 else f"{name} ({Path(table.path).name})"
        for name, table in zip(formats, tables, strict=True)
    ]


def collect(
    tables: list[TargetTable], names: Names, index: pd.Index, seeds: pd.Series
) -> tuple[Pairs, list[dict[str, Any]]]:
    """All pairs of the miRNAs of ``index``, and what became of the rows of each table; tables of
    names are read first."""
    numbers = pd.Series(np.arange(len(index)), index=index)
    by_seed = {str(seed): list(part) for seed, part in numbers.groupby(seeds.to_numpy())}
    collector = Collector(names=names, rows_of=place_matures(index, names), by_seed=by_seed)
    telling = [table for table in tables if table.format in (FAMILIES, GENE_NAMES)]
    for table in telling:
        collector.learn(table.rows(names.species), table)
    fates = []
    others = [table for table in tables if table not in telling]
    for number, (table, name) in enumerate(zip(others, name_tables(others), strict=True)):
        fate = collector.add(table.rows(names.species), table, number)
        fates.append({"table": table.path, "format": name, **fate})
    return collector.pairs(), fates


def describe_mirnas(
    pairs: Pairs, index: pd.Index, names: Names, themes: Mapping[str, frozenset[str]]
) -> pd.DataFrame:
    """What TARGETED says of each miRNA; empty for one whose name is not known."""
    table = count_pairs(pairs, len(index))
    in_theme = np.isin(pairs.genes, sorted(frozenset().union(*themes.values())))
    strong = pairs.mirna[(pairs.support == STRONGEST) & in_theme[pairs.gene]]
    table["strong_in_themes"] = np.bincount(strong, minlength=len(index))
    table["references"] = np.bincount(pairs.mirna, pairs.references, minlength=len(index)).astype(
        int
    )
    for level, name in enumerate(SUPPORTS):
        if not (pairs.support == level).any():  # of a kind that no table has, nothing is known
            table[[column for column in table if column.startswith(name)]] = np.nan
    known = [bool(match.names) for match in names.look_up_all(index).values()]
    table.index = index
    return table.where(pd.Series(known, index=index), np.nan)


def rows_of(
    pairs: Pairs, index: pd.Index, present: pd.Series, sources: list[str]
) -> Iterator[tuple[Any, ...]]:
    """The rows of PAIRS, for miRNAs that have counts."""
    told = {
        bits: ",".join(name for bit, name in enumerate(sources) if bits >> bit & 1)
        for bits in set(pairs.sources.tolist())
    }
    kept = present.to_numpy()[pairs.mirna]
    columns = (pairs.mirna, pairs.gene, pairs.support, pairs.references, pairs.sources)
    for mirna, gene, support, references, bits in zip(
        *(column[kept].tolist() for column in columns), strict=True
    ):
        yield index[mirna], pairs.genes[gene], SUPPORTS[support], references, told[bits]


def main(job: Job) -> None:
    counts = COUNTS.read_frame(job.input.counts)
    names = read_names(job.input.matures, job.input.hairpins, getattr(job.input, "former", None))
    seeds = identify(counts.index, read_identities(job.input.matures))["seed"]
    tables = [recognise(path, WHERE) for path in job.input.tables]
    themes = read_gene_sets(job.input.themes, "themes")
    pairs, fates = collect(tables, names, counts.index, seeds)
    present = counts.sum(axis=1) > 0
    sources = [str(fate["format"]) for fate in fates]
    PAIRS.write(job.output.pairs, rows_of(pairs, counts.index, present, sources))
    TARGETED.write_frame(job.output.mirnas, describe_mirnas(pairs, counts.index, names, themes))
    write_document(job.output.summary, {"tables": fates, "pairs": len(pairs.mirna)})


if __name__ == "__main__":
    run(main)
