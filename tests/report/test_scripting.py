"""Data in a page, and the digest of a script."""

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.reported import HOSTILE, Seen
from mirtrd.report.scripting import as_data, digest_of


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_data_come_back_as_they_went_in(content):
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return  # no text that a file could hold
    assert json.loads("".join(Seen(as_data("d", content)).scripts)) == content


def test_nothing_in_the_data_ends_their_element():
    made = as_data("d", {"a": HOSTILE, "b": "<!--", "c": "\u2028"})
    assert made.count("<") == 2
    assert "\u2028" not in made
    assert Seen(made).named("script") == [{"type": "application/json", "id": "d"}]


def test_a_number_that_json_has_not_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_data("d", float("nan"))


def test_the_digest_is_that_of_the_bytes():
    digest = base64.b64encode(hashlib.sha256("é".encode()).digest()).decode()
    assert digest_of("é") == f"'sha256-{digest}'"
