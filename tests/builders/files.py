"""Files as a user gives them."""

import gzip
from pathlib import Path


def write(path: Path, content: str | bytes) -> str:
    """Write a file, gzipped if its name says so; the path as text."""
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return str(path)


def feature(kind: str, start: int, end: int, strand: str, attributes: str) -> str:
    """A line of a GFF3 file."""
    return "\t".join(["chr1", ".", kind, str(start), str(end), ".", strand, ".", attributes]) + "\n"
