"""Count the reads of a sample on matures and hairpins, each read once."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pysam

from mirtrd.jobs import run

# How far the 5' and 3' end of an insert may lie from those of a mature that it is an isomiR of.
MAX_SHIFT_5P = 4
MAX_SHIFT_3P = 6
# Shares have settled when none moves by more than a hundredth of a read in a round.
SETTLED = 1e-2
MAX_ROUNDS = 1_000

Class = frozenset[str]


class Mature(NamedTuple):
    """A mature on a hairpin: its row in the tables, 0-based start, end excluded."""

    mirna: str
    start: int
    end: int


def read_matures(path: str) -> dict[str, list[Mature]]:
    """The matures of each hairpin, from the table of the reference."""
    matures = defaultdict(list)
    with Path(path).open() as file:
        next(file)
        for line in file:
            mirna, hairpin, start, end, _ = line.rstrip("\n").split("\t")
            matures[hairpin].append(Mature(mirna, int(start), int(end)))
    return dict(matures)


def nearest_matures(matures: list[Mature], start: int, end: int) -> set[str]:
    """The matures whose ends are nearest to those of an insert, none if all are too far."""
    distances = {
        (abs(start - mature.start) + abs(end - mature.end), mature.mirna)
        for mature in matures
        if abs(start - mature.start) <= MAX_SHIFT_5P and abs(end - mature.end) <= MAX_SHIFT_3P
    }
    return {mirna for distance, mirna in distances if distance == min(distances)[0]}


def read_placements(path: str) -> Iterator[tuple[int, list[tuple[str, int, int]]]]:
    """For each insert of a BAM file: its reads, and the places (hairpin, start, end)."""
    places = defaultdict(list)
    reads = {}
    with pysam.AlignmentFile(path) as bam:
        for record in bam:
            name = record.query_name
            # The soft-clipped tail is no part of the place, but of the 3' end of an isomiR.
            places[name].append(
                (record.reference_name, record.reference_start, record.reference_end)
            )
            reads[name] = record.get_tag("ZC")
    for name, found in places.items():
        yield reads[name], found


def classify(
    placements: Iterator[tuple[int, list[tuple[str, int, int]]]],
    matures: dict[str, list[Mature]],
    drop_ambiguous: bool,
) -> tuple[Counter[Class], Counter[Class], dict[str, int]]:
    """Sum the reads of inserts that fit the same set of names.

    Returns reads by set of matures, reads by set of hairpins, and the fates of the reads. A
    place on a mature excludes places beside matures. With ``drop_ambiguous``, inserts that fit
    several matures are in neither.
    """
    on_matures: Counter[Class] = Counter()
    on_hairpins: Counter[Class] = Counter()
    fates = dict.fromkeys(("mirna", "hairpin", "ambiguous"), 0)
    for reads, places in placements:
        named = [
            (hairpin, nearest_matures(matures.get(hairpin, []), start, end))
            for hairpin, start, end in places
        ]
        fits = frozenset().union(*(names for _, names in named))
        if drop_ambiguous and len(fits) > 1:
            fates["ambiguous"] += reads
            continue
        if fits:
            on_matures[fits] += reads
        fates["mirna" if fits else "hairpin"] += reads
        on_hairpins[frozenset(hairpin for hairpin, names in named if names or not fits)] += reads
    return on_matures, on_hairpins, fates


def unique_reads(classes: Counter[Class]) -> dict[str, int]:
    """The reads that fit one name only."""
    return {next(iter(names)): reads for names, reads in classes.items() if len(names) == 1}


def share(classes: Counter[Class], by_evidence: bool) -> dict[str, float]:
    """Share out each class over its names; the sum over all names is the reads of all classes.

    ``by_evidence``: in proportion to what the names have, unique reads and shares alike, until
    that settles (expectation-maximisation, as Li et al. 2010, doi:10.1093/bioinformatics/btp692,
    for transcripts). Else in equal parts.
    """
    unique = unique_reads(classes)
    shared = sorted((sorted(names), reads) for names, reads in classes.items() if len(names) > 1)
    amount: dict[str, float] = defaultdict(float, unique)
    for names, reads in shared:
        for name in names:
            amount[name] += reads / len(names)
    for _ in range(MAX_ROUNDS if by_evidence else 0):
        before, amount = amount, defaultdict(float, unique)
        for names, reads in shared:
            total = sum(before[name] for name in names)
            for name in names:
                amount[name] += reads * before[name] / total
        if max((abs(amount[name] - before[name]) for name in before), default=0) < SETTLED:
            break
    return dict(amount)


def round_to_total(amounts: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers with the same total, by largest remainder."""
    whole = {name: int(amount) for name, amount in amounts.items()}
    missing = round(sum(amounts.values())) - sum(whole.values())
    for name in sorted(amounts, key=lambda n: (whole[n] - amounts[n], n))[:missing]:
        whole[name] += 1
    return whole


def main(job) -> None:
    policy = job.params.ambiguous
    placements = read_placements(job.input.bam)
    matures, hairpins, fates = classify(
        placements, read_matures(job.input.matures), drop_ambiguous=policy == "unique"
    )
    partners = defaultdict(set)
    for names in matures:
        for name in names:
            partners[name] |= names - {name}
    unique = unique_reads(matures)
    with Path(job.output.mature).open("w") as file:
        file.write("mirna\treads\tunique\tshared_with\n")
        for name, reads in sorted(round_to_total(share(matures, policy == "em")).items()):
            others = ",".join(sorted(partners[name]))
            file.write(f"{name}\t{reads}\t{unique.get(name, 0)}\t{others}\n")
    with Path(job.output.hairpin).open("w") as file:
        file.write("hairpin\treads\n")
        for name, reads in sorted(round_to_total(share(hairpins, policy != "fractional")).items()):
            file.write(f"{name}\t{reads}\n")
    Path(job.output.tally).write_text(json.dumps(fates, indent=2) + "\n")


if __name__ == "__main__":
    run(main, snakemake)
