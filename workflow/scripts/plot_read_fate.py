"""Draw what became of the reads of each sample."""

import pandas as pd
from matplotlib.figure import Figure

from mirtrd.figures import (
    DARK_GREY,
    GREY,
    add_legend,
    add_panel,
    arrange_rows,
    draw_bars,
    failed_samples,
    levels_of,
    new_figure,
    row_labels,
    save,
    styled,
    text_width,
    write_table,
)
from mirtrd.jobs import run
from mirtrd.sheets import read_sheet

# From useful to lost: blue aligns to miRNA genes, greys to nothing, orange to brown tells of the
# library, purple of the sequencing.
FATES = {
    "mirna": ("miRNA", "#08306B"),
    "hairpin": ("miRNA hairpin", "#4292C6"),
    "ambiguous": ("ambiguous", "#9ECAE1"),
    "unaligned": ("not aligned", "#BDBDBD"),
    "too_short": ("insert too short", "#FEE391"),
    "too_long": ("insert too long", "#FEC44F"),
    "adapter_dimer": ("adapter dimer", "#EC7014"),
    "no_adapter": ("no adapter", "#8C2D04"),
    "n_rich": ("too many N", "#BCBDDC"),
    "low_quality": ("low quality", "#756BB1"),
}
# For fates of other kinds, which are other RNAs.
GREENS = ("#006D2C", "#31A354", "#74C476", "#A1D99B", "#C7E9C0")


def order_fates(fates: list[str]) -> dict[str, tuple[str, str]]:
    """Name and colour of each fate, from useful to lost; other RNAs before what is not aligned."""
    others = [fate for fate in fates if fate not in FATES]
    aligned = [fate for fate in ("mirna", "hairpin", "ambiguous") if fate in fates]
    named = {fate: FATES[fate] for fate in aligned}
    for number, fate in enumerate(others):
        named[fate] = (fate.replace("_", " "), GREENS[number % len(GREENS)])
    return named | {fate: look for fate, look in FATES.items() if fate in fates}


def fate_shares(fate: pd.DataFrame) -> pd.DataFrame:
    """Share of each sample's reads by fate, from useful to lost.

    ``fate`` is samples x (reads, then the fates, which sum to reads). A row of the result sums
    to 1, or to 0 for a sample without reads.
    """
    fates = list(order_fates([column for column in fate if column != "reads"]))
    return fate[fates].div(fate["reads"].where(fate["reads"] > 0, 1), axis=0)


@styled()
def draw_read_fate(
    fate: pd.DataFrame, sheet: pd.DataFrame, failed: set[str], factor: str
) -> tuple[Figure, pd.DataFrame]:
    """Shares of the reads by fate and the number of reads, samples by group.

    Returns the figure and its numbers, one row for each sample in the order of the figure.
    """
    shares = fate_shares(fate)
    looks = order_fates(list(shares))
    shown = [name for name in shares if (shares[name] > 0).any()]
    names = {name: looks[name][0] for name in shown}
    rows = arrange_rows(levels_of(sheet, factor))
    left = 5 + text_width(row_labels(rows, failed), rows.text_size or 4)
    legend = 8 + text_width(names.values(), 7)
    figure = new_figure(180, rows.height + 14)
    width = 180 - left - legend - 38
    axes = add_panel(figure, left, 11, width, rows.height)
    draw_bars(axes, rows, shares[shown].rename(columns=names), dict(looks.values()), failed)
    side = add_panel(figure, left + width + 6, 11, 26, rows.height)
    reads = fate["reads"].loc[rows.samples]
    unit, name = (1e6, "millions") if reads.max() >= 1e6 else (1e3, "thousands")
    tints = [GREY if sample in failed else DARK_GREY for sample in rows.samples]
    side.barh(rows.y, reads / unit, height=0.82 * rows.row, color=tints)
    side.set(ylim=(rows.height, 0), yticks=[], xlabel=f"reads ({name})")
    side.set_xlim(0, reads.max() / unit * 1.05 or 1)
    handles = axes.get_legend_handles_labels()[0][: len(names)]
    add_legend(
        figure,
        180 - legend,
        3,
        handles=handles,
        handlelength=1,
        handleheight=1,
        handletextpad=0.5,
        labelspacing=0.35,
    )
    table = pd.DataFrame({factor: sheet[factor], "failed": sheet.index.isin(failed)})
    table = table.join(fate["reads"]).join(shares).loc[rows.samples]
    return figure, table.rename_axis("sample").reset_index()


def main(job) -> None:
    fate = pd.read_csv(job.input.fate, sep="\t", dtype={"sample": str}, keep_default_na=False)
    sheet, _ = read_sheet(job.input.sheet)
    failed = failed_samples(job.input.status)
    figure, table = draw_read_fate(fate.set_index("sample"), sheet, failed, job.params.factor)
    save(figure, job.output.svg, job.output.png)
    write_table(table, job.output.table)


if __name__ == "__main__":
    run(main, snakemake)
