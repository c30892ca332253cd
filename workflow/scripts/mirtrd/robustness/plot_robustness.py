"""Draw for the candidates of a contrast in which variants of the analysis the call holds."""

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.OLD import write_table
from mirtrd.figures.names import short_names, shorten
from mirtrd.figures.page import add_legend, add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import BLUE, DARK_GREY, VERMILION
from mirtrd.figures.style import save, styled

MOST, FEWEST = 40, 10
CELL, ROW = 4.6, 3.9  # mm
# What a cell says, and its colour.
OUTCOMES = {
    "up, significant": VERMILION,
    "up": "#F7D3BF",
    "not tested": "#E8E8E8",
    "down": "#C2DCEE",
    "down, significant": BLUE,
}


def choose(table: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """The called miRNAs by p-value, at most MOST; with fewer than FEWEST also the next best."""
    ranked = table[table["padj"].notna()].sort_values("padj", kind="stable")
    called = int((ranked["padj"] < alpha).sum())
    return ranked.head(min(max(called, FEWEST), MOST))


def outcomes(change: pd.DataFrame, padj: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """The place in OUTCOMES of each miRNA in each variant (both tables miRNAs x variants)."""
    names = list(OUTCOMES)
    up, found = change > 0, padj < alpha
    places = np.select(
        [padj.isna(), up & found, up, found],
        [names.index(n) for n in ("not tested", "up, significant", "up", "down, significant")],
        names.index("down"),
    )
    return pd.DataFrame(places, index=change.index, columns=change.columns)


@styled()
def draw_robustness(
    table: pd.DataFrame, variants: pd.DataFrame, alpha: float, contrast: Contrast
) -> tuple[Figure, pd.DataFrame]:
    """Candidates x variants, and the share of variants in which each is significant.

    ``table`` is by miRNA, ``variants`` has a row for each miRNA in each variant. Returns the
    figure and its numbers, one row for each cell.
    """
    chosen = choose(table, alpha)
    shown = variants[variants["mirna"].isin(chosen.index)]
    order = shown.drop_duplicates("variant").set_index("variant")["kind"]
    change, padj = (
        shown.pivot(index="mirna", columns="variant", values=value).reindex(
            index=chosen.index, columns=order.index
        )
        for value in ("log2FoldChange", "padj")
    )
    change.insert(0, "main analysis", chosen["log2FoldChange"])
    padj.insert(0, "main analysis", chosen["padj"])
    places = outcomes(change, padj, alpha)
    samples = list(order.index[order == "samples"])
    named = [name for name in places if name not in samples]
    names = short_names(chosen.index)
    left = 5 + max(text_width(names, 6.5), 14)
    high = ROW * max(len(names), 1)
    head = 4 + text_width([shorten(name) for name in named], 6.5)
    thin = float(np.clip(70 / max(len(samples), 1), 0.4, 3)) * len(samples)
    wide = CELL * len(named)
    height = high + head + 24
    figure = new_figure(max(left + wide + 3 + thin + 22, 110), height)
    add_text(figure, 4, height - 6, contrast.title, fontweight="bold")
    handles = [Patch(color=colour, label=name) for name, colour in OUTCOMES.items()]
    if chosen.empty:
        add_text(figure, 20, height / 2, "no miRNA is testable", color=DARK_GREY)
        return figure, _numbers(change, padj)
    axes = add_panel(figure, left, 16, wide, high)
    _draw_cells(axes, places[named])
    axes.set_yticks(np.arange(len(names)) + 0.5, names, fontsize=6.5)
    for label, value in zip(axes.get_yticklabels(), chosen["padj"], strict=True):
        label.set_fontweight("bold" if value < alpha else "normal")
    titles = [shorten(name) for name in named]
    axes.set_xticks(np.arange(len(named)) + 0.5, titles, fontsize=6.5, rotation=90)
    axes.xaxis.tick_top()
    kinds = ["main", *order[order != "samples"]]
    for x in np.flatnonzero(np.array(kinds[1:]) != np.array(kinds[:-1])) + 1:
        axes.axvline(x, color="white", linewidth=2.4)
    if samples:
        side = add_panel(figure, left + wide + 2, 16, thin, high)
        _draw_cells(side, places[samples], lined=thin / len(samples) > 1.5)
        side.set_yticks([])
        side.set_xticks([])
        text = "without one sample each" if thin > 32 else "without\none sample"
        add_text(figure, left + wide + 2 + thin / 2, 17.5 + high, text, fontsize=6.5, ha="center")
    x = left + wide + 4 + thin
    add_text(figure, x + 6, 17.5 + high, "signi-\nficant", fontsize=6.5, ha="center")
    for row, share in enumerate(chosen["significant_share"]):
        text = "" if np.isnan(share) else f"{share:.0%}"
        y = 16 + high - (row + 0.5) * ROW
        add_text(figure, x + 10, y, text, fontsize=6.5, ha="right", va="center_baseline")
    add_legend(
        figure, 4, height - 11, handles=handles, ncols=3, handlelength=1, handleheight=1,
        columnspacing=1.4, handletextpad=0.5,
    )  # fmt: skip
    return figure, _numbers(change, padj)


def _draw_cells(axes, places: pd.DataFrame, lined: bool = True) -> None:
    axes.pcolormesh(
        places,
        cmap=ListedColormap(list(OUTCOMES.values())),
        vmin=-0.5,
        vmax=len(OUTCOMES) - 0.5,
        edgecolors="white" if lined else "face",
        linewidth=0.6 if lined else 0.1,
    )
    axes.invert_yaxis()
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _numbers(change: pd.DataFrame, padj: pd.DataFrame) -> pd.DataFrame:
    long = (
        change.rename_axis("mirna")
        .reset_index()
        .melt("mirna", var_name="variant", value_name="log2FoldChange")
    )
    others = padj.rename_axis("mirna").reset_index().melt("mirna", value_name="padj")
    return long.assign(padj=others["padj"])


def main(job: Job) -> None:
    table = pd.read_csv(job.input.table, sep="\t", index_col="mirna")
    variants = pd.read_csv(job.input.variants, sep="\t")
    figure, numbers = draw_robustness(
        table, variants, job.params.alpha, Contrast.from_param(job.params.contrast)
    )
    save(figure, job.output.svg, job.output.png)
    write_table(numbers, job.output.table)


if __name__ == "__main__":
    run(main)
