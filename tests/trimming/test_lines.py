"""What is read of a file at a time is bounded, whatever its lines."""

import io

import pytest

from mirtrd.trimming import lines
from mirtrd.trimming.lines import BoundedLines, LongLineError


def read(content: bytes) -> bytes:
    return io.BufferedReader(BoundedLines(io.BytesIO(content)), 64).read()


def test_a_file_is_read_as_it_is_but_for_its_byte_order_mark():
    assert read(b"a\nb\n") == b"a\nb\n"
    assert read(b"\xef\xbb\xbfa\n") == b"a\n"
    assert read(b"\xef\xbb\xbf") == b""


def test_a_line_without_end_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(lines, "MAX_LINE", 1000)
    assert len(read((b"A" * 900 + b"\n") * 50)) == 901 * 50
    with pytest.raises(LongLineError, match="is no read: has it line ends"):
        read(b"A" * 10**6)


def test_nul_bytes_without_end_are_few():
    assert set(read(b"a\n" + b"\0" * 10**6)[2:]) == {0}
    assert len(read(b"a\n" + b"\0" * 10**6)) < 1000 + 10**6 / 8
