"""Hold the counts of spike-ins against the amounts that were added: table, fit and figure."""

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mirtrd.OLD import write_table

from mirtrd.core.job import Job, UserError, run
from mirtrd.figures.names import shorten
from mirtrd.figures.page import WIDTH, add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import BLACK, BLUE, DARK_GREY, level_colours, levels_of
from mirtrd.figures.scales import log_axis
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.status import marked_samples
from mirtrd.reference.sequences import SPIKE_IN, clean_id, read_sequences

# A line through two points always fits.
MIN_POINTS = 3
# Up to this many samples have a panel each.
MOST_PANELS = 12
COLUMNS = 4
AMOUNT = "amount of the spike-in (unit of its table)"
UNDETECTED = 0.5  # where a count of 0 is drawn on the logarithmic axis


def read_amounts(path: str, known: Sequence[str]) -> dict[str, float]:
    """The amount of each spike-in, from a table with the columns name and amount.

    Raises UserError for names that are not among the ``known`` ones or there twice, and for
    amounts that are no positive numbers.
    """
    amounts: dict[str, float] = {}
    try:
        with Path(path).open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path}: cannot be read ({error})") from None
    if not rows or not {"name", "amount"} <= rows[0].keys():
        found = ", ".join(map(str, rows[0])) if rows else "no rows"
        raise UserError(f"{path}: found {found}, expected the columns name and amount, with tabs")
    for line, row in enumerate(rows, start=2):
        name = clean_id((row["name"] or "").strip())
        amount = _number(row["amount"])
        if name not in known:
            raise UserError(
                f"{path}, line {line}: {name or 'an empty name'} is not in "
                f"reference.other.{SPIKE_IN}; found there are {', '.join(known[:5])}"
            )
        if name in amounts:
            raise UserError(f"{path}, line {line}: {name} is there twice")
        if not 0 < amount < math.inf:
            raise UserError(
                f"{path}, line {line}: the amount of {name} is {row['amount']!r}, expected a "
                "number over 0"
            )
        amounts[name] = amount
    return amounts


def _number(text: str | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        return math.nan


def count_spike_ins(
    paths: Sequence[str], samples: Sequence[str], amounts: Mapping[str, float]
) -> pd.DataFrame:
    """Sample, spike-in, amount and count: a row for each spike-in of each sample."""
    rows = []
    for sample, path in zip(samples, paths, strict=True):
        with Path(path).open(newline="") as file:
            found = {
                row["name"]: int(row["count"])
                for row in csv.DictReader(file, delimiter="\t")
                if row["class"] == SPIKE_IN
            }
        rows += [(sample, name, amount, found.get(name, 0)) for name, amount in amounts.items()]
    return pd.DataFrame(rows, columns=["sample", "spike_in", "amount", "count"])


def fit_doses(table: pd.DataFrame) -> pd.DataFrame:
    """The line of log10 count on log10 amount of each sample, by least squares.

    Only detected spike-ins (count over 0) are in the fit. Slope, intercept and R² are NaN with
    fewer than MIN_POINTS of them or a single amount; R² is NaN if all counts are equal.
    """
    rows = []
    for sample, found in table.groupby("sample", sort=False):
        seen = found[found["count"] > 0]
        slope = intercept = r2 = math.nan
        if len(seen) >= MIN_POINTS and seen["amount"].nunique() > 1:
            x, y = np.log10(seen["amount"].to_numpy()), np.log10(seen["count"].to_numpy())
            dx, dy = x - x.mean(), y - y.mean()
            slope = (dx @ dy) / (dx @ dx)
            intercept = y.mean() - slope * x.mean()
            r2 = (dx @ dy) ** 2 / ((dx @ dx) * (dy @ dy)) if seen["count"].nunique() > 1 else r2
        rows.append((sample, len(found), len(seen), slope, intercept, r2))
    columns = ["sample", "spike_ins", "detected", "slope", "intercept", "r2"]
    return pd.DataFrame(rows, columns=columns)


@styled()
def draw_spike_ins(
    table: pd.DataFrame, fits: pd.DataFrame, groups: pd.Series, marks: Mapping[str, str]
) -> Figure:
    """Counts against amounts: a panel for each sample, or, of many samples, their lines.

    ``groups`` is the level of each sample, ``marks`` what to say of samples that are not usable.
    """
    if len(fits) <= MOST_PANELS:
        return _draw_panels(table, fits, marks)
    return _draw_lines(table, fits, groups)


def _draw_panels(table: pd.DataFrame, fits: pd.DataFrame, marks: Mapping[str, str]) -> Figure:
    columns = min(COLUMNS, len(fits))
    rows = -(-len(fits) // columns)
    wide, high, gap, between = 33.0, 30.0, 9.0, 14.0  # mm
    width = max(16 + columns * (wide + gap), 80)  # of one panel, the label is wider
    figure = new_figure(width, 11 + rows * (high + between))
    for number, fit in enumerate(fits.itertuples()):
        row, column = divmod(number, columns)
        left, bottom = 16 + column * (wide + gap), 16 + (rows - 1 - row) * (high + between)
        axes = add_panel(figure, left, bottom, wide, high)
        found = table[table["sample"] == fit.sample]
        seen = found["count"] > 0
        axes.scatter(
            found["amount"][seen], found["count"][seen], s=9, c=BLUE, linewidths=0, clip_on=False
        )
        if not seen.all():
            lost = found["amount"][~seen]
            look = {"s": 9, "facecolors": "none", "edgecolors": DARK_GREY, "linewidths": 0.6}
            axes.scatter(lost, np.full(len(lost), UNDETECTED), clip_on=False, **look)
        _frame(axes, table)
        _draw_line(axes, found, fit, BLACK, 0.8)
        mark = f" ({marks[fit.sample]})" if fit.sample in marks else ""
        name = shorten(fit.sample) + mark
        axes.set_title(name, loc="left", color=DARK_GREY if mark else BLACK, fontsize=7)
        axes.text(0.04, 0.97, _words(fit), transform=axes.transAxes, va="top", fontsize=6)
        axes.set_ylabel("" if column else "count")
    add_text(figure, 16, 7, AMOUNT)
    if not table["count"].all():
        add_text(figure, 16, 3, "hollow: not detected", fontsize=6, color=DARK_GREY)
    return figure


def _draw_lines(table: pd.DataFrame, fits: pd.DataFrame, groups: pd.Series) -> Figure:
    colours = level_colours(groups)
    levels = list(colours)
    names = 3 + text_width([shorten(level) for level in levels], 7)
    high = min(max(18.0 + 7 * len(levels), 32.0), 90.0)  # mm, of each of the panels to the right
    figure = new_figure(WIDTH, 2 * high + 31)
    axes = add_panel(figure, 16, 13, 82, 2 * high + 14)
    for fit in fits.itertuples():
        found = table[table["sample"] == fit.sample]
        _draw_line(axes, found, fit, colours[groups[fit.sample]], 0.5, alpha=0.6)
    _frame(axes, table)
    unfitted = int(fits["slope"].isna().sum())
    if unfitted:
        note = f"{unfitted} of {len(fits)} samples: too few spike-ins detected for a line"
        axes.text(0.02, 0.99, note, transform=axes.transAxes, va="top", fontsize=6)
    axes.set(xlabel=AMOUNT, ylabel="count")
    left = 106 + names
    for column, label, bottom in (("slope", "slope (bar: median)", 27 + high), ("r2", "R²", 13)):
        side = add_panel(figure, left, bottom, WIDTH - left - 5, high)
        for place, level in enumerate(levels):
            values = fits[column][fits["sample"].map(groups).to_numpy() == level].dropna()
            # Spread within the row by rank, so that equal values do not hide each other.
            spread = place + 0.5 * ((np.arange(len(values)) * 0.618) % 1 - 0.5)
            side.scatter(values, spread, s=6, color=colours[level], alpha=0.7, linewidths=0)
            if len(values):
                side.plot([values.median()] * 2, [place - 0.38, place + 0.38], color=BLACK, lw=1)
        side.set_yticks(range(len(levels)), [shorten(level) for level in levels])
        side.set(ylim=(len(levels) - 0.5, -0.5), xlabel=label)
        side.axvline(1, color=DARK_GREY, linewidth=0.5, linestyle=":", zorder=0)
        side.tick_params(axis="y", length=0)
    return figure


def _frame(axes: Axes, table: pd.DataFrame) -> None:
    """The same logarithmic axes for all samples."""
    axes.set(xscale="log", yscale="log")
    axes.set(xlim=(table["amount"].min() / 1.6, table["amount"].max() * 1.6))
    axes.set(ylim=(UNDETECTED / 1.3, max(table["count"].max(), 10) * 4))
    log_axis(axes.xaxis)
    log_axis(axes.yaxis)


def _draw_line(axes: Axes, found: pd.DataFrame, fit, colour: str, width: float, **look) -> None:
    if not math.isnan(fit.slope):
        amounts = found["amount"][found["count"] > 0]
        ends = np.array([amounts.min(), amounts.max()])
        axes.plot(ends, 10**fit.intercept * ends**fit.slope, color=colour, linewidth=width, **look)


def _words(fit) -> str:
    detected = f"{fit.detected} of {fit.spike_ins} detected"
    if math.isnan(fit.slope):
        return detected
    r2 = "" if math.isnan(fit.r2) else f", R² {fit.r2:.2f}"
    return f"slope {fit.slope:.2f}{r2}\n{detected}"


def main(job: Job) -> None:
    rows = [row for row in read_sequences(job.input.sequences) if row.rna_class == SPIKE_IN]
    known = [row.name.partition(":")[2] for row in rows]
    table = count_spike_ins(
        job.input.other, job.params.samples, read_amounts(job.input.amounts, known)
    )
    fits = fit_doses(table)
    sheet, _ = read_sheet(job.input.sheet)
    marks = marked_samples(job.input.status)
    figure = draw_spike_ins(table, fits, levels_of(sheet, job.params.factor), marks)
    save(figure, job.output.svg, job.output.png)
    write_table(table, job.output.table)
    write_table(fits, job.output.fit)


if __name__ == "__main__":
    run(main)
