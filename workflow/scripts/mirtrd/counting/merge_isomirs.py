"""Join the isomiRs of all samples to a matrix; describe them per miRNA; test sites of editing."""

import resource
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from math import isnan
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.stats import binom

from mirtrd.core.job import Job, run
from mirtrd.counting.isomirs import read_changes, read_variant
from mirtrd.statistics.multiple_testing import adjust

BASES = "ACGT"
# A substitution at the last two templated bases of an insert can pass for a tail.
BEHIND = 2
# The first and last base of a seed.
SEED = (2, 8)
# A site that would be so frequent so rarely by error is left out of the rate of errors.
OUTLYING = 1e-4
MAX_ROUNDS = 20
# The rate of errors of all miRNAs weighs as much as so many errors at a site.
PRIOR_ERRORS = 10
# A site is tested if so many reads cover it, and the share of a sample is looked at if so many of
# its own do.
ENOUGH = 20


class Row(NamedTuple):
    """A line of the table of a sample."""

    insert: str
    variant: str
    count: int
    changes: str


class Summary(NamedTuple):
    """The isomiRs of a miRNA over the cohort; shares are of all its reads, of tails of their bases.

    Seeds are bases 2 to 8, in the letters of RNA.
    """

    mirna: str
    count: int
    canonical_share: float
    seed: str
    shifted_5p_share: float
    top_5p_shift: str
    top_5p_share: float
    top_5p_seed: str
    shorter_3p_share: float
    longer_3p_share: float
    tailed_share: float
    tail_A: float | str  # noqa: N815
    tail_C: float | str  # noqa: N815
    tail_G: float | str  # noqa: N815
    tail_U: float | str  # noqa: N815
    edited_share: float
    substituted_share: float
    top_substitution: str
    top_substitution_share: float


class Site(NamedTuple):
    """A position of a mature, from 1: its base, the reads that cover it in all samples, those of
    them that have A, C, G and T instead; for A, the reads of each sample."""

    mirna: str
    position: int
    base: str
    covering: int
    instead: tuple[int, int, int, int]
    samples: int
    highest_share: float


class Edited(NamedTuple):
    """A line of the table of editing."""

    mirna: str
    position: int
    in_seed: str
    edited: int
    covering: int
    share: float
    error_rate: float
    pvalue: float
    padj: float
    samples: int
    highest_share: float | str


def read_sequences_of(path: str) -> dict[str, str]:
    """The sequence of each mature, in the order of the reference."""
    with Path(path).open() as file:
        next(file)
        rows = (line.rstrip("\n").split("\t") for line in file)
        return {row[0]: row[4] for row in rows}


def allow_files(number: int) -> None:
    """Let so many files be open at once, as far as the system allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number + 100
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def read_groups(lines: Iterable[str]) -> Iterator[tuple[str, list[Row]]]:
    """The miRNAs of a table of isomiRs, and the rows of each."""
    rows = (line.rstrip("\n").split("\t") for line in lines)
    for mirna, group in groupby(rows, key=lambda row: row[0]):
        yield mirna, [Row(row[1], row[2], int(row[3]), row[4]) for row in group]


def join_groups(
    names: Iterable[str], samples: Sequence[Iterator[tuple[str, list[Row]]]]
) -> Iterator[tuple[str, dict[int, list[Row]]]]:
    """Each of the names that any sample has, with the rows of those samples.

    Only one miRNA is held at a time: the tables are in the order of the names. KeyError if not.
    """
    heads = [next(groups, None) for groups in samples]
    for name in names:
        found = {}
        for sample, head in enumerate(heads):
            if head and head[0] == name:
                found[sample] = head[1]
                heads[sample] = next(samples[sample], None)
        if found:
            yield name, found
    for head in heads:
        if head:
            raise KeyError(head[0])


def matrix_rows(
    rows: Mapping[int, Sequence[Row]], samples: int
) -> Iterator[tuple[str, str, list[int]]]:
    """Insert, variant and the count of each sample, the most abundant first.

    Where samples differ in the variant, that of the highest count.
    """
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    variants: dict[str, tuple[int, str]] = {}
    for sample, members in rows.items():
        for row in members:
            counts[row.insert][sample] = row.count
            if row.count > variants.get(row.insert, (0, ""))[0]:
                variants[row.insert] = (row.count, row.variant)
    total = {insert: sum(of_sample.values()) for insert, of_sample in counts.items()}
    for insert in sorted(total, key=lambda insert: (-total[insert], insert)):
        dense = [0] * samples
        for sample, number in counts[insert].items():
            dense[sample] = number
        yield insert, variants[insert][1], dense


def seed_of(sequence: str) -> str:
    """Bases 2 to 8 in the letters of RNA."""
    return sequence[SEED[0] - 1 : SEED[1]].replace("T", "U")


def summarise(mirna: str, sequence: str, rows: Iterable[Row]) -> Summary:
    """Describe the isomiRs of a miRNA."""
    kinds: Counter[str] = Counter()
    by_5p: Counter[int] = Counter()
    seeds: Counter[tuple[int, str]] = Counter()
    by_3p: Counter[int] = Counter()
    tails: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for insert, variant, number, changes in rows:
        ends = read_variant(variant)
        kinds["all"] += number
        kinds["canonical"] += number * (variant == "NA")
        by_5p[ends.shift_5p] += number
        if ends.shift_5p and not changes:
            seeds[ends.shift_5p, seed_of(insert)] += number
        by_3p[(ends.shift_3p > 0) - (ends.shift_3p < 0)] += number
        if ends.tail:
            kinds["tailed"] += number
            for base in insert[-ends.tail :]:
                tails[base] += number
        if changes:
            found = {(base, read) == ("A", "G") for _, base, read in read_changes(changes)}
            kinds["edited"] += number * (True in found)
            kinds["substituted"] += number * (False in found)
            for change in changes.split(","):
                changed[change] += number
    total = kinds["all"]
    shifts = sorted(((-number, abs(shift), shift) for shift, number in by_5p.items() if shift))
    top = shifts[0][2] if shifts else 0
    top_seeds = sorted((-number, seed) for (shift, seed), number in seeds.items() if shift == top)
    substitution = min(((-number, change) for change, number in changed.items()), default=(0, ""))
    in_tails = sum(tails[base] for base in BASES)
    return Summary(
        mirna,
        total,
        kinds["canonical"] / total,
        seed_of(sequence),
        1 - by_5p[0] / total,
        f"{top:+d}" if top else "",
        by_5p[top] / total if top else 0.0,
        top_seeds[0][1] if top_seeds else "",
        by_3p[-1] / total,
        by_3p[1] / total,
        kinds["tailed"] / total,
        *(tails[base] / in_tails if in_tails else "" for base in BASES),
        kinds["edited"] / total,
        kinds["substituted"] / total,
        substitution[1],
        -substitution[0] / total,
    )


def find_sites(mirna: str, sequence: str, rows: Mapping[int, Sequence[Row]]) -> Iterator[Site]:
    """The positions of a mature that reads cover."""
    length, samples = len(sequence), list(rows)
    covering = np.zeros((length + 1, len(samples)), np.int64)
    instead = np.zeros((length, len(BASES)), np.int64)
    edited = np.zeros((length, len(samples)), np.int64)
    for column, sample in enumerate(samples):
        spans: Counter[tuple[int, int]] = Counter()
        for _, variant, number, changes in rows[sample]:
            shift_5p, shift_3p, _ = read_variant(variant)
            first, behind = max(shift_5p, 0), min(length + shift_3p - BEHIND, length)
            if first >= behind:
                continue
            spans[first, behind] += number
            for position, base, read in read_changes(changes):
                # Before the mature, or on a hairpin whose copy of it is cut short, is no site.
                if first < position <= behind and base == sequence[position - 1]:
                    instead[position - 1, BASES.index(read)] += number
                    edited[position - 1, column] += number * (base + read == "AG")
        for (first, behind), number in spans.items():
            covering[first, column] += number
            covering[behind, column] -= number
    covering = np.cumsum(covering, axis=0)[:length]
    enough = covering >= ENOUGH
    shares = np.where(enough, edited, -1) / np.where(enough, covering, 1)
    for at in np.flatnonzero(covering.any(axis=1)).tolist():
        yield Site(
            mirna,
            at + 1,
            sequence[at],
            int(covering[at].sum()),
            tuple(instead[at].tolist()),
            int((edited[at] > 0).sum()),
            float(shares[at].max()),
        )


def usual_rate(covering: np.ndarray, changed: np.ndarray) -> float:
    """The rate of one kind of substitution over sites, those left out that stand out."""
    kept = np.ones(len(covering), bool)
    for _ in range(MAX_ROUNDS):
        # One more of each, so that few reads are no proof of no error.
        rate = (changed[kept].sum() + 1) / (covering[kept].sum() + 1)
        before, kept = kept, binom.sf(changed - 1, covering, min(rate, 1)) >= OUTLYING
        if (before == kept).all():
            break
    return min(rate, 1.0)


def error_rates(bases: np.ndarray, covering: np.ndarray, instead: np.ndarray) -> np.ndarray:
    """The rate of A read as G by error at each site where the mature has A.

    It is that of the most frequent other kind of substitution over all miRNAs, or, if that is
    more, the mean of it and of A read as C and as T at the site itself, by their weights.
    """
    kinds = ((a, b) for a in range(4) for b in range(4) if a != b and (a, b) != (0, 2))
    usual = max(usual_rate(covering[bases == a], instead[bases == a, b]) for a, b in kinds)
    local = instead[:, 1] + instead[:, 3] + PRIOR_ERRORS
    return np.maximum(usual, local / (2 * covering + PRIOR_ERRORS / usual))[bases == 0]


def judge_sites(sites: Sequence[Site]) -> list[Edited]:
    """Test all A for being read as G more often than by error; those with an edited read.

    One-sided binomial test; adjusted for all A that are tested (Benjamini-Hochberg). The p-values
    of those that too few reads cover are NaN.
    """
    bases = np.array([BASES.find(site.base) for site in sites], np.int64)
    covering = np.array([site.covering for site in sites], np.int64)
    instead = np.array([site.instead for site in sites], np.int64).reshape(-1, len(BASES))
    rates = error_rates(bases, covering, instead)
    number, of = instead[bases == 0, 2], covering[bases == 0]
    pvalue = np.where(of >= ENOUGH, binom.sf(number - 1, of, rates), np.nan)
    padj = adjust(pvalue)
    adenines = [site for site in sites if site.base == "A"]
    found = [
        Edited(
            site.mirna,
            site.position,
            "yes" if SEED[0] <= site.position <= SEED[1] else "no",
            site.instead[2],
            site.covering,
            site.instead[2] / site.covering,
            float(rates[row]),
            float(pvalue[row]),
            float(padj[row]),
            site.samples,
            site.highest_share if site.highest_share >= 0 else "",
        )
        for row, site in enumerate(adenines)
        if site.instead[2]
    ]
    return sorted(found, key=lambda row: (isnan(row.pvalue), row.pvalue, -row.share))


def write_rows(path: str, header: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write a table; shares have six digits, and what is not known is empty."""

    def text(cell: object) -> str:
        if not isinstance(cell, float):
            return str(cell)
        return "" if isnan(cell) else f"{cell:.6g}"

    with Path(path).open("w") as file:
        file.writelines("\t".join(map(text, row)) + "\n" for row in (header, *rows))


def main(job: Job) -> None:
    samples, sequences = job.params.samples, read_sequences_of(job.input.matures)
    summaries, sites = [], []
    allow_files(len(samples))
    with ExitStack() as stack, Path(job.output.matrix).open("w") as matrix:
        tables = [stack.enter_context(Path(path).open()) for path in job.input.isomirs]
        for table in tables:
            next(table)
        matrix.write("\t".join(["mirna", "insert", "variant", *samples]) + "\n")
        for mirna, rows in join_groups(sequences, [read_groups(table) for table in tables]):
            for insert, variant, counts in matrix_rows(rows, len(samples)):
                matrix.write("\t".join([mirna, insert, variant, *map(str, counts)]) + "\n")
            of_all = (row for members in rows.values() for row in members)
            summaries.append(summarise(mirna, sequences[mirna], of_all))
            sites.extend(find_sites(mirna, sequences[mirna], rows))
    write_rows(job.output.summary, Summary._fields, summaries)
    write_rows(job.output.editing, Edited._fields, judge_sites(sites))


if __name__ == "__main__":
    run(main)
