"""Draw which miRNAs make up each library, and how many miRNAs it shows."""

import pandas as pd
from matplotlib.figure import Figure

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import MATURE_COUNTS
from mirtrd.figures.bars import arrange_bars, new_bar_figure
from mirtrd.figures.names import short_names
from mirtrd.figures.palettes import BLACK, GREY, levels_of, reference_first
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.status import describe_samples, marked_samples
from mirtrd.quality.tables import COMPOSITION_PLOTTED
from mirtrd.statistics.abundance import DETECTED

MOST_ABUNDANT = 10
OTHER = "other miRNAs"
# From the schemes of Paul Tol, https://sronpersonalpages.nl/~pault: safe for colour-blind readers.
COLOURS = (
    "#332288", "#88CCEE", "#117733", "#DDCC77", "#CC6677",
    "#44AA99", "#882255", "#999933", "#AA4499", "#661100",
)  # fmt: skip


def composition(counts: pd.DataFrame, marks: dict[str, str]) -> pd.DataFrame:
    """Share of each sample's miRNA reads that the most abundant miRNAs take.

    ``counts`` is miRNAs x samples. The most abundant are those with the largest mean share
    over the samples that are not marked (over all samples if none is left). Returns samples
    x (miRNAs, then all others); a row sums to 1, or to 0 for a sample without miRNA reads.
    """
    totals = counts.sum()
    shares = counts / totals.where(totals > 0, 1)
    usable = [sample for sample in counts if sample not in marks] or list(counts)
    means = shares[usable].mean(axis=1)
    ranked = means[means > 0].sort_values(ascending=False, kind="stable")
    top = shares.loc[ranked.index[:MOST_ABUNDANT]].T
    other = shares.drop(index=top.columns).sum().rename(OTHER)
    return top.join(other)


@styled()
def draw_composition(
    counts: pd.DataFrame, sheet: pd.DataFrame, marks: dict[str, str], factor: str
) -> tuple[Figure, pd.DataFrame]:
    """Composition of the libraries and the number of miRNAs they show, samples by group.

    Returns the figure and its numbers, one row for each sample in the order of the figure.
    """
    shares = composition(counts, marks)
    detected = (counts >= DETECTED).sum()
    rows = arrange_bars(levels_of(sheet, factor), shares)
    short = [*short_names(shares.columns[:-1]), OTHER]
    names = dict(zip(shares.columns, short, strict=True))
    colours = dict(zip(names.values(), COLOURS, strict=False)) | {OTHER: "#DDDDDD"}
    shown = shares.rename(columns=names)
    figure, axes, side = new_bar_figure(
        rows, shown, colours, marks, "Most abundant miRNAs", foot=14
    )
    axes.set_xlabel("share of miRNA counts")
    values = detected.loc[rows.samples]
    dots = [GREY if sample in marks else BLACK for sample in rows.samples]
    side.scatter(values, rows.y, s=min(10, 6 * rows.row), c=dots, linewidths=0, clip_on=False)
    side.set(xlim=(0, max(values.max() * 1.05, 1)), xlabel=f"miRNAs with\n≥ {DETECTED} counts")
    side.grid(axis="x", color="#E6E6E6", linewidth=0.5)
    side.set_axisbelow(True)
    table = describe_samples(sheet, factor, marks)
    table = table.join(pd.DataFrame({"mirna_count": counts.sum(), "detected": detected}))
    return figure, table.join(shares).loc[rows.samples]


def main(job: Job) -> None:
    counts = MATURE_COUNTS.read_frame(job.input.counts)
    sheet, _ = read_sheet(job.input.sheet)
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    marks = marked_samples(job.input.status)
    figure, table = draw_composition(counts, sheet, marks, job.params.factor)
    save(figure, job.output)
    COMPOSITION_PLOTTED.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
