"""What a row of a table is, whatever its name in this release: accession and sequence."""

from pathlib import Path

import pandas as pd

from mirtrd.candidates.families import seed_of
from mirtrd.reference.fasta import read_records
from mirtrd.reference.names import ACCESSION


def read_identities(path: str | Path) -> pd.DataFrame:
    """The matures of a FASTA file, by name: accession ("" if the file has none) and sequence, in
    the letters of RNA."""
    rows = {}
    for name, description, sequence in read_records(str(path)):
        found = ACCESSION.search(description)
        rows[name] = (found[0] if found else "", sequence.upper().replace("T", "U"))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["accession", "sequence"])


def identify(index: pd.Index, matures: pd.DataFrame) -> pd.DataFrame:
    """Accession, sequence and seed of each row; a row of several matures, which have the same
    sequence, has all their accessions."""
    rows = []
    for row in index:
        members = matures.reindex(row.split("/")).dropna()
        accessions = "/".join(filter(None, members["accession"]))
        sequence = members["sequence"].iloc[0] if len(members) else ""
        rows.append((accessions, sequence, seed_of(sequence)))
    return pd.DataFrame(rows, index=index, columns=["accession", "sequence", "seed"])
