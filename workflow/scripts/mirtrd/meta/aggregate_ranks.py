"""Aggregate the ranks of published lists of top miRNAs, by tissue."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.core.job import Job, UserError, run
from mirtrd.inputs.synthesis import read_lists
from mirtrd.meta.ranks import aggregate
from mirtrd.meta.strata import ALL, UNTOLD
from mirtrd.meta.studies import Matures
from mirtrd.meta.tables import RANKS
from mirtrd.reference.names import Names, read_names
from mirtrd.statistics.multiple_testing import adjust


def aggregate_lists(
    rows: Sequence[Mapping[str, Any]], matures: Matures
) -> tuple[pd.DataFrame, list[str]]:
    """The aggregated ranks, columns as in RANKS, and what names were left out.

    Of lists of several tissues there are those of each, and of all.
    """
    table, lost = _look_up(rows, matures)
    tissues = list(dict.fromkeys(table["tissue"]))
    parts = [_aggregate_one(table[table["tissue"] == tissue], tissue) for tissue in tissues]
    if len(tissues) > 1:
        parts.append(_aggregate_one(table, ALL))
    return pd.concat(parts), lost


def _look_up(rows: Sequence[Mapping[str, Any]], matures: Matures) -> tuple[pd.DataFrame, list[str]]:
    matches = matures.names.look_up_all(dict.fromkeys(row["mirna"] for row in rows))
    table = pd.DataFrame(rows)
    table["label"] = table["mirna"].map({name: matures.label(m) for name, m in matches.items()})
    table["tissue"] = table["tissue"].where(table["tissue"] != "", UNTOLD)
    lost = [name for name, match in matches.items() if not match.names]
    if len(lost) == len(matches):
        raise UserError("config: meta.lists: none of its miRNAs is a mature of the reference")
    table = table[table["label"] != ""]
    # Two names for one mature: the better of its ranks.
    table = table.sort_values("rank", kind="stable").drop_duplicates(["list", "label"])
    return table, lost


def _aggregate_one(table: pd.DataFrame, tissue: str) -> pd.DataFrame:
    lists = sorted(set(table["list"]))
    shares = table.assign(share=table["rank"] / table["tested"])
    wide = shares.pivot(index="label", columns="list", values="share").reindex(columns=lists)
    rho = aggregate(wide.fillna(1).to_numpy(dtype=float))
    ranks = table.assign(
        told=table["list"] + " " + table["rank"].astype(str) + "/" + table["tested"].astype(str)
    ).sort_values("list", kind="stable")
    told = ranks.groupby("label")["told"].agg("; ".join)
    # Those that stand on no list were tested, too, and have a rho of 1.
    others = max(int(table["tested"].max()) - len(wide), 0)
    padj = adjust(np.concatenate([rho, np.ones(others)]))[: len(wide)]
    found = pd.DataFrame(
        {
            "tissue": tissue,
            "lists": wide.notna().sum(axis=1),
            "of": len(lists),
            "ranks": told.reindex(wide.index),
            "rho": rho,
            "padj": padj,
        },
        index=wide.index,
    )
    return found.sort_values("rho", kind="stable")


def main(job: Job) -> None:
    names: Names = read_names(
        job.input.matures, job.input.hairpins, getattr(job.input, "former", None)
    )
    matures = Matures.read(names, job.input.matures)
    [lists] = job.input.lists
    table, lost = aggregate_lists(read_lists(lists), matures)
    if lost:
        print("left out, as they are no mature of the reference:", ", ".join(lost))
    RANKS.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
