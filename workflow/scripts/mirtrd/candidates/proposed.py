"""The miRNAs that published work proposes, in the table of a contrast."""

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

import pandas as pd

from mirtrd.figures.names import short_names
from mirtrd.reference.names import Names
from mirtrd.reference.tables import EVIDENCE

MOST_NAMED = 8


def read_proposed(paths: Iterable[str | Path], names: Names) -> list[str]:
    """The miRNAs that published work reports on, as they are called now, those with most reports
    first; a name that cannot be told stays as it is."""
    written = Counter(row["mirna"] for path in paths for row in EVIDENCE.read(path))
    matches = names.look_up_all(written)
    reports: Counter[str] = Counter()
    for name, number in written.items():
        for current in matches[name].names or (name,):
            reports[current] += number
    return [name for name, _ in reports.most_common()]


def mark_proposed(mirnas: pd.Series, proposed: Collection[str]) -> pd.Series:
    """Whether each miRNA, or any member of a group joined with slashes, is proposed (bool)."""
    names = set(proposed)
    return mirnas.map(lambda name: not names.isdisjoint(name.split("/"))).astype(bool)


def not_testable_note(expression: pd.DataFrame, proposed: Collection[str]) -> str:
    """What became of the proposed miRNAs of which the data say nothing, in a sentence or two."""
    rows = expression.loc[mark_proposed(expression["mirna"], proposed)]
    rows = rows.loc[rows["status"] == "not testable"]
    known = {member for name in expression["mirna"] for member in name.split("/")}
    absent = len(set(proposed) - known)
    note = f"Reported in depression but not testable here: {len(rows)}"
    if 0 < len(rows) <= MOST_NAMED:
        note += f" ({', '.join(short_names(rows['mirna']))})"
    elif len(rows):
        reasons = rows["reason"].value_counts().sort_index()
        note += f" ({', '.join(f'{count} {reason}' for reason, count in reasons.items())})"
        rank = {name: place for place, name in enumerate(proposed)}
        first = rows["mirna"].map(lambda name: min(rank.get(m, len(rank)) for m in name.split("/")))
        most = rows["mirna"].loc[first.sort_values(kind="stable").index[:MOST_NAMED]]
        note += f", among them {', '.join(short_names(most))}"
    return note + (f"; not in the reference: {absent}." if absent else ".")
