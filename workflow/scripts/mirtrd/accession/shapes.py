"""Tables of the counts of one sample, as tools write them: which column has names, which counts.

A table of several samples is no matter of these: it is read as ``counts.path`` is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mirtrd.core.job import UserError
from mirtrd.inputs.grids import Grid, is_number

# A mature miRNA as isoforms of TCGA name it: mature,MIMAT0000062.
MATURE = re.compile(r"mature,(MIMAT\d{7})")
# A mature as exceRpt names it: hsa-miR-21-5p:MIMAT0000076:Homo:sapiens:miR-21-5p.
WITH_ACCESSION = re.compile(r"(?P<name>[^:|]+)[:|]MIMAT\d{7}([:|].*)?")
# Headers of counts, in files of two columns and more.
COUNTS = ("count", "counts", "read_count", "readcount", "reads", "raw_count", "raw_counts",
          "raw count", "raw counts", "raw reads", "totalreadcount")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a tool writes for a sample.

    ``header`` are columns that it has; ``name``, ``count`` and ``precursor`` which of them are
    the name, the count and the hairpin ("" for none, "-1" for the last column). Where
    ``complete`` is false, what was not found is left out.
    """

    tool: str
    header: Sequence[str]
    name: str
    count: str
    precursor: str = ""
    complete: bool = False


SHAPES = (
    Shape(tool="miRDeep2 (quantifier)", header=("mirna", "read_count", "precursor", "total"),
          name="mirna", count="read_count", precursor="precursor", complete=True),
    Shape(tool="TCGA/GDC (isoforms, added up by mature)",
          header=("mirna_id", "isoform_coords", "read_count", "mirna_region"),
          name="mirna_region", count="read_count"),
    Shape(tool="TCGA/GDC (hairpins)",
          header=("mirna_id", "read_count", "reads_per_million_mirna_mapped", "cross-mapped"),
          name="mirna_id", count="read_count", complete=True),
    Shape(tool="exceRpt", header=("referenceid", "uniquereadcount", "totalreadcount",
                                  "multimapadjustedreadcount"),
          name="referenceid", count="multimapadjustedreadcount"),
    Shape(tool="sRNAbench", header=("name", "unique reads", "read count"),
          name="name", count="read count"),
    Shape(tool="featureCounts", header=("geneid", "chr", "start", "end", "strand", "length"),
          name="geneid", count="-1", complete=True),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SampleCounts:
    """The counts of a sample, as they are written, by name and precursor ("" if not told)."""

    tool: str
    counts: dict[tuple[str, str], str]
    complete: bool


def read_sample(grid: Grid, where: str) -> SampleCounts:
    """The counts in a table of one sample. UserError if it cannot be told which they are."""
    header = [_plain(cell) for cell in grid.rows[0]]
    shape = next((s for s in SHAPES if set(s.header) <= set(header)), None)
    if shape is None:
        return _read_two(grid, header, where)
    at = {name: place for place, name in reversed(list(enumerate(header)))}
    count = len(header) - 1 if shape.count == "-1" else at[shape.count]
    precursor = at[shape.precursor] if shape.precursor else None
    return _collect(grid.rows[1:], (at[shape.name], count, precursor), shape, where)


def _plain(cell: str) -> str:
    """A name of a column without capitals and the sign of a comment; sRNAbench has both kinds."""
    name = cell.lstrip("#").strip().lower()
    return {"unique_reads": "unique reads"}.get(name, name)


def _read_two(grid: Grid, header: Sequence[str], where: str) -> SampleCounts:
    """Names and counts, with or without a header: HTSeq, miRge, and what people write."""
    width = len(grid.rows[-1])
    found = [place for place, name in enumerate(header) if name in COUNTS and place]
    if width == 2:
        found = [1]
    if len(found) != 1:
        raise UserError(
            f"{where}: which column has the counts cannot be told from {', '.join(header)[:200]}: "
            "make a table of names and counts of it"
        )
    rows = grid.rows if is_number(grid.rows[0][found[0]]) else grid.rows[1:]
    shape = Shape(tool="names and counts", header=(), name="", count="")
    return _collect(rows, (0, found[0], None), shape, where)


def _collect(
    rows: Sequence[Sequence[str]], places: tuple[int, int, int | None], shape: Shape, where: str
) -> SampleCounts:
    at_name, at_count, at_precursor = places
    counts: dict[tuple[str, str], str] = {}
    for row in rows:
        if len(row) <= max(at_name, at_count):
            raise UserError(f"{where}: {' '.join(row)[:60]!r} has too few columns")
        name, count = row[at_name], row[at_count]
        if shape.name == "mirna_region":
            mature = MATURE.fullmatch(name)
            if mature is None:
                continue  # of a precursor, a stem-loop, or without annotation
            key = (mature[1], "")
            count = str(int(counts.get(key, "0")) + _whole(count, where))
        else:
            named = WITH_ACCESSION.fullmatch(name)
            key = (named["name"] if named else name, row[at_precursor] if at_precursor else "")
            if counts.get(key, count) != count:
                raise UserError(f"{where}: has {name} twice, with {counts[key]} and {count}")
        counts[key] = count
    if not counts:
        raise UserError(f"{where}: has no counts")
    return SampleCounts(tool=shape.tool, counts=counts, complete=shape.complete)


def _whole(cell: str, where: str) -> int:
    if not cell.isdecimal():
        raise UserError(f"{where}: {cell!r} is no whole number, expected a count")
    return int(cell)
