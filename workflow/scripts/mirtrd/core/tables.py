"""Tables that one rule writes and others read: the columns of each, one reader, one writer.

Each stage declares its tables in its module ``tables``. All are tab-separated text. Names are
text and come back as they went in, whether a sample is called "NA", "001", "1e3" or "TRUE".
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from numbers import Integral
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from mirtrd.core.features import MIRNA, NOUNS
from mirtrd.core.job import UserError

if TYPE_CHECKING:
    import pandas as pd

# What stands for a number that is not known. Which of the two is written, the table says.
MISSING = ("", "NA")
# What a sentence above the names of columns begins with.
HEADING = "# "
# Rows that are turned to columns, and back, at a time: twice as fast as one by one or by thousands.
BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its name, what it says in a sentence, its unit, and what its cells hold.

    ``floats`` is how numbers are written, where that is not as in the rest of the table.
    ``others`` are names that it may have instead.
    """

    name: str
    sentence: str
    unit: str = ""
    kind: Literal["text", "whole", "number"] = "text"
    floats: str | None = None
    others: tuple[str, ...] = ()

    def parse(self, cells: Sequence[str]) -> Sequence[Any]:
        """The values of cells: text, int or float; NaN for a number that is not known."""
        if self.kind == "text":
            return cells
        of: type[int] | type[float] = int if self.kind == "whole" else float
        try:
            return list(map(of, cells))
        except ValueError:
            return [math.nan if cell in MISSING else of(cell) for cell in cells]

    def format(self, values: Sequence[Any], floats: str, missing: str) -> Sequence[str]:
        """The cells of values: ``floats`` is the format of floats, ``missing`` is a NaN or None.

        Whole numbers are written whole also where pandas has made floats of them, because some
        are not known.
        """
        # Most columns hold nothing else: three times as fast as cell by cell.
        kinds = set(map(type, values))
        if kinds == {str} and self.kind == "text":
            return values
        if kinds == {int}:
            return list(map(str, values))
        match self.kind:
            case "text":
                return [
                    value if isinstance(value, str) else missing if _unknown(value) else str(value)
                    for value in values
                ]
            case "whole":
                return [missing if _unknown(value) else str(_whole(value)) for value in values]
            case "number":
                return [_number(value, self.floats or floats, missing) for value in values]


def _unknown(value: Any) -> bool:
    return value is None or value != value


def _whole(value: Any) -> int:
    if value != int(value):
        raise ValueError(f"{value} is not a whole number")
    return int(value)


def _number(value: Any, floats: str, missing: str) -> str:
    if _unknown(value) or (isinstance(value, str) and value in MISSING):
        return missing
    if isinstance(value, Integral):
        return str(value)
    return floats % value if floats else repr(float(value))


def text(name: str, sentence: str) -> Column:
    """A column of text."""
    return Column(name=name, sentence=sentence)


def feature(sentence: str) -> Column:
    """The column of names of miRNAs, or of what is tested as they are, after which it is called."""
    return Column(name=MIRNA, sentence=sentence, others=tuple(NOUNS))


def whole(name: str, sentence: str, unit: str = "") -> Column:
    """A column of whole numbers, some of which may be unknown."""
    return Column(name=name, sentence=sentence, unit=unit, kind="whole")


def number(name: str, sentence: str, unit: str = "", floats: str | None = None) -> Column:
    """A column of numbers, some of which may be unknown."""
    return Column(name=name, sentence=sentence, unit=unit, kind="number", floats=floats)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as it stands in a file; its first column names the rows.

    ``path`` is where the rules keep it, wildcards in braces. ``columns`` are those that are
    always there, in order; where ``others`` is given, any number of columns of that kind follow,
    such as one for each sample. A column whose name stands in braces has the name that the run
    gives it, such as that of a factor; a table with such a column is written as a data frame.
    Floats are written by the format ``floats``, or, if that is empty, as the shortest text that
    reads back as the same number; unknown numbers as ``missing``. A table that is ``headed`` opens
    with sentences for its reader, each in a line that begins with HEADING.
    """

    path: str
    sentence: str
    columns: tuple[Column, ...]
    others: Column | None = None
    floats: str = "%.6g"
    missing: str = ""
    headed: bool = False

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns that are always there."""
        return tuple(column.name for column in self.columns)

    def write(
        self, path: str | Path, rows: Iterable[Sequence[Any]], others: Sequence[str] = ()
    ) -> None:
        """Write rows of cells in the order of the columns; ``others`` names the further ones.

        UserError if text holds a tab or a line break, which a cell cannot.
        """
        waiting = iter(rows)
        batches = iter(lambda: list(islice(waiting, BATCH)), [])
        columns = (list(zip(*batch, strict=True)) for batch in batches)
        self._write(path, columns, [*self.header, *others])

    def read_rows(self, path: str | Path) -> Iterator[tuple[Any, ...]]:
        """The rows of a file as tuples in the order of its columns, few of them in memory.

        For a NamedTuple of the same fields, ``map(Row._make, table.read_rows(path))``.
        """
        for columns in self._read(path, self._names(path)):
            yield from zip(*columns, strict=True)

    def read(self, path: str | Path) -> Iterator[dict[str, Any]]:
        """The rows of a file as dictionaries; slower by half than ``read_rows``."""
        names = self._names(path)
        for row in self.read_rows(path):
            yield dict(zip(names, row, strict=True))

    def write_frame(
        self, path: str | Path, frame: "pd.DataFrame", heading: Sequence[str] = ()
    ) -> None:
        """Write a data frame that has the first column as its index, below the sentences of a
        table that is ``headed``; UserError as ``write``.

        That column is called as the index, if that is one of its names.
        """
        columns = [frame.index, *(frame.iloc[:, at] for at in range(frame.shape[1]))]
        # Whichever of its values pandas has for what is missing, it is None here.
        cells = [column.astype(object).where(column.notna(), None).tolist() for column in columns]
        is_named = frame.index.name in self.columns[0].others
        first = str(frame.index.name) if is_named else self.header[0]
        self._write(path, [cells], [first, *map(str, frame.columns)], heading)

    def read_frame(self, path: str | Path) -> "pd.DataFrame":
        """A file as a data frame that has the first column as its index.

        Cells of text are never missing. Whole numbers are integers unless some are unknown.
        """
        import pandas as pd  # not at the top: reading rows needs no pandas, which takes 0.4 s

        names = self._names(path)
        cells: list[list[Any]] = [[] for _ in names]
        for batch in self._read(path, names):
            for values, further in zip(cells, batch, strict=True):
                values.extend(further)
        columns = self._columns(path, names)
        series = [
            pd.Series(values, dtype=_dtype(column, values))
            for column, values in zip(columns, cells, strict=True)
        ]
        # By position, not by name: a sample may be called as the first column is.
        index = pd.Index(series[0], name=names[0])
        frame = pd.DataFrame(dict(enumerate(column.array for column in series[1:])), index=index)
        frame.columns = pd.Index(names[1:], dtype=str)
        return frame

    def read_heading(self, path: str | Path) -> list[str]:
        """The sentences above the names of the columns of a table that is ``headed``."""
        with Path(path).open(encoding="utf-8", newline="\n") as file:
            lines = takewhile(lambda line: line.startswith(HEADING), file)
            return [line.removeprefix(HEADING).rstrip("\n") for line in lines]

    def read_columns(self, path: str | Path, names: Sequence[str]) -> "pd.DataFrame":
        """The columns of these names of a file that another version may have written, whatever
        others it has, as ``read_frame``. UserError if it lacks one of them."""
        there = self._names(path)
        if lost := [name for name in (self.header[0], *names) if name not in there]:
            raise UserError(f"{path}: has no column {lost[0]}; expected a table as {self.path}")
        known = {column.name: column for column in self.columns}
        columns = tuple(known.get(name, text(name, "")) for name in there)
        frame = replace(self, columns=columns, others=None).read_frame(path)
        return frame[list(names)]

    def _write(
        self,
        path: str | Path,
        batches: Iterable[Sequence[Sequence[Any]]],
        names: Sequence[str],
        heading: Sequence[str] = (),
    ) -> None:
        columns = self._columns(path, names)
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            file.write(_lines(path, [[f"{HEADING}{sentence}"] for sentence in heading]))
            file.write(_lines(path, [names]))
            for batch in batches:
                cells = [
                    column.format(values, self.floats, self.missing)
                    for column, values in zip(columns, batch, strict=True)
                ]
                file.write(_lines(path, list(zip(*cells, strict=True))))

    def _read(self, path: str | Path, names: Sequence[str]) -> Iterator[list[Sequence[Any]]]:
        """The columns of a file, some thousand rows at a time."""
        columns = self._columns(path, names)
        with Path(path).open(encoding="utf-8", newline="\n") as file:
            self._header_line(file)
            while lines := list(islice(file, BATCH)):
                rows = (line.rstrip("\n").split("\t") for line in lines)
                try:
                    cells = list(zip(*rows, strict=True))
                    yield [
                        column.parse(column_cells)
                        for column, column_cells in zip(columns, cells, strict=True)
                    ]
                except ValueError as error:
                    raise UserError(
                        f"{path}: is not as it was written ({error}): delete it"
                    ) from None

    def _names(self, path: str | Path) -> list[str]:
        """The header of a file."""
        with Path(path).open(encoding="utf-8", newline="\n") as file:
            return self._header_line(file).rstrip("\n").split("\t")

    def _header_line(self, file: IO[str]) -> str:
        """The line of an opened file that names the columns; what follows are rows."""
        line = file.readline()
        while self.headed and line.startswith(HEADING):
            line = file.readline()
        return line

    def _columns(self, path: str | Path, names: Sequence[str]) -> list[Column]:
        """The columns of these names; UserError if they are not those of this table."""
        fixed = len(self.columns)
        extra = names[fixed:]
        named = [
            replace(column, name=name) if column.name.startswith("{") else column
            for column, name in zip(self.columns, names, strict=False)
        ]
        known = len(named) == fixed and all(map(_is_named, named, names))
        if not known or (extra and self.others is None):
            raise UserError(
                f"{path}: has the columns {', '.join(names) or 'of an empty file'}; expected "
                f"{', '.join(self.header)}: it is damaged or of another version, delete it"
            )
        further = [replace(self.others, name=name) for name in extra if self.others is not None]
        return [*named, *further]


def _is_named(column: Column, name: str) -> bool:
    return name in (column.name, *column.others)


def _lines(path: str | Path, rows: Sequence[Sequence[str]]) -> str:
    """Lines of equally many cells; UserError if a cell holds what would end it."""
    lines = "\n".join(map("\t".join, rows)) + "\n" if rows else ""
    breaks = (lines.count("\t"), lines.count("\n"), lines.count("\r"), lines.count("\0"))
    if breaks != (sum(map(len, rows)) - len(rows), len(rows), 0, 0):
        cell = next(cell for row in rows for cell in row if any(end in cell for end in "\t\n\r\0"))
        raise UserError(
            f"{path}: text with a tab or a line break in it, {cell!r}, fits in no table: mend it "
            "where the name comes from"
        )
    return lines


def _dtype(column: Column, values: Sequence[Any]) -> type:
    if column.kind == "text":
        return str
    unknown = any(value != value for value in values)
    return float if unknown or column.kind == "number" else int
