"""A path that cannot be is no file."""

import os

import pytest

from mirtrd.core.job import UserError
from mirtrd.core.paths import check_writable, is_file, is_there


def test_files_and_folders_are_told_apart(tmp_path):
    (tmp_path / "a").touch()
    assert is_there(tmp_path)
    assert not is_file(tmp_path)
    assert is_file(tmp_path / "a")


@pytest.mark.parametrize("path", ["a\0b", "a" * 5000, "\ud800", "no"])
def test_nothing_is_where_nothing_can_be(path):
    assert not is_there(path)
    assert not is_file(path)


@pytest.mark.parametrize("folder", [".", "results", "logs", "benchmarks", ".snakemake"])
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path, monkeypatch, folder):
    """Told by the system, as the one who runs the tests may write anywhere."""
    (tmp_path / folder).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path)
    check_writable()
    monkeypatch.setattr(os, "access", lambda path, mode: path != folder or not mode & os.W_OK)
    with pytest.raises(UserError) as caught:
        check_writable()
    assert str(caught.value) == (
        f"{tmp_path / folder}: may not be written to: get permission, or run in another folder, "
        "with --directory"
    )
