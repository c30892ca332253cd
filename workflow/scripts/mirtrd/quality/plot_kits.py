"""Draw how well the reads of each sample agree with each kit, and which kit was declared."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure

from mirtrd.core.job import Job, run
from mirtrd.figures.page import (
    TITLE,
    WIDTH,
    add_legend,
    add_panel,
    add_title,
    new_figure,
    text_width,
)
from mirtrd.figures.palettes import BLACK, DARK_GREY, ORANGE, VERMILION, levels_of, reference_first
from mirtrd.figures.points import dot, dots
from mirtrd.figures.rows import SMALLEST_TEXT, Rows, arrange_rows, label_rows, row_labels
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.status import marked_samples
from mirtrd.quality.tables import KITS_PLOTTED
from mirtrd.trimming.verdicts import Verdict, read_verdict

# A kit that fewer of the reads agree with, in every sample, is not worth a column.
MIN_SUPPORT = 0.05
OUTCOMES = {"failed": VERMILION, "warning": ORANGE, "": BLACK}


def outcome(verdict: Verdict) -> str:
    """Whether inference failed or warned."""
    return "failed" if verdict.failure else "warning" if verdict.warning else ""


def support_table(verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Samples x (declared, kit, inferred, outcome, then the support of each kit, 0 to 1)."""
    kits = dict.fromkeys(kit for verdict in verdicts.values() for kit in verdict.supports)
    rows = {
        sample: {
            "declared": verdict.declared,
            "kit": verdict.kit or "",
            "inferred": verdict.inferred or "",
            "outcome": outcome(verdict),
        }
        | {kit: float(verdict.supports.get(kit, 0)) for kit in kits}
        for sample, verdict in verdicts.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def shown_kits(table: pd.DataFrame) -> list[str]:
    """The kits to draw: with some support, declared or inferred; the most frequent first."""
    kits = list(table.columns[4:])
    named = {*table["declared"], *table["inferred"]}
    chosen = [kit for kit in kits if table[kit].max() >= MIN_SUPPORT or kit in named]
    chosen += sorted(named - {*kits, "", "auto"})
    totals = {kit: table[kit].sum() if kit in table else 0 for kit in chosen}
    return sorted(chosen, key=lambda kit: -totals[kit])


@styled()
def draw_kits(
    verdicts: Mapping[str, Verdict], sheet: pd.DataFrame, marks: dict[str, str], factor: str
) -> tuple[Figure, pd.DataFrame]:
    """A heat map of samples and kits; the declared kit is framed, the verdict in words.

    ``verdicts`` are the results of inference by sample. Returns the figure and its numbers.
    """
    table = support_table(verdicts)
    kits = shown_kits(table)
    rows = arrange_rows(levels_of(sheet, factor))
    table = table.loc[rows.samples]
    words = [_verdict(row) for row in table.itertuples()]
    left = 5 + text_width(row_labels(rows, marks), rows.text_size or SMALLEST_TEXT)
    right = 6 + (text_width(words, rows.text_size) if rows.text_size else 3)
    legend = 34.0
    width = min(WIDTH - left - right - legend, 14.0 * max(len(kits), 2))
    head = 6 + text_width(kits, 7) * 0.75
    figure = new_figure(max(left + width + right + legend, 100), rows.height + head + 4 + TITLE)
    add_title(figure, 5, "Kits, by reads that hold a miRNA")
    axes = add_panel(figure, left, 3, width, rows.height)
    image = _draw_support(axes, rows, table.reindex(columns=kits, fill_value=0.0))
    # In thin rows, frames of samples that agree would be one black line.
    framed = table["declared"].isin(kits)
    if not rows.text_size:
        framed &= table["outcome"] != ""
    _frame_declared(axes, rows, table["declared"].where(framed, ""), kits)
    axes.set(xlim=(0, max(len(kits), 1)), ylim=(rows.height, 0))
    label_rows(axes, rows, marks, left=0)
    axes.set_xticks(
        np.arange(len(kits)) + 0.5, kits, rotation=45, ha="left", rotation_mode="anchor"
    )
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0)
    axes.spines["bottom"].set_visible(False)
    _write_verdicts(axes, rows, table["outcome"], words, len(kits))
    bar = add_panel(figure, left + width + right + 4, 3 + max(rows.height - 34, 0), 3, 30)
    figure.colorbar(image, cax=bar, label="share of the reads\nthat agree")
    bar.tick_params(labelsize=6)
    frame = dot("declared", marker="s", markerfacecolor="none", color=BLACK, markersize=5)
    found = {name: OUTCOMES[name] for name in OUTCOMES if name and (table["outcome"] == name).any()}
    handles = [frame] if framed.any() else []
    handles += dots(found, markersize=3)
    add_legend(figure, left + width + right + 3, 3 + TITLE, handles=handles, handletextpad=0.4)
    table.insert(0, factor, sheet[factor])
    return figure, table


def _verdict(row: Any) -> str:
    if row.outcome == "failed":
        return f"{row.inferred or 'no verdict'} (failed)"
    return f"{row.kit} (warning)" if row.outcome else str(row.kit)


def _draw_support(axes: Axes, rows: Rows, supports: pd.DataFrame) -> ScalarMappable:
    """A row of cells for each sample; returns what a scale is for."""
    half = (0.46 if rows.text_size else 0.5) * rows.row
    edges = np.arange(supports.shape[1] + 1)
    for y, values in zip(rows.y, supports.to_numpy(float), strict=True):
        image = axes.pcolormesh(edges, [y - half, y + half], values[None, :], cmap="Blues", vmin=0,
                                vmax=1, rasterized=True)  # fmt: skip
    return image


def _frame_declared(axes: Axes, rows: Rows, declared: pd.Series, kits: list[str]) -> None:
    """A frame around the declared kit of each sample, a line in thin rows; none for "auto"."""
    for y, kit in zip(rows.y, declared, strict=True):
        if kit not in kits:
            continue
        left, height = kits.index(kit), 0.92 * rows.row
        if rows.text_size:
            across = left + np.array([0.02, 0.98, 0.98, 0.02, 0.02])
            down = y + height * np.array([-0.5, -0.5, 0.5, 0.5, -0.5])
            axes.plot(across, down, color=BLACK, linewidth=0.8, clip_on=False)
        else:
            ends = [y - rows.row / 2, y + rows.row / 2]
            axes.plot([left + 0.04] * 2, ends, color=BLACK, linewidth=2, solid_capstyle="butt")


def _write_verdicts(
    axes: Axes, rows: Rows, outcomes: pd.Series, words: list[str], place: int
) -> None:
    """The verdict beside each row, or without room a dot for what failed or warned."""
    look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "annotation_clip": False}
    for y, word, state in zip(rows.y, words, outcomes, strict=True):
        if rows.text_size:
            tint = OUTCOMES[state] if state else DARK_GREY
            axes.annotate(word, (place, y), (3, 0), fontsize=rows.text_size, color=tint, **look)
        elif state:
            axes.annotate("●", (place, y), (2, 0), fontsize=SMALLEST_TEXT, color=OUTCOMES[state],
                          **look)  # fmt: skip


def main(job: Job) -> None:
    sheet, _ = read_sheet(job.input.sheet)
    verdicts = dict(zip(sheet.index, map(read_verdict, job.input.kits), strict=True))
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    marks = marked_samples(job.input.status)
    figure, table = draw_kits(verdicts, sheet, marks, job.params.factor)
    save(figure, job.output)
    KITS_PLOTTED.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
