"""What goes wrong when a user's file is read is caught as one kind of error."""

import gzip

import pytest
import xopen

from mirtrd.core.files import UNREADABLE

WHOLE = gzip.compress(bytes(range(256)) * 100)


@pytest.mark.parametrize(
    "content",
    [None, WHOLE[:-30], WHOLE[:-4], WHOLE[:30] + b"\xff\x00\xff" + WHOLE[33:], b"no gzip"],
    ids=["missing", "cut short", "checksum cut", "damaged", "plain text"],
)
def test_a_file_that_cannot_be_read_raises_one_of_these(tmp_path, content):
    path = tmp_path / "x.gz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UNREADABLE), xopen.xopen(path, "rb", threads=0) as file:
        file.read()


def test_a_text_in_another_encoding_raises_one_of_these(tmp_path):
    (tmp_path / "x").write_bytes(b"\xe4")
    with pytest.raises(UNREADABLE), xopen.xopen(tmp_path / "x", encoding="utf-8") as file:
        file.read()
