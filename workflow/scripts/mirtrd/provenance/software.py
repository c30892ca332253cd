"""Which code and which packages a run is made with."""

import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mirtrd.core.version import VERSION

# Names of conda that are others on the Python Package Index.
NAMES = {
    "python-isal": "isal",
    "matplotlib-base": "matplotlib",
    "snakemake-minimal": "snakemake",
}
# A package and its version in a conda environment.
PINNED = re.compile(r"^  - ([\w-]+) =([\w.]+)$", flags=re.MULTILINE)
# What results are made with.
PARTS = ("Snakefile", "workflow", "resources")
# What a run does not need.
OPTIONAL = ("multiqc.yaml",)


def describe_code(root: Path, digest: str) -> dict[str, Any]:
    """Version and digest of the code of a checkout and, if git knows it, its commit and whether
    the code was modified since; None where there is no git."""
    code: dict[str, Any] = {"version": VERSION, "commit": None, "modified": None, "sha256": digest}
    top = _ask_git(root, "rev-parse", "--show-toplevel")
    # A checkout without .git may lie in the repository of something else.
    if top is not None and Path(top).resolve() == root.resolve():
        code["commit"] = _ask_git(root, "rev-parse", "HEAD")
        changed = _ask_git(root, "status", "--porcelain", "--", *PARTS)
        code["modified"] = bool(changed) if changed is not None else None
    return code


def _ask_git(root: Path, *words: str) -> str | None:
    try:
        asked = subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return asked.stdout.strip() if asked.returncode == 0 else None


def read_pinned(envs: Path) -> dict[str, str]:
    """The packages of the conda environments of a run and their versions, under the names of the
    Python Package Index."""
    found: dict[str, str] = {}
    for path in sorted(envs.glob("*.yaml")):
        if path.name not in OPTIONAL:
            pinned = PINNED.findall(path.read_text(encoding="utf-8"))
            found |= {NAMES.get(name, name): version for name, version in pinned}
    # Python itself is no package.
    return {name: found[name] for name in sorted(found) if name != "python"}


def find_versions(pinned: dict[str, str]) -> dict[str, str]:
    """The versions of packages: as installed here, and of what other environments of conda hold,
    as pinned."""
    return {name: _installed(name) or version for name, version in pinned.items()}


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
