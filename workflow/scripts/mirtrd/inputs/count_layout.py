"""Where in a table of counts the samples and the names of the miRNAs are."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.inputs.grids import Grid, is_number
from mirtrd.reference.names import some

WHERE = "counts.path"
# What people and tools call the column of names.
NAME_COLUMNS = ("mirna", "mirna_id", "mirnas", "mirbase_id", "id", "name", "names", "gene",
                "geneid", "gene_id", "feature", "mature", "mature_id", "reference", "symbol",
                "sample", "samples")  # fmt: skip
PRECURSOR_COLUMNS = ("precursor", "hairpin")
# Cells for "there is nothing here", which may mean zero or may mean unknown.
BLANK = ("", "NA", "N/A", "NaN", "nan", "-", "null", "NULL")


def arrange(grid: Grid, samples: Sequence[str], path: str | Path) -> tuple[pd.DataFrame, list[str]]:
    """The cells as text, miRNAs x samples, and a column "" with the precursors, "" if untold.

    The index is the place of each row in the file, from 0, and the attribute ``names`` of the
    table has the names. Samples may be in columns or rows; the names in any column of text.
    """
    if len(grid.rows) < 2:
        raise UserError(f"{WHERE}: {path} has {len(grid.rows)} lines, expected a header and rows")
    header, *body = grid.rows
    lines = grid.lines[1:]
    if len(header) == len(body[0]) - 1:
        header = ["", *header]  # as R writes it
    header = [name.removeprefix("#") if place == 0 else name for place, name in enumerate(header)]
    while len(header) > 1 and not header[-1] and not any(row[len(header) - 1 :] for row in body
                                                         if len(row) >= len(header)):  # fmt: skip
        header.pop()
    for number, row in zip(lines, body, strict=True):
        if (len(row) != len(header) and any(row[len(header) :])) or len(row) < len(header) - 1:
            raise UserError(
                f"{WHERE}: {path}, line {number}: {len(row)} cells, expected {len(header)} as in "
                "the header"
            )
    width = len(header)
    if width < 2:
        raise UserError(f"{WHERE}: {path} has one column, expected names and counts")
    cells = [([*row, ""])[:width] if len(row) < width else row[:width] for row in body]
    columns = [list(column) for column in zip(*cells, strict=True)]
    wanted = set(samples)
    across = len(wanted.intersection(header))
    down, place = max(
        (len(wanted.intersection(column)), -place) for place, column in enumerate(columns)
    )
    if down > across:
        return _arrange_rows(header, columns, -place, samples, path)
    return _arrange_columns(header, columns, lines, samples, path)


def _arrange_columns(
    header: list[str],
    columns: list[list[str]],
    lines: list[int],
    samples: Sequence[str],
    path: str | Path,
) -> tuple[pd.DataFrame, list[str]]:
    """Samples are columns of the file."""
    _check_samples(header, samples, path)
    at = find_names(header, columns, samples, path)
    names = columns[at]
    for line, name in zip(lines, names, strict=True):
        if not name:
            raise UserError(f"{WHERE}: {path}, line {line}: the name of the miRNA is empty")
    precursor = next(
        (p for p, name in enumerate(header) if name.lower() in PRECURSOR_COLUMNS and p != at), None
    )
    table = pd.DataFrame({name: columns[header.index(name)] for name in samples}, dtype=object)
    table[""] = "" if precursor is None else columns[precursor]
    table.index = pd.Index(names, name="mirna")
    used = {at, precursor, *map(header.index, samples)}
    extra = [name or f"column {p + 1}" for p, name in enumerate(header) if p not in used]
    notes = [f"columns that are not in the sample sheet, left out: {some(extra)}"] if extra else []
    return table, notes


def _arrange_rows(
    header: list[str],
    columns: list[list[str]],
    at: int,
    samples: Sequence[str],
    path: str | Path,
) -> tuple[pd.DataFrame, list[str]]:
    """Samples are rows of the file, named in the column ``at``; the header has the miRNAs."""
    found = columns[at]
    _check_samples(found, samples, path)
    row_of = {name: number for number, name in enumerate(found)}
    kept = [p for p in range(len(header)) if p != at]
    numeric = [p for p in kept if _numeric_share([columns[p][row_of[s]] for s in samples]) > 0.5]
    left_out = [header[p] or f"column {p + 1}" for p in kept if p not in numeric]
    if numbering := [p for p in numeric if not header[p] or header[p].startswith("Unnamed")]:
        numeric = [p for p in numeric if p not in numbering]
    data = {s: [columns[p][row_of[s]] for p in numeric] for s in samples}
    table = pd.DataFrame(data, dtype=object)
    table[""] = ""
    table.index = pd.Index([header[p] for p in numeric], name="mirna")
    extra = [name for name in found if name not in set(samples)]
    notes = [f"rows that are not in the sample sheet, left out: {some(extra)}"] if extra else []
    notes += [f"columns that hold no counts, left out: {some(left_out)}"] if left_out else []
    return table, notes


def find_names(
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    samples: Sequence[str],
    path: str | Path,
) -> int:
    """The place of the column that names the miRNAs: of text, and not a sample.

    The first column, unless it holds numbers, as the row names that R and pandas write; then the
    first other one by its name, or by holding different texts.
    """
    others = [p for p, name in enumerate(header) if name not in samples]
    text = [p for p in others if _numeric_share(columns[p]) < 0.5]
    if text and text[0] == 0:
        return 0
    called = [p for p in text if header[p].lower() in NAME_COLUMNS]
    different = [p for p in text if len(set(columns[p])) > 0.9 * len(columns[p])]
    for candidates in (called, different):
        if candidates:
            return candidates[0]
    found = "the first column holds row numbers" if others else "every column is a sample"
    raise UserError(
        f"{WHERE}: {path}: {found}, and no other column holds the names of miRNAs: write the table "
        "with the names in its first column"
    )


def _numeric_share(cells: Sequence[str]) -> float:
    """The share of numbers among the cells that are not blank."""
    filled = [cell for cell in cells if cell not in BLANK]
    return sum(map(is_number, filled)) / len(filled) if filled else 0.0


def _check_samples(found: Sequence[str], samples: Sequence[str], path: str | Path) -> None:
    """Refuse a table that lacks a sample or has it twice, and say what may have happened."""
    there = Counter(found)
    if repeated := [name for name in samples if there[name] > 1]:
        raise UserError(f"{WHERE}: {path} has sample {repeated[0]} twice")
    if not (missing := [name for name in samples if not there[name]]):
        return
    first = missing[0]
    mangled = mangled_by_r(first)
    same_letters = [name for name in found if name.lower() == first.lower()]
    if mangled in there:
        reason = (
            f"it has {mangled}: R writes {first} so; write the table with check.names = FALSE, or "
            f"call the sample {mangled} in the sheet"
        )
    elif same_letters:
        reason = f"it has {same_letters[0]}, which differs in capitals only: write both alike"
    else:
        names = [name for name in found if name and name not in samples]
        reason = f"it has {', '.join(names[:5])}"
    raise UserError(
        f"{WHERE}: {path} has no sample {first} ({len(missing)} of {len(samples)} samples of the "
        f"sheet are missing); {reason}"
    )


def mangled_by_r(name: str) -> str:
    """What make.names of R makes of a name: TRD-01 becomes TRD.01, and 1 becomes X1."""
    letters = re.sub(r"[^A-Za-z0-9._]", ".", name)
    return letters if re.match(r"[A-Za-z]|\.(?!\d)", letters) else f"X{letters}"
