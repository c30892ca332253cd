"""JSON files that one rule writes and others read."""

import json
from pathlib import Path
from typing import Any


def write_document(path: str | Path, content: Any) -> None:
    """Write text, numbers, lists and dictionaries, in their order, to be read by people too."""
    Path(path).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def read_document(path: str | Path) -> Any:
    """What ``write_document`` wrote."""
    return json.loads(Path(path).read_text(encoding="utf-8"))
