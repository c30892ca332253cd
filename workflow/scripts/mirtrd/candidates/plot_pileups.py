"""Draw the reads of the best candidates of a contrast on their hairpins, and write them as text."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pysam
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from mirtrd.cohort.usable import read_usable
from mirtrd.core.job import Job, run
from mirtrd.counting.isomir_model import MAX_SHIFT_3P, MAX_SHIFT_5P
from mirtrd.design.contrasts import Contrast
from mirtrd.OLD import write_table
from mirtrd.figures.names import short_names, shorten
from mirtrd.figures.page import INCH, SWATCHES, add_legend, add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import BLACK, DARK_GREY, GREEN, VERMILION, level_colours, levels_of
from mirtrd.figures.style import save, styled
from mirtrd.quality.status import read_status

# Candidates that are written as text, and those that are drawn: they fill a page.
MOST, DRAWN = 12, 4
SMALLEST_P = 1e-99
# Rows of distinct inserts of the miRNA, and of others on its hairpin.
MOST_OWN, MOST_OTHER = 8, 2
EVERYONE = "all samples"
# A letter is a whole number of dots wide, else its columns would drift apart in the PNG.
LETTER = 13 * INCH / 300  # mm
LETTER_SIZE = 13 * 72 / 300 / 0.60205  # pt
LINE = 2.35  # mm
# Of longer hairpins the figure shows the part with matures and reads.
MOST_LETTERS = 110
MONOSPACE = "DejaVu Sans Mono"
LEFT, TITLE, ARMS, COVERAGE = 17.0, 6.5, 3.2, 15.0  # mm
NARROWEST = 145.0  # mm
# The right edges of counts and shares from that of the letters, and the room for both.
COUNTS, SHARES, RIGHT = 14.0, 24.0, 26.0  # mm
TOP, FOOT, BETWEEN, GAP = 11.0, 11.0, 5.0, 0.8  # mm
OWN_ARM, OTHER_ARM = "#EBE6F5", "#F1F1F1"
# Colour of the letters of a read that equal the hairpin, differ from it, or lie beside it.
LETTERS = {"same": "#6E6E6E", "mismatch": VERMILION, "added": GREEN}


class Locus(NamedTuple):
    """A mature on a hairpin, 0-based, end excluded."""

    mirna: str
    hairpin: str
    start: int
    end: int


class Read(NamedTuple):
    """An insert on a hairpin: its templated part, 0-based, end excluded; its bases; the length of
    its tail. It starts before 0 if it begins before the hairpin."""

    start: int
    end: int
    letters: str
    tail: int


class Reads(NamedTuple):
    """What all samples have on some hairpins: sequences of these, reads with their counts over all
    samples, and coverage (samples x positions), each by hairpin."""

    hairpins: dict[str, str]
    totals: dict[str, Counter[Read]]
    coverage: dict[str, pd.DataFrame]


class Line(NamedTuple):
    """A row under a hairpin: a read, or what is said of several; their count, and its share of
    the counts of the miRNA."""

    read: Read | None
    text: str
    count: float
    share: str = ""


class Pile(NamedTuple):
    """The reads on the hairpin of a miRNA.

    ``said`` is what the candidate list says of it, ``called`` whether it is significant.
    ``arms`` are the matures on the hairpin with their counts, ``locus`` the one that is looked at.
    ``hairpins`` is on how many hairpins that is, ``fitting`` which share of its counts fit this
    one. ``structure`` and ``energy`` are "" if unknown. ``coverage`` is groups by positions;
    ``own`` and ``others`` are reads, the most frequent first, with their counts.
    """

    locus: Locus
    said: str
    called: bool
    hairpins: int
    fitting: float
    sequence: str
    structure: str
    energy: str
    arms: list[tuple[Locus, float]]
    coverage: pd.DataFrame
    own: list[tuple[Read, float]]
    others: list[tuple[Read, float]]


def groups_of(sheet: pd.DataFrame, contrast: Contrast) -> tuple[pd.Series, dict[str, str]]:
    """The samples of a contrast with their groups, and the colours of these.

    A likelihood-ratio test is about all levels of its factor, a contrast of coefficients about all
    samples.
    """
    if not contrast.factor:
        groups = pd.Series(EVERYONE, index=sheet.index)
        return groups, level_colours(groups)
    groups = levels_of(sheet, contrast.factor)
    colours = level_colours(groups)
    if not contrast.reduced:
        groups = groups[groups.isin(contrast.levels)]
    return groups, {level: colours[level] for level in dict.fromkeys(groups)}


def choose(candidates: pd.DataFrame, counts: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """The first candidates that have reads, at most so many."""
    totals = counts.sum(axis=1)
    return candidates[candidates["mirna"].map(totals) > 0].head(most)


def read_loci(path: str) -> list[Locus]:
    """The matures on hairpins, from the table of the reference."""
    with Path(path).open() as file:
        next(file)
        rows = [line.split("\t") for line in file]
    return [Locus(mirna, hairpin, int(start), int(end)) for mirna, hairpin, start, end, _ in rows]


def read_pile(path: str, hairpins: Iterable[str]) -> dict[str, Counter[Read]]:
    """The reads of a sample on these hairpins, and the count of each there."""
    found = {}
    with pysam.AlignmentFile(path) as bam:
        for hairpin in hairpins:
            reads = found[hairpin] = Counter()
            for record in bam.fetch(hairpin):
                over = record.query_alignment_start
                tail = record.query_length - record.query_alignment_end
                start, end = record.reference_start - over, record.reference_end
                read = Read(start, end, record.query_sequence.replace("T", "U"), tail)
                reads[read] += record.get_tag("ZC") * record.get_tag("ZS")
    return found


def cover(reads: Mapping[Read, float], length: int) -> np.ndarray:
    """How often each position of a hairpin is read; tails do not count."""
    steps = np.zeros(length + 1)
    for read, count in reads.items():
        steps[max(read.start, 0)] += count
        steps[read.end] -= count
    return steps.cumsum()[:-1]


def nearest(read: Read, loci: Iterable[Locus]) -> Locus | None:
    """The mature that a read is an isomiR of, if any."""
    apart = {
        locus: abs(read.start - locus.start) + abs(read.end - locus.end)
        for locus in loci
        if abs(read.start - locus.start) <= MAX_SHIFT_5P
        and abs(read.end - locus.end) <= MAX_SHIFT_3P
    }
    return min(apart, key=apart.get, default=None)


def pick_locus(mirna: str, loci: Sequence[Locus], totals: Mapping[str, Counter[Read]]) -> Locus:
    """Where most reads of a miRNA are counted; of several such places the one on the hairpin that
    has most reads in all, then the first by name."""

    def worth(locus: Locus) -> tuple[float, float]:
        reads = totals[locus.hairpin]
        beside = [other for other in loci if other.hairpin == locus.hairpin]
        own = sum(count for read, count in reads.items() if nearest(read, beside) == locus)
        return -own, -reads.total()

    return min((locus for locus in loci if locus.mirna == mirna), key=lambda x: (*worth(x), x))


def fold(sequence: str) -> tuple[str, str]:
    """Secondary structure in dots and brackets, and its energy; "" without ViennaRNA."""
    try:
        import RNA
    except ImportError:
        return "", ""
    structure, energy = RNA.fold(sequence)
    return structure, f"{energy:.1f} kcal/mol"


def describe(candidate: pd.Series) -> str:
    """What the candidate list says of a miRNA."""
    status, padj = candidate["status"], candidate["padj"]
    if status == "not testable":
        return f"{status} ({candidate['reason']})"
    return f"{status}, adjusted p {f'= {padj:.2g}' if padj >= SMALLEST_P else f'< {SMALLEST_P}'}"


def read_piles(paths: Mapping[str, str], hairpins: Mapping[str, str]) -> Reads:
    """The reads of all samples, whose BAM files are given by sample, on hairpins with sequences."""
    totals = {hairpin: Counter() for hairpin in hairpins}
    coverage = {hairpin: {} for hairpin in hairpins}
    for sample, path in paths.items():
        for hairpin, reads in read_pile(path, hairpins).items():
            totals[hairpin].update(reads)
            coverage[hairpin][sample] = cover(reads, len(hairpins[hairpin]))
    return Reads(
        {hairpin: sequence.replace("T", "U") for hairpin, sequence in hairpins.items()},
        totals,
        {hairpin: pd.DataFrame(columns).T for hairpin, columns in coverage.items()},
    )


def pile_up(
    candidate: pd.Series,
    loci: Sequence[Locus],
    reads: Reads,
    counts: pd.DataFrame,
    groups: pd.Series,
) -> Pile:
    """The reads on the hairpin of a candidate.

    ``counts`` is miRNAs x samples; coverage is per million of the miRNA counts of a sample, the
    mean of each group.
    """
    name = candidate["mirna"]
    locus = pick_locus(name, loci, reads.totals)
    beside = sorted(
        (other for other in loci if other.hairpin == locus.hairpin), key=lambda x: x.start
    )
    arms = dict.fromkeys(beside, 0.0)
    own, others = [], []
    for read, count in sorted(
        reads.totals[locus.hairpin].items(), key=lambda item: (-item[1], item[0])
    ):
        arm = nearest(read, arms)
        (own if arm == locus else others).append((read, count))
        if arm:
            arms[arm] += count
    sizes = counts.sum().clip(lower=1)
    scaled = reads.coverage[locus.hairpin].mul(1e6 / sizes, axis=0)
    return Pile(
        locus,
        describe(candidate),
        not candidate["status"].startswith("not "),
        len({place.hairpin for place in loci if place.mirna == name}),
        arms[locus] / max(counts.loc[name].sum(), 1),
        reads.hairpins[locus.hairpin],
        *fold(reads.hairpins[locus.hairpin]),
        list(arms.items()),
        scaled.groupby(groups, sort=False).mean(),
        own,
        others,
    )


def letters_of(read: Read, sequence: str) -> Iterator[tuple[int, str, str]]:
    """Position, letter and kind (see LETTERS) of each base; small letters are not the hairpin's.

    An unread base is like any.
    """
    templated = len(read.letters) - read.tail
    for number, letter in enumerate(read.letters):
        at = read.start + number
        if number >= templated or at < 0:
            yield at, letter.lower(), "added"
        elif letter == sequence[at] or "N" in (letter, sequence[at]):
            yield at, letter, "same"
        else:
            yield at, letter.lower(), "mismatch"


def as_text(count: float) -> str:
    """A count as it is written: whole, or with one decimal if it was shared."""
    return f"{count:,.1f}".removesuffix(".0")


def lines_of(pile: Pile) -> list[Line]:
    """What stands under a hairpin: the most frequent reads of the miRNA and the sum of its others,
    then the same of all other reads there."""
    total = sum(count for _, count in pile.own)
    lines = []
    for reads, most, where in (
        (pile.own, MOST_OWN, ""),
        (pile.others, MOST_OTHER, " elsewhere on the hairpin"),
    ):
        lines += [Line(read, "", count) for read, count in reads[:most]]
        if rest := [count for _, count in reads[most:]]:
            lines.append(Line(None, f"and {len(rest):,} more{where}", sum(rest)))
    own = min(len(pile.own), MOST_OWN + 1)
    return [
        line._replace(share=f"{line.count / total:.1%}".replace("%", " %")) if row < own else line
        for row, line in enumerate(lines)
    ]


def tag(mirna: str) -> str:
    """Which arm a mature is: 5p or 3p if its name says so, else the name."""
    found = re.search(r"[-_]([35]p\*?)$", mirna)
    return found[1] if found else shorten(short_names([mirna])[0])


def title_of(pile: Pile) -> str:
    """The hairpin, on how many others the miRNA lies, and what is said of it."""
    title = pile.locus.hairpin
    if pile.hairpins > 1:
        fit = f"{pile.fitting:.0%}".replace("%", " %")
        title += f", 1 of {pile.hairpins} hairpins, which {fit} of its counts fit"
    return f"{title}; {pile.said}"


def subtitle(pile: Pile) -> str:
    """What stands above a panel, with the part of the hairpin if that is not all of it."""
    lines = lines_of(pile)
    first, last = window(pile, lines)
    part = f"; bases {max(first, 0) + 1} to {last} of {len(pile.sequence)}"
    return title_of(pile) + ("" if (first, last) == span(pile, lines) else part)


def align(text: str, at: int, first: int, last: int) -> str:
    """A text that begins at a column, with dots on both sides."""
    return ("." * (at - first) + text).ljust(last - first, ".")


def write_text(piles: Sequence[Pile], unit: str, samples: int) -> str:
    """The pile-ups as text: hairpin, structure if known, matures, and a line for each read."""
    blocks = [
        f"# {unit} of {samples} samples. Small letters are not the hairpin's: mismatches, tails, "
        "and bases before it.\n"
        f"# Columns: bases, {unit}, share of the {unit} of the miRNA, mismatches, tail.\n"
    ]
    for pile in piles:
        lines = lines_of(pile)
        first, last = place = span(pile, lines)
        rows = [
            f">{pile.locus.mirna}  {title_of(pile)}",
            f"{align(pile.sequence, 0, *place)}  {pile.locus.hairpin}",
        ]
        if pile.structure:
            rows.append(f"{align(pile.structure, 0, *place)}  {pile.energy}")
        for arm, count in pile.arms:
            marked = align(">" * (arm.end - arm.start), arm.start, *place)
            rows.append(f"{marked}  {arm.mirna}  {as_text(count)}")
        for line in lines:
            text, differences = line.text.ljust(last - first), ""
            if line.read:
                letters = list(letters_of(line.read, pile.sequence))
                bases = "".join(letter for _, letter, _ in letters)
                text = align(bases, line.read.start, *place)
                mismatches = sum(kind == "mismatch" for *_, kind in letters)
                differences = f"  {mismatches}  {line.read.tail}"
            rows.append(f"{text}  {as_text(line.count):>11}  {line.share:>7}{differences}".rstrip())
        blocks.append("\n".join(rows) + "\n")
    if not piles:
        blocks.append("no miRNA has reads\n")
    return "\n".join(blocks)


def span(pile: Pile, lines: Iterable[Line]) -> tuple[int, int]:
    """The first and the end of the columns that the hairpin and the reads take, from its base 0."""
    reads = [line.read for line in lines if line.read]
    return (
        min([0, *(read.start for read in reads)]),
        max([len(pile.sequence), *(read.start + len(read.letters) for read in reads)]),
    )


def window(pile: Pile, lines: Iterable[Line]) -> tuple[int, int]:
    """The columns that are drawn: all, or of a long hairpin those around matures and reads."""
    first, last = span(pile, lines)
    if last - first <= MOST_LETTERS:
        return first, last
    spans = [(arm.start, arm.end) for arm, _ in pile.arms]
    spans += [(x.read.start, x.read.start + len(x.read.letters)) for x in lines if x.read]
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    width = max(MOST_LETTERS, end - start)
    begin = min(max(start - (width - (end - start)) // 2, first), last - width)
    return begin, begin + width


def height_of(pile: Pile) -> float:
    """The height of a panel in mm."""
    rows = 1 + bool(pile.structure) + len(lines_of(pile))
    return TITLE + ARMS + COVERAGE + GAP + LINE * rows + 2 * GAP


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
    left, look = 4.0, {"fontsize": 6.5, "color": DARK_GREY}
    for text, colour in (
        ("Letters: ", DARK_GREY),
        ("as the hairpin", LETTERS["same"]),
        ("; ", DARK_GREY),
        ("mismatch", LETTERS["mismatch"]),
        ("; ", DARK_GREY),
        ("tail, or base before the hairpin", LETTERS["added"]),
    ):
        add_text(figure, left, 6.5, text, **look | {"color": colour})
        # The trailing blank has no width of its own.
        left += text_width([f"{text}|"], 6.5) - text_width(["|"], 6.5)
    note = (
        f"Coverage: mean of each group. Below: {unit} of {samples} samples, those that several "
        "RNAs share by their share."
    )
    add_text(figure, 4, 3, note, **look)


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
    mono = {"family": MONOSPACE, "fontsize": LETTER_SIZE, "va": "baseline"}
    counts, shares = last + COUNTS / LETTER, last + SHARES / LETTER
    head = {"fontsize": 6, "color": DARK_GREY, "va": "baseline", "ha": "right"}
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
    look: Mapping,
) -> None:
    """Write letters at their positions, each run of one kind as one text."""
    inside = [letter for letter in letters if shown[0] <= letter[0] < shown[1]]
    for kind, run_of in groupby(inside, key=lambda letter: letter[2]):
        places, signs, _ = zip(*run_of, strict=True)
        weight = "bold" if kind in ("own", "mismatch", "added") else "normal"
        colour = LETTERS.get(kind, BLACK)
        axes.text(places[0], y, "".join(signs), color=colour, fontweight=weight, **look)


def tabulate(piles: Iterable[Pile]) -> pd.DataFrame:
    """The coverage that is drawn, by miRNA, group and position (from 1)."""
    rows = [
        (pile.locus.mirna, pile.locus.hairpin, level, at + 1, pile.sequence[at], value)
        for pile in piles
        for level, values in pile.coverage.iterrows()
        for at, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["mirna", "hairpin", "group", "position", "base", "coverage"])


def unit_of(status: str, samples: Iterable[str]) -> str:
    """What is counted in all these samples: reads or molecules, or counts if they differ."""
    units = set(read_status(status).loc[list(samples), "unit"])
    return units.pop() if len(units) == 1 else "counts"


def pile_up_all(
    candidates: pd.DataFrame,
    counts: pd.DataFrame,
    groups: pd.Series,
    loci: Sequence[Locus],
    fasta: str,
    paths: Mapping[str, str],
) -> list[Pile]:
    """The reads on the hairpins of the best candidates, given the BAM file of each sample."""
    counts = counts[groups.index]
    chosen = choose(candidates, counts)
    names = set(chosen["mirna"])
    wanted = {locus.hairpin for locus in loci if locus.mirna in names}
    with pysam.FastxFile(fasta) as file:
        hairpins = {record.name: record.sequence for record in file if record.name in wanted}
    reads = read_piles({sample: paths[sample] for sample in groups.index}, hairpins)
    return [pile_up(candidate, loci, reads, counts, groups) for _, candidate in chosen.iterrows()]


def main(job: Job) -> None:
    counts, sheet = read_usable(job.input.counts, job.input.status, job.input.sheet)
    contrast = Contrast.from_param(job.params.contrast)
    groups, colours = groups_of(sheet, contrast)
    candidates = pd.read_csv(job.input.candidates, sep="\t", dtype={"mirna": str})
    paths = dict(zip(job.params.samples, job.input.bam, strict=True))
    loci = read_loci(job.input.matures)
    piles = pile_up_all(candidates, counts, groups, loci, job.input.fasta, paths)
    unit = unit_of(job.input.status, groups.index)
    figure = draw_pileups(piles[:DRAWN], groups, colours, contrast, unit)
    save(figure, job.output.svg, job.output.png)
    write_table(tabulate(piles[:DRAWN]), job.output.table)
    Path(job.output.text).write_text(write_text(piles, unit, len(groups)))


if __name__ == "__main__":
    run(main)
