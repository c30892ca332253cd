"""Draw the normalised counts of the best candidates of a contrast, sample by sample."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from mirtrd.cohort.tables import SIZE_FACTORS
from mirtrd.cohort.usable import read_usable
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.design.covariates import patient_column
from mirtrd.OLD import read_expression, write_table
from mirtrd.figures.names import short_names
from mirtrd.figures.page import add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import DARK_GREY, level_colours, levels_of
from mirtrd.figures.style import save, styled
from mirtrd.figures.strips import draw_strips

MOST, ROW = 12, 4
SMALLEST_P = 1e-99


def choose(expression: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """The tested miRNAs with the smallest p-values, at most so many."""
    tested = expression[expression["status"] != "not testable"]
    return tested.sort_values(["padj", "pvalue"], kind="stable").head(most).reset_index(drop=True)


@styled()
def draw_boxes(
    values: pd.DataFrame,
    chosen: pd.DataFrame,
    groups: pd.Series,
    patients: pd.Series,
    contrast: Contrast,
) -> Figure:
    """A panel for each miRNA: log2 of normalised counts by group; bold titles are calls.

    ``values`` is miRNAs x samples; ``patients`` says whose sample it is, or is empty.
    """
    colours = level_colours(groups)
    names = short_names(chosen["mirna"])
    labels = text_width([*colours], 7) + 2
    width = max(30.0, labels * len(colours), *(text_width([name], 7.5) for name in names), 0)
    columns = min(ROW, max(len(chosen), 1))
    rows = max(-(-len(chosen) // columns), 1)
    figure = new_figure(max(12 + columns * (width + 10), 90), 20 + rows * 52)
    top = 20 + rows * 52
    add_text(figure, 4, top - 6, contrast.title, fontweight="bold")
    if chosen.empty:
        add_text(figure, 45, 30, "no miRNA is testable", color=DARK_GREY, ha="center")
    for number, row in chosen.iterrows():
        left = 12 + (number % columns) * (width + 10)
        bottom = top - 16 - (number // columns + 1) * 52 + 12
        axes = add_panel(figure, left, bottom, width, 36)
        draw_strips(axes, values.loc[row["mirna"]], groups, colours, patients)
        called = row["status"] != "not significant"
        small = row["padj"] < SMALLEST_P
        evidence = f"< {SMALLEST_P:g}" if small else f"= {row['padj']:.2g}"
        axes.set_title(
            f"{names[number]}\nadjusted p {evidence}",
            fontsize=7.5,
            fontweight="bold" if called else "normal",
            pad=5,
        )
        if number % columns == 0:
            axes.set_ylabel("log₂ (normalised count + 1)", fontsize=7)
    return figure


def main(job: Job) -> None:
    counts, sheet = read_usable(job.input.counts, job.input.status, job.input.sheet)
    factors = SIZE_FACTORS.read_frame(job.input.factors)
    chosen = choose(read_expression(job.input.expression))
    scaled = counts.loc[chosen["mirna"]] / factors["size_factor"].loc[counts.columns]
    values = np.log2(scaled + 1)
    contrast = Contrast.from_param(job.params.contrast)
    factor = contrast.factor or job.params.factor
    groups = levels_of(sheet, factor)
    patient = patient_column(sheet, job.params.formula, factor)
    patients = sheet[patient] if patient else pd.Series(dtype=str)
    figure = draw_boxes(values, chosen, groups, patients, contrast)
    save(figure, job.output.svg, job.output.png)
    plotted = values.T.rename_axis(columns=None).rename_axis("sample")
    plotted.insert(0, factor, groups)
    write_table(plotted.reset_index(), job.output.table)


if __name__ == "__main__":
    run(main)
