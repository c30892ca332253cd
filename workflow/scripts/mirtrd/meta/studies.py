"""The effects that studies found, joined by the accessions of the matures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.core.documents import read_document
from mirtrd.core.job import UserError
from mirtrd.expression.tables import EXPRESSION
from mirtrd.inputs.synthesis import Study
from mirtrd.reference.fasta import read_records
from mirtrd.reference.names import Match, Names

# What is taken of a table of a contrast: never the shrunken change, which depends on the others.
TAKEN = ("baseMean", "log2FoldChange", "lfcSE", "ci_low", "ci_high", "pvalue", "padj", "status",
         "reason", "mde")  # fmt: skip
# A change beyond this (log2) is that of a group without reads: its size is not known, its sign is.
LARGEST_CHANGE = 10
ABSENT, UNLISTED = "no reads in one group", "not in the table"
CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Matures:
    """The matures of a reference: what names stand for, and which have the same sequence."""

    names: Names
    alike: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, names: Names, fasta: str | Path) -> "Matures":
        """The matures of a FASTA file, and their ``names``."""
        by_sequence: dict[str, list[str]] = defaultdict(list)
        for name, _, sequence in read_records(str(fasta)):
            by_sequence[sequence].append(name)
        alike = {name: tuple(group) for group in by_sequence.values() for name in group}
        return cls(names=names, alike=alike)

    def label(self, match: Match) -> str:
        """The name of a row: all matures of the sequences, in the order of the reference."""
        found = {other for name in match.names for other in self.alike.get(name, (name,))}
        return "/".join(sorted(found, key=lambda name: self.names.accessions[name]))

    def accession(self, label: str) -> str:
        """The accessions of the matures of such a name."""
        return "/".join(self.names.accessions[name] for name in label.split("/"))


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What all studies found: ``rows`` has one for each miRNA in each study; ``matches`` what
    became of the names of each study."""

    rows: pd.DataFrame
    matches: Mapping[str, Mapping[str, Match]]

    def pivot(self, column: str, studies: Sequence[str]) -> pd.DataFrame:
        """A column of the rows as miRNAs x studies."""
        wide = self.rows.pivot(index="mirna", columns="study", values=column)
        return wide.reindex(columns=list(studies))

    def tested(self, column: str, studies: Sequence[str]) -> pd.DataFrame:
        """The same, with nothing where the miRNA was not tested."""
        there = self.rows["missing"] == ""
        return Effects(
            rows=self.rows.assign(**{column: self.rows[column].where(there)}), matches=self.matches
        ).pivot(column, studies)


def read_effects(studies: Sequence[Study], matures: Matures) -> Effects:
    """The effects of all studies; every miRNA that one of them has is there for all.

    Columns of the rows: mirna, study, tissue, written (its name in that study), those of TAKEN, and
    missing, why there is no effect. UserError for a study without effects.
    """
    tables, matches = [], {}
    for study in studies:
        table, found = read_study(study, matures)
        tables.append(table.assign(study=study.name))
        matches[study.name] = found
    every = pd.Index(dict.fromkeys(name for table in tables for name in table.index), name="mirna")
    whole = []
    for study, table in zip(studies, tables, strict=True):
        filled = table.reindex(every)
        filled["missing"] = filled["missing"].fillna(UNLISTED)
        texts = {"written": "", "status": "", "reason": ""}
        whole.append(filled.fillna(texts).assign(study=study.name, tissue=study.tissue))
    rows = pd.concat(whole).reset_index()
    return Effects(rows=rows, matches=matches)


def read_study(study: Study, matures: Matures) -> tuple[pd.DataFrame, dict[str, Match]]:
    """The effects of one study by miRNA, and what became of its names.

    Some tools have rows of their own for matures of equal sequence, which no read can tell apart:
    of these the most abundant row that was tested is taken.
    """
    table = EXPRESSION.read_columns(study.table, TAKEN)
    matches = matures.names.look_up_all(table.index)
    labels = pd.Series({name: matures.label(match) for name, match in matches.items()}, dtype=str)
    if not (labels != "").any():
        raise UserError(
            f"study {study.name}: {study.table}: none of its {len(table)} names is a mature of the "
            "reference: set 'reference' in the config to the one that it was made with"
        )
    tested = table["pvalue"].notna()
    if (table["status"] == CHANGED).any() or (tested.any() and table["mde"][tested].isna().all()):
        raise UserError(
            f"study {study.name}: {study.table} is a test of several coefficients at once, which "
            "has no effect to put together: take a contrast of two levels or of one coefficient"
        )
    table = table.assign(missing=find_missing(table), written=table.index)
    table.index = pd.Index(labels.reindex(table.index).to_numpy(), name="mirna")
    table = table[table.index != ""]
    written = table["written"].groupby(level=0, sort=False).agg("; ".join)
    order = table.assign(first=table["missing"] != "", rare=-table["baseMean"])
    best = order.sort_values(["first", "rare"], kind="stable").drop(columns=["first", "rare"])
    best = best[~best.index.duplicated()].reindex(written.index)
    return best.assign(written=written), matches


def find_missing(table: pd.DataFrame) -> pd.Series:
    """Why a miRNA has no effect in a study, "" if it has one.

    What independent filtering took out was fitted, and is an effect like others.
    """
    change, error = table["log2FoldChange"], table["lfcSE"]
    endless = np.isinf(table["ci_low"]) | np.isinf(table["ci_high"])
    endless |= change.abs() > LARGEST_CHANGE
    untested = table["pvalue"].isna()
    unknown = change.isna() | ~(error > 0)
    reasons = table["reason"].where(table["reason"] != "", "no estimate")
    missing = np.select([untested | unknown, endless], [reasons, ABSENT], "")
    return pd.Series(missing, index=table.index)


def read_summary(study: Study) -> dict[str, Any]:
    """How a study was tested; empty where that is not known."""
    return dict(read_document(study.summary)) if study.summary else {}
