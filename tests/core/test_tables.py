"""Tables come back as they were written, whatever their cells are called."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirtrd.core.job import UserError
from mirtrd.core.tables import BATCH, Table, number, text, whole

NAMES = [
    "NA",
    "None",
    "001",
    "1e3",
    "TRUE",
    "nan",
    "",
    " ",
    "inf",
    '"',
    "#x",
    "Größe",
    "\u2028",
    "-",
]
PEOPLE = Table(
    path="people.tsv",
    sentence="People.",
    columns=(
        text("name", "The name."),
        text("city", "Where they live."),
        whole("age", "Their age.", "years"),
        number("height", "Their height.", "m"),
    ),
    floats="%.17g",
)
COUNTS = Table(
    path="counts.tsv",
    sentence="Counts.",
    columns=(text("mirna", "The miRNA."),),
    others=whole("{sample}", "The count of a sample."),
)

names = st.sampled_from(NAMES) | st.text(
    st.characters(codec="utf-8", exclude_characters="\t\n\r\0"), max_size=8
)
wholes = st.none() | st.integers(-(2**53), 2**53)
numbers = st.none() | st.floats(allow_nan=False)
rows = st.lists(st.tuples(names, names, wholes, numbers), max_size=8)


def same(found: object, expected: object) -> bool:
    """Whether a cell is what was written; unknown numbers are None before and NaN after."""
    return math.isnan(found) if expected is None else found == expected


def as_frame(people: list[tuple]) -> pd.DataFrame:
    """The frame that has these rows, its index the first column."""
    index = pd.Index([row[0] for row in people], name="name", dtype=object)
    city, age, height = (pd.Series([row[at] for row in people], index) for at in (1, 2, 3))
    return pd.DataFrame(
        {"city": city.astype(object), "age": age.astype(float), "height": height.astype(float)}
    )


@given(rows)
def test_rows_come_back_as_they_were_written(tmp_path_factory, people):
    path = tmp_path_factory.mktemp("tables") / "people.tsv"
    PEOPLE.write(path, people)
    found = list(PEOPLE.read_rows(path))
    assert len(found) == len(people)
    for before, after in zip(people, found, strict=True):
        assert all(map(same, after, before))
    assert str([tuple(row.values()) for row in PEOPLE.read(path)]) == str(found)


@given(rows)
def test_rows_and_frames_write_and_read_the_same(tmp_path_factory, people):
    folder = tmp_path_factory.mktemp("tables")
    PEOPLE.write(folder / "rows.tsv", people)
    PEOPLE.write_frame(folder / "frame.tsv", as_frame(people))
    assert (folder / "rows.tsv").read_bytes() == (folder / "frame.tsv").read_bytes()
    frame = PEOPLE.read_frame(folder / "rows.tsv")
    assert list(frame.index) == [row[0] for row in people]
    for before, after in zip(people, frame.itertuples(index=False), strict=True):
        assert all(map(same, after, before[1:]))
    PEOPLE.write_frame(folder / "again.tsv", frame)
    assert (folder / "again.tsv").read_bytes() == (folder / "rows.tsv").read_bytes()


@given(st.lists(names, unique=True), st.lists(names, max_size=3), st.data())
def test_any_name_heads_a_column(tmp_path_factory, samples, mirnas, data):
    path = tmp_path_factory.mktemp("tables") / "counts.tsv"
    counts = st.lists(st.integers(0, 10**12), min_size=len(samples), max_size=len(samples))
    matrix = [(mirna, *data.draw(counts)) for mirna in mirnas]
    COUNTS.write(path, matrix, samples)
    assert list(COUNTS.read_rows(path)) == matrix
    frame = COUNTS.read_frame(path)
    assert list(frame.columns) == samples
    assert list(frame.itertuples(name=None)) == matrix
    COUNTS.write_frame(path, frame)
    assert list(COUNTS.read_rows(path)) == matrix


def test_a_sample_may_be_called_as_the_first_column_is(tmp_path):
    COUNTS.write(tmp_path / "counts.tsv", [("let-7a", 3, 4)], ["mirna", "NA"])
    assert COUNTS.read_frame(tmp_path / "counts.tsv").loc["let-7a"].tolist() == [3, 4]


def test_the_file_is_plain_text(tmp_path):
    path = tmp_path / "people.tsv"
    PEOPLE.write(path, [('"', "x", 3, 0.5), ("001", "NA", None, math.nan)])
    assert path.read_bytes() == b'name\tcity\tage\theight\n"\tx\t3\t0.5\n001\tNA\t\t\n'
    table = Table(path="", sentence="", columns=PEOPLE.columns, floats="%.2f", missing="NA")
    table.write(path, [("a", "b", np.int64(7), np.float32(1)), ("c", "d", np.nan, 12)])
    assert path.read_text() == "name\tcity\tage\theight\na\tb\t7\t1.00\nc\td\tNA\t12\n"
    assert next(iter(table.read(path))) == {"name": "a", "city": "b", "age": 7, "height": 1.0}


def test_sentences_stand_above_the_columns_of_a_table_that_is_headed(tmp_path):
    path = tmp_path / "people.tsv"
    table = replace(PEOPLE, headed=True)
    frame = pd.DataFrame(
        {"city": ["# x", "NA"], "age": [1, 2], "height": 0.5}, index=pd.Index(["# a", "b"])
    )
    table.write_frame(path, frame, heading=["Two people.", "# Of one age?"])
    lines = path.read_text().splitlines()
    assert lines[:3] == ["# Two people.", "# # Of one age?", "name\tcity\tage\theight"]
    assert table.read_heading(path) == ["Two people.", "# Of one age?"]
    assert list(table.read_rows(path)) == [("# a", "# x", 1, 0.5), ("b", "NA", 2, 0.5)]
    assert table.read_frame(path)["city"].to_list() == ["# x", "NA"]
    table.write_frame(path, frame)
    assert list(table.read_frame(path).index) == ["# a", "b"]
    with pytest.raises(UserError, match="tab or a line break"):
        table.write_frame(path, frame, heading=["a\nb"])


def test_whole_numbers_are_integers_unless_some_are_unknown(tmp_path):
    path = tmp_path / "people.tsv"
    PEOPLE.write(path, [("a", "", 12345678, 1), ("b", "", 2, 2)])
    assert PEOPLE.read_frame(path).dtypes.astype(str).tolist()[1:] == ["int64", "float64"]
    PEOPLE.write(path, [("a", "", 12345678, 1), ("b", "", None, 2)])
    frame = PEOPLE.read_frame(path)
    assert frame["age"].dtype == float
    PEOPLE.write_frame(path, frame)
    assert "\t12345678\t" in path.read_text()
    PEOPLE.write_frame(path, frame.astype({"age": "Int64"}))
    assert next(PEOPLE.read_rows(path)) == ("a", "", 12345678, 1.0)
    assert "b\t\t\t" in path.read_text()
    with pytest.raises(ValueError, match=r"2\.5 is not a whole number"):
        PEOPLE.write(path, [("a", "", 2.5, 1)])


def test_an_empty_table_has_the_types_of_its_columns(tmp_path):
    PEOPLE.write(tmp_path / "people.tsv", [])
    frame = PEOPLE.read_frame(tmp_path / "people.tsv")
    assert frame.empty
    assert frame.dtypes.astype(str).tolist()[1:] == ["int64", "float64"]
    assert list(PEOPLE.read_rows(tmp_path / "people.tsv")) == []


def test_many_rows_keep_their_order(tmp_path):
    many = [(str(n), "x", n, n / 2) for n in range(2 * BATCH + 1)]
    PEOPLE.write(tmp_path / "people.tsv", iter(many))
    assert list(PEOPLE.read_rows(tmp_path / "people.tsv")) == many


@pytest.mark.parametrize("broken", ["a\tb", "a\nb", "a\r", "a\0b"])
def test_text_that_fits_in_no_cell_is_refused(tmp_path, broken):
    for row in ((broken, "x", 1, 1.0), ("x", broken, 1, 1.0)):
        with pytest.raises(UserError, match="tab or a line break in it"):
            PEOPLE.write(tmp_path / "people.tsv", [row])
        with pytest.raises(UserError, match="tab or a line break in it"):
            PEOPLE.write_frame(tmp_path / "people.tsv", as_frame([row]))
    with pytest.raises(UserError, match="tab or a line break in it"):
        COUNTS.write(tmp_path / "counts.tsv", [], [broken])


def test_rows_of_another_length_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"zip\(\)"):
        PEOPLE.write(tmp_path / "people.tsv", [("a", "b", 1)])


@pytest.mark.parametrize("header", ["", "name\tcity", "name\tage\tcity\theight", "a\tb\tc\td\te"])
def test_another_header_is_an_error_of_one_line(tmp_path, header):
    path = tmp_path / "people.tsv"
    path.write_text(header + "\n" if header else "")
    for read in (PEOPLE.read_frame, lambda path: list(PEOPLE.read(path))):
        with pytest.raises(UserError, match="expected name, city, age, height: it is damaged"):
            read(path)
    with pytest.raises(UserError, match="expected name, city, age, height"):
        PEOPLE.write_frame(path, as_frame([])[["age", "city", "height"]])


def test_further_columns_need_a_table_that_has_them(tmp_path):
    with pytest.raises(UserError, match="has the columns name, city, age, height, S1; expected"):
        PEOPLE.write(tmp_path / "people.tsv", [], ["S1"])


@pytest.mark.parametrize("damage", ["a\tb\n", "a\tb\tc\t1\n", "a\tb\t1\t1\t1\n"])
def test_a_damaged_row_is_an_error_of_one_line(tmp_path, damage):
    path = tmp_path / "people.tsv"
    path.write_text("\t".join(PEOPLE.header) + "\n" + damage)
    with pytest.raises(UserError, match=r"people\.tsv: is not as it was written .*: delete it"):
        list(PEOPLE.read_rows(path))


def test_columns_are_read_by_name_from_a_file_of_another_version(tmp_path):
    table = Table(
        path="x.tsv", sentence="", columns=(text("name", ""), number("a", ""), whole("b", ""))
    )
    path = tmp_path / "x.tsv"
    path.write_text("name\tnew\tb\ta\nNA\tx\t7\t0.5\n")
    frame = table.read_columns(path, ["a", "b"])
    assert frame.to_dict("index") == {"NA": {"a": 0.5, "b": 7}}
    path.write_text("name\tb\n")
    with pytest.raises(UserError, match=r"has no column a; expected a table as x\.tsv"):
        table.read_columns(path, ["a"])


def test_a_column_may_have_the_name_that_a_run_gives_it(tmp_path):
    table = Table(
        path="x.tsv",
        sentence="Samples.",
        columns=(text("sample", "Sample."), text("{factor}", "Level."), whole("count", "Count.")),
        others=whole("{mirna}", "Count."),
    )
    frame = pd.DataFrame({"sex": ["f", "NA"], "count": [1, 2], "m1": [3, 4]}, index=["NA", "001"])
    table.write_frame(tmp_path / "x", frame)
    lines = (tmp_path / "x").read_text().splitlines()
    assert lines == ["sample\tsex\tcount\tm1", "NA\tf\t1\t3", "001\tNA\t2\t4"]
    found = table.read_frame(tmp_path / "x")
    assert found.to_dict() == frame.to_dict()
    with pytest.raises(UserError, match=r"expected sample, \{factor\}, count"):
        table.write_frame(tmp_path / "x", frame.drop(columns="sex"))


def test_a_column_may_have_its_own_format_for_floats(tmp_path):
    table = Table(
        path="x.tsv",
        sentence="Numbers.",
        columns=(text("name", "Name."), number("share", "Share.", floats="%.1f")),
        others=number("{sample}", "Number."),
    )
    table.write(tmp_path / "x", [("a", 0.25, 0.25)], ["S1"])
    assert (tmp_path / "x").read_text().splitlines()[1] == "a\t0.2\t0.25"


EXACT = Table(
    path="exact.tsv", sentence="Numbers.", columns=(text("x", "X."), number("y", "Y.")), floats=""
)


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=5))
def test_without_a_format_numbers_come_back_to_the_last_bit(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("exact") / "exact.tsv"
    frame = pd.DataFrame({"y": values}, index=pd.Index([f"r{i}" for i in range(len(values))]))
    EXACT.write_frame(path, frame)
    assert EXACT.read_frame(path)["y"].to_list() == values
    EXACT.write(path, [("r", np.float64(0.1))])
    assert path.read_text() == "x\ty\nr\t0.1\n"


@pytest.mark.parametrize("missing", [None, math.nan, pd.NA, pd.NaT], ids=repr)
def test_what_pandas_calls_missing_is_missing(tmp_path, missing):
    counts = pd.Series([1, missing], dtype=object)
    for column in (counts, counts.astype("Int64") if missing is pd.NA else counts):
        PEOPLE.write_frame(
            tmp_path / "x",
            pd.DataFrame(
                {"city": "x", "age": column.array, "height": column.array}, index=["NA", "nan"]
            ),
        )
        assert (tmp_path / "x").read_text().splitlines()[1:] == ["NA\tx\t1\t1", "nan\tx\t\t"]
