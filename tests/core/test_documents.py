"""JSON documents come back as they were written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirtrd.core.documents import read_document, write_document

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3)
    ),
    max_leaves=8,
)


@given(values)
def test_documents_come_back_as_they_were_written(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("documents") / "document.json"
    write_document(path, content)
    assert read_document(path) == content


def test_a_number_that_is_not_known_comes_back(tmp_path):
    write_document(tmp_path / "x.json", {"a": math.nan})
    assert math.isnan(read_document(tmp_path / "x.json")["a"])


def test_keys_keep_their_order_for_people_who_read_them(tmp_path):
    write_document(tmp_path / "x.json", {"b": 1, "a": [2]})
    assert (tmp_path / "x.json").read_text() == '{\n  "b": 1,\n  "a": [\n    2\n  ]\n}\n'


def test_what_is_no_json_cannot_be_written(tmp_path):
    with pytest.raises(TypeError, match="not JSON serializable"):
        write_document(tmp_path / "x.json", {"a": {1}})
