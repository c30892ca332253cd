"""Draw by group what scaling must not depend on: size factors, and the share of the top miRNAs."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from mirtrd.cohort.components import TOP
from mirtrd.cohort.scaling import compare, describe
from mirtrd.cohort.tables import COUNTS, SAMPLES, SCALING, SCALING_TESTS, SIZE_FACTORS
from mirtrd.core.job import Job, run
from mirtrd.figures.numbers import abbreviate, with_power
from mirtrd.figures.page import add_panel, add_text, new_figure
from mirtrd.figures.palettes import DARK_GREY, group_colours, levels_of, reference_first
from mirtrd.figures.strips import draw_strips
from mirtrd.figures.style import save, styled

PANELS = {
    "mirna_reads": "miRNA reads",
    "size_factor": "size factor",
    "top_share": f"share of the {TOP} most abundant miRNAs",
}


@styled()
def draw_scaling(
    table: pd.DataFrame, groups: pd.Series, tests: pd.DataFrame, alpha: float
) -> Figure:
    """One panel for each measure, samples by group, with the p-value of a difference; bold below
    ``alpha``. ``groups`` has the name of its factor."""
    colours = group_colours(groups)
    width = max(38.0, 12.0 * groups.nunique())
    figure = new_figure(3 * (width + 22) + 2, 92)
    pvalues = tests.set_index("measure")["pvalue"]
    for number, (name, title) in enumerate(PANELS.items()):
        axes = add_panel(figure, 20 + number * (width + 22), 23, width, 54)
        if name != "top_share":
            _scale(axes, table[name])
        draw_strips(axes, table[name], groups, colours, pd.Series(dtype=str))
        if name == "size_factor":
            axes.axhline(1, color="#D0D0D0", linewidth=0.6, zorder=0)
        axes.set_ylabel(title)
        weight = "bold" if pvalues[name] < alpha else "normal"
        axes.set_title(p_label(pvalues[name]), fontweight=weight, pad=6)
    unlike = [PANELS[name] for name in PANELS if pvalues[name] < alpha]
    note = "No measure differs between the groups"
    if unlike:
        note = f"Differs between the groups: {', '.join(unlike)}. Scaling can turn this into\n"
        note += "changes of miRNAs: see which calls hold with other normalisers"
    add_text(figure, 4, 86, f"Scaling, by {groups.name}", fontweight="bold")
    note = f"{note} (Kruskal-Wallis, p < {alpha:g})."
    add_text(figure, 4, 10, note, fontsize=6.5, color=DARK_GREY, va="top", linespacing=1.3)
    return figure


def _scale(axes: Axes, values: pd.Series) -> None:
    """A log axis, its ticks within each decade denser for a shorter range."""
    span = values.max() / max(values.min(), 1e-300)
    steps = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8) if span < 4 else (1, 2, 5) if span < 200 else (1,)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=steps))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: abbreviate(value)))
    axes.yaxis.set_minor_locator(NullLocator())


def p_label(pvalue: float) -> str:
    """A p-value as it stands in a figure."""
    if np.isnan(pvalue):
        return "p not available"
    return f"p = {with_power(pvalue)}" if pvalue > 0 else "p about 0"


def main(job: Job) -> None:
    counts, sheet = COUNTS.read_frame(job.input.counts), SAMPLES.read_frame(job.input.samples)
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    table = describe(counts, SIZE_FACTORS.read_frame(job.input.factors)["size_factor"])
    groups = levels_of(sheet, job.params.factor)
    tests = compare(table, groups)
    save(draw_scaling(table, groups, tests, job.params.alpha), job.output)
    SCALING.write_frame(job.output.table, table.assign(**{job.params.factor: groups}))
    SCALING_TESTS.write_frame(job.output.tests, tests.set_index("measure"))


if __name__ == "__main__":
    run(main)
