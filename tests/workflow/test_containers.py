"""The recipes of containers hold what the lock says; no engine is needed to test them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from builders.paths import ROOT

FOLDER = ROOT / "containers"
DOCKER = (FOLDER / "Dockerfile").read_text()
APPTAINER = (FOLDER / "mirtrd.def").read_text()


def test_both_recipes_are_of_one_base_and_one_step():
    bases = re.findall(r"^(?:FROM|From:) (\S+)$", DOCKER + APPTAINER, flags=re.MULTILINE)
    steps = re.findall(r"^(?:RUN| *)(?:| )(sh .*)$", DOCKER + APPTAINER, flags=re.MULTILINE)
    paths = re.findall(r"^(?:ENV|    export) (PATH=.*)$", DOCKER + APPTAINER, flags=re.MULTILINE)
    for found in (bases, steps, paths):
        assert len(found) == 2
        assert found[0] == found[1]


def test_the_base_has_the_python_of_the_conda_environments():
    base = re.search(r"python:(\d\.\d+)-", DOCKER)[1]
    for path in (ROOT / "envs").glob("*.yaml"):
        assert f"python ={base}" in yaml.safe_load(path.read_text())["dependencies"]


def test_docker_is_given_what_the_recipe_copies_and_nothing_else():
    copied = re.search(r"^COPY (.*) \S+$", DOCKER, flags=re.MULTILINE)[1].split()
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored == ["*", *(f"!{path}" for path in copied)]
    files = re.search(r"%files\n(.*?)\n\n", APPTAINER, flags=re.DOTALL)[1].split()[::2]
    assert files == copied


def test_jobs_run_in_the_image_that_the_recipe_makes():
    image = re.search(r"apptainer build (\S+) ", APPTAINER)[1]
    snakefile = (ROOT / "Snakefile").read_text()
    assert re.search(r'^container: str\(.* / "(.*)"\)$', snakefile, re.MULTILINE)[1] == image


@pytest.mark.recipe
def test_the_step_of_the_recipes_installs_the_lock_and_the_workflow_runs_with_it(tmp_path):
    lock = ROOT / "requirements.txt"
    subprocess.run(["sh", FOLDER / "install.sh", tmp_path / "made", lock], check=True)
    python = tmp_path / "made" / "bin" / "python"
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format", "freeze"],
        check=True,
        capture_output=True,
        text=True,
    )
    installed = dict(re.findall(r"^([\w.-]+)==(\S+)$", listed.stdout, flags=re.MULTILINE))
    locked = re.findall(r"^([\w.-]+)==([\w.]+)", lock.read_text(), flags=re.MULTILINE)
    names = {name.lower().replace("_", "-"): version for name, version in installed.items()}
    versions = {name: {v for n, v in locked if n == name} for name, _ in locked}
    assert len(names) > 50
    for name, version in names.items():
        assert name == "pip" or name == "setuptools" or version in versions[name], name
    study = tmp_path / "study"
    (study / "config").mkdir(parents=True)
    for path in (ROOT / ".test" / "config").iterdir():
        (study / "config" / path.name).write_bytes(path.read_bytes())
    (study / "reads").symlink_to(ROOT / ".test" / "reads")
    wanted = "results/reference/matures.tsv"
    place = ["--snakefile", ROOT / "Snakefile", "--directory", study]
    subprocess.run([python, "-m", "snakemake", "--cores", "1", *place, wanted], check=True)
    assert (study / wanted).is_file()
    assert Path(sys.executable) != python
