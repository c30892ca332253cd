"""Build the other human RNAs that ship with the workflow anew from their public sources.

    python tools/build_other_rna.py SOURCES [TARGET]

SOURCES is a folder with the files of resources/other_rna/sources.tsv; what is not there is
downloaded into it first, so that a folder with all of them needs no network. TARGET is the folder
of the FASTA files, one for each class (default: resources/other_rna). Each record of
resources/other_rna/records.tsv is cut from its source, completed, and held against its SHA-256. If
one is missing or differs, all such are named, and nothing is written.
"""

import argparse
import hashlib
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "workflow" / "scripts"))

from mirtrd.core.download import Remote, fetch
from mirtrd.core.job import UserError
from mirtrd.reference.fasta import read_records
from mirtrd.reference.tables import OTHER_RECORDS, OTHER_SOURCES

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "other_rna"
MOST_BYTES = 200_000_000  # some times what these files have
# The tRNA genes in the package that holds them, all and those of high confidence, and what stands
# before their names.
GENES = tuple(f"mimseq/data/hg38-eColitK/hg38-tRNAs{which}.fa" for which in ("-all", ""))
PREFIX = "Homo_sapiens_"
COMPLEMENT = str.maketrans("ACGT", "TGCA")


@dataclass(frozen=True, kw_only=True)
class Record:
    """An RNA, and where it is taken from: ``spans`` (from 1, the last one included) of an
    accession of a source, on its strand; ``added`` is put to the ends, 5' first if there are two.
    """

    rna_class: str
    name: str
    source: str
    accession: str
    spans: tuple[tuple[int, int], ...]
    strand: str
    added: tuple[str, ...]
    sha256: str

    def cut(self, sequence: str) -> str:
        """The RNA from the sequence of its accession, in DNA letters."""
        kept = "".join(sequence[first - 1 : last] for first, last in self.spans)
        if self.strand == "-":
            kept = kept.translate(COMPLEMENT)[::-1]
        *before, behind = self.added or ("",)
        return "".join(before) + kept + behind


def read_wanted(path: Path) -> list[Record]:
    """The records of a table, in its order."""
    return [
        Record(
            rna_class=row["class"],
            name=row["name"],
            source=row["source"],
            accession=row["accession"],
            spans=tuple(as_span(part) for part in row["spans"].split(",")),
            strand=row["strand"],
            added=tuple(filter(None, row["added"].split(","))),
            sha256=row["sha256"],
        )
        for row in OTHER_RECORDS.read(path)
    ]


def as_span(text: str) -> tuple[int, int]:
    """First and last base of "first-last"."""
    first, last = text.split("-")
    return int(first), int(last)


def gather(folder: Path) -> dict[tuple[str, str], str]:
    """The sequences of all sources, by source and accession; files that are absent are fetched."""
    found = {}
    for row in OTHER_SOURCES.read(FOLDER / "sources.tsv"):
        path = folder / row["file"]
        if not path.is_file():
            print(f"downloading {row['url']}", flush=True)
            remote = Remote(address=row["url"], mirror=str(folder), most_bytes=MOST_BYTES)
            fetch(remote, path)
        for accession, sequence in read_source(path):
            found[row["source"], accession] = sequence
    return found


def read_source(path: Path) -> Iterator[tuple[str, str]]:
    """Accessions and DNA sequences of a FASTA file, or of the tRNA genes in a wheel.

    A record of Ensembl goes by its transcript and by its gene.
    """
    for identifier, description, sequence in unpack(path):
        dna = sequence.upper().replace("U", "T")
        yield identifier.removeprefix(PREFIX), dna
        for word in description.split():
            if word.startswith("gene:"):
                yield word.removeprefix("gene:"), dna


def unpack(path: Path) -> Iterator[tuple[str, str, str]]:
    """The records of a FASTA file, or of those in a wheel."""
    if path.suffix != ".whl":
        yield from read_records(str(path))
        return
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as wheel:
        for name in GENES:
            yield from read_records(wheel.extract(name, folder))


def build(records: list[Record], sequences: dict[tuple[str, str], str]) -> dict[str, str]:
    """The text of the FASTA file of each class; UserError for records that are not as expected."""
    classes: dict[str, list[str]] = defaultdict(list)
    wrong = []
    for record in records:
        sequence = sequences.get((record.source, record.accession))
        dna = record.cut(sequence or "")
        if hashlib.sha256(dna.encode()).hexdigest() != record.sha256:
            verdict = "differs" if sequence else "is missing"
            wrong.append(f"{record.name} ({record.source} {record.accession}) {verdict}")
        classes[record.rna_class].append(f">{record.name}\n{dna}\n")
    if wrong:
        raise UserError(f"{len(wrong)} of {len(records)} records: {'; '.join(wrong)}")
    return {name: "".join(lines) for name, lines in classes.items()}


def main(folder: Path, target: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    texts = build(read_wanted(FOLDER / "records.tsv"), gather(folder))
    target.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (target / f"{name}.fasta").write_text(text)
    print(f"{len(texts)} files in {target}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sources", type=Path)
    parser.add_argument("target", type=Path, nargs="?", default=FOLDER)
    given = parser.parse_args()
    try:
        main(given.sources, given.target)
    except UserError as error:
        sys.exit(f"Error: {error}")
