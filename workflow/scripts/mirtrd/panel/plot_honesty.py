"""Draw the AUC of persons left out next to what selection outside the folds would have shown."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.figures.page import add_panel, add_text, new_figure
from mirtrd.figures.palettes import BLACK, DARK_GREY, GREY
from mirtrd.figures.style import save, styled
from mirtrd.panel.frozen import USE
from mirtrd.panel.leaks import CHOSEN
from mirtrd.panel.looks import ITSELF, NESTED, OUTSIDE, add_foot, title_of
from mirtrd.panel.shuffles import REPEATS
from mirtrd.panel.tables import HONESTY, SHUFFLED

# By column of the table: what was done, in words, and its colour.
PROCEDURES = {
    "nested": ("Nested: all learnt anew\nin each fold", NESTED),
    "outside": (f"{CHOSEN} miRNAs chosen on all,\nthen cross-validated", OUTSIDE),
    "itself": ("Refitted on itself", ITSELF),
}
LEFT, WIDE, ROW, FOOT, HEAD = 46.0, 84.0, 13.0, 25.0, 9.0  # mm


def summarise(table: pd.DataFrame) -> pd.DataFrame:
    """The table HONESTY: of each procedure the AUC with the true labels (row "0") and the middle
    95 % of the others."""
    true, shuffled = table.loc["0"], table.drop(index="0")
    rows = [
        (words.replace("\n", " "), true[name], *shuffled[name].quantile([0.025, 0.5, 0.975]))
        for name, (words, _) in PROCEDURES.items()
    ]
    return pd.DataFrame(rows, columns=list(HONESTY.header)).set_index("procedure")


@styled()
def draw_honesty(table: pd.DataFrame, panel: Mapping[str, Any]) -> Figure:
    """A row for each procedure: its AUC, over those of shuffled labels."""
    high = ROW * len(PROCEDURES)
    figure = new_figure(LEFT + WIDE + 8, FOOT + high + HEAD)
    axes = add_panel(figure, LEFT, FOOT, WIDE, high)
    axes.axvline(0.5, color=GREY, linewidth=0.6, linestyle=(0, (4, 2)), zorder=0)
    for y, (name, (_, colour)) in enumerate(PROCEDURES.items()):
        _draw_row(axes, y, table[name], colour)
    labels = [words for words, _ in PROCEDURES.values()]
    axes.set_yticks(np.arange(len(labels)), labels, fontsize=7)
    axes.set(ylim=(len(labels) - 0.4, -0.6), xlim=(_least(table), 1.02), xlabel="AUC")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    add_text(figure, 3, FOOT + high + 4, title_of(panel), fontsize=8, fontweight="bold")
    number = len(table) - 1
    add_text(
        figure, 3, 10, f"Diamond: the true labels ({REPEATS} repeats of the folds). Grey: {number} "
        "sets of shuffled labels, of which nothing can be learnt.", fontsize=6.5,
    )  # fmt: skip
    add_text(
        figure, 3, 6.5, "Only the first row says how well new persons would be told apart; the "
        "others are mistakes, made on purpose.", fontsize=6.5,
    )  # fmt: skip
    add_foot(figure)
    return figure


def _draw_row(axes: Axes, y: int, values: pd.Series, colour: str) -> None:
    shuffled = values.drop(index="0").sort_values(kind="stable").to_numpy()
    # Spread evenly, as in figures of groups, whatever their number.
    spread = 0.28 * ((np.arange(len(shuffled)) * 0.6180339887) % 1 - 0.5) * 2
    axes.scatter(shuffled, y + spread, s=3, color=GREY, linewidths=0, zorder=1)
    low, middle, high = np.quantile(shuffled, [0.025, 0.5, 0.975])
    axes.plot([low, high], [y, y], color=DARK_GREY, linewidth=1.0, zorder=2)
    axes.plot([middle, middle], [y - 0.14, y + 0.14], color=DARK_GREY, linewidth=1.4, zorder=2)
    true = float(values["0"])
    axes.plot(true, y, "D", color=colour, markersize=6, markeredgecolor="white", zorder=3,
              markeredgewidth=0.7, clip_on=False)  # fmt: skip
    axes.annotate(
        f"{true:.2f}", (true, y - 0.3), ha="center", va="bottom", fontsize=7, color=BLACK,
        fontweight="bold", zorder=4,
    )  # fmt: skip


def _least(table: pd.DataFrame) -> float:
    return min(float(np.floor(table[list(PROCEDURES)].min().min() * 10) / 10), 0.4) - 0.02


def main(job: Job) -> None:
    table = SHUFFLED.read_frame(job.input.shuffled)
    save(draw_honesty(table, read_document(job.input.panel)), job.output)
    HONESTY.write_frame(job.output.table, summarise(table), heading=[USE])


if __name__ == "__main__":
    run(main)
