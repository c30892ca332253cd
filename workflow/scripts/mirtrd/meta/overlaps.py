"""Samples that two studies have in common: by their run, their accessions or their counts.

Effects of studies that share samples, controls for one, are not independent: their errors are too
small when they are put together.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.inputs.accessions import KINDS
from mirtrd.inputs.synthesis import Study
from mirtrd.quality.likeness import excess_variance, limit_variance
from mirtrd.reference.names import some

# Accessions of one sample, its library or its reads; the others are of whole studies.
OF_SAMPLES = re.compile(
    "|".join(KINDS[kind] for kind in ("geo_sample", "experiment", "run", "archive_sample",
                                      "biosample"))
)  # fmt: skip
# Profiles are compared by so many miRNAs, the most abundant of both studies; each of them tells
# about the same, as their variance beyond sampling is the same.
COMPARED = 200


@dataclass(frozen=True, kw_only=True)
class Samples:
    """The samples that a study compares: its sheet, the level of each sample if that is known, and
    their counts (miRNAs by their names in the reference); empty tables where there are none."""

    study: Study
    sheet: pd.DataFrame
    levels: pd.Series
    counts: pd.DataFrame

    @property
    def known(self) -> bool:
        """Whether anything is known of the samples."""
        return not self.sheet.empty


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """A sample of one study that is one of another, too, and what tells so."""

    study: str
    sample: str
    level: str
    other: str
    other_sample: str
    other_level: str
    evidence: str


def find_levels(sheet: pd.DataFrame, summary: Mapping[str, Any]) -> pd.Series:
    """The level of each sample that takes part in a contrast, by the numbers of the levels in its
    summary; all samples, with no level, where no column of the sheet has these numbers."""
    numbers = summary.get("samples") or {}
    for column in sheet:
        chosen = sheet[column][sheet[column].isin(list(numbers))]
        if numbers and chosen.value_counts().to_dict() == dict(numbers):
            return chosen.rename("level")
    return pd.Series("", index=sheet.index, name="level", dtype=str)


def find_overlaps(every: Sequence[Samples], limit: float | None) -> list[Overlap]:
    """The samples that any two studies share.

    Profiles that differ by a coefficient of variation below ``limit`` are of one library; None is
    not to compare them.
    """
    found = []
    for one, other in combinations(every, 2):
        pairs = _same_run(one, other) or {}
        pairs = _same_accession(one, other) | pairs
        if limit is not None and not (one.counts.empty or other.counts.empty):
            pairs = _same_profile(one, other, limit) | pairs
        found += [
            Overlap(
                study=one.study.name,
                sample=first,
                level=one.levels[first],
                other=other.study.name,
                other_sample=second,
                other_level=other.levels[second],
                evidence=evidence,
            )
            for (first, second), evidence in pairs.items()
        ]
    return found


def describe_overlaps(overlaps: Sequence[Overlap]) -> list[str]:
    """A sentence for each two studies that share samples."""
    by_pair: dict[tuple[str, str], list[Overlap]] = {}
    for overlap in overlaps:
        by_pair.setdefault((overlap.study, overlap.other), []).append(overlap)
    return [_describe(pair, found) for pair, found in by_pair.items()]


def same_names(every: Sequence[Samples], overlaps: Sequence[Overlap]) -> list[str]:
    """Studies whose samples are called alike, though nothing else says that they are the same."""
    told = {(overlap.study, overlap.other) for overlap in overlaps}
    notes = []
    for one, other in combinations(every, 2):
        shared = [name for name in one.levels.index if name in other.levels.index]
        if shared and (one.study.name, other.study.name) not in told:
            notes.append(
                f"studies {one.study.name} and {other.study.name} have samples of the same name "
                f"({some(shared, 3)}): make sure that they are not the same people"
            )
    return notes


def _describe(pair: tuple[str, str], found: Sequence[Overlap]) -> str:
    number = len({overlap.sample for overlap in found})
    names = some(dict.fromkeys(overlap.sample for overlap in found), 3)
    levels = {level for overlap in found for level in (overlap.level, overlap.other_level)}
    of_one = f", all of them {next(iter(levels))}" if len(levels) == 1 and "" not in levels else ""
    word = "sample" if number == 1 else "samples"
    return (
        f"studies {pair[0]} and {pair[1]} share {number} {word} ({names}{of_one}; "
        f"{found[0].evidence})"
    )


def _same_run(one: Samples, other: Samples) -> dict[tuple[str, str], str]:
    if not one.study.results or one.study.results != other.study.results:
        return {}
    shared = [name for name in one.levels.index if name in other.levels.index]
    return {(name, name): "two contrasts of one run" for name in shared}


def _accessions(samples: Samples) -> dict[str, str]:
    """The sample that each accession in its row of the sheet, or in its name, stands for."""
    found: dict[str, str] = {}
    for name in samples.levels.index:
        row = " ".join([str(name), *map(str, samples.sheet.loc[name])])
        words = re.split(r"[^A-Za-z0-9]+", row)
        found |= {word: str(name) for word in words if OF_SAMPLES.fullmatch(word)}
    return found


def _same_accession(one: Samples, other: Samples) -> dict[tuple[str, str], str]:
    first, second = _accessions(one), _accessions(other)
    return {
        (first[accession], second[accession]): f"accession {accession}"
        for accession in first
        if accession in second
    }


def _same_profile(one: Samples, other: Samples, limit: float) -> dict[tuple[str, str], str]:
    shared = one.counts.index.intersection(other.counts.index)
    first = one.counts.loc[shared, list(one.levels.index)].to_numpy(dtype=float)
    second = other.counts.loc[shared, list(other.levels.index)].to_numpy(dtype=float)
    abundance = np.minimum(first.mean(axis=1), second.mean(axis=1))
    best = np.argsort(-abundance, kind="stable")[:COMPARED]
    pairs = {}
    for column, name in enumerate(one.levels.index):
        limits = np.sqrt(limit_variance(*excess_variance(first[best, column], second[best])))
        for match in np.flatnonzero(limits < limit):
            told = f"profiles that differ by at most {limits[match]:.1%}".replace("%", " %")
            pairs[name, str(other.levels.index[match])] = told
    return pairs
