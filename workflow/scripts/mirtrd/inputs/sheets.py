"""Read and check the sample sheet."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from mirtrd.core.job import UserError

NEEDED = ("sample", "condition")
REQUIRED = (*NEEDED, "fastq")  # of a run that starts from reads
# Columns that say something of a sample's library; all others are covariates.
LIBRARY = ("kit", "matrix", "keep")
# What others call a column of second reads.
SECOND_READS = ("fastq_2", "fastq2", "fastq_r2", "read2", "reads2", "r2", "r2_fastq", "mate2")
# Files of first reads, as Illumina (..._R1_001.fastq.gz) and the archives (SRR1_1.fastq.gz) name
# them. Others that end in _1 and _2 may well be two samples.
FIRST_READ = re.compile(r"((?:^|[._-])R|^[SED]RR\d+_)1(?=([._-]\d+)?\.f(ast)?q(\.gz)?$)")
# Control characters, and what separates lines and paragraphs in Unicode.
BREAKS = ("Cc", "Zl", "Zp")
SAMPLE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def read_sheet(
    path: str | Path, required: Sequence[str] = NEEDED
) -> tuple[pd.DataFrame, list[str]]:
    """Read a tab-separated sample sheet, with the ``required`` columns filled in each row.

    Returns the sheet, all cells as text without surrounding blanks ("NA" and "001" stay as
    they are, an empty cell is ""), indexed by sample name in the order of the file, and notes
    on what was tidied up while reading. Raises UserError with the line for anything that
    cannot be read as a table of samples.
    """
    notes = []
    text = _decode(path)
    if not text.strip():
        raise UserError(f"{path}: is empty, expected a header and one line for each sample")
    lines = re.split("\r\n|\r|\n", text)
    if "\r" in text:
        notes.append(f"{path}: Windows line ends (CRLF) were read as line ends")
    if lines[0].startswith("\ufeff"):
        notes.append(f"{path}: a byte order mark (BOM) at the start was ignored")
        lines[0] = lines[0].removeprefix("\ufeff")
    if "\t" not in lines[0]:
        separator = next((name for sign, name in {",": "comma", ";": "semicolon"}.items()
                          if sign in lines[0]), None)  # fmt: skip
        found = f"{separator}-separated" if separator else f"one column ({lines[0].strip()!r})"
        raise UserError(
            f"{path}, line 1: found a {found} header, expected columns separated by tabs: "
            "save the sheet as tab-separated text"
        )
    numbered = [(n, row) for n, row in _rows(path, lines) if any(cell.strip() for cell in row)]
    if any(cell != cell.strip() for _, row in numbered for cell in row):
        notes.append(f"{path}: blanks at the start or end of cells were removed")
    (_, header), *body = [(number, [cell.strip() for cell in row]) for number, row in numbered]
    while header and not header[-1]:
        header.pop()
    _check_header(path, header, required)
    if not body:
        raise UserError(f"{path}: found a header but no samples: add one line for each sample")
    rows: dict[str, tuple[int, dict[str, str]]] = {}
    for number, row in body:
        if any(row[len(header) :]):
            raise UserError(
                f"{path}, line {number}: found {len(row)} columns, expected {len(header)} as in "
                "the header"
            )
        cells = dict(zip(header, row + [""] * len(header), strict=False))
        _check_row(path, number, cells, rows, required)
        rows[cells["sample"]] = (number, cells)
    sheet = pd.DataFrame([cells for _, cells in rows.values()], columns=header)
    return sheet.set_index("sample"), notes


def resolve_fastqs(sheet: pd.DataFrame, path: str | Path) -> dict[str, list[str]]:
    """The FASTQ files of every sample, in the order of the sheet.

    A relative name is looked up from the working directory, then from the folder of the
    sheet. Raises UserError for a file that is missing, not a file, or given twice.
    """
    fastqs: dict[str, list[str]] = {}
    owner: dict[Path, str] = {}
    for sample, cell in sheet["fastq"].items():
        fastqs[sample] = []
        names = [part.strip() for part in cell.split(",")]
        if not all(names):
            raise UserError(
                f"{path}, sample {sample}: column 'fastq' is {cell!r}, expected file names "
                "separated by single commas"
            )
        for name in names:
            candidates = [Path(name), Path(path).parent / name]
            found = next((file for file in candidates if file.exists()), None)
            if found is None:
                raise UserError(
                    f"{path}, sample {sample}: FASTQ file {name} does not exist, neither from the "
                    "working directory nor from the folder of the sheet"
                )
            if not found.is_file():
                raise UserError(f"{path}, sample {sample}: {name} is not a file")
            file = found.resolve()
            if file in owner:
                raise UserError(
                    f"{path}, sample {sample}: FASTQ file {name} is given twice (first for sample "
                    f"{owner[file]}): each file belongs to one sample, once"
                )
            owner[file] = sample
            fastqs[sample].append(str(found))
    for file, sample in owner.items():
        second = file.with_name(FIRST_READ.sub(r"\g<1>2", file.name))
        if second != file and second in owner:
            raise UserError(
                f"{path}, sample {sample}: {file.name} and {second.name} look like the two reads "
                "of pairs: miRNAs are shorter than a read, give read 1 only"
            )
    return fastqs


def _decode(path: str | Path) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise UserError(
            f"samples: the sample sheet {path} does not exist: set 'samples' in the config"
        ) from None
    except IsADirectoryError:
        raise UserError(f"samples: {path} is a folder, expected a sample sheet") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UserError(f"{path}, line {line}: not UTF-8 text: save the sheet as UTF-8") from None


def _rows(path: str | Path, lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line, with its number. Raises UserError for a cell of several lines."""
    reader = csv.reader(lines, delimiter="\t")
    for number, row in enumerate(reader, start=1):
        if reader.line_num > number:
            raise UserError(
                f'{path}, line {number}: a quote (") opens a cell that does not end on this line: '
                "leave the quote out"
            )
        yield number, row


def _check_header(path: str | Path, header: list[str], required: Sequence[str]) -> None:
    if missing := [column for column in required if column not in header]:
        raise UserError(
            f"{path}, line 1: column {missing[0]!r} is missing; found {', '.join(header)}"
        )
    if second := [column for column in header if column.lower() in SECOND_READS]:
        raise UserError(
            f"{path}, line 1: column {second[0]!r} looks like the second reads of pairs: miRNAs "
            "are shorter than a read, give read 1 only, in the column 'fastq'"
        )
    if repeated := [column for column in header if header.count(column) > 1]:
        raise UserError(f"{path}, line 1: column {repeated[0]!r} is there twice")


def _check_row(
    path: str | Path,
    number: int,
    cells: dict[str, str],
    rows: dict[str, tuple[int, dict[str, str]]],
    required: Sequence[str],
) -> None:
    where = f"{path}, line {number}"
    for column in required:
        if not cells[column]:
            raise UserError(f"{where}: column {column!r} is empty")
    for column, cell in cells.items():
        if any(unicodedata.category(letter) in BREAKS for letter in cell):
            raise UserError(
                f"{where}: column {column!r} is {cell!r}, expected no line breaks, tabs or other "
                "control characters within a cell"
            )
    sample = cells["sample"]
    if not SAMPLE_NAME.fullmatch(sample):
        raise UserError(
            f"{where}: sample name {sample!r} is used in file names and may hold only the letters "
            "A-Z and a-z, digits, '.', '_' and '-', and starts with a letter or digit"
        )
    if cells.get("keep", "") not in ("", "yes", "no"):
        raise UserError(
            f"{where}: column 'keep' is {cells['keep']!r}, expected yes, no or nothing (the status "
            "of the sample decides)"
        )
    if sample in rows:
        raise UserError(
            f"{where}: sample {sample} is also on line {rows[sample][0]}: give one line for each "
            "sample, with several FASTQ files separated by commas"
        )
