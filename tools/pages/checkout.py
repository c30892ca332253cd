"""Where things are in the checkout, and what all pages need."""

from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "workflow" / "scripts"
PACKAGE = SCRIPTS / "mirtrd"
RULES = ROOT / "workflow" / "rules"
# In the order in which data flow through them.
STAGES = (
    "reference",
    "accession",
    "trimming",
    "counting",
    "quality",
    "cohort",
    "expression",
    "robustness",
    "candidates",
    "targets",
    "features",
    "meta",
    "panel",
    "provenance",
    "report",
    "geo",
)


def make_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    cells = [list(header), *map(list, rows)]
    lines = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in cells]
    return "\n".join([lines[0], "|---" * len(cells[0]) + "|", *lines[1:]]) + "\n"
