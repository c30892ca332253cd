"""Each table of quality is what a rule writes, and each of its columns is explained."""

import pytest

from builders.paths import ROOT
from mirtrd.core.tables import Table
from mirtrd.quality import tables

TABLES = {name: table for name, table in vars(tables).items() if isinstance(table, Table)}
RULES = "".join(path.read_text() for path in (ROOT / "workflow" / "rules").glob("*.smk"))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_rule_writes_the_table(table):
    assert f'"{table.path}"' in RULES


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_each_column_has_a_sentence_and_a_name_of_its_own(table):
    columns = [*table.columns, *([table.others] if table.others else [])]
    assert all(column.sentence.endswith(".") for column in columns)
    assert len({column.name for column in columns}) == len(columns)
