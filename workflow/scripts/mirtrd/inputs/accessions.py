"""Accessions of GEO, of the archives of reads (SRA, ENA, DDBJ) and of BioSamples, told apart."""

import re
from dataclasses import dataclass

from mirtrd.core.job import UserError

# https://ena-docs.readthedocs.io/en/latest/submit/general-guide/accessions.html, and GEO's own.
KINDS = {
    "series": r"GSE\d+",
    "geo_sample": r"GSM\d+",
    "project": r"PRJ[EDN][A-Z]\d+",
    "study": r"[EDS]RP\d{6,}",
    "experiment": r"[EDS]RX\d{6,}",
    "run": r"[EDS]RR\d{6,}",
    "archive_sample": r"[EDS]RS\d{6,}",
    "biosample": r"SAM(EA|N|D)\d+",
}
RUN = re.compile(KINDS["run"])


@dataclass(frozen=True, kw_only=True)
class Accession:
    """An accession and what it is one of, as in KINDS."""

    name: str
    kind: str


def parse_accessions(text: str) -> list[Accession]:
    """The accessions of a list with commas or blanks. UserError for what is none."""
    names = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
    if not names:
        raise UserError("accession is empty, expected an accession such as GSE148576 or SRP256285")
    return [Accession(name=name, kind=kind_of(name)) for name in dict.fromkeys(names)]


def file_stem(text: str) -> str:
    """What files are called that are made of a list of accessions."""
    names = [accession.name for accession in parse_accessions(text)]
    return "_".join(names) if len(names) <= 3 else f"{names[0]}_and_{len(names) - 1}_more"


def kind_of(name: str) -> str:
    """What an accession is one of. UserError if it cannot be told."""
    for kind, pattern in KINDS.items():
        if re.fullmatch(pattern, name):
            return kind
    upper = name.upper()
    if upper != name and any(re.fullmatch(pattern, upper) for pattern in KINDS.values()):
        raise UserError(f"accession {name!r} is written {upper}")
    raise UserError(
        f"accession {name!r} is none that is known: expected GSE, GSM, PRJNA, PRJEB, PRJDB, SRP, "
        "SRX, SRS, SRR and the like with E or D in the place of S, and a number"
    )


def find_accession(text: str, kind: str) -> str:
    """The first accession of a kind in a text, "" if there is none."""
    found = re.search(rf"(?<![A-Z]){KINDS[kind]}(?!\d)", text)
    return found[0] if found else ""


def split_runs(cell: str) -> list[str]:
    """The runs in a cell of the sheet. UserError for anything else."""
    runs = [part.strip() for part in cell.split(",")] if cell else []
    for run in runs:
        if not RUN.fullmatch(run):
            raise UserError(
                f"column 'accession' is {cell!r}, expected runs such as SRR8426358 separated by "
                "single commas: the target sheet finds those of a study"
            )
    return runs
