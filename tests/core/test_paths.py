"""A path that cannot be is no file."""

import pytest

from mirtrd.core.paths import is_file, is_there


def test_files_and_folders_are_told_apart(tmp_path):
    (tmp_path / "a").touch()
    assert is_there(tmp_path)
    assert not is_file(tmp_path)
    assert is_file(tmp_path / "a")


@pytest.mark.parametrize("path", ["a\0b", "a" * 5000, "\ud800", "no"])
def test_nothing_is_where_nothing_can_be(path):
    assert not is_there(path)
    assert not is_file(path)
