"""The cohort that a panel is trained on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from mirtrd.core.arrays import Bools, Ints
from mirtrd.statistics.arrays import Array


@dataclass(frozen=True, kw_only=True)
class Training:
    """Samples of two classes.

    ``counts`` is samples x miRNAs, ``tested`` says which class a sample is of, ``persons`` and
    ``sites`` number whose it is and where it comes from. ``covariates`` is samples x columns, coded
    as numbers. ``allowed`` are the miRNAs that may be in a panel, by annotation; the others scale
    the samples, too.
    """

    samples: Sequence[str]
    mirnas: Sequence[str]
    counts: Array
    tested: Bools
    persons: Ints
    sites: Ints
    covariates: Array
    allowed: Bools
    min_count: int

    def take(self, rows: Ints | Bools) -> Self:
        """Some of the samples."""
        names = np.array(self.samples, dtype=object)[rows]
        return replace(
            self,
            samples=list(names),
            counts=self.counts[rows],
            tested=self.tested[rows],
            persons=np.unique(self.persons[rows], return_inverse=True)[1],
            sites=self.sites[rows],
            covariates=self.covariates[rows],
        )

    def filtered(self) -> Bools:
        """The miRNAs that pass the count filter: so many counts in as many samples as the smaller
        class has. It knows of the classes no more than their sizes."""
        smaller = min(int(self.tested.sum()), int((~self.tested).sum()))
        passed: Bools = (self.counts >= self.min_count).sum(axis=0) >= max(smaller, 1)
        return passed


def code_covariates(sheet: pd.DataFrame, columns: Sequence[str]) -> tuple[Array, list[str]]:
    """Columns of the sheet as numbers, and their names: numbers as they are, of levels a column for
    each but the first in their order."""
    parts, names = [], []
    for column in columns:
        numbers = pd.to_numeric(sheet[column], errors="coerce")
        if numbers.notna().all():
            parts.append(numbers.to_numpy(dtype=float))
            names.append(column)
            continue
        for level in sorted(set(sheet[column]))[1:]:
            parts.append((sheet[column] == level).to_numpy(dtype=float))
            names.append(f"{column}: {level}")
    return np.column_stack(parts) if parts else np.empty((len(sheet), 0)), names


def number_persons(sheet: pd.DataFrame, column: str) -> Ints:
    """The person of each sample, numbered in their order; a sample without one is a person of its
    own, as is each where there is no such column."""
    if not column:
        return np.arange(len(sheet))
    names = [
        ("person", person) if person else ("sample", str(sample))
        for sample, person in sheet[column].items()
    ]
    order = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([order[name] for name in names])
