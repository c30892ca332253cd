"""Count the inserts of a sample on matures, hairpins and other RNAs, each read or molecule once."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pysam

from mirtrd.jobs import run
from mirtrd.sequences import HAIRPIN, read_sequences

# How far the 5' and 3' end of an insert may lie from those of a mature that it is an isomiR of.
MAX_SHIFT_5P = 4
MAX_SHIFT_3P = 6
# Shares have settled when none moves by more than a hundredth of a read in a round.
SETTLED = 1e-2
MAX_ROUNDS = 1_000
# What sums of shares may lack of a whole number.
ROUNDING = 1e-6

Names = tuple[str, ...]  # sorted, each name once


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


class Aligned(NamedTuple):
    """A distinct insert with its places (sequence, start, end), all equally probable."""

    length: int
    count: int
    reads: int
    perfect: bool  # no mismatch; a tail is none
    places: list[tuple[str, int, int]]


def read_aligned(path: str) -> Iterable[Aligned]:
    """The inserts of a BAM file of align_inserts."""
    inserts: dict[str, Aligned] = {}
    with pysam.AlignmentFile(path) as bam:
        for record in bam:
            name = record.query_name
            # The soft-clipped tail is no part of the place, but of the 3' end of an isomiR.
            place = (record.reference_name, record.reference_start, record.reference_end)
            if name in inserts:
                inserts[name].places.append(place)
                continue
            numbers = (record.query_length, record.get_tag("ZC"), record.get_tag("ZR"))
            inserts[name] = Aligned(*numbers, record.get_tag("NM") == 0, [place])
    return inserts.values()


class Sums(NamedTuple):
    """The inserts of a sample, summed by the set of names that they fit: count, reads and count
    of those without mismatch by matures, count by hairpins and by transcripts of other RNAs; and
    the count by (class, length), where each insert is in exactly one class."""

    matures: Counter[Names]
    reads: Counter[Names]
    perfect: Counter[Names]
    hairpins: Counter[Names]
    others: Counter[Names]
    lengths: Counter[tuple[str, int]]


def classify(
    inserts: Iterable[Aligned],
    matures: dict[str, list[Mature]],
    other: dict[str, str],
    drop_ambiguous: bool,
) -> Sums:
    """Sum up the inserts that fit the same names.

    ``other`` is the class of each transcript of other RNAs, in the order of the reference. A
    place on a hairpin excludes those on other RNAs, and a place on a mature those beside
    matures. On several classes, the first one counts. With ``drop_ambiguous``, inserts that fit
    several matures are in the lengths only.
    """
    sums = Sums(*(Counter() for _ in Sums._fields))
    rank = {name: number for number, name in enumerate(other)}
    for length, count, reads, perfect, places in inserts:
        named = [
            (hairpin, nearest_matures(matures.get(hairpin, []), start, end))
            for hairpin, start, end in places
            if hairpin not in other
        ]
        if not named:
            fits = sorted({name for name, _, _ in places}, key=rank.__getitem__)
            rna_class = other[fits[0]]
            sums.others[_names(name for name in fits if other[name] == rna_class)] += count
            sums.lengths[rna_class, length] += count
            continue
        fits = _names(name for _, names in named for name in names)
        if drop_ambiguous and len(fits) > 1:
            sums.lengths["ambiguous", length] += count
            continue
        if fits:
            sums.matures[fits] += count
            sums.reads[fits] += reads
            sums.perfect[fits] += count * perfect
        sums.lengths["mirna" if fits else "hairpin", length] += count
        sums.hairpins[_names(hairpin for hairpin, names in named if names or not fits)] += count
    return sums


def _names(names: Iterable[str]) -> Names:
    return tuple(sorted(set(names)))


def unique(sums: Mapping[Names, int]) -> dict[str, int]:
    """What fits one name only."""
    return {names[0]: amount for names, amount in sums.items() if len(names) == 1}


def weigh(sums: Mapping[Names, int], by_evidence: bool) -> dict[str, float]:
    """The weights by which what fits several names is shared out, of each name that shares.

    ``by_evidence``: what the names have, unique inserts and shares alike, when that has settled
    (expectation-maximisation, as Li et al. 2010, doi:10.1093/bioinformatics/btp692, for
    transcripts). Else all weights are 1.
    """
    shared = {names: amount for names, amount in sums.items() if len(names) > 1}
    alone = unique(sums)
    weights = {name: 1.0 for names in shared for name in names}
    for _ in range(MAX_ROUNDS if by_evidence else 0):
        before, shares = weights, share(shared, weights)
        weights = {name: alone.get(name, 0) + amount for name, amount in shares.items()}
        if max((abs(weights[name] - before[name]) for name in before), default=0) < SETTLED:
            break
    return weights


def share(sums: Mapping[Names, int], weights: Mapping[str, float]) -> dict[str, float]:
    """Share out each sum over its names by their weights; the total stays that of the sums.

    A name that never shares needs no weight.
    """
    amounts: dict[str, float] = defaultdict(float)
    for names, amount in sums.items():
        if len(names) == 1:
            amounts[names[0]] += amount
            continue
        total = sum(weights[name] for name in names)
        for name in names:
            amounts[name] += amount * (weights[name] / total)
    return amounts


def round_to_total(amounts: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers with the same total, by largest remainder."""
    whole = {name: int(amount) for name, amount in amounts.items()}
    missing = round(sum(amounts.values())) - sum(whole.values())
    for name in sorted(amounts, key=lambda n: (whole[n] - amounts[n], n))[:missing]:
        whole[name] += 1
    return whole


def write_matures(path: str, sums: Sums, by_evidence: bool) -> None:
    """Write, for each mature: count, reads, count of what fits it alone, count of the inserts
    without mismatch (rounded down), and the other matures that it shares inserts with."""
    weights = weigh(sums.matures, by_evidence)
    count = round_to_total(share(sums.matures, weights))
    reads = round_to_total(share(sums.reads, weights))
    perfect = share(sums.perfect, weights)
    alone = unique(sums.matures)
    partners = defaultdict(set)
    for names in sums.matures:
        for name in names:
            partners[name].update(names)
    with Path(path).open("w") as file:
        file.write("mirna\tcount\treads\tunique\tperfect\tshared_with\n")
        for name in sorted(count):
            whole = int(perfect[name] + ROUNDING)
            others = ",".join(sorted(partners[name] - {name}))
            row = (name, count[name], reads[name], alone.get(name, 0), whole, others)
            file.write("\t".join(map(str, row)) + "\n")


def write_table(path: str, header: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write a tab-separated table."""
    with Path(path).open("w") as file:
        file.writelines("\t".join(map(str, row)) + "\n" for row in (header, *rows))


def fates_of(lengths: Mapping[tuple[str, int], int]) -> dict[str, int]:
    """The count of each fate of aligned inserts."""
    fates = dict.fromkeys(("mirna", "hairpin", "ambiguous", "other_rna"), 0)
    for (rna_class, _), count in lengths.items():
        fates[rna_class if rna_class in fates else "other_rna"] += count
    return fates


def main(job) -> None:
    policy = job.params.ambiguous
    rows = read_sequences(job.input.sequences)
    other = {row.name: row.rna_class for row in rows if row.rna_class != HAIRPIN}
    inserts = read_aligned(job.input.bam)
    sums = classify(inserts, read_matures(job.input.matures), other, policy == "unique")
    write_matures(job.output.mature, sums, policy == "em")
    hairpins = round_to_total(share(sums.hairpins, weigh(sums.hairpins, policy != "fractional")))
    write_table(job.output.hairpin, ("hairpin", "count"), sorted(hairpins.items()))
    others = round_to_total(share(sums.others, weigh(sums.others, by_evidence=False)))
    named = ((other[name], name.partition(":")[2], others[name]) for name in sorted(others))
    write_table(job.output.other, ("class", "name", "count"), named)
    unaligned = json.loads(Path(job.input.alignment).read_text())["unaligned_lengths"]
    lengths = [(*key, count) for key, count in sorted(sums.lengths.items())]
    lengths += [("unaligned", length, count) for length, count in unaligned.items()]
    write_table(job.output.lengths, ("class", "length", "count"), lengths)
    Path(job.output.tally).write_text(json.dumps(fates_of(sums.lengths), indent=2) + "\n")


if __name__ == "__main__":
    run(main, snakemake)
