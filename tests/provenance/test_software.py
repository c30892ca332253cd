"""Which code and packages a run is made with."""

import subprocess

import yaml

from builders.paths import ROOT
from mirtrd.core.version import VERSION
from mirtrd.provenance.software import describe_code, find_versions, read_pinned


def git(folder, *words):
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_a_commit_and_what_was_modified_since_are_told(tmp_path):
    (tmp_path / "Snakefile").write_text("rule all:\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "first")
    code = {"version": VERSION, "commit": git(tmp_path, "rev-parse", "HEAD"), "sha256": "ab"}
    assert describe_code(tmp_path, "ab") == code | {"modified": False}
    (tmp_path / "notes.txt").touch()
    assert describe_code(tmp_path, "ab") == code | {"modified": False}
    (tmp_path / "Snakefile").write_text("rule none:\n")
    assert describe_code(tmp_path, "ab") == code | {"modified": True}


def test_without_git_or_within_the_repository_of_something_else_there_is_no_commit(
    tmp_path, monkeypatch
):
    unknown = {"version": VERSION, "commit": None, "modified": None, "sha256": "ab"}
    git(tmp_path, "init", "--quiet")
    (tmp_path / "inner").mkdir()
    assert describe_code(tmp_path / "inner", "ab") == unknown
    monkeypatch.setenv("PATH", str(tmp_path))
    assert describe_code(tmp_path, "ab") == unknown


def test_packages_are_those_of_the_environments_under_the_names_of_pypi():
    pinned = read_pinned(ROOT / "envs")
    assert {"cutadapt", "isal", "matplotlib", "pydeseq2", "snakemake"} <= set(pinned)
    assert not {"python", "python-isal", "multiqc"} & set(pinned)
    envs = [yaml.safe_load((ROOT / "envs" / f"{e}.yaml").read_text()) for e in ("reads",)]
    assert f"cutadapt ={pinned['cutadapt']}" in envs[0]["dependencies"]


def test_a_version_is_that_installed_or_else_that_pinned():
    found = find_versions({"pytest": "0.0.1", "of-another-environment": "3.2"})
    assert found["of-another-environment"] == "3.2"
    assert found["pytest"] != "0.0.1"
