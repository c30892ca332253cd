"""What a library was made of and how it is counted: what a panel of one kind cannot score in
another."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

# What a run from a table of counts knows of its unit; the column unit of the sheet tells.
UNTOLD_UNIT = "counts"
UNIT = "unit"
SPECIES = re.compile(r"^(?!mir-|let-|lin-)([a-z]{3,4})-", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Library:
    """The kit, the material, the unit of the counts and the species of a library; "" for what is
    not told. ``policy`` is how ambiguous reads were counted, "" in a table of counts."""

    kit: str
    matrix: str
    unit: str
    species: str
    policy: str = ""


def tell_kit(trimmed: str, declared: str) -> str:
    """The kit by which the reads were trimmed; of a table of counts the declared one, if one is."""
    return trimmed or ("" if declared == "auto" else declared)


def tell_unit(unit: str, sheet: "pd.Series[Any]") -> str:
    """What is counted: of a table of counts, what the column unit of the sheet says, "" without."""
    return str(sheet.get(UNIT, "")) if unit == UNTOLD_UNIT else unit


def species_of(names: Iterable[str]) -> str:
    """The species of most of the names of miRNAs, such as hsa; "" if they have none."""
    found = Counter(match[1].lower() for match in map(SPECIES.match, names) if match)
    return min(found, key=lambda species: (-found[species], species)) if found else ""
