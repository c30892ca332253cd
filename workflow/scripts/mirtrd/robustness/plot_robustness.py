"""Draw for the candidates of a contrast in which variants of the analysis the call holds."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from mirtrd.core.features import MIRNA, NOUNS
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.expression.asked import read_question
from mirtrd.figures.cells import draw_cells
from mirtrd.figures.names import short_names, shorten
from mirtrd.figures.page import (
    LINE,
    add_heading,
    add_legend,
    add_panel,
    add_text,
    new_figure,
    text_width,
    wrap,
)
from mirtrd.figures.palettes import BLUE, DARK_GREY, VERMILION
from mirtrd.figures.style import save, styled
from mirtrd.robustness.tables import ROBUSTNESS, ROBUSTNESS_PLOTTED, VARIANTS

MAIN = "main analysis"
MOST, FEWEST = 40, 10
CELL, ROW = 4.6, 3.9  # mm
# Samples that are named beside a call that is lost without them.
MOST_LOSING = 3
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


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Change and adjusted p-value of miRNAs (rows) in the main analysis and the variants
    (columns), and the kind of each variant."""

    change: pd.DataFrame
    padj: pd.DataFrame
    kinds: pd.Series

    @property
    def samples(self) -> list[str]:
        """The variants without one sample each."""
        return list(self.kinds.index[self.kinds == "samples"])

    @property
    def numbers(self) -> pd.DataFrame:
        """One row for each miRNA in each variant."""
        change, padj = (
            table.rename_axis("mirna").reset_index().melt("mirna", var_name="variant")
            for table in (self.change, self.padj)
        )
        numbers = change.rename(columns={"value": "log2FoldChange"}).assign(padj=padj["value"])
        return numbers.set_index("mirna")


def compare(chosen: pd.DataFrame, variants: pd.DataFrame) -> Compared:
    """The chosen miRNAs (their table is by miRNA) in all variants, in the order of these."""
    shown = variants[variants["mirna"].isin(chosen.index)]
    kinds = shown.drop_duplicates("variant").set_index("variant")["kind"]
    change, padj = (
        shown.pivot(index="mirna", columns="variant", values=value).reindex(
            index=chosen.index, columns=kinds.index
        )
        for value in ("log2FoldChange", "padj")
    )
    change.insert(0, MAIN, chosen["log2FoldChange"])
    padj.insert(0, MAIN, chosen["padj"])
    return Compared(change=change, padj=padj, kinds=kinds)


@styled()
def draw_robustness(
    table: pd.DataFrame,
    variants: pd.DataFrame,
    alpha: float,
    contrast: Contrast,
    noun: str = NOUNS[MIRNA],
    asked: str = "",
) -> tuple[Figure, pd.DataFrame]:
    """Candidates x variants, and the share of variants in which each is significant.

    ``table`` is by miRNA, ``variants`` has a row for each miRNA in each variant, ``noun`` is what
    they are; ``asked`` stands below the title. Returns the figure and its numbers, one row for
    each cell.
    """
    chosen = choose(table, alpha)
    compared = compare(chosen, variants)
    places = outcomes(compared.change, compared.padj, alpha)
    samples = compared.samples
    named = [name for name in places if name not in samples]
    names = short_names(chosen.index)
    left = 5 + max(text_width(names, 6.5), 14)
    high = ROW * max(len(names), 1)
    head = 4 + text_width([shorten(name) for name in named], 6.5)
    thin = min(max(70 / max(len(samples), 1), 0.4), 3.0) * len(samples)
    wide = CELL * len(named)
    losing = [
        name_losing(places.loc[name, samples], places.loc[name, MAIN]) for name in places.index
    ]
    beside = text_width(losing, 6)
    width = max(left + wide + 3 + thin + 20 + beside, 110)
    question = wrap(asked, width - 8)
    height = high + head + 24 + LINE * len(question)
    figure = new_figure(width, height)
    add_heading(figure, 4, height - 6, contrast.title, question)
    if chosen.empty:
        add_text(
            figure, 20, height / 2, f"no {noun.removesuffix('s')} is testable", color=DARK_GREY
        )
        return figure, compared.numbers
    axes = add_panel(figure, left, 16, wide, high)
    _draw_outcomes(axes, places[named])
    axes.set_yticks(np.arange(len(names)) + 0.5, names, fontsize=6.5)
    for label, value in zip(axes.get_yticklabels(), chosen["padj"], strict=True):
        label.set_fontweight("bold" if value < alpha else "normal")
    titles = [shorten(name) for name in named]
    axes.set_xticks(np.arange(len(named)) + 0.5, titles, fontsize=6.5, rotation=90)
    axes.xaxis.tick_top()
    kinds = ["main", *compared.kinds[compared.kinds != "samples"]]
    for x in range(1, len(kinds)):
        if kinds[x] != kinds[x - 1]:
            axes.axvline(x, color="white", linewidth=2.4)
    if samples:
        side = add_panel(figure, left + wide + 2, 16, thin, high)
        _draw_outcomes(side, places[samples], lined=thin / len(samples) > 1.5)
        side.set_yticks([])
        side.set_xticks([])
        text = "without one sample each" if thin > 32 else "without\none sample"
        add_text(figure, left + wide + 2 + thin / 2, 17.5 + high, text, fontsize=6.5, ha="center")
    right = left + wide + 4 + thin
    _write_shares(figure, right, 16 + high, chosen["significant_share"])
    for row, text in enumerate(losing):
        y = 16 + high - (row + 0.5) * ROW
        add_text(figure, right + 12, y, text, fontsize=6, color=DARK_GREY, va="center_baseline")
    handles = [Patch(color=colour, label=name) for name, colour in OUTCOMES.items()]
    add_legend(
        figure, 4, height - 11, handles=handles, ncols=3, handlelength=1, handleheight=1,
        columnspacing=1.4, handletextpad=0.5,
    )  # fmt: skip
    return figure, compared.numbers


def name_losing(without: pd.Series, main: int) -> str:
    """Without which samples a call is lost; empty where nothing was called, or nothing is lost.

    ``without`` has the place in OUTCOMES by variant, ``main`` is that of the main analysis.
    """
    names = list(OUTCOMES)
    if not names[main].endswith("significant"):
        return ""
    lost = [variant.removeprefix("without ") for variant in without.index[without != main]]
    more = f" and {len(lost) - MOST_LOSING} more" if len(lost) > MOST_LOSING else ""
    return f"lost without {', '.join(map(shorten, lost[:MOST_LOSING]))}{more}" if lost else ""


def _draw_outcomes(axes: Axes, places: pd.DataFrame, lined: bool = True) -> None:
    draw_cells(
        axes,
        places,
        cmap=ListedColormap(list(OUTCOMES.values())),
        vmin=-0.5,
        vmax=len(OUTCOMES) - 0.5,
        edgecolors="white" if lined else "face",
        linewidth=0.6 if lined else 0.1,
    )


def _write_shares(figure: Figure, left: float, top: float, shares: pd.Series) -> None:
    """The share of the variants in which each miRNA is significant, beside its row."""
    add_text(figure, left + 6, top + 1.5, "signi-\nficant", fontsize=6.5, ha="center")
    for row, share in enumerate(shares):
        text = "" if np.isnan(share) else f"{share:.0%}"
        y = top - (row + 0.5) * ROW
        add_text(figure, left + 10, y, text, fontsize=6.5, ha="right", va="center_baseline")


def main(job: Job) -> None:
    table = ROBUSTNESS.read_frame(job.input.table)
    name = table.index.name
    variants = VARIANTS.read_frame(job.input.variants).reset_index().rename(columns={name: MIRNA})
    contrast = Contrast.from_param(job.params.contrast)
    asked = read_question(job.input.fit, contrast)
    figure, numbers = draw_robustness(
        table, variants, job.params.alpha, contrast, NOUNS[name], asked
    )
    save(figure, job.output)
    ROBUSTNESS_PLOTTED.write_frame(job.output.table, numbers.rename_axis(name))


if __name__ == "__main__":
    run(main)
