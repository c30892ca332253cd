"""What the figures of this workflow share: style, colours, layout in millimetres, labels."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib

matplotlib.use("Agg")

import numpy as np
import pandas as pd
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

INCH = 25.4  # mm
POINT = INCH / 72  # mm

# Okabe & Ito, https://jfly.uni-koeln.de/color: told apart with every kind of colour vision.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, VERMILION, YELLOW, BLACK = "#56B4E9", "#D55E00", "#F0E442", "#000000"
LEVELS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, BLACK)
GREY, DARK_GREY = "#B3B3B3", "#595959"

# Statuses of a testable miRNA, in the order in which they are drawn.
STATUS_COLOURS = {"not significant": GREY, "changed": PURPLE, "down": BLUE, "up": VERMILION}

STYLE = {
    "axes.labelsize": 8,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 8,
    "figure.dpi": 300,
    "font.family": ["sans-serif"],
    "font.size": 8,
    "hatch.linewidth": 0.4,
    "legend.borderaxespad": 0,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "legend.title_fontsize": 7,
    "savefig.dpi": 300,
    "svg.fonttype": "none",
    "svg.hashsalt": "mirtrd",  # else the ids in an SVG differ from run to run
    "text.parse_math": False,  # names of levels may hold dollar signs
    "xtick.labelsize": 7,
    "xtick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.labelsize": 7,
    "ytick.major.size": 2.5,
    "ytick.major.width": 0.6,
}

# Name and colour of each fate, from useful to lost: blue aligns to miRNA genes, green to other RNAs
# or is read twice, grey to nothing, orange to brown tells of the library, purple of the sequencing.
FATE_LOOKS = {
    "mirna": ("miRNA", "#08306B"),
    "hairpin": ("miRNA hairpin", "#4292C6"),
    "ambiguous": ("ambiguous", "#9ECAE1"),
    "other_rna": ("other RNA", "#238B45"),
    "duplicate": ("PCR duplicate", "#A8DDB5"),
    "unaligned": ("not aligned", "#BDBDBD"),
    "too_short": ("insert too short", "#FEE391"),
    "too_long": ("insert too long", "#FEC44F"),
    "adapter_dimer": ("adapter dimer", "#EC7014"),
    "no_adapter": ("no adapter", "#8C2D04"),
    "no_umi": ("no UMI", "#FBB4B9"),
    "n_rich": ("too many N", "#DADAEB"),
    "low_quality": ("low quality", "#9E9AC8"),
    "poly_g": ("poly-G only", "#54278F"),
}
# Colours of the classes of inserts that every run has: blue for miRNA genes, grey for nothing.
CLASS_COLOURS = {
    "mirna": "#08306B",
    "hairpin": "#4292C6",
    "ambiguous": "#9ECAE1",
    "unaligned": "#BDBDBD",
}
CLASS_NAMES = {"mirna": "miRNA", "hairpin": "miRNA hairpin", "unaligned": "not aligned"}
# Colours of other RNAs, none of them blue or grey, neighbours unlike.
OTHER_COLOURS = (
    "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00",
    "#882255", "#B8DE6F", "#661100", "#F7B6D2", "#117733",
)  # fmt: skip
# A legend of coloured squares.
SWATCHES = {"handlelength": 1, "handleheight": 1, "handletextpad": 0.5, "labelspacing": 0.35}

WIDTH = 180.0  # mm, the text of a page
MAX_ROWS_HEIGHT, MIN_ROWS_HEIGHT, ROW, HEADER = 220.0, 40.0, 4.2, 4.5  # mm
SMALLEST_TEXT = 4.0  # pt
LONGEST_NAME = 28  # characters
UNLINED = 5.0  # pt, how far a label may be from its point without a line
CLEARANCE = 3.2  # pt, between a label and the middle of a point


@contextmanager
def styled() -> Iterator[None]:
    """The style of all figures, whatever a user's matplotlibrc says; also ``@styled()``."""
    with style.context(["default", STYLE]):
        yield


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, its size in mm."""
    figure = Figure(figsize=(width / INCH, height / INCH))
    FigureCanvasAgg(figure)
    return figure


def add_panel(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place in mm from the lower left corner of the figure."""
    wide, high = figure.get_size_inches() * INCH
    return figure.add_axes((left / wide, bottom / high, width / wide, height / high))


def add_text(figure: Figure, left: float, bottom: float, text: str, **properties):
    """Text at a place in mm from the lower left corner of the figure."""
    wide, high = figure.get_size_inches() * INCH
    return figure.text(left / wide, bottom / high, text, **properties)


def legend_height(entries: int) -> float:
    """Height in mm of a legend of so many lines, with some room around it."""
    return 8 + 4.0 * entries


def add_legend(figure: Figure, left: float, top: float, **properties):
    """A legend whose upper left corner is at a place in mm from that of the figure."""
    wide, high = figure.get_size_inches() * INCH
    place = (left / wide, 1 - top / high)
    return figure.legend(loc="upper left", bbox_to_anchor=place, **properties)


@styled()
def save(figure: Figure, svg: str, png: str) -> None:
    """Write the figure as SVG and as PNG with 300 dpi; the same figure gives the same bytes."""
    figure.savefig(svg, format="svg", metadata={"Date": None})
    figure.savefig(png, format="png")


def write_table(table: pd.DataFrame, path: str) -> None:
    """Write the numbers of a figure as TSV, missing ones as NA."""
    table.to_csv(path, sep="\t", index=False, na_rep="NA", float_format="%.6g")


def read_expression(path: str) -> pd.DataFrame:
    """The table of a contrast: one row for each miRNA of the reference."""
    return pd.read_csv(path, sep="\t", dtype={"mirna": str, "status": str, "reason": str})


def read_lengths(paths: list[str], samples: list[str]) -> pd.DataFrame:
    """The length tables of all samples as one, with the column sample."""
    tables = [
        pd.read_csv(path, sep="\t", dtype={"class": str}, keep_default_na=False).assign(sample=name)
        for path, name in zip(paths, samples, strict=True)
    ]
    return pd.concat(tables, ignore_index=True).astype({"length": int, "count": int})


def length_shares(lengths: pd.DataFrame) -> pd.DataFrame:
    """Share of each sample's inserts by class and length.

    ``lengths`` has the columns sample, class, length (nt), count; the result has share instead of
    count, which sums to 1 for each sample that has inserts.
    """
    totals = lengths.groupby("sample")["count"].transform("sum")
    shares = lengths["count"] / totals.where(totals > 0, 1)
    return lengths.drop(columns="count").assign(share=shares)


def marked_samples(path: str) -> dict[str, str]:
    """What to write beside a sample that is not as it should be, from the table of statuses:
    failed, left out (by the sheet), or kept (by the sheet, though it failed)."""
    status = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, index_col="sample")
    marks = {
        ("fail", "no"): "failed",
        ("fail", "yes"): "failed, kept",
        ("warn", "no"): "left out",
        ("ok", "no"): "left out",
    }
    states = zip(status["status"], status["used"], strict=True)
    found = zip(status.index, map(marks.get, states), strict=True)
    return {sample: mark for sample, mark in found if mark}


def text_width(texts: Iterable[str], size: float) -> float:
    """Width of the widest of the texts, in mm, for a font size in points."""
    font = FontProperties(family="DejaVu Sans")
    widths = [TextPath((0, 0), t, size=size, prop=font).get_extents().width for t in texts if t]
    return max(widths, default=0.0) * POINT


def short_names(names: Iterable[str]) -> list[str]:
    """The names of miRNAs without the species prefix if all have the same.

    Of a group, joined with slashes, two members are named and the others counted.
    """
    groups = [name.split("/") for name in names]
    prefixes = {member.partition("-")[0] for group in groups for member in group}
    prefix = next(iter(prefixes)) if len(prefixes) == 1 else ""
    if re.fullmatch(r"(?!mir$|let$|lin$)[a-z]{3,4}", prefix, re.IGNORECASE):
        groups = [[member.removeprefix(f"{prefix}-") for member in group] for group in groups]
    return [
        "/".join(group[:2]) + (f" (+{len(group) - 2})" if len(group) > 2 else "")
        for group in groups
    ]


def level_colours(levels: Iterable[str]) -> dict[str, str]:
    """A colour for each level of a factor."""
    levels = list(dict.fromkeys(levels))
    if len(levels) <= len(LEVELS):
        return dict(zip(levels, LEVELS, strict=False))
    steps = np.linspace(0, 1, len(levels))
    colours = [matplotlib.colors.to_hex(c) for c in matplotlib.colormaps["turbo"](steps)]
    return dict(zip(levels, colours, strict=True))


def class_looks(classes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name and colour of each class of inserts: miRNA genes, then other RNAs, then the rest."""
    others = [name for name in classes if name not in CLASS_COLOURS]
    colours = dict(zip(others, itertools.cycle(OTHER_COLOURS), strict=False))
    order = [*(name for name in CLASS_COLOURS if name != "unaligned"), *others, "unaligned"]
    known = set(classes)
    return {
        name: (CLASS_NAMES.get(name, name.replace("_", " ")), (CLASS_COLOURS | colours)[name])
        for name in order
        if name in known
    }


def levels_of(sheet: pd.DataFrame, column: str) -> pd.Series:
    """What a column of the sheet says of each sample, never empty."""
    return sheet[column].mask(sheet[column] == "", "(none)")


def present(looks: dict[str, Any], levels: Iterable[str]) -> dict[str, Any]:
    """The looks of those levels that occur, in the order of all levels."""
    found = set(levels)
    return {level: look for level, look in looks.items() if level in found}


def log_axis(axis) -> None:
    """Label a log-scaled axis with powers of ten, in characters that need no formula."""
    superscript = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

    def power(value: float, _) -> str:
        return f"10{str(round(np.log10(value))).translate(superscript)}" if value > 0 else ""

    axis.set_major_locator(LogLocator(numticks=6))
    axis.set_major_formatter(FuncFormatter(power))
    axis.set_minor_formatter(NullFormatter())


class Rows(NamedTuple):
    """Samples as the rows of a panel, grouped under headers; places in mm from its top."""

    samples: list[str]
    y: np.ndarray
    headers: list[tuple[str, float]]
    row: float
    height: float

    @property
    def text_size(self) -> float:
        """Size of the sample names in points; 0 if there is no room for them."""
        size = min(7.0, 0.85 * self.row / POINT)
        return size if size >= SMALLEST_TEXT else 0.0


def arrange_rows(groups: pd.Series) -> Rows:
    """Rows for the samples in the index of ``groups``, in its order, groups together.

    The panel grows with the number of samples up to the height of a page.
    """
    levels = list(dict.fromkeys(groups))
    header = min(HEADER, MAX_ROWS_HEIGHT / 2 / max(len(levels), 1))
    height = len(groups) * ROW + len(levels) * header
    height = min(max(height, MIN_ROWS_HEIGHT), MAX_ROWS_HEIGHT)
    row = (height - len(levels) * header) / max(len(groups), 1)
    samples, y, headers, top = [], [], [], 0.0
    for level in levels:
        members = list(groups.index[groups == level])
        headers.append((f"{level} (n = {len(members)})", top + 0.85 * header))
        samples += members
        y += [top + header + (i + 0.5) * row for i in range(len(members))]
        top += header + len(members) * row
    return Rows(samples, np.array(y), headers, row, height)


def row_labels(rows: Rows, marks: Mapping[str, str]) -> list[str]:
    """What stands to the left of each row; without room for names a cross for marked samples."""
    if not rows.text_size:
        return ["\N{MULTIPLICATION SIGN}" if sample in marks else "" for sample in rows.samples]
    names = [shorten(sample) for sample in rows.samples]
    return [
        f"{name} ({marks[sample]})" if sample in marks else name
        for name, sample in zip(names, rows.samples, strict=True)
    ]


def label_rows(axes: Axes, rows: Rows, marks: Mapping[str, str], left: float) -> None:
    """Write the names of the samples and the headers of the groups beside and above the rows.

    ``left`` is where the headers begin, in data units of the panel.
    """
    for text, y in rows.headers:
        axes.text(left, y, text, fontsize=7, fontweight="bold", va="baseline")
    axes.set_yticks(rows.y, row_labels(rows, marks), fontsize=rows.text_size or SMALLEST_TEXT)
    for label, sample in zip(axes.get_yticklabels(), rows.samples, strict=True):
        label.set_color(DARK_GREY if sample in marks else BLACK)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def shorten(name: str) -> str:
    """A name with its middle left out if it is very long."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME // 2]}…{name[-LONGEST_NAME // 2 + 1 :]}"


def draw_bars(
    axes: Axes, rows: Rows, shares: pd.DataFrame, colours: Mapping[str, str], marks: Iterable[str]
) -> None:
    """Stacked horizontal bars, one for each row.

    ``shares`` is samples x parts, each row with sum 1 or 0. Marked samples are hatched.
    """
    shares = shares.loc[rows.samples]
    line = 0.3 if rows.row > 2 else 0
    left = np.zeros(len(shares))
    for part in shares:
        axes.barh(
            rows.y,
            shares[part],
            left=left,
            height=0.82 * rows.row,
            label=part,
            color=colours[part],
            edgecolor="white",
            linewidth=line,
        )
        left += shares[part].to_numpy()
    bad = np.array([sample in marks for sample in rows.samples], dtype=bool)
    axes.barh(
        rows.y[bad],
        left[bad],
        height=0.82 * rows.row,
        color=(1, 1, 1, 0.45),
        edgecolor="#404040",
        hatch="/////",
        linewidth=0,
    )
    for y, end in zip(rows.y, left, strict=True):
        if not end and rows.text_size:
            axes.text(0.01, y, "no reads", fontsize=rows.text_size, color=DARK_GREY, va="center")
    axes.set(xlim=(0, 1), ylim=(rows.height, 0))


def new_bar_figure(
    rows: Rows,
    shares: pd.DataFrame,
    colours: Mapping[str, str],
    marks: Mapping[str, str],
    foot: float = 11.0,
) -> tuple[Figure, Axes, Axes]:
    """Stacked bars of the samples with a legend, and a panel beside them for another number.

    ``shares`` as for ``draw_bars``, its columns named as in the legend; ``foot`` is the room
    below the bars in mm. Returns the figure, the panel of the bars, and the empty one.
    """
    left = 5 + text_width(row_labels(rows, marks), rows.text_size or SMALLEST_TEXT)
    legend = 8 + text_width(shares.columns, 7)
    spare = max(legend_height(shares.shape[1]) - rows.height - foot - 3, 0)
    figure = new_figure(WIDTH, rows.height + foot + 3 + spare)
    width, foot = WIDTH - left - legend - 38, foot + spare
    axes = add_panel(figure, left, foot, width, rows.height)
    draw_bars(axes, rows, shares, colours, marks)
    label_rows(axes, rows, marks, left=0)
    side = add_panel(figure, left + width + 6, foot, 26, rows.height)
    side.set(ylim=(rows.height, 0), yticks=[])
    handles = axes.get_legend_handles_labels()[0][: shares.shape[1]]
    add_legend(figure, WIDTH - legend, 3, handles=handles, **SWATCHES)
    return figure, axes, side


def place_labels(
    axes: Axes, targets: np.ndarray, names: Sequence[str], obstacles: np.ndarray, size: float = 6.5
) -> np.ndarray:
    """Write a name beside each target so that it covers no obstacle and no other name.

    ``targets`` (names x 2) and ``obstacles`` (n x 2) are in data units; targets that are drawn
    must be among the obstacles. Each name takes the nearest free place in turn, so the first
    ones are the closest, with a line to its target if that is some way off. A name for which
    there is no place is left out. A name without a line is nearer to its target than to any
    other obstacle. Returns which names are written (bool).
    """
    axes.figure.draw_without_rendering()
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    to_points = 72 / axes.figure.dpi
    frame = np.array(axes.get_window_extent().extents) * to_points
    spots = axes.transData.transform(np.reshape(obstacles, (-1, 2))) * to_points
    look = {"textcoords": "offset points", "fontsize": size, "ha": "center", "va": "center"}
    line = {"arrowstyle": "-", "color": DARK_GREY, "linewidth": 0.4, "shrinkA": 0, "shrinkB": 2.5}
    boxes, leaders, written = [], [], []
    for name, target in zip(names, targets, strict=True):
        text = axes.annotate(name, target, (0, 0), zorder=5, **look)
        half = np.array(text.get_window_extent().size) * to_points / 2
        start = axes.transData.transform(target) * to_points
        found = _free_place(start, half, frame, spots, boxes, leaders)
        written.append(found is not None)
        if found is None:
            text.remove()
            continue
        box, leader = found
        text.set_position((box[:2] + box[2:]) / 2 - start)
        boxes.append(box)
        if np.linalg.norm(leader[1] - start) > UNLINED:
            leaders.append(leader)
            axes.annotate("", target, leader[1] - start, zorder=4, arrowprops=line, **look)
    return np.array(written, dtype=bool)


def _free_place(start, half, frame, spots, boxes, leaders) -> tuple | None:
    """The best box for a name and the line to it, all in points; None if there is no room.

    A line past all other points is better than one that is close to some of them.
    """
    others = spots[np.abs(spots - start).max(axis=1) > 1e-6]
    for keep_off in (1.5, 0.0):
        for distance, direction in _places(start, frame):
            centre = start + direction * (distance + half)
            box = np.concatenate([centre - half, centre + half])
            leader = np.array([start, np.clip(start, box[:2], box[2:])])
            gap = CLEARANCE if distance > UNLINED else distance + 2
            if (
                (box[:2] >= frame[:2] + 1.5).all()
                and (box[2:] <= frame[2:] - 1.5).all()
                and not _inside(spots, box, CLEARANCE).any()
                and not _inside(others, box, gap).any()
                and not any(_overlap(box, other) for other in boxes)
                and not any(_inside(_along(other), box, 1.5).any() for other in leaders)
                and not any(_inside(_along(leader), other, 0).any() for other in boxes)
                and not any(_cross(leader, other) for other in leaders)
                and not _near(others, leader, keep_off)
            ):
                return box, leader
    return None


def _places(start: np.ndarray, frame: np.ndarray) -> list[tuple[float, np.ndarray]]:
    """Distances in points and directions to try, the nearest and the outward ones first."""
    right = start[0] > (frame[0] + frame[2]) / 2
    turns = np.array([0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8]) * np.pi / 8
    angles = turns if right else np.pi - turns  # of two like directions the upper one first
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    return [(d, way) for d in (4.0, 7.0, 11.0, 16.0, 22.0, 30.0, 40.0, 52.0) for way in directions]


def _overlap(first: np.ndarray, second: np.ndarray) -> bool:
    return bool(((first[:2] < second[2:] + 1.5) & (first[2:] > second[:2] - 1.5)).all())


def _near(points: np.ndarray, segment: np.ndarray, distance: float) -> bool:
    along = _along(segment)
    return any((((points - spot) ** 2).sum(axis=1) < distance**2).any() for spot in along)


def _along(segment: np.ndarray) -> np.ndarray:
    return segment[0] + np.linspace(0, 1, 30)[:, None] * (segment[1] - segment[0])


def _inside(points: np.ndarray, box: np.ndarray, margin: float) -> np.ndarray:
    return ((points > box[:2] - margin) & (points < box[2:] + margin)).all(axis=1)


def _cross(first: np.ndarray, second: np.ndarray) -> bool:
    def side(segment, point):
        (x, y), (dx, dy) = point - segment[0], segment[1] - segment[0]
        return np.sign(dx * y - dy * x)

    return (
        side(first, second[0]) * side(first, second[1]) < 0
        and side(second, first[0]) * side(second, first[1]) < 0
    )
