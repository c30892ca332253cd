"""Tables that one rule writes and others read: the columns of each, one reader, one writer.

Each stage declares its tables in its module ``tables``. All are tab-separated text. Names are
text and come back as they went in, whether a sample is called "NA", "001", "1e3" or "TRUE".
"""

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mirtrd.core.job import UserError

if TYPE_CHECKING:
    import pandas as pd

# What stands for a number that is not known. Which of the two is written, the table says.
MISSING = ("", "NA")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its name, what it says in a sentence, its unit, and what its cells hold.

    ``floats`` is how numbers are written, where that is not as in the rest of the table.
    """

    name: str
    sentence: str
    unit: str = ""
    kind: Literal["text", "whole", "number"] = "text"
    floats: str | None = None

    def parse(self, cell: str) -> Any:
        """The value of a cell: text, int or float; NaN for a number that is not known."""
        if self.kind == "text":
            return cell
        if cell in MISSING:
            return math.nan
        return int(cell) if self.kind == "whole" else float(cell)


def text(name: str, sentence: str) -> Column:
    """A column of text."""
    return Column(name=name, sentence=sentence)


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
    such as one for each sample. Floats are written by the format ``floats``, unknown numbers as
    ``missing``.
    """

    path: str
    sentence: str
    columns: tuple[Column, ...]
    others: Column | None = None
    floats: str = "%.6g"
    missing: str = ""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns that are always there."""
        return tuple(column.name for column in self.columns)

    def write(
        self, path: str | Path, rows: Iterable[Sequence[Any]], others: Sequence[str] = ()
    ) -> None:
        """Write rows of cells in the order of the columns; ``others`` names the further ones."""
        columns = [*self.columns, *(self.others for _ in others)]
        floats = [(column and column.floats) or self.floats for column in columns]
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            file.write("\t".join((*self.header, *others)) + "\n")
            file.writelines("\t".join(map(self._cell, row, floats)) + "\n" for row in rows)

    def _cell(self, value: Any, floats: str) -> str:
        if isinstance(value, float):
            return self.missing if math.isnan(value) else floats % value
        return self.missing if value is None else str(value)

    def write_known(
        self, path: str | Path, rows: Iterable[Iterable[str | int]], others: Sequence[str] = ()
    ) -> None:
        """Write rows of text and whole numbers, all of them known, as ``write``, but faster."""
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            file.write("\t".join((*self.header, *others)) + "\n")
            file.writelines("\t".join(map(str, row)) + "\n" for row in rows)

    def cells(self, path: str | Path) -> Iterator[list[str]]:
        """The rows of a file as lists of text, one at a time, for tables of many rows."""
        with Path(path).open(encoding="utf-8", newline="") as file:
            lines = (line.rstrip("\n").split("\t") for line in file)
            self._known(path, next(lines, []))
            yield from lines

    def read(self, path: str | Path) -> Iterator[dict[str, Any]]:
        """The rows of a file as dictionaries, one at a time, without loading pandas."""
        with Path(path).open(encoding="utf-8", newline="") as file:
            lines = (line.rstrip("\n").split("\t") for line in file)
            columns = self._known(path, next(lines, []))
            for cells in lines:
                yield {
                    column.name: column.parse(cell)
                    for column, cell in zip(columns, cells, strict=True)
                }

    def write_frame(self, path: str | Path, frame: "pd.DataFrame") -> None:
        """Write a data frame that has the first column as its index."""
        frame.to_csv(
            path,
            sep="\t",
            index_label=self.header[0],
            na_rep=self.missing,
            float_format=self.floats,
            quoting=csv.QUOTE_NONE,
            lineterminator="\n",
        )

    def read_frame(self, path: str | Path) -> "pd.DataFrame":
        """A file as a data frame that has the first column as its index.

        Cells of text are never missing. Whole numbers are integers unless some are unknown.
        """
        import pandas as pd  # not at the top: reading rows needs no pandas, which takes 0.4 s

        with Path(path).open(encoding="utf-8", newline="") as file:
            names = file.readline().rstrip("\n").split("\t")
        columns = self._known(path, names)
        frame = pd.read_csv(
            path,
            sep="\t",
            header=0,
            names=names,
            index_col=False,
            dtype={column.name: str for column in columns if column.kind == "text"},
            keep_default_na=False,
            na_values={column.name: list(MISSING) for column in columns if column.kind != "text"},
            quoting=csv.QUOTE_NONE,
            float_precision="round_trip",
        )
        numbers = {column.name: float for column in columns if column.kind == "number"}
        return frame.astype(numbers).set_index(self.header[0])

    def _known(self, path: str | Path, names: Sequence[str]) -> list[Column]:
        """The columns of a file by its header; UserError if it is not one of this table."""
        fixed = len(self.columns)
        extra = names[fixed:]
        if tuple(names[:fixed]) != self.header or (extra and self.others is None):
            raise UserError(
                f"{path}: has the columns {', '.join(names) or 'of an empty file'}; expected "
                f"{', '.join(self.header)}: it is damaged or of another version, delete it"
            )
        kind = self.others
        further = [
            Column(name=name, sentence=kind.sentence, unit=kind.unit, kind=kind.kind)
            for name in extra
            if kind is not None
        ]
        return [*self.columns, *further]
