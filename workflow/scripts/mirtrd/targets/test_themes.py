"""Ask whether the calls of a contrast target sets of genes more often than random miRNAs do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.candidates.identity import identify, read_identities
from mirtrd.core.arrays import Bools
from mirtrd.core.job import Job, run
from mirtrd.core.tables import Table
from mirtrd.expression.tables import EXPRESSION
from mirtrd.inputs.gene_sets import join_gene_sets, read_gene_sets
from mirtrd.statistics.multiple_testing import adjust
from mirtrd.targets.draws import DRAWS, SEED, draw_lists, find_families
from mirtrd.targets.enrichment import Enrichment, enrich, gather_sets
from mirtrd.targets.lists import Targeted, gather_targets, lists_of
from mirtrd.targets.tables import GENE_SETS, PAIRS, THEMES

NOTHING = "no tested miRNA has a target in the tables"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of sets: the tested miRNAs with ``status``, ``baseMean`` and ``seed``, the
    statuses that make lists, and the targets by level of support."""

    mirnas: pd.DataFrame
    lists: Sequence[str]
    levels: Mapping[str, Targeted]
    draws: int = DRAWS


def judge_sets(asked: Asked, sets: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """A row for each set, list and level of support, in columns as in THEMES."""
    rows = [
        row
        for level, targeted in asked.levels.items()
        for status in asked.lists
        for row in _judge_list(asked, level, targeted, status, sets)
    ]
    return _arrange(rows, sets, asked.lists)


def _judge_list(
    asked: Asked, level: str, targeted: Targeted, status: str, sets: Mapping[str, frozenset[str]]
) -> Iterator[dict[str, Any]]:
    """What is found of each set with the targets of one level of the miRNAs of one status."""
    own = asked.mirnas.loc[targeted.mirnas]
    listed = (own["status"] == status).to_numpy()
    told = {
        "list": status,
        "support": level,
        "called": int((asked.mirnas["status"] == status).sum()),
        "mirnas": int(listed.sum()),
        "tested": len(own),
    }
    reason, found, different = _reason(told, listed), None, 0
    matrix = gather_sets(sets, targeted.genes)
    if not reason:
        families = find_families(own["seed"], own["baseMean"])
        drawn = draw_lists(listed, families, np.random.default_rng(SEED), asked.draws)
        different = len(np.unique(np.packbits(drawn, axis=1), axis=0))
        found = enrich(listed, drawn, targeted.matrix, matrix)
    hit = set(np.array(targeted.genes)[targeted.matrix[listed].any(axis=0)].tolist())
    there = np.asarray(matrix.sum(axis=1)).ravel().astype(int)
    for number, (name, genes) in enumerate(sets.items()):
        yield told | {
            "set": name,
            "set_size": len(genes),
            "set_targeted": int(there[number]),
            "lists": different,
            "reason": reason or ("" if there[number] else "no target is in the set"),
            "genes": ",".join(sorted(hit & genes)),
            **(_numbers(found, number, bool(there[number])) if found else {}),
        }


def _reason(told: Mapping[str, Any], listed: Bools) -> str:
    """Why a list cannot be tested, "" if it can."""
    if not told["called"]:
        return f"no miRNA is {told['list']}"
    if not listed.any():
        return f"none of the miRNAs that are {told['list']} has such a target"
    return "all tested miRNAs are in the list" if listed.all() else ""


def _numbers(found: Enrichment, number: int, is_there: bool) -> dict[str, Any]:
    """What was found of one set; no test of one that no tested miRNA targets."""
    inside: dict[str, Any] = {"targets": found.targets, "inside": int(found.inside[number])}
    if not is_there:
        return inside
    return inside | {
        "share": found.share[number],
        "chance": found.chance[number],
        "chance_low": found.chance_low[number],
        "chance_high": found.chance_high[number],
        "pvalue": found.pvalue[number],
        "pvalue_usual": found.usual[number],
    }


def _arrange(
    rows: list[dict[str, Any]], sets: Mapping[str, frozenset[str]], lists: Sequence[str]
) -> pd.DataFrame:
    """The rows set by set and list by list; those that are not there, as no miRNA has a target,
    with a reason."""
    if not rows:
        rows = [
            {"set": name, "list": status, "support": "", "set_size": len(genes), "reason": NOTHING}
            for name, genes in sets.items()
            for status in lists
        ]
    table = pd.DataFrame(rows).reindex(columns=[c.name for c in THEMES.columns if c.name not in
                                                ("padj", "padj_usual")])  # fmt: skip
    for column in ("pvalue", "pvalue_usual"):
        adjusted = adjust(table[column].to_numpy(dtype=float))
        table[column.replace("pvalue", "padj")] = adjusted
    texts = [column.name for column in THEMES.columns if column.kind == "text"]
    table[texts] = table[texts].fillna("")
    order = {name: place for place, name in enumerate(sets)}
    table = table.sort_values("set", key=lambda names: names.map(order), kind="stable")
    return table[list(THEMES.header)].set_index("set")


def write_sets(path: str, table: Table, asked: Asked, sets: Mapping[str, frozenset[str]]) -> None:
    """Test the sets and write what was found; a table without rows if there are none."""
    if not sets:
        table.write(path, [])
        return
    table.write_frame(path, judge_sets(asked, sets))


def main(job: Job) -> None:
    expression = EXPRESSION.read_frame(job.input.expression)
    tested = expression[expression["pvalue"].notna()]
    seeds = identify(tested.index, read_identities(job.input.matures))["seed"]
    # One whose sequence is not known is a family of its own.
    seeds = seeds.where(seeds != "", seeds.index.to_series())
    asked = Asked(
        mirnas=tested[["status", "baseMean"]].assign(seed=seeds),
        lists=lists_of(tested["status"], job.params.contrast["reduced"]),
        levels=gather_targets(PAIRS.read_rows(job.input.pairs), list(tested.index)),
    )
    write_sets(job.output.themes, THEMES, asked, read_gene_sets(job.input.themes, "themes"))
    given = {path: read_gene_sets(path, "targets.gene_sets") for path in job.input.gene_sets}
    write_sets(job.output.gene_sets, GENE_SETS, asked, join_gene_sets(given))


if __name__ == "__main__":
    run(main)
