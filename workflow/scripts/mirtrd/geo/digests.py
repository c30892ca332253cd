"""MD5 sums of files."""

import hashlib
from pathlib import Path


def digest(path: str | Path) -> str:
    """The MD5 sum of a file as it is, in hexadecimal digits."""
    with Path(path).open("rb") as file:
        # As archives ask for it; nothing here is safe by it.
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
