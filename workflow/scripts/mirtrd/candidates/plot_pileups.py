"""Draw the reads of the best candidates of a contrast on their hairpins, and write them as text."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from mirtrd.candidates.best import choose_best
from mirtrd.candidates.lines import lines_of, subtitle, window
from mirtrd.candidates.panels import LEFT, LETTER, LETTERS, RIGHT, draw_pile, height_of
from mirtrd.candidates.pile_text import write_text
from mirtrd.candidates.piles import Pile, pile_up, read_hairpins, read_loci, read_piles
from mirtrd.candidates.tables import CANDIDATES, PILEUPS
from mirtrd.cohort.tables import COUNTS, SAMPLES
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.figures.names import short_names, shorten
from mirtrd.figures.page import (
    SWATCHES,
    add_legend,
    add_text,
    new_figure,
    text_width,
)
from mirtrd.figures.palettes import (
    DARK_GREY,
    group_colours,
    levels_of,
    reference_first,
)
from mirtrd.figures.style import save, styled
from mirtrd.quality.status import read_status

# Candidates that are written as text, and those that are drawn: they fill a page.
MOST, DRAWN = 12, 4
EVERYONE = "all samples"
TOP, FOOT, BETWEEN = 11.0, 11.0, 5.0  # mm
NARROWEST = 145.0  # mm


def groups_of(sheet: pd.DataFrame, contrast: Contrast) -> tuple[pd.Series, dict[str, str]]:
    """The samples of a contrast with their groups, and the colours of these.

    A likelihood-ratio test is about all levels of its factor, a contrast of coefficients about all
    samples.
    """
    if not contrast.factor:
        groups = pd.Series(EVERYONE, index=sheet.index)
        return groups, group_colours(groups)
    sheet = reference_first(sheet, contrast.factor, contrast.reference)
    groups = levels_of(sheet, contrast.factor)
    colours = group_colours(groups)
    if not contrast.reduced:
        groups = groups[groups.isin(contrast.levels)]
    return groups, {level: colours[level] for level in dict.fromkeys(groups)}


def choose(candidates: pd.DataFrame, counts: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """The first candidates that have reads, at most so many."""
    totals = counts.sum(axis=1)
    has_reads = candidates["mirna"].map(totals) > 0
    return choose_best(candidates, has_reads, fewest=most, most=most)


@styled()
def draw_pileups(
    piles: Sequence[Pile],
    groups: pd.Series,
    colours: Mapping[str, str],
    contrast: Contrast,
    unit: str,
) -> Figure:
    """A panel for each miRNA: coverage of its hairpin by group, over its most frequent reads."""
    letters = [last - first for first, last in (window(p, lines_of(p)) for p in piles)]
    names = short_names(pile.locus.mirna for pile in piles)
    titles = max(text_width(map(subtitle, piles), 6), 1.1 * text_width(names, 7.5))
    wide = LEFT + max(max(letters, default=60) * LETTER + RIGHT, titles + 4)
    heights = [height_of(pile) + BETWEEN for pile in piles]
    labels = [f"{shorten(level)} (n = {(groups == level).sum()})" for level in colours]
    width = max(wide, NARROWEST)
    across = max(int((width - LEFT) / (text_width(labels, 7) + 10)), 1)
    top = FOOT + max(sum(heights), 12)
    height = top + TOP + 4.2 * -(-len(labels) // across)
    figure = new_figure(width, height)
    add_text(figure, 4, height - 6, contrast.title, fontweight="bold")
    looks = zip(labels, colours.values(), strict=True)
    handles = [Patch(color=colour, label=label) for label, colour in looks]
    add_legend(figure, LEFT, 8.5, handles=handles, ncols=min(across, len(labels)), **SWATCHES)
    if not piles:
        add_text(figure, LEFT, FOOT + 5, "no miRNA has reads", color=DARK_GREY)
    for pile, name, high in zip(piles, names, heights, strict=True):
        draw_pile(figure, top, pile, name, colours, unit)
        top -= high
    explain(figure, unit, len(groups))
    return figure


def explain(figure: Figure, unit: str, samples: int) -> None:
    """Say at the foot of the figure what letters and numbers mean."""
    left = 4.0
    for text, colour in (
        ("Letters: ", DARK_GREY),
        ("as the hairpin", LETTERS["same"]),
        ("; ", DARK_GREY),
        ("mismatch", LETTERS["mismatch"]),
        ("; ", DARK_GREY),
        ("tail, or base before the hairpin", LETTERS["added"]),
    ):
        add_text(figure, left, 6.5, text, fontsize=6.5, color=colour)
        # The trailing blank has no width of its own.
        left += text_width([f"{text}|"], 6.5) - text_width(["|"], 6.5) + 0.2
    note = (
        f"Coverage: mean of each group. Below: {unit} of {samples} samples, those that several "
        "RNAs share by their share."
    )
    add_text(figure, 4, 3, note, fontsize=6.5, color=DARK_GREY)


def tabulate(piles: Iterable[Pile]) -> pd.DataFrame:
    """The coverage that is drawn, by miRNA, group and position (from 1)."""
    rows = [
        (pile.locus.mirna, pile.locus.hairpin, level, at + 1, pile.sequence[at], value)
        for pile in piles
        for level, values in pile.coverage.iterrows()
        for at, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=list(PILEUPS.header)).set_index("mirna")


def unit_of(status: str | Path, samples: Iterable[str]) -> str:
    """What is counted in all these samples: reads or molecules, or counts if they differ."""
    units = set(read_status(status).loc[list(samples), "unit"])
    return units.pop() if len(units) == 1 else "counts"


def main(job: Job) -> None:
    counts, sheet = COUNTS.read_frame(job.input.counts), SAMPLES.read_frame(job.input.samples)
    contrast = Contrast.from_param(job.params.contrast)
    groups, colours = groups_of(sheet, contrast)
    counts = counts[groups.index]
    chosen = choose(CANDIDATES.read_frame(job.input.candidates).reset_index(), counts)
    loci, names = read_loci(job.input.matures), set(chosen["mirna"])
    hairpins = read_hairpins(
        job.input.fasta, (locus.hairpin for locus in loci if locus.mirna in names)
    )
    paths = dict(zip(job.params.samples, job.input.bam, strict=True))
    reads = read_piles({sample: paths[sample] for sample in groups.index}, hairpins)
    piles = [pile_up(row, loci, reads, counts, groups) for _, row in chosen.iterrows()]
    unit = unit_of(job.input.status, groups.index)
    figure = draw_pileups(piles[:DRAWN], groups, colours, contrast, unit)
    save(figure, job.output)
    PILEUPS.write_frame(job.output.table, tabulate(piles[:DRAWN]))
    Path(job.output.text).write_text(write_text(piles, unit, len(groups)))


if __name__ == "__main__":
    run(main)
