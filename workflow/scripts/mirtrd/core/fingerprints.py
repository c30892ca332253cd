"""What the files are that a user gave to a job, by their bytes.

Snakemake reruns a job whose input is newer than its output. It does not notice a file that was
replaced by an older one, as ``cp -p`` and ``rsync -a`` do. So each rule gets a parameter that
changes with the files, whatever their time stamps.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

# The parameter that a rule gets.
PARAMETER = "given_files"
# Where the rules keep what they make.
MADE = "results/"
# Up to this size (bytes) all of a file is read, as Snakemake does. Of a larger one, so much of its
# start and its end: the end of a gzipped file has the checksum of its content.
SMALL, PART = 1 << 20, 1 << 12


def track_files(rules: Iterable[Any]) -> None:
    """Give each rule that runs a script the fingerprints of the files that no rule makes.

    ``rules`` are those of a Snakemake workflow; to be called when all of them are defined.
    """
    known: dict[str, str] = {}
    for rule in rules:
        if rule.script is not None and PARAMETER not in rule.params.keys():  # noqa: SIM118
            rule.set_params(**{PARAMETER: _fingerprints_of(rule, known)})


def _fingerprints_of(rule: Any, known: dict[str, str]) -> Callable[[Any], list[str]]:
    """A function of Snakemake's for the parameter; of the wildcards alone, as a parameter that is
    made of the input is no reason for it to run again."""
    fixed = [str(file) for file in rule.input if not callable(file)]
    functions = [file for file in rule.input if callable(file)]

    def fingerprints(wildcards: Any) -> list[str]:
        files = [*fixed, *(f for function in functions for f in _listed(function(wildcards)))]
        found = []
        for file in files:
            if not file.startswith(MADE):
                if file not in known:
                    known[file] = fingerprint(file)
                found.append(known[file])
        return found

    return fingerprints


def _listed(given: Any) -> list[str]:
    """What an input function gives: one path, several, or several by name."""
    if isinstance(given, str | Path):
        return [str(given)]
    if isinstance(given, Mapping):
        return [path for named in given.values() for path in _listed(named)]
    return [str(path) for path in given]


def fingerprint(path: str | Path) -> str:
    """The size of a file, and sixteen hexadecimal digits that stand for its bytes; "" if it cannot
    be read."""
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size <= SMALL:
                content = file.read()
            else:
                content = file.read(PART)
                file.seek(-PART, os.SEEK_END)
                content += file.read()
    except OSError:
        return ""
    return f"{size} {hashlib.sha256(content).hexdigest()[:16]}"
