"""Draw the normalised counts of the best candidates of a contrast, sample by sample."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from mirtrd.candidates.best import choose_best, describe_p, is_called, is_tested
from mirtrd.candidates.tables import BOXES, CANDIDATES
from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.design.covariates import patient_column
from mirtrd.expression.asked import read_question
from mirtrd.figures.grid import Grid
from mirtrd.figures.names import short_names
from mirtrd.figures.page import LINE, add_heading, add_panel, add_text, new_figure, text_width, wrap
from mirtrd.figures.palettes import DARK_GREY, group_colours, levels_of, reference_first
from mirtrd.figures.strips import draw_strips
from mirtrd.figures.style import save, styled

MOST, ROW = 12, 4
RAW = (
    "Points are normalised counts as they are; p-values are adjusted for the rest of the "
    "design, and for the number of tests."
)


def choose(candidates: pd.DataFrame) -> pd.DataFrame:
    """The first tested candidates, at most MOST."""
    return choose_best(candidates, is_tested(candidates), fewest=MOST, most=MOST)


@styled()
def draw_boxes(
    values: pd.DataFrame,
    chosen: pd.DataFrame,
    groups: pd.Series,
    patients: pd.Series,
    contrast: Contrast,
    asked: str = "",
) -> Figure:
    """A panel for each miRNA: log2 of normalised counts by group; bold titles are calls.

    ``values`` is miRNAs x samples, ``chosen`` by miRNA; ``patients`` says whose sample it is, or
    is empty; ``asked`` stands below the title. The reference is the first of the groups.
    """
    colours = group_colours(groups)
    names = short_names(chosen.index)
    labels = text_width([*colours], 7) + 2
    wide = max(30.0, labels * len(colours), *(text_width([name], 7.5) for name in names), 0)
    grid = Grid(panels=len(chosen), across=ROW, wide=wide, high=36, gap=10, between=16,
                left=12, foot=16)  # fmt: skip
    width = max(12 + grid.width, 90)
    lines = [*wrap(asked, width - 8), *wrap(RAW, width - 8)]
    top = 20 + grid.height + LINE * len(lines)
    figure = new_figure(width, top)
    add_heading(figure, 4, top - 6, contrast.title, lines)
    if chosen.empty:
        add_text(figure, 45, 30, "no miRNA is testable", color=DARK_GREY, ha="center")
    facts = zip(chosen.index, names, chosen["padj"], is_called(chosen), strict=True)
    for number, (mirna, name, padj, called) in enumerate(facts):
        axes = add_panel(figure, *grid.place(number))
        draw_strips(axes, values.loc[mirna], groups, colours, patients)
        axes.set_title(
            f"{name}\n{describe_p(padj)}",
            fontsize=7.5,
            fontweight="bold" if called else "normal",
            pad=5,
        )
        if grid.is_first(number):
            axes.set_ylabel("log₂ (normalised count + 1)", fontsize=7)
    return figure


def main(job: Job) -> None:
    counts, sheet = COUNTS.read_frame(job.input.counts), SAMPLES.read_frame(job.input.samples)
    factors = SIZE_FACTORS.read_frame(job.input.factors)["size_factor"]
    chosen = choose(CANDIDATES.read_frame(job.input.candidates))
    values = np.log2(counts.loc[chosen.index] / factors.loc[counts.columns] + 1)
    contrast = Contrast.from_param(job.params.contrast)
    factor = contrast.factor or job.params.factor
    sheet = reference_first(sheet, factor, contrast.reference or job.params.reference)
    groups = levels_of(sheet, factor)
    patient = patient_column(sheet, job.params.formula, factor)
    patients = sheet[patient] if patient else pd.Series(dtype=str)
    asked = read_question(job.input.fit, contrast)
    figure = draw_boxes(values, chosen, groups, patients, contrast, asked)
    save(figure, job.output)
    plotted = values.T
    plotted.insert(0, factor, groups)
    BOXES.write_frame(job.output.table, plotted)


if __name__ == "__main__":
    run(main)
