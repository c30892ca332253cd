"""Draw the changes of miRNAs in all studies as a map."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mirtrd.core.job import Job, run
from mirtrd.figures.cells import bare, draw_cells
from mirtrd.figures.names import short_names, shorten
from mirtrd.figures.page import add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import BLACK, DARK_GREY
from mirtrd.figures.style import save, styled
from mirtrd.meta.looks import NOTHING, choose, row_of
from mirtrd.meta.studies import ABSENT, UNLISTED
from mirtrd.meta.synthesising import CALLED
from mirtrd.meta.tables import MAP, STUDIES, SYNTHESIS
from mirtrd.meta.verdicts import CONSISTENT

MOST = 40
CELL, ROW, BETWEEN = 8.0, 3.9, 2.0  # mm
# Changes beyond this (log2) have the colour of this one.
LIMIT = 2.0
# Letters for why there is nothing; what else a study may say is the last.
REASONS = {
    "no reads": "n",
    "below count filter": "f",
    "outlier": "o",
    ABSENT: "1",
    UNLISTED: "-",
}
OTHER = "?"


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Cells that stand together: changes and marks (miRNAs x columns), those of the studies of a
    tissue, or what they say together."""

    changes: pd.DataFrame
    marks: pd.DataFrame
    together: bool = False


def columns_of(table: pd.DataFrame, studies: pd.DataFrame, chosen: Sequence[str]) -> list[Columns]:
    """The studies of each tissue, then what they say together."""
    parts = []
    drawn = studies.loc[studies.index.isin(set(chosen))]
    for _, rows in drawn.groupby("tissue", sort=False):
        there = rows["missing"] == ""
        marks = np.where(there, np.where(rows["status"].isin(CALLED), "•", ""),
                         rows["missing"].map(REASONS).fillna(OTHER))  # fmt: skip
        wide = rows.assign(change=rows["log2FoldChange"].where(there), mark=marks)
        order = list(dict.fromkeys(rows["study"]))
        parts.append(_pivot(wide.reset_index(), "study", order, chosen))
    # Where there is one study only, nothing is put together.
    several = [str(t) for t, rows in drawn.groupby("tissue", sort=False)
               if rows["study"].nunique() > 1]  # fmt: skip
    together = pd.DataFrame(
        [
            {
                "mirna": mirna,
                "part": tissue,
                "change": row["log2FoldChange"] if row["studies"] > 1 else np.nan,
                "mark": "•" if row["status"] == CONSISTENT else "",
            }
            for mirna in chosen
            for tissue in several
            for row in [row_of(table, mirna, tissue)]
        ],
        columns=["mirna", "part", "change", "mark"],
    )
    if several:
        parts.append(replace(_pivot(together, "part", several, chosen), together=True))
    return parts


def _pivot(rows: pd.DataFrame, column: str, order: Sequence[str], chosen: Sequence[str]) -> Columns:
    changes, marks = (
        rows.pivot(index="mirna", columns=column, values=value).reindex(
            index=list(chosen), columns=list(order)
        )
        for value in ("change", "mark")
    )
    return Columns(changes=changes.astype(float), marks=marks)


@styled()
def draw_map(
    table: pd.DataFrame, studies: pd.DataFrame, chosen: Sequence[str]
) -> tuple[Figure, pd.DataFrame]:
    """miRNAs (rows) x studies, and the estimates. Returns the figure and its numbers."""
    parts = columns_of(table, studies, chosen)
    labels = [_labels(part, studies) for part in parts]
    names = short_names(chosen)
    left = 6 + max(text_width(names, 6.5), 14)
    head = 4 + text_width([label for of_part in labels for label in of_part], 6.5)
    high = ROW * max(len(names), 1)
    wide = sum(CELL * part.changes.shape[1] + BETWEEN for part in parts)
    foot = 22.0
    figure = new_figure(max(left + wide + 6, 90), foot + high + head + 3)
    if not chosen:
        add_text(figure, 8, 12, "no miRNA was tested in any study", color=DARK_GREY)
        return figure, _numbers(parts)
    x = left
    image = None
    for number, part in enumerate(parts):
        span = CELL * part.changes.shape[1]
        axes = add_panel(figure, x, foot, span, high)
        axes.set_facecolor(NOTHING)
        image = draw_cells(axes, part.changes, cmap="RdBu_r", vmin=-LIMIT, vmax=LIMIT,
                           edgecolors="white", linewidth=0.6)  # fmt: skip
        _write_marks(axes, part)
        titles = labels[number]
        axes.set_xticks(np.arange(len(titles)) + 0.5, titles, fontsize=6.5, rotation=90)
        axes.xaxis.tick_top()
        axes.set_yticks(np.arange(len(names)) + 0.5, names if number == 0 else [""] * len(names),
                        fontsize=6.5)  # fmt: skip
        bare(axes)
        for label in axes.get_xticklabels():
            label.set_fontweight("bold" if part.together else "normal")
        x += span + BETWEEN
    assert image is not None
    bar = add_panel(figure, left, 14, 28, 2.4)
    figure.colorbar(image, cax=bar, orientation="horizontal", ticks=[-LIMIT, 0, LIMIT])
    bar.tick_params(labelsize=6, length=1.5)
    add_text(figure, left + 30.5, 14.2, "log₂ fold change", fontsize=6.5)
    there = {mark for part in parts for mark in part.marks.to_numpy().ravel()}
    letters = [f"{letter} {reason}" for reason, letter in REASONS.items() if letter in there]
    add_text(figure, 4, 6, "Bold: studies of a tissue together.  • called by the study, or "
             "consistent.", fontsize=6, color=DARK_GREY)  # fmt: skip
    if letters:
        add_text(figure, 4, 3, f"Grey: {', '.join(letters)}.", fontsize=6, color=DARK_GREY)
    return figure, _numbers(parts)


def _labels(part: Columns, studies: pd.DataFrame) -> list[str]:
    """The names of the columns; of studies of several tissues with the tissue."""
    tissues = dict(zip(studies["study"], studies["tissue"], strict=True))
    if part.together or len(set(tissues.values())) == 1:
        return [shorten(column) for column in part.changes]
    return [f"{shorten(column)} ({shorten(tissues[column])})" for column in part.changes]


def _write_marks(axes: Axes, part: Columns) -> None:
    for y, row in enumerate(part.marks.to_numpy()):
        for x, mark in enumerate(row):
            if isinstance(mark, str) and mark:
                dark = abs(part.changes.iat[y, x]) > LIMIT / 2
                colour = "white" if dark else BLACK if mark == "•" else DARK_GREY
                axes.text(x + 0.5, y + 0.52, mark, fontsize=6, color=colour, ha="center",
                          va="center_baseline")  # fmt: skip


def _numbers(parts: Sequence[Columns]) -> pd.DataFrame:
    rows = [
        (mirna, column, part.changes.loc[mirna, column], part.marks.loc[mirna, column])
        for part in parts
        for mirna in part.changes.index
        for column in part.changes
    ]
    return pd.DataFrame(rows, columns=list(MAP.header)).set_index("mirna")


def main(job: Job) -> None:
    table = SYNTHESIS.read_frame(job.input.table)
    studies = STUDIES.read_frame(job.input.studies)
    figure, numbers = draw_map(table, studies, choose(table, job.params.shown, MOST))
    save(figure, job.output)
    MAP.write_frame(job.output.table, numbers)


if __name__ == "__main__":
    run(main)
