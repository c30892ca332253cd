"""Text is read in the encodings that people save it in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirtrd.core.texts import NotTextError, decode, shorten

TEXT = "sample\tcondition\nT1\tTRD für immer\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_each_encoding(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_utf_8_is_never_taken_for_anything_else(text):
    assert decode(("a" + text).encode()) == "a" + text


def test_other_encodings_are_refused_by_line():
    with pytest.raises(NotTextError, match=r"^line 2: not UTF-8 text$"):
        decode(TEXT.encode("latin-1"))
    with pytest.raises(NotTextError):
        decode(b"\xff\xfea")


def test_long_text_is_cut_in_its_middle():
    assert shorten("a" * 100) == "a" * 100
    assert shorten("a" * 80 + "b" * 80) == "a" * 50 + " … " + "b" * 25
