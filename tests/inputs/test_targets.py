"""Which tables and gene sets the config names, checked before a run."""

from pathlib import Path

import pytest

from builders import target_files as files
from mirtrd.core.job import UserError
from mirtrd.inputs.targets import find_targets


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("MIRTARBASE", "TARGETSCAN", "FAMILIES", "MIRDB", "GENE_NAMES"):
        Path(name).write_text(getattr(files, name))
    Path("sets.gmt").write_text("A\td\tTNF\n")
    return tmp_path


def find(tables: list[str], sets: list[str] | None = None):
    return find_targets({"targets": {"tables": tables, "gene_sets": sets or []}})


def test_nothing_is_looked_up_without_a_table():
    found = find([])
    assert not found.tables
    assert found.said.startswith("No targets were looked up")


def test_tables_and_sets_are_taken_as_named(here):
    found = find(["MIRTARBASE", "FAMILIES", "TARGETSCAN"], ["sets.gmt"])
    assert found.tables == ["MIRTARBASE", "FAMILIES", "TARGETSCAN"]
    assert found.gene_sets == ["sets.gmt"]
    assert found.megabytes == pytest.approx(sum(
        len(Path(name).read_bytes()) for name in [*found.tables, *found.gene_sets]
    ) / 1e6)  # fmt: skip
    assert "MIRTARBASE" in found.said


@pytest.mark.parametrize(
    ("tables", "sets", "message"),
    [
        (["none.csv"], [], "targets.tables: the file none.csv does not exist"),
        (["MIRTARBASE"], ["no.gmt"], "targets.gene_sets: the file no.gmt does not exist"),
        ([], ["sets.gmt"], "targets.gene_sets is given, but targets.tables is missing"),
        (["TARGETSCAN"], [], "TARGETSCAN has families of TargetScan: name its miR_Family_Info"),
        (["MIRDB"], [], "MIRDB has transcripts of RefSeq: name a table with the columns refseq"),
        (["FAMILIES", "GENE_NAMES"], [], "FAMILIES, GENE_NAMES has no targets, only names"),
        (["sets.gmt"], [], "sets.gmt begins with 'A, d, TNF', expected a table"),
        (["MIRTARBASE"], ["MIRTARBASE"], "line 1: found .* expected a GMT file"),
    ],
)
def test_what_cannot_be_used_is_said_before_the_run(here, tables, sets, message):
    with pytest.raises(UserError, match=f"^config: targets.*{message.split('targets.', 1)[-1]}"):
        find(tables, sets)
