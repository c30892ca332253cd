"""What code a script runs: its own, and that of the modules that it imports, directly or not.

Snakemake reruns a job whose script has changed, but does not look into what the script imports.
So each script rule gets a parameter that changes when one of these modules does, and only then.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1]
# The parameter that a rule gets.
PARAMETER = "imported_code"


def track_imports(rules: Iterable[Any]) -> None:
    """Give each rule that runs a script of this package the digest of what the script imports.

    ``rules`` are those of a Snakemake workflow; to be called when all of them are defined.
    """
    for rule in rules:
        if rule.script is not None and PARAMETER not in rule.params.keys():  # noqa: SIM118
            script = PACKAGE.parent / str(rule.script).rpartition("/scripts/")[2]
            rule.set_params(**{PARAMETER: digest_imports(script)})


def digest_imports(script: Path, package: Path = PACKAGE) -> str:
    """Sixteen hexadecimal digits that stand for the modules of ``package`` that a script imports.

    Of the SHA-256 of their names and bytes; the script's own bytes are not in it.
    """
    digest = hashlib.sha256()
    for path in sorted(find_imports(script, package) - {script}):
        digest.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def find_imports(script: Path, package: Path = PACKAGE) -> set[Path]:
    """The files of ``package`` that are run when a script is, itself included."""
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _direct_imports(path, package)
    return found


@cache
def _direct_imports(path: Path, package: Path) -> tuple[Path, ...]:
    names = set(_imported_names(ast.parse(path.read_bytes())))
    return tuple(sorted({file for name in names for file in _files_of(name, package)}))


def _imported_names(tree: ast.AST) -> Iterator[str]:
    """Dotted names of modules, and of what is taken from them, which may be modules too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files_of(name: str, package: Path) -> Iterator[Path]:
    """The files that importing a dotted name runs: packages on the way, and the module."""
    first, *parts = name.split(".")
    if first != package.name:
        return
    folder = package
    yield from _existing(folder / "__init__.py")
    for part in parts:
        yield from _existing(folder / f"{part}.py")
        folder /= part
        yield from _existing(folder / "__init__.py")


def _existing(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
