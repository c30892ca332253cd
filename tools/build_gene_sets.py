"""Build the gene sets that ship with the workflow anew from a release of the Gene Ontology.

    apt-get download r-bioc-go.db=3.16.0-1 r-bioc-org.hs.eg.db=3.16.0-1
    python tools/build_gene_sets.py FOLDER [TARGET]

FOLDER has the two packages of Debian 12 (bookworm), as downloaded; TARGET is where themes.gmt and
sources.tsv are written (default: resources/gene_sets). Packages of another checksum are refused.
Needs dpkg-deb and room for 0.5 GB in the folder of temporary files.
"""

import argparse
import hashlib
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "workflow" / "scripts"))

from mirtrd.core.job import UserError
from mirtrd.reference.tables import GENE_SET_SOURCES

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "gene_sets"
# The themes of the review that this workflow follows, and the terms of GO that stand for them.
THEMES = {"synaptic plasticity": "GO:0048167", "neuroinflammation": "GO:0150076"}
# The packages, their SHA-256, and the databases in them.
PACKAGES = {
    "r-bioc-go.db_3.16.0-1_all.deb": (
        "6cf9c43b97212811ecb7ad0d7cde12e76f984ab7494a59c02455239a9dd3243d",
        "usr/lib/R/site-library/GO.db/extdata/GO.sqlite",
    ),
    "r-bioc-org.hs.eg.db_3.16.0-1_all.deb": (
        "0f61810d35b858915b1a9787d8dcab08b7e164c14c20a9e1d86eb9837308c2c2",
        "usr/lib/R/site-library/org.Hs.eg.db/extdata/org.Hs.eg.sqlite",
    ),
}
TERMS = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
CITATION = "Gene Ontology Consortium 2021, doi:10.1093/nar/gkaa1113"


def unpack(folder: Path, target: Path) -> list[Path]:
    """The databases of the packages, unpacked; UserError for a package that is not the one."""
    databases = []
    for name, (digest, database) in PACKAGES.items():
        path = folder / name
        if not path.is_file():
            raise UserError(f"{path} does not exist: download it first")
        if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != digest:
            raise UserError(f"{path} has the SHA-256 {found}, expected {digest}")
        subprocess.run(["dpkg-deb", "--extract", str(path), str(target)], check=True)
        databases.append(target / database)
    return databases


def name_of(term: str, ontology: sqlite3.Connection) -> str:
    """What GO calls a term."""
    [[name]] = ontology.execute("SELECT term FROM go_term WHERE go_id = ?", [term])
    return str(name)


def genes_of(term: str, annotation: sqlite3.Connection) -> list[str]:
    """Symbols of the genes with a term of the processes, or one below it, in order."""
    query = """SELECT DISTINCT symbol FROM go_bp_all JOIN gene_info USING (_id)
               WHERE go_id = ? ORDER BY symbol"""
    return [symbol for (symbol,) in annotation.execute(query, [term])]


def release_of(database: sqlite3.Connection) -> str:
    """The day of the release of GO that a database has."""
    query = "SELECT value FROM metadata WHERE name = 'GOSOURCEDATE'"
    [[day]] = database.execute(query)
    return str(day)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("folder", type=Path)
    parser.add_argument("target", type=Path, nargs="?", default=FOLDER)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        ontology, annotation = map(sqlite3.connect, unpack(given.folder, Path(temporary)))
        sets, sources = [], []
        for theme, term in THEMES.items():
            name, genes = name_of(term, ontology), genes_of(term, annotation)
            sets.append("\t".join([theme, f"{term} {name}", *genes]))
            release = release_of(annotation)
            sources.append((theme, term, name, len(genes), release, TERMS, CITATION))
    (given.target / "themes.gmt").write_text("\n".join(sets) + "\n", encoding="utf-8")
    GENE_SET_SOURCES.write(given.target / "sources.tsv", sources)


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(f"Error: {error}")
