"""What code a script runs: its own, and that of the modules that it imports, directly or not.

Snakemake reruns a job whose script has changed, but does not look into what the script imports.
So each script rule gets a parameter that changes when one of these modules does, and only then.
"""

import ast
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1]
# The parameter that a rule gets.
PARAMETER = "imported_code"
# The ends of names of files that hold code; the Snakefile has none.
CODE = ("", ".py", ".smk", ".json", ".tsv", ".html", ".css", ".js")
# What holds statements, in statements.
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def track_imports(rules: Iterable[Any]) -> None:
    """Give each rule that runs a script of this package the digest of what the script imports.

    ``rules`` are those of a Snakemake workflow; to be called when all of them are defined.
    """
    for rule in rules:
        if rule.script is not None and PARAMETER not in rule.params.keys():  # noqa: SIM118
            script = PACKAGE.parent / str(rule.script).rpartition("/scripts/")[2]
            rule.set_params(**{PARAMETER: _digest_when_asked(script)})


def _digest_when_asked(script: Path) -> Callable[[Any], str]:
    """A function of wildcards, as rules take them. Each job of a cluster reads the rules anew, and
    asks for the digest of its own alone."""

    @cache
    def digest() -> str:
        return digest_imports(script)

    return lambda wildcards: digest()


def digest_imports(script: Path, package: Path = PACKAGE) -> str:
    """Sixteen hexadecimal digits that stand for the modules of ``package`` that a script imports.

    Of the SHA-256 of their names and bytes; the script's own bytes are not in it.
    """
    digest = hashlib.sha256()
    for path in sorted(find_imports(script, package) - {script}):
        digest.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def digest_code(root: Path) -> str:
    """The SHA-256 of the code of a checkout, in hexadecimal digits: of names and bytes of the
    Snakefile, of rules, scripts and schemas, and of the tables that ship with them."""
    files = [root / "Snakefile", *root.glob("workflow/**/*"), *root.glob("resources/**/*")]
    digest = hashlib.sha256()
    for path in sorted(files):
        if path.suffix in CODE and path.is_file():
            digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


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
    if isinstance(tree, ast.Import):
        yield from (alias.name for alias in tree.names)
    elif isinstance(tree, ast.ImportFrom) and tree.module and not tree.level:
        yield from (f"{tree.module}.{alias.name}" for alias in tree.names)
    # Only statements hold imports; not to look into expressions saves a fifth of the time, which
    # each job of a cluster takes anew.
    for block in BLOCKS:
        for node in getattr(tree, block, ()):
            yield from _imported_names(node)


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
