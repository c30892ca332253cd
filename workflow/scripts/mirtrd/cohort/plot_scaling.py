"""Draw by group what scaling must not depend on: size factors, and the share of the top miRNAs."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator
from mirtrd.OLD import write_table

from mirtrd.cohort.components import TOP, top_share
from mirtrd.cohort.tables import SIZE_FACTORS
from mirtrd.cohort.usable import read_usable
from mirtrd.core.job import Job, run
from mirtrd.figures.page import add_panel, add_text, new_figure
from mirtrd.figures.palettes import DARK_GREY, level_colours, levels_of
from mirtrd.figures.strips import compare_groups, draw_strips, p_label
from mirtrd.figures.style import save, styled

PANELS = {
    "mirna_reads": "miRNA reads",
    "size_factor": "size factor",
    "top_share": f"share of the {TOP} most abundant miRNAs",
}
ALPHA = 0.05


def describe(counts: pd.DataFrame, factors: pd.Series) -> pd.DataFrame:
    """What PANELS show of each sample."""
    columns = {"mirna_reads": counts.sum(), "size_factor": factors, "top_share": top_share(counts)}
    return pd.DataFrame(columns)


def compare(table: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Whether what PANELS show differs between the groups, by Kruskal and Wallis."""
    rows = [[name, "Kruskal-Wallis", *compare_groups(table[name], groups)] for name in PANELS]
    return pd.DataFrame(rows, columns=["measure", "test", "statistic", "pvalue"])


@styled()
def draw_scaling(
    table: pd.DataFrame, groups: pd.Series, tests: pd.DataFrame, factor: str
) -> Figure:
    """One panel for each measure, samples by group, with the p-value of a difference."""
    colours = level_colours(groups)
    width = max(38.0, 12.0 * groups.nunique())
    figure = new_figure(3 * (width + 22) + 2, 92)
    pvalues = tests.set_index("measure")["pvalue"]
    for number, (name, title) in enumerate(PANELS.items()):
        axes = add_panel(figure, 20 + number * (width + 22), 23, width, 54)
        if name != "top_share":
            axes.set_yscale("log")
            axes.yaxis.set_major_locator(LogLocator(subs=_steps(table[name])))
            axes.yaxis.set_major_formatter("{x:,.10g}")
            axes.yaxis.set_minor_locator(NullLocator())
        draw_strips(axes, table[name], groups, colours, pd.Series(dtype=str))
        if name == "size_factor":
            axes.axhline(1, color="#D0D0D0", linewidth=0.6, zorder=0)
        axes.set_ylabel(title)
        strong = pvalues[name] < ALPHA
        axes.set_title(p_label(pvalues[name]), fontweight="bold" if strong else "normal", pad=6)
    unlike = [PANELS[name] for name in PANELS if pvalues[name] < ALPHA]
    note = "No measure differs between the groups"
    if unlike:
        note = f"Differs between the groups: {', '.join(unlike)}. Scaling can turn this into\n"
        note += "changes of miRNAs: see which calls hold with other normalisers"
    add_text(figure, 4, 86, factor, fontweight="bold")
    note = f"{note} (Kruskal-Wallis, p < {ALPHA:g})."
    add_text(figure, 4, 10, note, fontsize=6.5, color=DARK_GREY, va="top", linespacing=1.3)
    return figure


def _steps(values: pd.Series) -> tuple[float, ...]:
    """Where the ticks of a log axis are within each decade: denser for a shorter range."""
    span = values.max() / max(values.min(), 1e-300)
    return (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8) if span < 4 else (1, 2, 5) if span < 200 else (1,)


def main(job: Job) -> None:
    counts, sheet = read_usable(job.input.counts, job.input.status, job.input.sheet)
    factors = SIZE_FACTORS.read_frame(job.input.factors)
    table = describe(counts, factors["size_factor"])
    groups = levels_of(sheet, job.params.factor)
    tests = compare(table, groups)
    save(draw_scaling(table, groups, tests, job.params.factor), job.output.svg, job.output.png)
    plotted = table.assign(**{job.params.factor: groups}).rename_axis("sample").reset_index()
    write_table(plotted, job.output.table)
    write_table(tests, job.output.tests)


if __name__ == "__main__":
    run(main)
