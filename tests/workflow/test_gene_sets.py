"""The gene sets that ship, and the tool that builds them."""

import hashlib
import sqlite3

import pytest

import build_gene_sets
from build_gene_sets import FOLDER, THEMES, genes_of, main, name_of, release_of, unpack
from mirtrd.core.job import UserError
from mirtrd.inputs.gene_sets import read_gene_sets
from mirtrd.reference.tables import GENE_SET_SOURCES

SETS = read_gene_sets(FOLDER / "themes.gmt", "themes")


def test_each_set_has_its_term_terms_of_use_and_number_of_genes():
    rows = list(GENE_SET_SOURCES.read(FOLDER / "sources.tsv"))
    assert [row["set"] for row in rows] == list(SETS) == list(THEMES)
    for row in rows:
        assert row["genes"] == len(SETS[row["set"]])
        assert row["term"] == THEMES[row["set"]]
        assert "CC BY 4.0" in row["terms"]
        assert row["citation"]


def test_the_sets_hold_what_they_are_known_for():
    assert {"BDNF", "CREB1", "CAMK2A", "GRIN1", "DLG4"} & SETS["synaptic plasticity"]
    assert {"TNF", "IL6", "IL1B", "TREM2"} <= SETS["neuroinflammation"]


def ontology() -> sqlite3.Connection:
    """Both databases in one: two genes with a term of three."""
    database = sqlite3.connect(":memory:")
    database.executescript("""
        CREATE TABLE go_term (go_id, term); CREATE TABLE metadata (name, value);
        CREATE TABLE go_bp_all (_id, go_id, evidence); CREATE TABLE gene_info (_id, symbol);
        INSERT INTO go_term VALUES ('GO:1', 'a process');
        INSERT INTO metadata VALUES ('GOSOURCEDATE', '2022-07-01');
        INSERT INTO gene_info VALUES (1, 'TNF'), (2, 'BDNF'), (3, 'IL6');
        INSERT INTO go_bp_all VALUES (1, 'GO:1', 'IEA'), (1, 'GO:1', 'IDA'), (2, 'GO:1', 'ISS'),
                                     (3, 'GO:2', 'IDA');
    """)
    return database


def test_genes_of_a_term_come_once_and_in_order():
    assert genes_of("GO:1", ontology()) == ["BDNF", "TNF"]
    assert name_of("GO:1", ontology()) == "a process"
    assert release_of(ontology()) == "2022-07-01"


def test_a_package_that_is_missing_or_another_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"r-bioc-go.db_3.16.0-1_all.deb does not exist"):
        unpack(tmp_path, tmp_path)
    for name in build_gene_sets.PACKAGES:
        (tmp_path / name).write_bytes(b"another")
    digest = hashlib.sha256(b"another").hexdigest()
    with pytest.raises(UserError, match=f"has the SHA-256 {digest}, expected"):
        unpack(tmp_path, tmp_path)


def test_the_files_are_written_from_the_databases(tmp_path, monkeypatch):
    database = tmp_path / "both.sqlite"
    with sqlite3.connect(database) as copy:
        ontology().backup(copy)
    monkeypatch.setattr(build_gene_sets, "unpack", lambda *_: [database, database])
    monkeypatch.setattr(build_gene_sets, "THEMES", {"theme": "GO:1"})
    monkeypatch.setattr("sys.argv", ["build", str(tmp_path), str(tmp_path)])
    main()
    assert (tmp_path / "themes.gmt").read_text() == "theme\tGO:1 a process\tBDNF\tTNF\n"
    [row] = GENE_SET_SOURCES.read(tmp_path / "sources.tsv")
    assert (row["genes"], row["name"], row["release"]) == (2, "a process", "2022-07-01")
