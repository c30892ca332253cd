"""Whether a path that a user gave leads to a file, and whether a run may write where it has to."""

import os
from pathlib import Path

from mirtrd.core.job import UserError

# Folders of the working directory that a run writes to.
WRITTEN = (".", "results", "logs", "benchmarks", ".snakemake")


def is_there(path: str | Path) -> bool:
    """Whether something is there; not for a path that is too long or holds what no path can."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


def is_file(path: str | Path) -> bool:
    """Whether a file is there."""
    return is_there(path) and Path(path).is_file()


def check_writable() -> None:
    """Refuse a working directory that a run could not write to, before Snakemake tries."""
    for name in WRITTEN:
        if is_there(name) and not os.access(name, os.W_OK | os.X_OK):
            raise UserError(
                f"{Path(name).resolve()}: may not be written to: get permission, or run in another "
                "folder, with --directory"
            )
