"""Files that were published beside the reads: tables, and archives that hold a table per sample.

What is in an archive is never written under the name that it has there.
"""

import fnmatch
import gzip
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import cast

from mirtrd.core.download import GZIP
from mirtrd.core.job import UserError

# Bytes of all that is in an archive, of one table in it, and how many files there may be.
MOST_BYTES, MOST_TABLE, MOST_FILES = 2_000_000_000, 200_000_000, 20_000
CHUNK = 1 << 20
TABLE = re.compile(r".*\.(txt|tsv|csv|tab|counts?|xlsx|quantification|grouped|out)(\.gz)?", re.I)
# Tables beside the counts, in archives of the GDC and of Macs.
NO_TABLE = re.compile(r"(\._.*|MANIFEST\.txt|annotations\.txt|metadata.*|.*readme.*)", re.I)
# NCBI's own counts of genes of RNA-seq: no mature miRNA is in them.
OF_GENES = re.compile(r".*_(raw|norm)_counts_.*_NCBI\.tsv(\.gz)?")
BROKEN = (OSError, EOFError, zlib.error, tarfile.TarError, zipfile.BadZipFile, RuntimeError)


@dataclass(frozen=True, kw_only=True)
class Member:
    """A table of an archive: its name there, and the file that it was unpacked to."""

    name: str
    path: Path

    @property
    def stem(self) -> str:
        """The name without folders and ending."""
        return re.sub(r"(\.\w{2,14}?)?(\.gz)?$", "", PurePosixPath(self.name).name, count=1)


def is_archive(path: Path) -> bool:
    """Whether a file holds others: a tar of any compression, or a zip that is no workbook."""
    if path.suffix.lower() == ".xlsx":
        return False
    return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)


def refuse_genes(name: str) -> None:
    """UserError for tables that NCBI has made of RNA-seq."""
    if OF_GENES.fullmatch(name):
        raise UserError(
            f"{name} holds counts of genes that NCBI made of the reads: mature miRNAs are not in it"
        )


def unpack(path: Path, folder: Path, pattern: str = "*") -> list[Member]:
    """The tables of an archive whose names fit a pattern, unpacked to a folder.

    UserError for an archive that holds what would be written elsewhere or fill the disk.
    """
    try:
        found: list[Member] = []
        opened = _of_zip(path) if zipfile.is_zipfile(path) else _of_tar(path)
        for name, file in opened:
            base = PurePosixPath(name).name
            if not TABLE.fullmatch(base) or NO_TABLE.fullmatch(base):
                continue
            if fnmatch.fnmatch(name, pattern) or fnmatch.fnmatch(base, pattern):
                unpacked = folder / f"{len(found)}{'.xlsx' if '.xlsx' in base.lower() else '.txt'}"
                _expand(file, unpacked, f"{path.name}: {name}")
                found.append(Member(name=name, path=unpacked))
    except BROKEN as error:
        raise UserError(f"{path.name} cannot be unpacked ({error})") from None
    if not found:
        fitting = "" if pattern == "*" else f" whose name fits {pattern!r}"
        raise UserError(f"{path.name} holds no table{fitting}")
    return found


def _of_tar(path: Path) -> Iterator[tuple[str, BufferedReader]]:
    total = 0
    with tarfile.open(path, "r|*") as archive:
        for number, member in enumerate(archive, start=1):
            total += member.size
            _refuse(path.name, member.name, total, number)
            if member.isdir():
                continue
            if not member.isfile():
                raise UserError(f"{path.name} holds {member.name!r}, a link or device: refused")
            if (file := archive.extractfile(member)) is not None:
                yield member.name, cast(BufferedReader, file)


def _of_zip(path: Path) -> Iterator[tuple[str, BufferedReader]]:
    total = 0
    with zipfile.ZipFile(path) as archive:
        for number, member in enumerate(archive.infolist(), start=1):
            total += member.file_size
            _refuse(path.name, member.filename, total, number)
            if not member.is_dir():
                with archive.open(member) as file:
                    yield member.filename, cast(BufferedReader, file)


def _refuse(archive: str, name: str, total: int, number: int) -> None:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or re.match(r"[A-Za-z]:", name):
        raise UserError(f"{archive} holds {name!r}, a path that leads out of it: refused")
    if total > MOST_BYTES or number > MOST_FILES:
        raise UserError(
            f"{archive} holds more than {MOST_BYTES:,} bytes or {MOST_FILES:,} files: refused"
        )


def _expand(file: BufferedReader, target: Path, where: str) -> None:
    """Write a file, gunzipped if it is gzipped; UserError if it is too large for a table."""
    zipped = file.peek(2)[:2] == GZIP
    size = 0
    with target.open("wb") as out:
        source = gzip.GzipFile(fileobj=file) if zipped else file
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > MOST_TABLE:
                raise UserError(f"{where} holds more than {MOST_TABLE:,} bytes: refused")
            out.write(chunk)
