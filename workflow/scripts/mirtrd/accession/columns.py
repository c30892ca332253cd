"""What is said of samples as columns of a sheet, and which of them may be the condition."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mirtrd.accession.studies import Sample
from mirtrd.core.job import UserError
from mirtrd.inputs.sheets import FILES, LIBRARY, NEEDED, RUNS, SECOND_READS

# Columns of a sheet that mean something; what a depositor calls so gets a number.
TAKEN = (*NEEDED, "condition", FILES, RUNS, *LIBRARY, *SECOND_READS)
# A column with so many levels, each of so many samples, may be the condition.
LEVELS, SMALLEST = range(2, 7), 3
MATRICES = ("plasma", "serum")


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Columns of a sheet by name, a cell for each sample; and what all samples have in common."""

    cells: dict[str, list[str]]
    constants: dict[str, str]

    def levels(self, name: str) -> Counter[str]:
        """How many samples have each value of a column, without those that have none."""
        return Counter(cell for cell in sorted(self.cells[name]) if cell)

    @property
    def candidates(self) -> list[str]:
        """The columns that may be the condition, by the number and size of their levels alone."""
        sizes = {name: self.levels(name).values() for name in self.cells}
        return [n for n, s in sizes.items() if len(s) in LEVELS and min(s) >= SMALLEST]


def make_columns(samples: Sequence[Sample]) -> Columns:
    """The columns of samples; values that are the same for all samples make none."""
    facts = [_named(sample.facts) for sample in samples]
    names = list(dict.fromkeys(name for named in facts for name in named))
    cells = {name: [named.get(name, "") for named in facts] for name in names}
    filled = {name: values for name, values in cells.items() if any(values)}
    same = {name for name, values in filled.items() if len(samples) > 1 and len(set(values)) == 1}
    return Columns(
        cells={name: values for name, values in filled.items() if name not in same},
        constants={name: filled[name][0] for name in filled if name in same},
    )


def _named(facts: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The facts of a sample under names of columns; a name that is there twice gets a number."""
    named: dict[str, str] = {}
    for key, value in facts:
        first, number = column_name(key), 1
        name = first
        while name in named or name in TAKEN:
            number += 1
            name = f"{first}_{number}"
        named[name] = value
    return named


def column_name(key: str) -> str:
    """The name of a column for a key: small letters, digits and "_", as formulas take it."""
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"\W+", "_", plain).strip("_") or "characteristic"
    return f"x_{name}" if name[0].isdigit() else name


def take_condition(columns: Columns, named: str) -> tuple[Columns, list[str]]:
    """The columns without the one that is named as the condition, and its cells.

    UserError if there is no such column.
    """
    if not named:
        return columns, []
    for name in (named, column_name(named), f"{column_name(named)}_2"):
        if name in columns.cells:
            others = {key: cells for key, cells in columns.cells.items() if key != name}
            return Columns(cells=others, constants=columns.constants), columns.cells[name]
        if name in columns.constants:
            raise UserError(
                f"condition={named}: is {columns.constants[name]!r} for all samples; columns are "
                f"{', '.join(columns.cells)}"
            )
    raise UserError(f"condition={named}: is no column; columns are {', '.join(columns.cells)}")


def find_matrices(samples: Sequence[Sample]) -> list[str]:
    """The material of each sample where a value is just that word, "" elsewhere."""
    found = []
    for sample in samples:
        words = {value.lower() for _, value in sample.facts} & set(MATRICES)
        found.append(words.pop() if len(words) == 1 else "")
    return found
