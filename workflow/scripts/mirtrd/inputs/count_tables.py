"""Tables of counts that were made elsewhere, whatever shape a tool or a person gave them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.inputs.count_layout import WHERE, arrange
from mirtrd.inputs.count_values import are_sums, doubts, to_numbers
from mirtrd.inputs.grids import read_grid
from mirtrd.reference.names import Match, Names, describe_matches, lost_names, some, split_precursor

# Rows that tools write beside those of miRNAs: sums, and reads that were not counted. htseq-count
# now ("__no_feature") and before ("no_feature"), STAR ("N_unmapped"), miRge ("miRNAtotal").
NO_MIRNA = re.compile(
    r"__.*|N_(unmapped|multimapping|noFeature|ambiguous)|no_feature|ambiguous|too_low_aQual"
    r"|not_aligned|alignment_not_unique|(all|mirnas?)?[ _-]?(total|sum|totals)"
    r"([ _-]?(mirnas?|reads|counts?))?|mapped|unmapped|library[ _-]?size",
    re.IGNORECASE,
)
# From this many reads on, equal counts of two precursors are no coincidence.
MANY_READS = 20


@dataclass(frozen=True, kw_only=True)
class CountTable:
    """Counts of miRNAs (rows, whole numbers) in the samples of the sheet (columns, its order).

    ``matches`` tells of each name as it was written what it stands for; ``notes`` are what was
    done and what to doubt, a line each; ``warnings`` those of them that ask for a decision.
    """

    counts: pd.DataFrame
    matches: Mapping[str, Match] = field(default_factory=dict)
    notes: Sequence[str] = ()
    warnings: Sequence[str] = ()


def read_counts(
    path: str | Path,
    samples: Sequence[str],
    *,
    names: Names | None = None,
    rounding: bool = False,
    empty: int | None = None,
) -> CountTable:
    """The counts of ``samples`` in a file.

    With ``rounding``, expected counts become whole; blank cells are ``empty``. ``names`` are those
    of the reference. Raises UserError for what cannot be taken as counts, with cell and remedy.
    """
    grid = read_grid(path, WHERE)
    table, notes = arrange(grid, samples, path)
    table, dropped = drop_other_rows(table)
    numbers = to_numbers(table, path, rounding, empty)
    kept = ~are_sums(numbers)
    sums = [f"rows that are the sum of all others, left out: {some(numbers.index[~kept])}"]
    numbers, precursors = numbers[kept], table[""][kept]
    if not len(numbers):
        raise UserError(f"{WHERE}: {path} has no row of a miRNA")
    warnings = doubts(numbers)
    counts, told = merge_precursors(numbers, precursors, names, path)
    counts, matches, lifted = rename(counts, names)
    notes += [*dropped, *(sums if not kept.all() else []), *told]
    return CountTable(
        counts=counts,
        matches=matches,
        notes=[*notes, *warnings, *lifted],
        warnings=[*warnings, *(f"{WHERE}: {line}" for line in lost_names(matches))],
    )


def drop_other_rows(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The rows that are not known by their name to be no miRNA, and which were left out."""
    other = [bool(NO_MIRNA.fullmatch(name)) for name in table.index]
    names = list(table.index[other])
    notes = [f"rows that are no miRNA, left out: {some(names, 10)}"] if names else []
    return table[~np.array(other)], notes


def merge_precursors(
    counts: pd.DataFrame, precursors: pd.Series, names: Names | None, path: str | Path
) -> tuple[pd.DataFrame, list[str]]:
    """One row for each mature, and what was done, in words.

    A mature of several precursors has a row for each. Some tools list the same reads under every
    precursor (miRDeep2), others share them out. If most of the larger counts are equal in all
    rows of a mature, they are the same reads, and the largest is taken; else they are added.
    """
    split = [split_precursor(name, names) for name in counts.index]
    matures = pd.Index([mature for mature, _ in split], name="mirna")
    origins = [own or given for (_, own), given in zip(split, precursors, strict=True)]
    rows = pd.DataFrame({"mature": matures, "precursor": origins})
    doubled = rows["mature"].duplicated(keep=False)
    odd = rows[doubled & (rows.duplicated(keep=False) | (rows["precursor"] == ""))]
    if len(odd):
        raise UserError(
            f"{WHERE}: {path} has {odd['mature'].iloc[0]} twice: give one row for each miRNA, "
            "or the precursors too"
        )
    groups = counts.set_axis(matures, axis=0).groupby(level=0, sort=False)
    if not doubled.any():
        return groups.max(), []
    several = groups.size() > 1
    largest, least = groups.max()[several], groups.min()[several]
    many = (largest >= MANY_READS).to_numpy()
    same = (largest == least).to_numpy()[many].mean() if many.any() else 1.0
    told = (
        f"{several.sum()} miRNAs have several precursors; {same:.0%} of their counts of at least "
        f"{MANY_READS} reads are equal in all rows, so "
    )
    if same > 0.5:
        return groups.max(), [told + "they are the same reads: the largest was taken"]
    return groups.sum(), [told + "they are different reads: they were added"]


def rename(
    counts: pd.DataFrame, names: Names | None
) -> tuple[pd.DataFrame, dict[str, Match], list[str]]:
    """The counts under the names of the reference, what was found for each, and that in words.

    A name that cannot be looked up stays as it is. So do names that would become one: whether
    their reads are the same, the table does not tell.
    """
    if names is None:
        return counts, {}, []
    matches = names.look_up_all(counts.index)
    new = {name: "/".join(match.names) or name for name, match in matches.items()}
    times = Counter(new.values())
    clashing = [name for name in counts.index if times[new[name]] > 1]
    new |= {name: name for name in clashing}
    lines = describe_matches(matches)
    if clashing:
        lines.append(f"names that would become one stay as they are: {some(clashing)}")
    return counts.set_axis(pd.Index([new[n] for n in counts.index], name="mirna")), matches, lines
