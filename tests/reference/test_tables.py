"""The tables that ship are those that their owner describes."""

import pytest

from builders.paths import ROOT
from mirtrd.reference import tables

SHIPPED = [
    table for table in vars(tables).values()
    if isinstance(table, tables.Table) and table.path.startswith("resources/")
]  # fmt: skip


@pytest.mark.parametrize("table", SHIPPED, ids=lambda table: table.path)
def test_a_shipped_table_is_read_and_written_the_same(tmp_path, table):
    table.write(tmp_path / "again.tsv", table.read_rows(ROOT / table.path))
    assert (tmp_path / "again.tsv").read_text() == (ROOT / table.path).read_text()
