"""Download other human RNAs and split them into one FASTA file for each class."""

import contextlib
import datetime
import gzip
import hashlib
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, cast

from mirtrd.core.download import Remote, fetch, locate
from mirtrd.core.files import UNREADABLE
from mirtrd.core.job import Job, UserError, run
from mirtrd.reference.fasta import as_dna, read_records, several_as_n
from mirtrd.reference.tables import DOWNLOADS, SOURCES

# Bytes, as they come and expanded: some times what these files have.
MOST_BYTES, MOST_EXPANDED = 200_000_000, 500_000_000

BY_BIOTYPE = "by biotype"
# Ensembl's names of kinds of genes. Pseudogenes and miRNAs are left out.
BIOTYPES = {
    "Mt_tRNA": "Mt_tRNA",
    "rRNA": "rRNA",
    "Mt_rRNA": "rRNA",
    "snoRNA": "snoRNA",
    "scaRNA": "snoRNA",
    "snRNA": "snRNA",
}
# In the order in which a read that fits several classes is given to the first.
CLASSES = ("tRNA", "Mt_tRNA", "rRNA", "Y_RNA", "snoRNA", "snRNA")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file to download, where its checksums are (empty if nowhere), and the class in it."""

    file: str
    url: str
    checksums: str
    rna_class: str


@dataclass(frozen=True, kw_only=True)
class Download:
    """What was downloaded, and from where; ``verified`` is the address of its checksums."""

    file: str
    url: str
    sha256: str
    verified: str
    date: str


def read_sources(path: str | Path) -> list[Source]:
    """The table of files to download."""
    return [
        Source(file=file, url=url, checksums=checksums, rna_class=rna_class)
        for file, url, checksums, rna_class in SOURCES.read_rows(path)
    ]


def read_downloads(path: str | Path) -> dict[str, Download]:
    """What an earlier download recorded, by the name of the file."""
    if not Path(path).is_file():
        return {}
    return {row["file"]: Download(**row) for row in DOWNLOADS.read(path)}


def fetch_listed(address: str, target: Path) -> None:
    """Copy a file from a web address or a path; UserError if it is too large for what it is."""
    fetch(Remote(address=address, mirror="reference.mirror", most_bytes=MOST_BYTES), target)
    # What is damaged is told of where the file is verified and read.
    with contextlib.suppress(*UNREADABLE), open_expanded(target) as file:
        size = 0
        while chunk := file.read(1 << 20):
            size += len(chunk)
            if size > MOST_EXPANDED:
                raise UserError(
                    f"{address}: holds more than {MOST_EXPANDED:,} bytes, expected RNAs"
                )


def open_expanded(path: Path) -> IO[bytes]:
    """A file, plain or gzipped by its name, as it is when expanded."""
    return cast(IO[bytes], gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def bsd_sum(path: Path) -> tuple[int, int]:
    """The 16-bit checksum and the number of 1,024-byte blocks that the command `sum` prints."""
    checksum = size = 0
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            size += len(data)
            for byte in data:
                checksum = ((checksum >> 1) + ((checksum & 1) << 15) + byte) & 0xFFFF
    return checksum, -(-size // 1024)


def verify(path: Path, address: str, checksums: Path) -> None:
    """Hold a file against the checksums that Ensembl publishes with it."""
    for line in checksums.read_text().splitlines():
        fields = line.split()
        if len(fields) == 3 and fields[2].rpartition("/")[2] == path.name:
            expected = (int(fields[0]), int(fields[1]))
            if (found := bsd_sum(path)) != expected:
                raise UserError(
                    f"{address}: checksum {found[0]}, {found[1]} blocks; expected {expected[0]}, "
                    f"{expected[1]} blocks: the file is damaged or is another release"
                )
            return
    raise UserError(f"{address}: its checksum is not in {checksums.name}")


def compare(path: Path, address: str, known: Download | None) -> str:
    """The SHA-256 of a file; UserError if an earlier download had another one."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if known and known.sha256 != digest:
        raise UserError(
            f"{address}: is not the file of {known.date} (sha256 {digest[:12]}, then "
            f"{known.sha256[:12]}): to accept the change, delete the line of {known.file} in "
            "reference/other/SOURCES.tsv"
        )
    return digest


def classify(source: Source, path: Path) -> Iterator[tuple[str, str, str]]:
    """(class, id, DNA sequence) of the records of a file that belong to a class.

    In ids, the name of the gene is put before that of its transcript.
    """
    for identifier, description, sequence in read_records(str(path)):
        rna_class, name = source.rna_class, identifier.removeprefix("Homo_sapiens_")
        if rna_class == BY_BIOTYPE:
            facts = describe(description)
            rna_class = class_of(facts)
            name = "|".join(filter(None, (facts.get("gene_symbol"), identifier)))
        if rna_class:
            yield rna_class, name, as_dna(path.name, identifier, several_as_n(sequence))


def describe(description: str) -> dict[str, str]:
    """What the header of an Ensembl record says behind the id, in pairs of key and value."""
    return dict(re.findall(r"(\w+):(.*?)(?= \w+:|$)", description.strip()))


def class_of(facts: dict[str, str]) -> str:
    """The class of an RNA of Ensembl, empty for those that are left out.

    Y RNA has the biotype misc_RNA there. Pseudogenes are left out: hundreds of copies of U6 and
    Y RNA that are hardly expressed would take the reads of the genes that are.
    """
    if "pseudogene" in facts.get("description", ""):
        return ""
    if re.match(r"Y_RNA|RNY\d", facts.get("gene_symbol", "")):
        return "Y_RNA"
    return BIOTYPES.get(facts.get("transcript_biotype", ""), "")


def complete_trnas(trnas: dict[str, str]) -> dict[str, str]:
    """tRNAs with what their genes lack: the 3' end CCA, and the G at the 5' end of tRNA-His."""
    if all(sequence.endswith("CCA") for sequence in trnas.values()):
        return trnas
    return {
        name: ("G" if "tRNA-His" in name else "") + sequence + "CCA"
        for name, sequence in trnas.items()
    }


def write_fasta(path: Path, records: dict[str, str]) -> None:
    """Write a FASTA file, whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text("".join(f">{name}\n{sequence}\n" for name, sequence in records.items()))
    part.replace(path)


def download(
    sources: Iterable[Source], mirror: str | None, known: Mapping[str, Download], folder: Path
) -> tuple[dict[str, dict[str, str]], list[Download]]:
    """Fetch, verify and read all sources: sequences by class and id, and what was downloaded."""
    classes: dict[str, dict[str, str]] = defaultdict(dict)
    records = []
    for source in sources:
        address, path = locate(source.url, source.file, mirror), folder / source.file
        print(f"downloading {address}", flush=True)
        fetch_listed(address, path)
        verified = ""
        if source.checksums:
            verified = locate(source.checksums, "CHECKSUMS", mirror)
            fetch_listed(verified, folder / "CHECKSUMS")
            verify(path, address, folder / "CHECKSUMS")
        digest = compare(path, address, known.get(source.file))
        for rna_class, identifier, sequence in classify(source, path):
            classes[rna_class][identifier] = sequence
        date = datetime.datetime.now(datetime.UTC).date().isoformat()
        records.append(
            Download(file=source.file, url=address, sha256=digest, verified=verified, date=date)
        )
    if missing := [name for name in CLASSES if name not in classes]:
        raise UserError(f"the files hold no {', '.join(missing)}: has their format changed?")
    for name in ("tRNA", "Mt_tRNA"):
        classes[name] = complete_trnas(classes[name])
    return classes, records


def main(job: Job) -> None:
    record = Path(job.output.record)
    sources, known = read_sources(job.input.sources), read_downloads(job.output.record)
    with tempfile.TemporaryDirectory(dir=record.parent) as folder:
        classes, records = download(sources, job.params.mirror, known, Path(folder))
    lines = ["reference:", "  other:"]
    for name in CLASSES:
        path = record.parent / f"{name}.fasta"
        write_fasta(path, classes[name])
        lines.append(f"    {name}: {path}")
    Path(job.output.config).write_text("\n".join(lines) + "\n")
    DOWNLOADS.write(record, map(astuple, records))
    print("to use them, add to config/config.yaml:", *lines, sep="\n")


if __name__ == "__main__":
    run(main)
