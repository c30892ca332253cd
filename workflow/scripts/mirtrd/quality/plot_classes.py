"""Draw which classes of RNA make up the inserts of each library."""

import pandas as pd
from matplotlib.figure import Figure

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import RNA_CLASSES
from mirtrd.figures.bars import arrange_bars, draw_totals, new_bar_figure
from mirtrd.figures.palettes import levels_of, reference_first
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.looks import CLASS_COLOURS, class_looks
from mirtrd.quality.status import describe_samples, marked_samples
from mirtrd.quality.tables import CLASSES_PLOTTED


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
    rows = arrange_bars(levels_of(sheet, factor), shown)
    shown = shown.rename(columns={name: words for name, (words, _) in looks.items()})
    figure, axes, side = new_bar_figure(rows, shown, dict(looks.values()), marks, "Classes of RNA")
    others = "" if set(classes) - set(CLASS_COLOURS) else " (no other RNA in the reference)"
    axes.set_xlabel(f"share of inserts{others}")
    inserts = classes.sum(axis=1).rename("inserts")
    draw_totals(side, rows, inserts, "inserts", marks)
    table = describe_samples(sheet, factor, marks).join(inserts).join(shares)
    return figure, table.loc[rows.samples]


def main(job: Job) -> None:
    classes = RNA_CLASSES.read_frame(job.input.classes)
    sheet, _ = read_sheet(job.input.sheet)
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    marks = marked_samples(job.input.status)
    figure, table = draw_classes(classes, sheet, marks, job.params.factor)
    save(figure, job.output)
    CLASSES_PLOTTED.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
