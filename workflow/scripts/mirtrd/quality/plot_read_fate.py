"""Draw what became of the reads of each sample."""

import pandas as pd
from matplotlib.figure import Figure
from mirtrd.OLD import write_table

from mirtrd.core.job import Job, run
from mirtrd.figures.bars import new_bar_figure
from mirtrd.figures.palettes import DARK_GREY, GREY, levels_of
from mirtrd.figures.rows import arrange_rows
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.looks import FATE_LOOKS
from mirtrd.quality.status import marked_samples


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
    rows = arrange_rows(levels_of(sheet, factor))
    colours = dict(FATE_LOOKS.values())
    figure, axes, side = new_bar_figure(rows, shares[shown].rename(columns=names), colours, marks)
    axes.set_xlabel("share of reads")
    reads = fate["reads"].loc[rows.samples]
    unit, name = (1e6, "millions") if reads.max() >= 1e6 else (1e3, "thousands")
    tints = [GREY if sample in marks else DARK_GREY for sample in rows.samples]
    side.barh(rows.y, reads / unit, height=0.82 * rows.row, color=tints)
    side.set(xlabel=f"reads ({name})", xlim=(0, reads.max() / unit * 1.05 or 1))
    table = pd.DataFrame({factor: sheet[factor], "mark": sheet.index.map(marks.get)})
    table = table.join(fate["reads"]).join(shares).loc[rows.samples]
    return figure, table.rename_axis("sample").reset_index()


def main(job: Job) -> None:
    fate = pd.read_csv(job.input.fate, sep="\t", dtype={"sample": str}, keep_default_na=False)
    sheet, _ = read_sheet(job.input.sheet)
    marks = marked_samples(job.input.status)
    figure, table = draw_read_fate(fate.set_index("sample"), sheet, marks, job.params.factor)
    save(figure, job.output.svg, job.output.png)
    write_table(table, job.output.table)


if __name__ == "__main__":
    run(main)
