"""Draw what became of the reads of each sample."""

import pandas as pd
from matplotlib.figure import Figure

from mirtrd.core.job import Job, run
from mirtrd.figures.bars import arrange_bars, draw_totals, new_bar_figure
from mirtrd.figures.palettes import levels_of, reference_first
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.looks import FATE_LOOKS
from mirtrd.quality.status import describe_samples, marked_samples
from mirtrd.quality.tables import READ_FATE, READ_FATE_PLOTTED


def fate_shares(fate: pd.DataFrame) -> pd.DataFrame:
    """Share of each sample's reads by fate, from useful to lost.

    ``fate`` is samples x (reads, then the fates, which sum to reads). A row of the result sums
    to 1, or to 0 for a sample without reads.
    """
    fates = [name for name in FATE_LOOKS if name in fate]
    return fate[fates].div(fate["reads"].where(fate["reads"] > 0, 1), axis=0)


@styled()
def draw_read_fate(
    fate: pd.DataFrame, sheet: pd.DataFrame, marks: dict[str, str], factor: str
) -> tuple[Figure, pd.DataFrame]:
    """Shares of the reads by fate and the number of reads, samples by group.

    Returns the figure and its numbers, one row for each sample in the order of the figure.
    """
    shares = fate_shares(fate)
    shown = [name for name in shares if (shares[name] > 0).any()]
    names = {name: FATE_LOOKS[name][0] for name in shown}
    rows = arrange_bars(levels_of(sheet, factor), shares[shown])
    colours = dict(FATE_LOOKS.values())
    shown_shares = shares[shown].rename(columns=names)
    figure, axes, side = new_bar_figure(rows, shown_shares, colours, marks, "What became of reads")
    axes.set_xlabel("share of reads")
    draw_totals(side, rows, fate["reads"], "reads", marks)
    table = describe_samples(sheet, factor, marks).join(fate["reads"]).join(shares)
    return figure, table.loc[rows.samples]


def main(job: Job) -> None:
    fate = READ_FATE.read_frame(job.input.fate)
    sheet, _ = read_sheet(job.input.sheet)
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    marks = marked_samples(job.input.status)
    figure, table = draw_read_fate(fate, sheet, marks, job.params.factor)
    save(figure, job.output)
    READ_FATE_PLOTTED.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
