"""Files of rows and cells as people have them: text in any encoding and separator, workbooks."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mirtrd.core.job import UserError
from mirtrd.core.texts import NotTextError, decode

# More than this is no table of a study, but a file made to fill the memory.
MOST_BYTES = 2_000_000_000
CHUNK = 1 << 20
# How files begin.
GZIP, ZIP, OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SEPARATORS = {"\t": "tabs", ",": "commas", ";": "semicolons", " ": "blanks"}


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The rows of a file that are not blank: the number of the line of each, and its cells.

    ``separator`` stood between the cells, "" in a workbook.
    """

    lines: list[int]
    rows: list[list[str]]
    separator: str


def read_grid(path: str | Path, where: str) -> Grid:
    """The cells of a table, as text without the blanks around them.

    Plain or gzipped text (UTF-8 or UTF-16; tabs, commas, semicolons or blanks between the cells)
    or a workbook with one sheet. Lines before the header that begin with "#" are left out.
    Raises UserError, which begins with ``where``, for what cannot be read.
    """
    content = read_bytes(path, where)
    if content.startswith(OLD_EXCEL):
        raise UserError(
            f"{where}: {path} is an Excel workbook of the old kind: save it as .xlsx or as "
            "tab-separated text"
        )
    if content.startswith(ZIP):
        return read_workbook(path, content, where)
    lines = [
        (number, line)
        for number, line in enumerate(_decode(path, content, where).splitlines(), start=1)
        if line.strip("\0 \t\r")
    ]
    separator = _find_separator([line for _, line in lines])
    numbers, rows = [], []
    for number, row in _read_cells(lines, separator, path, where):
        numbers.append(number)
        rows.append(row)
    first = _skip_comments(rows, separator)
    return Grid(lines=numbers[first:], rows=rows[first:], separator=separator)


def read_bytes(path: str | Path, where: str) -> bytes:
    """The content of a file, gunzipped. Raises UserError, which begins with ``where``."""
    try:
        with Path(path).open("rb") as file:
            zipped = file.read(2) == GZIP
            file.seek(0)
            source = gzip.GzipFile(fileobj=file) if zipped else file
            content = bytearray()
            while chunk := source.read(CHUNK):
                content += chunk
                if len(content) > MOST_BYTES:
                    raise UserError(f"{where}: {path} holds more than 2 GB, expected a table")
    except FileNotFoundError:
        raise UserError(f"{where}: {path} does not exist") from None
    except IsADirectoryError:
        raise UserError(f"{where}: {path} is a folder, expected a table") from None
    except (OSError, EOFError, ValueError, zlib.error) as error:  # ValueError: NUL in a path
        raise UserError(f"{where}: {path} cannot be read ({error})") from None
    return bytes(content)


def _decode(path: str | Path, content: bytes, where: str) -> str:
    try:
        return decode(content)
    except NotTextError as error:
        raise UserError(f"{where}: {path}, {error}: save the table as UTF-8") from None


def read_workbook(path: str | Path, content: bytes, where: str) -> Grid:
    """The cells of the one sheet of a workbook."""
    import openpyxl  # not at the top: few runs need it, and it takes 0.2 s

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    except Exception as error:  # of many kinds, for a damaged workbook
        raise UserError(f"{where}: {path} cannot be read as a workbook ({error})") from None
    filled = {title: rows for title, rows in sheets.items() if len(rows) > 1}
    if len(filled) != 1:
        found = f"{len(filled)} sheets with rows ({', '.join(filled)})" if filled else "no rows"
        raise UserError(
            f"{where}: the workbook {path} has {found}, expected one: save that sheet as "
            "tab-separated text"
        )
    [cells] = filled.values()
    numbered = [
        (number, [_text_of(cell) for cell in row]) for number, row in enumerate(cells, start=1)
    ]
    numbered = [(number, row) for number, row in numbered if any(row)]
    width = max(_filled_width(row) for _, row in numbered)
    rows = [row[:width] for _, row in numbered]
    first = _skip_comments(rows, "")
    return Grid(lines=[number for number, _ in numbered][first:], rows=rows[first:], separator="")


def _text_of(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _filled_width(row: list[str]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell), default=0)


def is_number(cell: str) -> bool:
    """Whether a cell can be read as a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _find_separator(lines: list[str]) -> str:
    """What stands between the cells: the sign that parts most lines into equally many."""
    probe = [line for line in lines if not line.startswith("#")][:50] or lines[:50]
    for separator in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(probe, delimiter=separator)]
        except csv.Error:
            continue
        body = widths[1:] or widths
        if body and max(body) > 1 and body.count(body[0]) > len(body) / 2 and body[0] > 1:
            return separator
    return max(SEPARATORS, key=(probe or [""])[0].count)


def _read_cells(
    lines: list[tuple[int, str]], separator: str, path: str | Path, where: str
) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row; a cell in quotes may hold the separator."""
    reader = csv.reader(
        (line for _, line in lines), delimiter=separator, skipinitialspace=separator == " "
    )
    number = lines[0][0] if lines else 0
    try:
        for row in reader:
            number = lines[reader.line_num - 1][0]
            cells = [cell.strip().strip("\0") for cell in row]
            if any(cells):
                yield number, cells
    except csv.Error as error:
        raise UserError(f"{where}: {path}, line {number + 1}: {error}") from None


def _skip_comments(rows: list[list[str]], separator: str) -> int:
    """Where the header is: behind lines that begin with "#", unless one of them is the header."""
    first = 0
    while first < len(rows) - 1 and rows[first][0].startswith("#"):
        body = rows[-1]
        # Words of a comment may be as many as the columns between blanks.
        words = separator == " " and rows[first][0] == "#"
        if not words and _filled_width(rows[first]) in (len(body), len(body) - 1) and len(body) > 1:
            break
        first += 1
    return first
