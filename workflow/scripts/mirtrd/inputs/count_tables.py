"""Tables of counts that were made elsewhere, whatever shape a tool or a person gave them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.inputs.grids import Grid, read_grid
from mirtrd.reference.names import Match, Names, describe_matches, lost_names, some, split_precursor

WHERE = "counts.path"
# Rows that tools write beside those of miRNAs: sums, and reads that were not counted. htseq-count
# now ("__no_feature") and before ("no_feature"), STAR ("N_unmapped"), miRge ("miRNAtotal").
NO_MIRNA = re.compile(
    r"__.*|N_(unmapped|multimapping|noFeature|ambiguous)|no_feature|ambiguous|too_low_aQual"
    r"|not_aligned|alignment_not_unique|(all|mirnas?)?[ _-]?(total|sum|totals)"
    r"([ _-]?(mirnas?|reads|counts?))?|mapped|unmapped|library[ _-]?size",
    re.IGNORECASE,
)
# What people and tools call the column of names.
NAME_COLUMNS = ("mirna", "mirna_id", "mirnas", "mirbase_id", "id", "name", "names", "gene",
                "geneid", "gene_id", "feature", "mature", "mature_id", "reference", "symbol",
                "sample", "samples")  # fmt: skip
PRECURSOR_COLUMNS = ("precursor", "hairpin")
# Cells for "there is nothing here", which may mean zero or may mean unknown.
BLANK = ("", "NA", "N/A", "NaN", "nan", "-", "null", "NULL")
# From this many reads on, equal counts of two precursors are no coincidence.
MANY_READS = 20
# Sums of samples whose coefficient of variation is below this are no accident: those of rounded
# CPM differ by less, those of libraries by a thousand times as much (the demo cohort: 0.39).
EQUAL_SUMS = 1e-3
# A sample with so many zeros and so many counts from 2 to 20, but none of 1, was multiplied.
ENOUGH_SMALL = 30
# The largest count of a table that holds logarithms.
LARGEST_LOG = 40


@dataclass(frozen=True, kw_only=True)
class CountTable:
    """Counts of miRNAs (rows, whole numbers) in the samples of the sheet (columns, its order).

    ``matches`` tells of each name as it was written what it stands for; ``notes`` are what was
    done and what to doubt, a line each; ``warnings`` those of them that ask for a decision.
    """

    counts: pd.DataFrame
    matches: Mapping[str, Match] = field(default_factory=dict)
    notes: Sequence[str] = ()
    warnings: Sequence[str] = ()


def read_counts(
    path: str | Path,
    samples: Sequence[str],
    *,
    names: Names | None = None,
    rounding: bool = False,
    empty: int | None = None,
) -> CountTable:
    """The counts of ``samples`` in a file.

    With ``rounding``, expected counts become whole; blank cells are ``empty``. ``names`` are those
    of the reference. Raises UserError for what cannot be taken as counts, with cell and remedy.
    """
    grid = read_grid(path, WHERE)
    table, notes = arrange(grid, samples, path)
    table, dropped = drop_other_rows(table)
    numbers = to_numbers(table, path, rounding, empty)
    kept = ~are_sums(numbers)
    sums = [f"rows that are the sum of all others, left out: {some(numbers.index[~kept])}"]
    numbers, precursors = numbers[kept], table[""][kept]
    if not len(numbers):
        raise UserError(f"{WHERE}: {path} has no row of a miRNA")
    warnings = doubts(numbers)
    counts, told = merge_precursors(numbers, precursors, names, path)
    counts, matches, lifted = rename(counts, names)
    notes += [*dropped, *(sums if not kept.all() else []), *told]
    return CountTable(
        counts=counts,
        matches=matches,
        notes=[*notes, *warnings, *lifted],
        warnings=[*warnings, *(f"{WHERE}: {line}" for line in lost_names(matches))],
    )


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
    return sum(map(_is_number, filled)) / len(filled) if filled else 0.0


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


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


def drop_other_rows(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The rows that are not known by their name to be no miRNA, and which were left out."""
    other = [bool(NO_MIRNA.fullmatch(name)) for name in table.index]
    names = list(table.index[other])
    notes = [f"rows that are no miRNA, left out: {some(names, 10)}"] if names else []
    return table[~np.array(other)], notes


def to_numbers(
    table: pd.DataFrame, path: str | Path, rounding: bool, empty: int | None
) -> pd.DataFrame:
    """The cells of the samples as whole numbers. Raises UserError for what is no count."""
    cells = table.drop(columns="")
    blank = cells.isin(BLANK)
    if blank.any(axis=None) and empty is None:
        place, more, _ = _first(cells, blank)
        raise UserError(
            f"{WHERE}: {path}, {place}{more}: the cell is blank, which can mean zero or unknown: "
            "if it means zero, as where tables were joined, set counts.empty to 0"
        )
    numbers = cells.mask(blank, "0").apply(pd.to_numeric, errors="coerce").astype(float)
    checks = [
        (~np.isfinite(numbers), "is not a number"),
        (numbers < 0, "is negative: counts are needed, not logarithms or normalised values"),
    ]
    if not rounding:
        checks.append(
            (numbers % 1 != 0, "is not a whole number: give raw counts; if these are expected "
             "counts of reads that were shared out, set counts.round to true")
        )  # fmt: skip
    for wrong, what in checks:
        if wrong.any(axis=None):
            place, more, cell = _first(cells, wrong)
            raise UserError(f"{WHERE}: {path}, {place}: {cell!r} {what}{more}")
    totals = numbers.sum()
    if (numbers % 1 != 0).any(axis=None) and totals.std() < EQUAL_SUMS * totals.mean():
        raise UserError(
            f"{WHERE}: {path}: every sample adds up to {totals.mean():,.0f}: these are shares "
            "such as CPM, but counts are needed"
        )
    return numbers.round().astype(np.int64)


def _first(cells: pd.DataFrame, wrong: pd.DataFrame) -> tuple[str, str, str]:
    """Where the first wrong cell is, how many more there are, and what it holds."""
    row, column = np.argwhere(wrong.to_numpy())[0]
    others = int(wrong.to_numpy().sum()) - 1
    more = f" (and {others} more cells)" if others else ""
    return f"{cells.index[row]}, sample {cells.columns[column]}", more, cells.iat[row, column]


def are_sums(counts: pd.DataFrame) -> np.ndarray:
    """Which rows are the sum of all others in every sample; none if there are hardly others."""
    values = counts.to_numpy()
    sums = (2 * values == values.sum(axis=0)).all(axis=1) & (values > 0).any(axis=1)
    return sums & ((values > 0).any(axis=1).sum() > 2)


def doubts(counts: pd.DataFrame) -> list[str]:
    """Why whole numbers may still be no counts: normalised or logarithmic values, rounded."""
    values, totals = counts.to_numpy(), counts.sum()
    found = []
    if len(totals) > 2 and totals.std() < EQUAL_SUMS * totals.mean():
        found.append(f"every sample adds up to about {totals.mean():,.0f}, as CPM do")
    if 0 < values.max(initial=0) <= LARGEST_LOG and len(values) >= ENOUGH_SMALL:
        found.append(f"no value is over {values.max()}, as logarithms are")
    else:
        small = ((values > 1) & (values <= MANY_READS)).sum(axis=0) >= ENOUGH_SMALL
        zeros = (values == 0).sum(axis=0) >= ENOUGH_SMALL
        odd = small & zeros & ((values == 1).sum(axis=0) == 0)
        if odd.sum() > len(odd) / 4:
            found.append(
                f"{odd.sum()} of {len(odd)} samples have zeros and small values but no 1, as "
                "scaled and rounded values have"
            )
    return [
        f"{WHERE}: the values may not be counts: {reason}; tests of expression need raw counts"
        for reason in found
    ]


def merge_precursors(
    counts: pd.DataFrame, precursors: pd.Series, names: Names | None, path: str | Path
) -> tuple[pd.DataFrame, list[str]]:
    """One row for each mature, and what was done, in words.

    A mature of several precursors has a row for each. Some tools list the same reads under every
    precursor (miRDeep2), others share them out. If most of the larger counts are equal in all
    rows of a mature, they are the same reads, and the largest is taken; else they are added.
    """
    split = [split_precursor(name, names) for name in counts.index]
    matures = pd.Index([mature for mature, _ in split], name="mirna")
    origins = [own or given for (_, own), given in zip(split, precursors, strict=True)]
    rows = pd.DataFrame({"mature": matures, "precursor": origins})
    doubled = rows["mature"].duplicated(keep=False)
    odd = rows[doubled & (rows.duplicated(keep=False) | (rows["precursor"] == ""))]
    if len(odd):
        raise UserError(
            f"{WHERE}: {path} has {odd['mature'].iloc[0]} twice: give one row for each miRNA, "
            "or the precursors too"
        )
    groups = counts.set_axis(matures, axis=0).groupby(level=0, sort=False)
    if not doubled.any():
        return groups.max(), []
    several = groups.size() > 1
    largest, least = groups.max()[several], groups.min()[several]
    many = (largest >= MANY_READS).to_numpy()
    same = (largest == least).to_numpy()[many].mean() if many.any() else 1.0
    told = (
        f"{several.sum()} miRNAs have several precursors; {same:.0%} of their counts of at least "
        f"{MANY_READS} reads are equal in all rows, so "
    )
    if same > 0.5:
        return groups.max(), [told + "they are the same reads: the largest was taken"]
    return groups.sum(), [told + "they are different reads: they were added"]


def rename(
    counts: pd.DataFrame, names: Names | None
) -> tuple[pd.DataFrame, dict[str, Match], list[str]]:
    """The counts under the names of the reference, what was found for each, and that in words.

    A name that cannot be looked up stays as it is. So do names that would become one: whether
    their reads are the same, the table does not tell.
    """
    if names is None:
        return counts, {}, []
    matches = names.look_up_all(counts.index)
    new = {name: "/".join(match.names) or name for name, match in matches.items()}
    times = Counter(new.values())
    clashing = [name for name in counts.index if times[new[name]] > 1]
    new |= {name: name for name in clashing}
    lines = describe_matches(matches)
    if clashing:
        lines.append(f"names that would become one stay as they are: {some(clashing)}")
    return counts.set_axis(pd.Index([new[n] for n in counts.index], name="mirna")), matches, lines
