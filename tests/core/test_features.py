"""What is tested besides miRNAs is named in tables by what it is."""

import pandas as pd
import pytest

from mirtrd.core.features import MIRNA, NOUNS
from mirtrd.core.job import UserError
from mirtrd.core.tables import Table, feature, number

TABLE = Table(path="", sentence="", columns=(feature("Name."), number("value", "Value.")))


@pytest.mark.parametrize("name", NOUNS)
def test_the_first_column_is_called_as_the_index_of_the_frame(name, tmp_path):
    frame = pd.DataFrame({"value": [0.5]}, index=pd.Index(["a|b"], name=name))
    TABLE.write_frame(tmp_path / "table", frame)
    assert (tmp_path / "table").read_text() == f"{name}\tvalue\na|b\t0.5\n"
    assert TABLE.read_frame(tmp_path / "table").index.name == name


@pytest.mark.parametrize("name", [None, "gene"])
def test_an_index_of_another_name_is_of_mirnas(name, tmp_path):
    frame = pd.DataFrame({"value": [0.5]}, index=pd.Index(["a"], name=name))
    TABLE.write_frame(tmp_path / "table", frame)
    assert TABLE.read_frame(tmp_path / "table").index.name == MIRNA


def test_a_table_of_something_else_is_refused(tmp_path):
    (tmp_path / "table").write_text("gene\tvalue\na\t0.5\n")
    with pytest.raises(UserError, match="has the columns gene, value"):
        TABLE.read_frame(tmp_path / "table")
