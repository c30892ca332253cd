"""Hold the results of two checkouts against each other, byte by byte.

    python tools/compare_results.py BEFORE AFTER

BEFORE and AFTER are results folders of the same run. Prints what moved, differs, is gone or new;
exits with 1 if anything differs or is gone. A file moved if its bytes are elsewhere in AFTER.
"""

import hashlib
import sys
from collections import defaultdict
from pathlib import Path


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file, by its path within the folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def compare(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """Lines by verdict: same, moved, differs, gone, new."""
    elsewhere = defaultdict(list)
    for path, digest in after.items():
        if before.get(path) != digest:
            elsewhere[digest].append(path)
    found: dict[str, list[str]] = {k: [] for k in ("same", "moved", "differs", "gone", "new")}
    moved = set()
    for path, digest in before.items():
        if after.get(path) == digest:
            found["same"].append(path)
        elif elsewhere[digest]:
            moved.add(target := elsewhere[digest].pop(0))
            found["moved"].append(f"{path} -> {target}")
        else:
            found["differs" if path in after else "gone"].append(path)
    found["new"] = sorted(set(after) - set(before) - moved)
    return found


def main(before: str, after: str) -> int:
    """Print the comparison; 1 if anything differs or is gone."""
    found = compare(digests(Path(before)), digests(Path(after)))
    for verdict, lines in found.items():
        print(f"{verdict}: {len(lines)}")
        if verdict != "same":
            print("".join(f"  {line}\n" for line in lines), end="")
    return bool(found["differs"] or found["gone"])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
