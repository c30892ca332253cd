"""Tables of targets as their makers hand them out: what each is, told by its header, and its rows.

Formats as of miRTarBase 9 and 10, TarBase 9, TargetScan 7 and 8 and miRDB 6.
"""

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple, cast

from mirtrd.core.job import UserError
from mirtrd.core.texts import shorten
from mirtrd.inputs.grids import GZIP, OLD_EXCEL, ZIP

# How a target is known: by an assay of this one gene, by a screen or a weaker assay, by prediction.
STRONG, WEAK, PREDICTED = "strong", "weak", "predicted"
SUPPORTS = (STRONG, WEAK, PREDICTED)
# Assays of single genes, as miRTarBase counts them as strong: reporter assay, western blot, qPCR.
SINGLE_GENE = re.compile(r"reporter|western|^q-?pcr|rt-?q?pcr", re.IGNORECASE)
# miRDB's own limit of what is likely to be real (Chen & Wang 2020, doi:10.1093/nar/gkz757); its
# file has predictions from 50 on.
LEAST_SCORE = 80
# Numbers of species that TargetScan has, by how names of their miRNAs begin.
TAXA = {
    "hsa": "9606", "mmu": "10090", "rno": "10116", "mml": "9544", "ptr": "9598", "bta": "9913",
    "cfa": "9615", "mdo": "13616", "gga": "9031", "xtr": "8364", "dme": "7227", "cel": "6239",
}  # fmt: skip
# What a table of gene names may call its columns.
REFSEQ = ("refseq", "refseq mrna id", "refseq mrna", "rna_nucleotide_accession.version")
SYMBOL = ("symbol", "gene name", "gene symbol", "hgnc symbol")
TRANSCRIPT = re.compile(r"[NX][MR]_\d+")
MIRNA_NAME = re.compile(r"[a-z]{3,4}-(miR|let|lin|bantam)", re.IGNORECASE)


class Row(NamedTuple):
    """A row of a table of targets; a cell that its format does not have is ""."""

    mirna: str
    gene: str
    support: str
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format: its name, the columns by which it is told, and how a row of cells is taken.

    ``take`` is given the places of the columns, the cells and the number of the species, and gives
    None for a row that is left out. ``keys`` is what the first column of ``Row`` holds: names of
    miRNAs, families or seeds.
    """

    name: str
    needed: tuple[str, ...]
    take: Callable[[Mapping[str, int], Sequence[str], str], Row | None]
    keys: str = "mirna"
    genes: str = "symbol"


def _mirtarbase(at: Mapping[str, int], cells: Sequence[str], taxon: str) -> Row | None:
    kind = cells[at["support type"]].lower()
    if kind.startswith("non-functional"):
        return None
    if cells[at["species (mirna)"]].strip() != cells[at["species (target gene)"]].strip():
        return None
    support = WEAK if "weak" in kind else STRONG
    reference = cells[at["references (pmid)"]].strip().removesuffix(".0")
    return Row(cells[at["mirna"]], cells[at["target gene"]], support, reference)


def _tarbase(at: Mapping[str, int], cells: Sequence[str], taxon: str) -> Row | None:
    method = cells[at["experimental_method"]].strip()
    support = STRONG if SINGLE_GENE.search(method) else WEAK
    reference = cells[at["article_pubmed_id"]].strip().removesuffix(".0")
    return Row(cells[at["mirna_name"]], cells[at["gene_name"]], support, reference)


def _targetscan(column: str) -> Callable[[Mapping[str, int], Sequence[str], str], Row | None]:
    def take(at: Mapping[str, int], cells: Sequence[str], taxon: str) -> Row | None:
        species = at.get("species id", at.get("gene tax id"))
        if taxon and species is not None and cells[species].strip() != taxon:
            return None
        return Row(cells[at[column]], cells[at["gene symbol"]], PREDICTED)

    return take


def _mirdb(at: Mapping[str, int], cells: Sequence[str], taxon: str) -> Row | None:
    if float(cells[2]) < LEAST_SCORE:
        return None
    return Row(cells[0], cells[1].partition(".")[0], PREDICTED)


def _own(at: Mapping[str, int], cells: Sequence[str], taxon: str) -> Row | None:
    support = cells[at["support"]].strip().lower() if "support" in at else WEAK
    reference = cells[at["reference"]].strip() if "reference" in at else ""
    if support not in SUPPORTS:
        raise ValueError(f"support is {support!r}, expected one of {', '.join(SUPPORTS)}")
    return Row(cells[at["mirna"]], cells[at["gene"]], support, reference)


def _families(at: Mapping[str, int], cells: Sequence[str], taxon: str) -> Row | None:
    if taxon and cells[at["species id"]].strip() != taxon:
        return None
    accession = cells[at["mirbase accession"]].strip() if "mirbase accession" in at else ""
    return Row(accession or cells[at["mirbase id"]], cells[at["mir family"]], "")


def _gene_names(at: Mapping[str, int], cells: Sequence[str], taxon: str) -> Row | None:
    refseq = next(at[name] for name in REFSEQ if name in at)
    symbol = next(at[name] for name in SYMBOL if name in at)
    transcript = cells[refseq].strip().partition(".")[0]
    return Row(transcript, cells[symbol], "") if TRANSCRIPT.fullmatch(transcript) else None


MIRDB = Format(name="miRDB", needed=(), take=_mirdb, genes="refseq")
FAMILIES = Format(
    name="miR_Family_Info of TargetScan",
    needed=("mir family", "seed+m8", "species id", "mirbase id"),
    take=_families,
)
GENE_NAMES = Format(name="gene names", needed=(), take=_gene_names)
# The first that fits is taken.
FORMATS = (
    Format(
        name="miRTarBase",
        needed=(
            *("mirna", "target gene", "support type", "references (pmid)"),
            *("species (mirna)", "species (target gene)"),
        ),
        take=_mirtarbase,
    ),
    Format(
        name="TarBase",
        needed=("mirna_name", "gene_name", "experimental_method", "article_pubmed_id"),
        take=_tarbase,
    ),
    FAMILIES,
    Format(
        name="TargetScan",
        needed=("gene symbol", "mirna", "context++ score"),
        take=_targetscan("mirna"),
    ),
    Format(
        name="TargetScan",
        needed=("gene symbol", "mirna family", "species id", "representative mirna"),
        take=_targetscan("mirna family"),
        keys="seed",
    ),
    Format(
        name="TargetScan",
        needed=("gene symbol", "mir family", "species id", "seed match"),
        take=_targetscan("mir family"),
        keys="family",
    ),
    Format(name="table", needed=("mirna", "gene"), take=_own),
)
EXPECTED = (
    "a table of miRTarBase, TarBase, TargetScan or miRDB as downloaded, or one with the columns "
    "mirna and gene"
)


@dataclass(frozen=True, kw_only=True)
class TargetTable:
    """A table of targets: its path, its format, and the places of its columns by their names."""

    path: str
    format: Format
    columns: Mapping[str, int]

    def rows(self, species: str) -> Iterator[Row]:
        """The rows of a species, by how the names of its miRNAs begin ("" for all), as written.

        UserError that names the line of one that cannot be read.
        """
        taxon, known = TAXA.get(species, ""), self.format is not MIRDB
        for number, cells in read_cells(self.path):
            if known and number == 1:
                continue
            try:
                row = self.format.take(self.columns, cells, taxon)
            except (IndexError, ValueError) as error:
                reason = "too few cells" if isinstance(error, IndexError) else str(error)
                raise UserError(f"{self.path}, line {number}: {reason}") from None
            if row is not None:
                yield Row(row.mirna.strip(), row.gene.strip(), row.support, row.reference)


def recognise(path: str | Path, where: str) -> TargetTable:
    """What a table is, by its header. Raises UserError, which begins with ``where``."""
    try:
        _, header = next(read_cells(path), (0, [""]))
    except (OSError, EOFError, UnicodeError, ValueError, zipfile.BadZipFile) as error:
        raise UserError(f"{where}: {path} cannot be read ({error})") from None
    names = [re.sub(r"\s+", " ", cell.strip("# ").lower()) for cell in header]
    columns = {_renamed(name): place for place, name in enumerate(names)}
    for one in FORMATS:
        if all(name in columns for name in one.needed):
            return TargetTable(path=str(path), format=one, columns=columns)
    if any(name in columns for name in REFSEQ) and any(name in columns for name in SYMBOL):
        return TargetTable(path=str(path), format=GENE_NAMES, columns=columns)
    if len(header) == 3 and MIRNA_NAME.match(header[0]) and TRANSCRIPT.match(header[1]):
        return TargetTable(path=str(path), format=MIRDB, columns={})
    raise UserError(
        f"{where}: {path} begins with {shorten(', '.join(header))!r}, expected {EXPECTED}"
    )


def read_cells(path: str | Path) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line of a text, which may be packed (gzip, or a zip of one file), or
    of a workbook of one sheet. Few of them are in memory."""
    with ExitStack() as stack:
        raw: IO[bytes] = stack.enter_context(Path(path).open("rb"))
        start = raw.read(8)
        raw.seek(0)
        if start.startswith(OLD_EXCEL):
            raise ValueError("a workbook of the old kind: save it as .xlsx")
        if start.startswith(GZIP):
            raw = cast(IO[bytes], stack.enter_context(gzip.open(raw)))
        if start.startswith(ZIP):
            names = zipfile.ZipFile(raw).namelist()
            if "[Content_Types].xml" in names:
                yield from _read_workbook(raw)
                return
            if len(names) != 1:
                raise ValueError(f"a zip of {len(names)} files: unpack the one")
            raw = stack.enter_context(zipfile.ZipFile(raw).open(names[0]))
        # Words of others may be in any encoding; names are in plain letters.
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
        first = text.readline()
        separator = max("\t,;", key=first.count)
        yield from enumerate(csv.reader([first], delimiter=separator), start=1)
        reader = csv.reader(text, delimiter=separator)
        for cells in reader:
            if cells:
                yield reader.line_num + 1, cells


def _read_workbook(raw: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    import openpyxl  # not at the top: it takes 0.2 s

    book = openpyxl.load_workbook(raw, read_only=True, data_only=True)
    [sheet, *_] = book.worksheets
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = ["" if cell is None else str(cell) for cell in row]
        if any(cells):
            yield number, cells


def _renamed(column: str) -> str:
    """Older names of columns of miRTarBase."""
    return {"references (pubmed id)": "references (pmid)"}.get(column, column)
