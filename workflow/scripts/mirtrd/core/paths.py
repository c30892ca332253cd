"""Whether a path that a user gave leads to a file, whatever stands in it."""

from pathlib import Path


def is_there(path: str | Path) -> bool:
    """Whether something is there; not for a path that is too long or holds what no path can."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


def is_file(path: str | Path) -> bool:
    """Whether a file is there."""
    return is_there(path) and Path(path).is_file()
