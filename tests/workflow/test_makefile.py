"""The Makefile writes and removes what is in its own folder only, whatever the path to it is."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MADE = (".venv", "site", ".test/results", ".test/logs", ".test/benchmarks", ".test/.snakemake")
# The folder of the checkout, and the folders next to it that are named if its path is split.
BORNE = {
    "TRD study": ("TRD", "study"),
    " TRD": ("TRD",),
    "TRD\tstudy": ("TRD", "study"),
    "'TRD' study": ("TRD", "study"),
    '"TRD" study': ("TRD", "study"),
    "TRD's": ("TRD", "TRDs"),
    "TRD$HOME": ("TRD", "TRDOME"),
    "TRD $(HOME)": ("TRD",),
    "TRD $$": ("TRD",),
    "TRD #1": ("TRD",),
    "TRD;study": ("TRD", "study"),
    "TRD & study": ("TRD", "study"),
    "TRD (study)": ("TRD", "study"),
    "TRD*": ("TRD", "TRD study"),
    "TRD %": ("TRD",),
    "TRD\\ study": ("TRD", "TRD study"),
    "`TRD`": ("TRD",),
    "-rf TRD": ("TRD",),
    "~ TRD": ("TRD",),
    "dépression 研究": ("dépression", "研究"),
}
REFUSED = {
    "TRD:study": ("TRD", "study"),
    "TRD\nstudy": ("TRD", "study"),
    "TRD {study}": ("TRD", "study"),
}
ALL = BORNE | REFUSED
WORST = "TRD 'st\"udy' $HOME #;(ü)&%`*\\"

MAKE = shutil.which("make")
pytestmark = pytest.mark.skipif(not MAKE, reason="make is not installed")


def check_out(folder: Path, name: str = "TRD study") -> Path:
    """A checkout that was used, next to folders of a stranger; nothing is to be installed."""
    checkout = folder / name / "mirtrd"
    for part in MADE:
        (checkout / part).mkdir(parents=True)
    for stranger in (*ALL.get(name, ("TRD",)), "home"):
        for part in (*MADE, "mirtrd/.venv"):
            (folder / stranger / part).mkdir(parents=True)
            (folder / stranger / part / "file").touch()
    shutil.copy(ROOT / "Makefile", checkout)
    (checkout / "requirements.txt").touch()
    return checkout


def seen(folder: Path, checkout: Path) -> set[Path]:
    """All that is in a folder but for the checkout and what the calls of the Pythons left."""
    ours = (checkout, folder / "bin")
    return {p for p in folder.rglob("*") if not any(p.is_relative_to(o) for o in ours)}


def make(folder: Path, *options: str, **settings) -> subprocess.CompletedProcess:
    """Run make where each Python of the PATH writes down how it is called."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    note = 'printf "%s\\n" "${0##*/} $*" >> "$CALLS"'
    run = {"python": f'exec "{sys.executable}" "$@"', "pip": "exit 1"}
    for name in ("python", "python3", "pip", "pip3"):
        (programs / name).write_text(f"#!/bin/sh\n{note}\n{run[name.rstrip('3')]}\n")
        (programs / name).chmod(0o755)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "PIP_"))}
    env["PATH"] = f"{programs}{os.pathsep}{os.defpath}"
    # A Makefile that fails these tests may remove $HOME: not that of who runs them.
    env |= {"HOME": str(folder / "home"), "CALLS": str(programs / "calls")}
    env |= {"PIP_NO_INDEX": "1", "PYTHON": "python3"}
    return subprocess.run(
        [MAKE, *options], env=env, capture_output=True, text=True, errors="replace", **settings
    )


def calls(folder: Path) -> list[str]:
    path = folder / "bin" / "calls"
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.parametrize("name", [*ALL, WORST])
def test_clean_removes_what_the_checkout_made_and_nothing_else(tmp_path, name):
    checkout = check_out(tmp_path, name)
    before = seen(tmp_path, checkout)
    run = make(tmp_path, "clean", cwd=checkout)
    assert run.returncode == 0, run.stderr
    assert not any((checkout / part).exists() for part in MADE)
    assert (checkout / "Makefile").exists()
    assert seen(tmp_path, checkout) == before


@pytest.mark.parametrize("name", [*ALL, WORST])
def test_clean_from_another_folder_removes_nothing_there(tmp_path, name):
    checkout = check_out(tmp_path, name)
    before = seen(tmp_path, checkout)
    elsewhere = tmp_path / ALL.get(name, ("TRD",))[0]
    run = make(tmp_path, "--directory", str(checkout), "clean", cwd=elsewhere)
    assert run.returncode == 0, run.stderr
    assert not any((checkout / part).exists() for part in MADE)
    assert seen(tmp_path, checkout) == before


@pytest.mark.parametrize("name", [*BORNE, WORST])
def test_install_is_planned_with_the_python_of_the_checkout(tmp_path, name):
    checkout = check_out(tmp_path, name)
    before = seen(tmp_path, checkout)
    run = make(tmp_path, "--dry-run", "install", cwd=checkout)
    assert run.returncode == 0, run.stderr
    pips = [line for line in run.stdout.splitlines() if "pip install" in line]
    assert [line.split()[0] for line in pips] == [".venv/bin/python"]
    assert str(tmp_path) not in run.stdout
    assert calls(tmp_path) == []
    assert seen(tmp_path, checkout) == before


@pytest.mark.parametrize("name", ["TRD study", WORST])
def test_install_leaves_the_global_python_and_other_folders_alone(tmp_path, name):
    checkout = check_out(tmp_path, name)
    shutil.rmtree(checkout / ".venv")
    before = seen(tmp_path, checkout)
    run = make(tmp_path, "--directory", str(checkout), "install")
    assert run.returncode == 0, run.stderr
    made = [call for call in calls(tmp_path) if not call.startswith("python3 -c ")]
    assert made == ["python3 -m venv .venv"]
    assert (checkout / ".venv" / "installed").exists()
    pip = [".venv/bin/python", "-m", "pip", "--version"]
    where = subprocess.run(pip, cwd=checkout, capture_output=True, text=True, check=True).stdout
    assert str(checkout / ".venv") in where
    # Nothing is left of what was temporary.
    assert list((checkout / ".venv" / "tmp").iterdir()) == []
    assert seen(tmp_path, checkout) == before
    assert make(tmp_path, "clean", cwd=checkout).returncode == 0
    assert not (checkout / ".venv").exists()
    assert seen(tmp_path, checkout) == before


def test_without_an_environment_nothing_is_installed(tmp_path):
    checkout = check_out(tmp_path)
    (tmp_path / "no python").write_text("#!/bin/sh\ncase $2 in venv) exit 1;; esac\n")
    (tmp_path / "no python").chmod(0o755)
    run = make(tmp_path, "install", f"PYTHON={tmp_path}/no python", cwd=checkout)
    assert run.returncode != 0
    assert "pip install" not in run.stdout
    assert calls(tmp_path) == []
    assert not (checkout / ".venv" / "installed").exists()


@pytest.mark.parametrize("name", REFUSED)
def test_install_refuses_in_one_line_paths_that_it_cannot_bear(tmp_path, name):
    checkout = check_out(tmp_path, name)
    before = seen(tmp_path, checkout)
    run = make(tmp_path, "install", cwd=checkout)
    assert run.returncode != 0
    error, stopped = run.stderr.splitlines()
    assert error.startswith("Error: The path of this folder may hold neither colons, braces")
    assert "***" in stopped
    assert all(call.startswith("python3 -c ") for call in calls(tmp_path))
    assert not list((checkout / ".venv").iterdir())
    assert seen(tmp_path, checkout) == before


def test_no_program_is_taken_from_a_part_of_a_path_with_a_colon(tmp_path):
    checkout = check_out(tmp_path, "TRD:study")
    (tmp_path / "TRD" / "rm").write_text('#!/bin/sh\necho "rm $*" >> "$CALLS"\n')
    (tmp_path / "TRD" / "rm").chmod(0o755)
    assert make(tmp_path, "clean", cwd=checkout).returncode == 0
    assert calls(tmp_path) == []
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("target", ["clean", "install"])
def test_a_makefile_of_another_folder_is_refused_in_one_line(tmp_path, target):
    checkout = check_out(tmp_path)
    before = set(tmp_path.rglob("*"))
    for path in (checkout / "Makefile", "../TRD study/mirtrd/Makefile"):
        run = make(tmp_path, "--file", str(path), target, cwd=tmp_path / "TRD")
        assert run.returncode != 0
        assert len(run.stderr.splitlines()) == 1
        assert "Run make in the folder of this Makefile" in run.stderr
    shutil.rmtree(tmp_path / "bin")
    assert set(tmp_path.rglob("*")) == before


def test_variables_do_not_widen_what_clean_removes(tmp_path):
    checkout = check_out(tmp_path)
    before = seen(tmp_path, checkout)
    given = [f"{name}={tmp_path / 'TRD'}" for name in ("VENV", "INSTALLED", "CURDIR", "PWD")]
    assert make(tmp_path, "-e", "clean", *given, cwd=checkout).returncode == 0
    assert not (checkout / ".venv").exists()
    assert seen(tmp_path, checkout) == before


def test_jobs_run_with_a_python_in_a_folder_with_blanks_and_quotes(tmp_path):
    environment = tmp_path / 'TRD\'s "study"' / ".venv"
    venv.create(environment)
    (packages,) = environment.glob("lib/*/site-packages")
    (packages / "tested.pth").write_text(sysconfig.get_path("purelib"))
    study = tmp_path / "study"
    shutil.copytree(ROOT / ".test" / "config", study / "config")
    shutil.copytree(ROOT / ".test" / "reads", study / "reads")
    wanted = "results/reference/reference.fasta"
    command = [str(environment / "bin" / "python"), "-m", "snakemake", "--cores", "1"]
    place = ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(study)]
    run = subprocess.run([*command, *place, wanted], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert (study / wanted).exists()
