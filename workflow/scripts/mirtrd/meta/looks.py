"""What the figures of a synthesis share: which miRNAs they draw, and colours."""

from collections.abc import Sequence

import pandas as pd

from mirtrd.figures.palettes import BLUE, DARK_GREY, GREY, ORANGE, VERMILION
from mirtrd.meta.strata import MAIN
from mirtrd.meta.verdicts import CONSISTENT, INCONSISTENT, NOT_SHOWN, NOWHERE, ONE

STATUS_COLOURS = {
    CONSISTENT: BLUE,
    INCONSISTENT: VERMILION,
    NOT_SHOWN: GREY,
    ONE: ORANGE,
    NOWHERE: "#E8E8E8",
}
NOTHING = "#E8E8E8"
NOTE = DARK_GREY


def choose(table: pd.DataFrame, shown: Sequence[str], most: int) -> list[str]:
    """The miRNAs to draw: those to show, whatever their number, then the best, up to ``most``.

    ``shown`` are single names, ``table`` has joined ones for matures of equal sequence. The best
    are those of the results: consistent ones by adjusted p-value, then the others, then those that
    most studies tested.
    """
    names = dict.fromkeys(table.index)
    asked = [name for name in names if set(name.split("/")) & set(shown)]
    order = {name: place for place, name in enumerate(shown)}
    asked.sort(key=lambda name: min(order.get(part, len(order)) for part in name.split("/")))
    ranked = table[(table["use"] == MAIN) & (table["studies"] > 0)]
    ranked = ranked.assign(other=ranked["status"] != CONSISTENT).sort_values(
        ["other", "padj", "studies"], ascending=[True, True, False], kind="stable"
    )
    best = [name for name in dict.fromkeys(ranked.index) if name not in asked]
    return [*asked, *best[: max(most - len(asked), 0)]]


def row_of(table: pd.DataFrame, mirna: str, tissue: str) -> pd.Series:
    """The row of a miRNA and a tissue."""
    rows = table.loc[[mirna]]
    return rows[rows["tissue"] == tissue].iloc[0]
