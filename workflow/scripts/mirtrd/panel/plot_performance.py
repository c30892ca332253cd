"""Draw ROC curve, calibration and decision curve of persons left out."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.figures.page import add_legend, add_panel, add_text, new_figure
from mirtrd.figures.palettes import DARK_GREY, GREY
from mirtrd.figures.style import save, styled
from mirtrd.panel.curves import (
    BY_PANEL,
    CALLED_ALL,
    CALLED_NONE,
    THRESHOLDS,
    as_rows,
    decision,
    groups_of,
    mean_roc,
)
from mirtrd.panel.frozen import USE
from mirtrd.panel.looks import BOTH as BOTH_COLOUR
from mirtrd.panel.looks import COVARIATES as COVARIATES_COLOUR
from mirtrd.panel.looks import NESTED, add_foot, title_of
from mirtrd.panel.measures import LeftOut, wilson
from mirtrd.panel.models import BOTH, COVARIATES, MIRNAS
from mirtrd.panel.nets import expit
from mirtrd.panel.tables import PERFORMANCE, PERFORMANCE_PLOTTED, PREDICTIONS

COLOURS = {COVARIATES: COVARIATES_COLOUR, BOTH: BOTH_COLOUR, MIRNAS: NESTED}
SIDE, GAP, LEFT, FOOT, HEAD = 44.0, 17.0, 14.0, 36.0, 10.0  # mm


@styled()
def draw_performance(
    left_out: LeftOut, performance: pd.DataFrame, panel: Mapping[str, Any]
) -> tuple[Figure, pd.DataFrame]:
    """Three panels, and their numbers."""
    figure = new_figure(LEFT + 3 * SIDE + 2 * GAP + 6, FOOT + SIDE + HEAD)
    axes = [add_panel(figure, LEFT + n * (SIDE + GAP), FOOT, SIDE, SIDE) for n in range(3)]
    numbers = [
        draw_roc(axes[0], left_out, performance),
        draw_calibration(axes[1], left_out, performance),
        draw_decision(axes[2], left_out),
    ]
    add_text(figure, 3, FOOT + SIDE + 4.5, f"{title_of(panel)}, persons left out",
             fontsize=8, fontweight="bold")  # fmt: skip
    words = str(panel["performance"]["verdict"])
    add_text(figure, 3, 6.5, f"{words[0].upper()}{words[1:].partition(', and would')[0]}.",
             fontsize=6.5)  # fmt: skip
    for number, title in ((0, "AUC (95 % interval)"), (2, "")):
        add_legend(
            figure, LEFT + number * (SIDE + GAP), HEAD + SIDE + 11, title=title, alignment="left",
            handles=axes[number].get_legend_handles_labels()[0], fontsize=6.5, handlelength=1.4,
            reverse=True,
        )  # fmt: skip
    add_foot(figure)
    return figure, pd.concat(numbers)


def draw_roc(axes: Axes, left_out: LeftOut, performance: pd.DataFrame) -> pd.DataFrame:
    """ROC curves by what models are made of."""
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.6, linestyle=(0, (4, 2)))
    rows = []
    for part, colour in COLOURS.items():
        if part not in left_out.predictors:
            continue
        x, y = mean_roc(left_out.predictors[part], left_out.folds[part], left_out.tested)
        found = performance.loc[f"AUC, {part}"]
        label = f"{part}: {found['value']:.2f} ({found['ci_low']:.2f} to {found['ci_high']:.2f})"
        wide = 1.4 if part == MIRNAS else 0.9
        axes.plot(x, y, color=colour, linewidth=wide, label=label, clip_on=False)
        rows.append(as_rows("roc", part, x, y))
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="1 - specificity", ylabel="sensitivity")
    return pd.concat(rows)


def draw_calibration(axes: Axes, left_out: LeftOut, performance: pd.DataFrame) -> pd.DataFrame:
    """The observed share of the tested class by predicted probability, in groups of samples."""
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.6, linestyle=(0, (4, 2)))
    x, tested, of = groups_of(expit(left_out.mean), left_out.tested)
    limits = np.array([wilson(int(a), int(b)) for a, b in zip(tested, of, strict=True)])
    axes.vlines(x, limits[:, 0], limits[:, 1], color=NESTED, linewidth=0.8)
    axes.plot(x, tested / of, "o", color=NESTED, markersize=3.5, clip_on=False)
    slope = performance.loc["calibration slope", "value"]
    words = "none" if np.isnan(slope) else f"{slope:.2f}"
    brier = performance.loc["Brier score", "value"]
    axes.text(0.03, 0.97, f"slope {words}\nBrier score {brier:.3f}", va="top", fontsize=6.5)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="predicted probability", ylabel="observed share")
    return as_rows("calibration", "groups", x, tested / of)


def draw_decision(axes: Axes, left_out: LeftOut) -> pd.DataFrame:
    """The net benefit of calling samples by the panel, all, or none."""
    curves = decision(left_out.predictors[MIRNAS], left_out.tested)
    looks = {CALLED_ALL: (GREY, 0.9), CALLED_NONE: (DARK_GREY, 0.9), BY_PANEL: (NESTED, 1.4)}
    for curve, (colour, wide) in looks.items():
        axes.plot(THRESHOLDS, curves[curve], color=colour, linewidth=wide, label=curve)
    share = left_out.tested.mean()
    axes.set(xlim=(0, 1), ylim=(-0.1 * share, 1.05 * share), xlabel="threshold (probability)",
             ylabel="net benefit")  # fmt: skip
    return pd.concat([as_rows("decision", name, THRESHOLDS, y) for name, y in curves.items()])


def main(job: Job) -> None:
    table = PREDICTIONS.read_frame(job.input.predictions)
    panel = read_document(job.input.panel)
    levels = table["level"][~table.index.duplicated()]
    tested = (levels == panel["tested"]).to_numpy()
    left_out = LeftOut.from_table(table, tested, np.arange(len(tested)))
    performance = PERFORMANCE.read_frame(job.input.performance)
    figure, numbers = draw_performance(left_out, performance, panel)
    save(figure, job.output)
    PERFORMANCE_PLOTTED.write_frame(job.output.table, numbers, heading=[USE])


if __name__ == "__main__":
    run(main)
