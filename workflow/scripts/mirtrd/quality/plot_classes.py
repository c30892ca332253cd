"""Draw which classes of RNA make up the inserts of each library."""

import pandas as pd
from matplotlib.figure import Figure
from mirtrd.OLD import write_table

from mirtrd.core.job import Job, run
from mirtrd.figures.bars import new_bar_figure
from mirtrd.figures.palettes import DARK_GREY, GREY, levels_of
from mirtrd.figures.rows import arrange_rows
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.looks import class_looks
from mirtrd.quality.status import marked_samples


def class_shares(classes: pd.DataFrame) -> pd.DataFrame:
    """Share of each sample's inserts by class, in the order of the figure.

    ``classes`` is samples x classes, counts. A row sums to 1, or to 0 without inserts.
    """
    totals = classes.sum(axis=1)
    return classes[list(class_looks(classes))].div(totals.where(totals > 0, 1), axis=0)


@styled()
def draw_classes(
    classes: pd.DataFrame, sheet: pd.DataFrame, marks: dict[str, str], factor: str
) -> tuple[Figure, pd.DataFrame]:
    """Shares of the inserts by class of RNA and the number of inserts, samples by group.

    Returns the figure and its numbers, one row for each sample in the order of the figure.
    """
    shares = class_shares(classes)
    shown = shares.loc[:, (shares > 0).any()]
    looks = class_looks(shown)
    rows = arrange_rows(levels_of(sheet, factor))
    shown = shown.rename(columns={name: words for name, (words, _) in looks.items()})
    figure, axes, side = new_bar_figure(rows, shown, dict(looks.values()), marks)
    axes.set_xlabel("share of inserts")
    inserts = classes.sum(axis=1).loc[rows.samples]
    unit, name = (1e6, "millions") if inserts.max() >= 1e6 else (1e3, "thousands")
    tints = [GREY if sample in marks else DARK_GREY for sample in rows.samples]
    side.barh(rows.y, inserts / unit, height=0.82 * rows.row, color=tints)
    side.set(xlabel=f"inserts ({name})", xlim=(0, inserts.max() / unit * 1.05 or 1))
    table = pd.DataFrame({factor: sheet[factor], "mark": sheet.index.map(marks.get)})
    table = table.join(classes.sum(axis=1).rename("inserts")).join(shares).loc[rows.samples]
    return figure, table.rename_axis("sample").reset_index()


def main(job: Job) -> None:
    classes = pd.read_csv(job.input.classes, sep="\t", dtype={"sample": str}, keep_default_na=False)
    sheet, _ = read_sheet(job.input.sheet)
    marks = marked_samples(job.input.status)
    figure, table = draw_classes(classes.set_index("sample"), sheet, marks, job.params.factor)
    save(figure, job.output.svg, job.output.png)
    write_table(table, job.output.table)


if __name__ == "__main__":
    run(main)
