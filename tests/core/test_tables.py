"""Tables come back as they were written."""

import math

import pytest

from mirtrd.core.job import UserError
from mirtrd.core.tables import Table, number, text, whole

TABLE = Table(
    path="{sample}.tsv",
    sentence="Numbers of samples.",
    columns=(
        text("sample", "Sample."),
        whole("count", "Its count."),
        number("share", "Its share."),
        number("given", "What it was given.", floats="%.1f"),
    ),
)
COUNTS = Table(
    path="counts.tsv",
    sentence="Counts.",
    columns=(text("mirna", "miRNA."),),
    others=whole("{sample}", "Count in this sample."),
)
NAMES = ("NA", "None", "001", "1e3", "TRUE", "nan")


def test_a_column_may_have_its_own_format_for_floats(tmp_path):
    TABLE.write(tmp_path / "x", [("S1", 3, 0.25, 0.25), ("S2", None, math.nan, 20.0)])
    assert (tmp_path / "x").read_text().splitlines()[1:] == ["S1\t3\t0.25\t0.2", "S2\t\t\t20.0"]


def test_what_is_known_is_written_as_by_the_general_way(tmp_path):
    rows = [(name, number, 2 * number) for number, name in enumerate(NAMES)]
    COUNTS.write_known(tmp_path / "known", rows, NAMES[:2])
    COUNTS.write(tmp_path / "general", rows, NAMES[:2])
    assert (tmp_path / "known").read_bytes() == (tmp_path / "general").read_bytes()


def test_cells_are_the_text_of_the_rows(tmp_path):
    COUNTS.write_known(tmp_path / "x", [(name, 1, 2) for name in NAMES], NAMES[:2])
    assert list(COUNTS.cells(tmp_path / "x")) == [[name, "1", "2"] for name in NAMES]


def test_cells_of_another_table_are_refused(tmp_path):
    COUNTS.write_known(tmp_path / "x", [], NAMES)
    with pytest.raises(UserError, match="expected sample, count, share, given"):
        next(TABLE.cells(tmp_path / "x"))
