"""The tables of counting, and what stands in them."""

import re

import pytest

from builders.paths import ROOT
from mirtrd.core.tables import Table
from mirtrd.counting import tables
from mirtrd.counting.editing import Edited
from mirtrd.counting.isomir_summary import IsomirSummary
from mirtrd.counting.joining import IsomirRow
from mirtrd.counting.mature_rows import MatureRow

TABLES = {name: value for name, value in vars(tables).items() if isinstance(value, Table)}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_made_by_a_rule(name):
    rules = [
        (ROOT / "workflow/rules" / file).read_text()
        for file in ("counting.smk", "counting_import.smk")
    ]
    assert f'"{TABLES[name].path}"' in "".join(rules)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_sentence_and_every_number_a_unit(name):
    table = TABLES[name]
    columns = [*table.columns, *([table.others] if table.others else [])]
    assert len({column.name for column in columns}) == len(columns)
    for column in columns:
        assert re.fullmatch(r"[A-Z`].*\.", column.sentence, re.DOTALL), column.name
        assert column.unit or column.kind == "text", column.name


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        (tables.SAMPLE_ISOMIRS, IsomirRow._fields),
        (tables.SAMPLE_MATURES, tuple(MatureRow.__annotations__)),
        (tables.ISOMIR_SUMMARY, tuple(IsomirSummary.__annotations__)),
        (tables.EDITING, tuple(Edited.__annotations__)),
    ],
)
def test_rows_have_a_field_for_each_column(table, fields):
    assert table.header == fields


def test_samples_may_be_called_as_they_like(tmp_path):
    names = ("NA", "None", "001", "1e3", "TRUE", "nan")
    counts = range(len(names))
    tables.MATURE_COUNTS.write(tmp_path / "x", [("let-7a", *counts)], names)
    (row,) = tables.MATURE_COUNTS.read(tmp_path / "x")
    assert row == {"mirna": "let-7a", **dict(zip(names, counts, strict=True))}
    tables.RNA_CLASSES.write(tmp_path / "x", [(name, 1, 2, 3) for name in names])
    assert [row[0] for row in tables.RNA_CLASSES.read_rows(tmp_path / "x")] == list(names)
