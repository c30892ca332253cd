"""A panel of a pile-up: coverage of a hairpin by group, over its most frequent reads."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mirtrd.candidates.lines import Line, as_text, letters_of, lines_of, subtitle, tag, window
from mirtrd.candidates.piles import Pile
from mirtrd.figures.page import INCH, add_panel, add_text
from mirtrd.figures.palettes import BLACK, DARK_GREY, GREEN, VERMILION

# A letter is a whole number of dots wide, else its columns would drift apart in the PNG.
LETTER = 13 * INCH / 300  # mm
LETTER_SIZE = 13 * 72 / 300 / 0.60205  # pt
LINE = 2.35  # mm
MONOSPACE = "DejaVu Sans Mono"
LEFT, TITLE, ARMS, COVERAGE = 17.0, 6.5, 3.2, 15.0  # mm
# The right edges of counts and shares from that of the letters, and the room for both.
COUNTS, SHARES, RIGHT = 14.0, 24.0, 26.0  # mm
GAP = 0.8  # mm
OWN_ARM, OTHER_ARM = "#EBE6F5", "#F1F1F1"
# Colour of the letters of a read that equal the hairpin, differ from it, or lie beside it.
LETTERS = {"same": "#6E6E6E", "mismatch": VERMILION, "added": GREEN}


def height_of(pile: Pile) -> float:
    """The height of a panel in mm."""
    rows = 1 + bool(pile.structure) + len(lines_of(pile))
    return TITLE + ARMS + COVERAGE + GAP + LINE * rows + 2 * GAP


def draw_pile(
    figure: Figure,
    top: float,
    pile: Pile,
    name: str,
    colours: Mapping[str, str],
    unit: str,
) -> None:
    """Draw a panel with its upper edge in mm from the lower edge of the figure."""
    lines = lines_of(pile)
    first, last = window(pile, lines)
    wide = (last - first) * LETTER
    weight = "bold" if pile.called else "normal"
    add_text(figure, LEFT, top - 2.5, name, fontsize=7.5, fontweight=weight)
    add_text(figure, LEFT, top - 5.5, subtitle(pile), fontsize=6, color=DARK_GREY)
    bottom = top - TITLE - ARMS - COVERAGE
    axes = add_panel(figure, LEFT, bottom, wide, COVERAGE)
    draw_coverage(axes, pile, colours, (first, last))
    axes.set_ylabel(f"{unit} per million", fontsize=6)
    axes.yaxis.set_label_coords((5 - LEFT) / wide, 0.5)
    rows = 1 + bool(pile.structure) + len(lines)
    high = LINE * rows + 2 * GAP
    axes = add_panel(figure, LEFT, bottom - GAP - high, wide, high)
    axes.set(xlim=(first, last), ylim=(high, 0))
    axes.axis("off")
    for arm, _ in pile.arms:
        colour = OWN_ARM if arm == pile.locus else OTHER_ARM
        axes.axvspan(arm.start, arm.end, color=colour, linewidth=0, zorder=0)
    draw_rows(axes, pile, lines, (first, last), unit)


def draw_coverage(
    axes: Axes, pile: Pile, colours: Mapping[str, str], shown: tuple[int, int]
) -> None:
    """Steps of the coverage of each group, under bars for the matures and their counts."""
    edges = np.arange(len(pile.sequence) + 1)
    for level, values in pile.coverage.iterrows():
        colour = colours[level]
        axes.stairs(values, edges, fill=True, alpha=0.25, linewidth=0, color=colour)
        axes.stairs(values, edges, baseline=None, linewidth=0.9, color=colour)
    axes.set(xlim=shown, ylim=(0, 1.05 * max(pile.coverage.to_numpy().max(initial=0), 1)))
    axes.yaxis.set_major_locator(MaxNLocator(3, min_n_ticks=2))
    axes.yaxis.set_major_formatter("{x:,.10g}")
    axes.tick_params(axis="y", labelsize=6, pad=1.5)
    axes.set_xticks([])
    for arm, count in pile.arms:
        own = arm == pile.locus
        axes.axvspan(arm.start, arm.end, color=OWN_ARM if own else OTHER_ARM, lw=0, zorder=0)
        axes.annotate(
            f"{tag(arm.mirna)}: {as_text(count)}",
            ((arm.start + arm.end) / 2, 1),
            (0, 2),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=6,
            fontweight="bold" if own else "normal",
        )


def draw_rows(
    axes: Axes, pile: Pile, lines: Sequence[Line], shown: tuple[int, int], unit: str
) -> None:
    """The letters of the hairpin, its structure, and its reads with their counts.

    The panel is in letters and, downwards, in mm.
    """
    first, last = shown
    mono: dict[str, Any] = {"family": MONOSPACE, "fontsize": LETTER_SIZE, "va": "baseline"}
    counts, shares = last + COUNTS / LETTER, last + SHARES / LETTER
    head: dict[str, Any] = {"fontsize": 6, "color": DARK_GREY, "va": "baseline", "ha": "right"}
    y = 0.78 * LINE
    in_arm = {at for arm, _ in pile.arms for at in range(arm.start, arm.end)}
    in_own = set(range(pile.locus.start, pile.locus.end))
    letters = [
        (at, letter, "own" if at in in_own else "arm" if at in in_arm else "same")
        for at, letter in enumerate(pile.sequence)
    ]
    write_letters(axes, y, letters, shown, mono)
    axes.text(counts, y, unit, **head)
    axes.text(shares, y, "share", **head)
    if pile.structure:
        y += LINE
        structure = [(at, sign, "arm") for at, sign in enumerate(pile.structure)]
        write_letters(axes, y, structure, shown, mono)
    y += GAP
    shared = True
    for line in lines:
        y += LINE
        if shared and not line.share:
            shared, y = False, y + GAP
        if line.read:
            write_letters(axes, y, list(letters_of(line.read, pile.sequence)), shown, mono)
        else:
            start = pile.locus.start if line.share else max(first, 0)
            axes.text(start, y, line.text, fontsize=6, color=DARK_GREY, va="baseline")
        axes.text(counts, y, as_text(line.count), **head | {"color": BLACK})
        axes.text(shares, y, line.share, **head | {"color": BLACK})


def write_letters(
    axes: Axes,
    y: float,
    letters: Iterable[tuple[int, str, str]],
    shown: tuple[int, int],
    look: dict[str, Any],
) -> None:
    """Write letters at their positions, each run of one kind as one text."""
    inside = [letter for letter in letters if shown[0] <= letter[0] < shown[1]]
    for kind, run_of in groupby(inside, key=lambda letter: letter[2]):
        places, signs, _ = zip(*run_of, strict=True)
        weight = "bold" if kind in ("own", "mismatch", "added") else "normal"
        colour = LETTERS.get(kind, BLACK)
        axes.text(places[0], y, "".join(signs), color=colour, fontweight=weight, **look)
