"""Draw how often the miRNAs were chosen, and their coefficients in the frozen panel."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.figures.names import short_names
from mirtrd.figures.page import add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import BLUE, DARK_GREY, GREY, VERMILION
from mirtrd.figures.style import save, styled
from mirtrd.panel.frozen import USE
from mirtrd.panel.looks import add_foot, title_of
from mirtrd.panel.tables import SELECTION, SELECTION_PLOTTED

MOST = 30
SHARES, COEFFICIENTS, GAP, ROW, FOOT, HEAD = 50.0, 44.0, 6.0, 3.9, 22.0, 9.0  # mm


def choose(table: pd.DataFrame) -> pd.DataFrame:
    """The miRNAs that were chosen most often, those of the frozen panel first among equals; none
    that was never chosen."""
    chosen = table[(table["chosen_share"] > 0) | table["coefficient"].notna()]
    outside = chosen["coefficient"].isna()
    ranked = chosen.assign(outside=outside).sort_values(
        ["chosen_share", "outside"], ascending=[False, True], kind="stable"
    )
    return ranked.head(MOST)[["chosen_share", "coefficient"]]


@styled()
def draw_selection(table: pd.DataFrame, shown: pd.DataFrame, panel: Mapping[str, Any]) -> Figure:
    """Bars of the share of the models that chose a miRNA, and its coefficient."""
    names = short_names(map(str, shown.index))
    left = 6 + max(text_width(names, 6.5), 14)
    high = ROW * max(len(names), 4)
    figure = new_figure(left + SHARES + GAP + COEFFICIENTS + 8, FOOT + high + HEAD)
    add_text(figure, 3, FOOT + high + 4, title_of(panel), fontsize=8, fontweight="bold")
    places = np.arange(len(names)) + 0.5
    shares = add_panel(figure, left, FOOT, SHARES, high)
    is_frozen = shown["coefficient"].notna().to_numpy()
    colours = np.where(is_frozen, DARK_GREY, GREY)
    shares.barh(places, shown["chosen_share"], height=0.66, color=colours)
    shares.set_yticks(places, names, fontsize=6.5)
    shares.set(
        xlim=(0, 1), ylim=(max(len(names), 4), 0), xlabel="share of the models that chose it"
    )
    weights = add_panel(figure, left + SHARES + GAP, FOOT, COEFFICIENTS, high)
    values = shown["coefficient"].fillna(0).to_numpy()
    weights.axvline(0, color=GREY, linewidth=0.6)
    weights.barh(places, values, height=0.66, color=np.where(values > 0, VERMILION, BLUE))
    furthest = 1.1 * max(np.abs(values).max(initial=0.0), 0.05)
    weights.set(xlim=(-furthest, furthest), ylim=(max(len(names), 4), 0), yticks=[])
    weights.set_xlabel(f"coefficient (log odds of {panel['tested']} by SD)", fontsize=7)
    for axes in (shares, weights):
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
    stability = panel["performance"]["stability"]
    told = "cannot be said" if stability is None else f"{stability:.2f}"
    number = int((table["chosen_share"] > 0).sum())
    add_text(
        figure, 3, 9.5, f"Dark: in the frozen panel. {number} miRNAs were chosen by some model, "
        f"at most {MOST} are drawn.", fontsize=6.5,
    )  # fmt: skip
    add_text(
        figure, 3, 6, f"Stability of the choice (Nogueira): {told}; 1 is always the same, 0 as by "
        "chance.", fontsize=6.5,
    )  # fmt: skip
    add_foot(figure)
    return figure


def main(job: Job) -> None:
    table = SELECTION.read_frame(job.input.selection)
    shown = choose(table)
    figure = draw_selection(table, shown, read_document(job.input.panel))
    save(figure, job.output)
    SELECTION_PLOTTED.write_frame(job.output.table, shown, heading=[USE])


if __name__ == "__main__":
    run(main)
