"""The dossiers as the script of the page takes them: few bytes, and all that a file has."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.candidates.tables import DOSSIER
from mirtrd.core.tables import Column
from mirtrd.report.results import ContrastResults, Results

# Digits of numbers: as many as a reader can use, and not one of a wrong rounding.
DIGITS = 4
# Texts of a column that are written once, with a number in each cell.
MOST_WORDS = 100
# Of normalised counts in all samples, so many; of further miRNAs, those at the end of the list, the
# page draws none.
MOST_POINTS = 600_000


def columns_of(dossier: pd.DataFrame) -> list[dict[str, Any]]:
    """The columns of a dossier, the names of miRNAs first: name, kind, sentence, and cells.

    Where most are empty, ``at`` says which rows the cells are of; where few differ, the cells say
    which of the ``words`` they hold.
    """
    named = dossier.reset_index()
    return [_pack(column, list(named[column.name])) for column in DOSSIER.columns]


def _pack(column: Column, cells: Sequence[Any]) -> dict[str, Any]:
    values = [_as_json(cell) for cell in cells]
    packed: dict[str, Any] = {
        "name": column.name,
        "kind": "text" if column.kind == "text" else "number",
        "unit": column.unit,
        "sentence": column.sentence,
    }
    filled = [place for place, value in enumerate(values) if value not in (None, "")]
    if 2 * len(filled) < len(values):
        return packed | {"at": filled, "cells": [values[place] for place in filled]}
    words = list(dict.fromkeys(values))
    if column.kind == "text" and len(words) <= MOST_WORDS:
        places = {word: place for place, word in enumerate(words)}
        return packed | {"words": words, "cells": [places[value] for value in values]}
    return packed | {"cells": values}


def _as_json(value: Any) -> str | int | float | None:
    """A cell as JSON may hold it: nothing for what is not known, words for what is infinite."""
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return None
    if math.isinf(value):
        return "-Infinity" if value < 0 else "Infinity"
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() else rounded


def strips_of(results: Results, found: ContrastResults) -> dict[str, Any]:
    """The normalised counts of the tested miRNAs in the samples of a contrast: log2 of one more.

    ``samples`` and their ``levels`` (the reference first), and ``values`` by miRNA, those at the
    top of the list, at most MOST_POINTS in all.
    """
    contrast, sheet = found.contrast, results.samples
    samples = contrast.samples(sheet)
    levels = sheet.loc[samples, contrast.factor] if contrast.factor else pd.Series("", samples)
    factors = results.factors["size_factor"].reindex(samples).to_numpy(dtype=float)
    tested = found.dossier.rows.index[found.dossier.rows["pvalue"].notna()]
    tested = tested[tested.isin(results.counts.index)][: MOST_POINTS // max(len(samples), 1)]
    scaled = results.counts.loc[tested, samples].to_numpy(dtype=float) / factors
    logs = np.log2(scaled + 1).round(2)
    order = contrast.levels[::-1] if contrast.factor else ("",)
    return {
        "samples": list(samples),
        "levels": [order.index(level) for level in levels],
        "names": list(order) if contrast.factor else ["all samples"],
        "values": dict(zip(tested, logs.tolist(), strict=True)),
    }
