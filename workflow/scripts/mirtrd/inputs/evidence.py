"""The tables of published reports that a run goes by."""

from collections.abc import Sequence
from pathlib import Path

from mirtrd.core.job import UserError
from mirtrd.core.paths import is_file
from mirtrd.reference.tables import EVIDENCE

# What the config has for no table of published reports and, in a list, for the one that ships; and
# what such a table may say.
NO_EVIDENCE, SHIPPED_EVIDENCE, DIRECTIONS = "none", "shipped", ("up", "down", "")


def find_evidence(given: str | Sequence[str] | None, shipped: Path) -> list[str]:
    """The tables of published reports: that of depression, which ships with the workflow, another,
    several, or none. Raises UserError for one that is not there or not of that form."""
    if given == NO_EVIDENCE:
        return []
    if given is None:
        return [str(shipped)]
    paths = [given] if isinstance(given, str) else given
    return [str(shipped) if path == SHIPPED_EVIDENCE else check_evidence(path) for path in paths]


def check_evidence(path: str) -> str:
    """The path of a table of published reports; UserError if it is none."""
    if not is_file(path):
        raise UserError(
            f"config: evidence: the file {path} does not exist; expected a table of published "
            "reports, or none"
        )
    try:
        rows = list(EVIDENCE.read(path))
    except (UserError, OSError, ValueError):
        raise UserError(
            f"config: evidence: {path} is not as expected: text in UTF-8 with tabs between the "
            f"columns {', '.join(EVIDENCE.header)}"
        ) from None
    for line, row in enumerate(rows, start=2):
        if not row["mirna"] or row["direction"] not in DIRECTIONS:
            raise UserError(
                f"config: evidence: {path}, line {line}: found mirna {row['mirna']!r} and "
                f"direction {row['direction']!r}, expected a name and up, down or nothing"
            )
    return path
