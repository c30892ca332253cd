"""A copy of the checkout, and what Snakemake is asked in it."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from builders.paths import DEMO, ROOT

PARTS = ("workflow", "config", "profiles", "resources", "envs")


@dataclass(frozen=True, kw_only=True)
class Run:
    """A finished command: what it wrote, standard output first, and how it ended."""

    code: int
    text: str

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """A checkout whose demo runs in ``folder``."""

    root: Path = ROOT
    folder: Path

    def command(self, *options: str) -> list[str]:
        """What a user types; options for Snakemake stand behind those that are always given."""
        snakemake = [sys.executable, "-m", "snakemake", "--snakefile", str(self.root / "Snakefile")]
        return [*snakemake, "--directory", str(self.folder), "--cores", "2", *options]

    def run(self, *options: str) -> Run:
        done = subprocess.run(
            self.command(*options), capture_output=True, text=True, cwd=self.folder, check=False
        )
        return Run(code=done.returncode, text=done.stdout + done.stderr)

    def jobs_to_do(self, *options: str) -> dict[str, int]:
        """How many jobs of each rule a run would do, targets left out."""
        run = self.run(*options, "--dry-run", "--quiet", "rules")
        assert run.code == 0, run.text
        jobs = dict(re.findall(r"^(\w+) +(\d+)$", run.text, flags=re.MULTILINE))
        return {rule: int(n) for rule, n in jobs.items() if rule not in ("total", "all")}


def copy_checkout(folder: Path) -> Checkout:
    """The checkout, with the demo's reads and config but none of its results."""
    for part in PARTS:
        shutil.copytree(
            ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"), symlinks=True
        )
    for file in ("Snakefile", "CITATION.cff"):
        shutil.copy2(ROOT / file, folder)
    return Checkout(root=folder, folder=copy_demo(folder / ".test"))


def copy_demo(folder: Path) -> Path:
    """The demo's reads and config."""
    for part in ("config", "reads"):
        shutil.copytree(DEMO / part, folder / part)
    return folder
