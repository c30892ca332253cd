"""Count the inserts of a sample on matures, hairpins and other RNAs, each read or molecule once."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pysam

from mirtrd.core.job import Job, run
from mirtrd.counting.alignments import write_bam
from mirtrd.counting.assigning import Assignment, assign
from mirtrd.counting.counted import Counted, Reference
from mirtrd.counting.isomir_model import Matures
from mirtrd.counting.isomir_tables import write_gff3, write_isomirs
from mirtrd.counting.look_alikes import (
    WORTH_NAMING,
    LookAlikeRow,
    find_look_alikes,
    is_worth_naming,
)
from mirtrd.counting.placing import (
    HAIRPIN_SEED,
    MAX_COPIES,
    OTHER_SEED,
    Seeds,
    find_places,
    lay_out,
    pack_inserts,
)
from mirtrd.reference.sequences import HAIRPIN, read_sequences
from mirtrd.trimming.inserts import Insert, Inserts, read_inserts

# Shares of hairpins have settled when none moves by more than a tenth of a read in a round.
SETTLED = 0.1
MAX_ROUNDS = 200
# What sums of shares may lack of a whole number.
ROUNDING = 1e-6

Class = frozenset[str]


def read_matures(path: str, hairpins: Sequence[str]) -> Matures:
    """The matures on the named hairpins, from the table of the reference."""
    number = {name: position for position, name in enumerate(hairpins)}
    names: dict[str, int] = {}
    rows = []
    with Path(path).open() as file:
        next(file)
        for line in file:
            mirna, hairpin, start, end, _ = line.rstrip("\n").split("\t")
            mature = names.setdefault(mirna, len(names))
            rows.append((number[hairpin], int(start), int(end), mature))
    hairpin, start, end, mature = np.array(sorted(rows), np.int64).reshape(-1, 4).T
    first = np.searchsorted(hairpin, np.arange(len(hairpins) + 1))
    return Matures(list(names), mature, hairpin, start, end, first)


def read_reference(fasta: str, sequences: str, matures: str) -> Reference:
    """Lay out the hairpins and the other RNAs of the reference, with the matures of its table."""
    with pysam.FastxFile(fasta) as file:
        dna = {record.name: record.sequence for record in file}
    rows = read_sequences(sequences)
    hairpins = [row.name for row in rows if row.rna_class == HAIRPIN]
    others = [row for row in rows if row.rna_class != HAIRPIN]
    return Reference(
        hairpins,
        lay_out([dna[name] for name in hairpins]),
        read_matures(matures, hairpins),
        others,
        lay_out([dna[row.name] for row in others]),
    )


def count(
    inserts: Sequence[Insert],
    reference: Reference,
    max_mismatches: int,
    policy: str,
    threads: int = 1,
) -> Counted:
    """Find all places of the inserts and share them out."""
    inserts = inserts if isinstance(inserts, Inserts) else Inserts.of(inserts)
    packed, counts = pack_inserts(inserts.sequences, inserts.qualities), inserts.counts
    hairpins, others = reference.hairpins, reference.others
    places = find_places(packed, hairpins, Seeds(hairpins, HAIRPIN_SEED), max_mismatches, threads)
    seeds = Seeds(others, OTHER_SEED, MAX_COPIES)
    other_places = find_places(packed, others, seeds, max_mismatches, threads)
    matures = reference.matures
    assigned = assign(packed, counts, hairpins, places, matures, others, other_places)
    amount, ambiguous = apply_policy(assigned, counts, policy)
    fates = {"hairpin": (counts * assigned.hairpin).sum(), "ambiguous": ambiguous.sum()}
    classes = np.array([row.rna_class for row in reference.other_rows])
    on_other = np.flatnonzero(assigned.other > 0)
    transcript = other_places.sequence[assigned.other_place[on_other]]
    for rna_class in dict.fromkeys(classes.tolist()):
        of_class = on_other[classes[transcript] == rna_class]
        fates[rna_class] = (counts * assigned.other)[of_class].sum()
    fates["unaligned"] = counts.sum() - sum(fates.values()) - amount.sum()
    return Counted(
        inserts, counts, packed, places, other_places, assigned, amount, ambiguous, fates
    )


def apply_policy(
    assigned: Assignment, counts: np.ndarray, policy: str
) -> tuple[np.ndarray, np.ndarray]:
    """The count of each pair under a policy for ambiguous inserts, and of each insert what is
    dropped.

    "em" keeps the shares; "fractional" gives each mature that an insert fits an equal part of
    what all have; "unique" drops what fits several.
    """
    insert = assigned.pairs.insert
    amount = assigned.share * counts[insert]
    if policy == "em":
        return amount, np.zeros(len(counts))
    fitting = np.bincount(insert, assigned.fits, len(counts))
    of_insert = np.bincount(insert, amount, len(counts))
    equal = np.where(assigned.fits, (of_insert / np.maximum(fitting, 1))[insert], 0.0)
    if policy == "fractional":
        return equal, np.zeros(len(counts))
    several = fitting > 1
    return np.where(several[insert], 0.0, equal), np.where(several, of_insert, 0.0)


def round_to_total(amounts: Mapping, total: int | None = None) -> dict:
    """Whole numbers with the same total, by largest remainder."""
    whole = {name: int(amount) for name, amount in amounts.items()}
    missing = (round(sum(amounts.values())) if total is None else total) - sum(whole.values())
    for name in sorted(amounts, key=lambda n: (whole[n] - amounts[n], n))[:missing]:
        whole[name] += 1
    return whole


def share(classes: Mapping[Class, float], by_evidence: bool) -> dict[str, float]:
    """Share out each class over its names; the sum over all names is the reads of all classes.

    ``by_evidence``: in proportion to what the names have, unique reads and shares alike, until
    that settles (expectation-maximisation). Else in equal parts.
    """
    number = {name: n for n, name in enumerate(sorted({n for names in classes for n in names}))}
    of_class = sorted((sorted(number[name] for name in names), n) for names, n in classes.items())
    sizes = np.array([len(names) for names, _ in of_class], np.int64)
    reads = np.array([reads for _, reads in of_class], float)
    which = np.repeat(np.arange(len(sizes)), sizes)
    name = np.array([n for names, _ in of_class for n in names], np.int64)
    amount = np.bincount(name, (reads / np.maximum(sizes, 1))[which], len(number))
    for _ in range(MAX_ROUNDS if by_evidence else 0):
        total = np.bincount(which, amount[name], len(sizes))
        part = amount[name] * (reads / np.where(total > 0, total, 1))[which]
        before, amount = amount, np.bincount(name, part, len(number))
        if abs(amount - before).max(initial=0) < SETTLED:
            break
    return dict(zip(number, amount.tolist(), strict=True))


class Row(NamedTuple):
    """A mature in a sample: its count, its reads, the count of what fits it alone and of what is
    without mismatch, and what it shares with which other matures and other RNAs."""

    mirna: str
    count: int
    reads: int
    unique: int
    perfect: int
    shared_with: str
    look_alike: str


def round_counts(counted: Counted, reference: Reference) -> tuple[dict[str, int], dict[str, int]]:
    """Whole counts of each mature, and of each other fate or class of RNA; together they are all.

    What is counted on matures is the fate "mirna".
    """
    matures = reference.matures
    amounts = np.bincount(counted.assignment.pairs.mature, counted.amount, len(matures.names))
    named = {("mirna", matures.names[n]): amounts[n] for n in np.flatnonzero(amounts > 0)}
    named |= {("fate", name): amount for name, amount in counted.fates.items()}
    whole = round_to_total(named, int(counted.counts.sum()))
    mirnas = {name: n for (kind, name), n in whole.items() if kind == "mirna"}
    fates = {name: n for (kind, name), n in whole.items() if kind == "fate"}
    return mirnas, {"mirna": sum(mirnas.values()), **fates}


def fates_of(classes: Mapping[str, int]) -> dict[str, int]:
    """The count of each fate, all other RNAs together."""
    fates = dict.fromkeys(("mirna", "hairpin", "ambiguous", "other_rna", "unaligned"), 0)
    for name, number in classes.items():
        fates[name if name in fates else "other_rna"] += number
    return fates


def describe_matures(
    counted: Counted,
    reference: Reference,
    counts: Mapping[str, int],
    found: Iterable[LookAlikeRow],
) -> Iterator[Row]:
    """The rows of matures with a count, in the order of their names; ``found`` are look-alikes.

    An insert is unique if it fits no other mature about as well, and no other RNA exactly.
    """
    assigned, names = counted.assignment, reference.matures.names
    pairs, number = assigned.pairs, len(names)
    fitting = np.bincount(pairs.insert, assigned.fits, len(counted.counts))
    alone = assigned.fits & (fitting[pairs.insert] == 1) & ~assigned.both[pairs.insert]
    unique = np.bincount(pairs.mature[alone], counted.amount[alone], number)
    matches = counted.places.mismatches[pairs.place] == 0
    perfect = np.bincount(pairs.mature[matches], counted.amount[matches], number)
    of_count = counted.inserts.reads / np.maximum(counted.counts, 1)
    amounts = np.bincount(pairs.mature, counted.amount * of_count[pairs.insert], number)
    reads = round_to_total({name: amounts[n] for n, name in enumerate(names) if name in counts})
    # Pairs of matures that fit the same inserts, with the reads of these.
    of_insert = np.flatnonzero(assigned.fits & (fitting[pairs.insert] > 1))
    of_insert = of_insert[np.argsort(pairs.insert[of_insert], kind="stable")]
    starts = np.flatnonzero(np.diff(pairs.insert[of_insert], prepend=-1))
    common: dict[int, Counter[int]] = defaultdict(Counter)
    for group in np.split(of_insert, starts[1:]):
        total = counted.amount[group].sum()
        matures = pairs.mature[group].tolist()
        for mature in matures:
            for partner in matures:
                common[mature][partner] += total
    look_alikes = defaultdict(list)
    for row in found:
        total = counts.get(row.mirna, 0)
        if is_worth_naming(row.rna_class, row.count, row.given, total):
            look_alikes[row.mirna].append(row.other)
    numbers = {name: position for position, name in enumerate(names)}
    for name in sorted(counts):
        mature = numbers[name]
        least = WORTH_NAMING * common[mature][mature] if mature in common else 0
        partners = sorted(
            names[partner]
            for partner, total in common.get(mature, {}).items()
            if partner != mature and total >= least
        )
        whole = (min(round(n[mature]), counts[name]) for n in (unique, perfect))
        named = (",".join(partners), ",".join(look_alikes[name]))
        yield Row(name, counts[name], reads[name], *whole, *named)


def count_hairpins(
    counted: Counted, reference: Reference, policy: str, total: int
) -> dict[str, int]:
    """The count of each hairpin, on its matures and beside them; they add up to the total."""
    pair, place = counted.assignment.tied
    there = counted.amount[pair] > 0
    pair, on = pair[there], counted.places.sequence[place[there]]
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    alike = number_alike(starts, on)
    of_set = np.bincount(alike, counted.amount[pair[starts]])
    classes: Counter[Class] = Counter()
    names, ends = reference.hairpin_names, np.append(starts[1:], len(on))
    for number, one in zip(*np.unique(alike, return_index=True), strict=True):
        members = on[starts[one] : ends[one]].tolist()
        classes[frozenset(names[n] for n in members)] += of_set[number]
    insert = np.flatnonzero(counted.assignment.hairpin > 0)
    hairpin = counted.places.sequence[counted.assignment.hairpin_place[insert]]
    beside = (counted.counts * counted.assignment.hairpin)[insert]
    for number, reads in enumerate(np.bincount(hairpin, beside).tolist()):
        if reads > 0:
            classes[frozenset({names[number]})] += reads
    return round_to_total(share(classes, policy != "fractional"), total)


def number_alike(starts: np.ndarray, members: np.ndarray) -> np.ndarray:
    """A number for each run of members, the same for equal runs; ``starts`` are their starts."""
    sizes = np.diff(starts, append=len(members))
    number = np.zeros(len(starts), np.int64)
    used, base = 1, int(members.max(initial=0)) + 1
    for rank in range(int(sizes.max(initial=0))):
        longer = np.flatnonzero(sizes > rank)
        key = number[longer] * base + members[starts[longer] + rank]
        different, which = np.unique(key, return_inverse=True)
        number[longer] = used + which
        used += len(different)
    return number


def count_others(
    counted: Counted, reference: Reference, classes: Mapping[str, int]
) -> Iterator[tuple[str, str, int]]:
    """Class, name and count of each transcript of other RNAs; they add up to those of the class."""
    amounts: dict[str, dict[str, float]] = defaultdict(dict)
    insert = np.flatnonzero(counted.assignment.other > 0)
    other = counted.other_places.sequence[counted.assignment.other_place[insert]]
    amount = np.bincount(other, (counted.counts * counted.assignment.other)[insert])
    for number in np.flatnonzero(amount):
        row = reference.other_rows[number]
        amounts[row.rna_class][row.name] = float(amount[number])
    for rna_class in dict.fromkeys(row.rna_class for row in reference.other_rows):
        whole = round_to_total(amounts[rna_class], classes[rna_class])
        for name, number in sorted(whole.items()):
            if number:
                yield rna_class, name.partition(":")[2], number


def count_lengths(
    counted: Counted, reference: Reference, classes: Mapping[str, int]
) -> Iterator[tuple[str, int, int]]:
    """Class, length and count of inserts; they add up to those of the class."""
    assigned, counts = counted.assignment, counted.counts
    on_mature = np.bincount(assigned.pairs.insert, counted.amount, len(counts))
    on_hairpin, on_other = counts * assigned.hairpin, counts * assigned.other
    left = counts - on_mature - counted.ambiguous - on_hairpin - on_other
    parts = {"mirna": on_mature, "ambiguous": counted.ambiguous, "hairpin": on_hairpin}
    names = list(dict.fromkeys(row.rna_class for row in reference.other_rows))
    of_row = np.array([names.index(row.rna_class) for row in reference.other_rows], np.int64)
    class_of = np.full(len(counts), -1)
    placed = np.flatnonzero(assigned.other_place >= 0)
    class_of[placed] = of_row[counted.other_places.sequence[assigned.other_place[placed]]]
    for number, rna_class in enumerate(names):
        parts[rna_class] = np.where(class_of == number, on_other, 0)
    parts["unaligned"] = np.maximum(left, 0)
    for name, amount in parts.items():
        of_length = np.bincount(counted.packed.length, amount)
        there = {int(length): of_length[length] for length in np.flatnonzero(of_length > ROUNDING)}
        for length, number in sorted(round_to_total(there, classes[name]).items()):
            if number:
                yield name, length, number


def write_table(path: str, header: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write a tab-separated table."""
    with Path(path).open("w") as file:
        file.writelines("\t".join(map(str, row)) + "\n" for row in (header, *rows))


def main(job: Job) -> None:
    reference = read_reference(job.input.fasta, job.input.sequences, job.input.matures)
    policy = job.params.ambiguous
    inserts = read_inserts(job.input.inserts)
    counted = count(inserts, reference, job.params.max_mismatches, policy, job.threads)
    mirnas, classes = round_counts(counted, reference)
    hairpins = count_hairpins(counted, reference, policy, classes["mirna"] + classes["hairpin"])
    found = find_look_alikes(counted, reference)
    for path, header, rows in (
        (job.output.mature, Row._fields, describe_matures(counted, reference, mirnas, found)),
        (job.output.hairpin, ("hairpin", "count"), sorted(hairpins.items())),
        (job.output.other, ("class", "name", "count"), count_others(counted, reference, classes)),
        (job.output.look_alikes, ("mirna", "class", "other", "count", "given"), found),
        (
            job.output.lengths,
            ("class", "length", "count"),
            count_lengths(counted, reference, classes),
        ),
    ):
        write_table(path, header, rows)
    write_isomirs(job.output.isomirs, counted, reference, mirnas)
    names = (job.wildcards.sample, job.params.database)
    write_gff3(job.output.gff3, *names, counted, reference, mirnas)
    write_bam(job.output.bam, counted, reference)
    Path(job.output.tally).write_text(json.dumps(fates_of(classes), indent=2) + "\n")


if __name__ == "__main__":
    run(main)
