"""MD5 sums of files."""

import hashlib
from pathlib import Path


def md5_of(path: str | Path) -> str:
    """The MD5 sum of a file as it is, in hexadecimal digits, which archives publish to tell
    damage from integrity."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
