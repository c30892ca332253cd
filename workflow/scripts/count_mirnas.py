"""Count the inserts of a sample on matures, hairpins and other RNAs, each read or molecule once."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pysam

from mirtrd.assigning import (
    ITS_OWN,
    MAX_SHIFT_3P,
    MAX_SHIFT_5P,
    Assignment,
    Matures,
    assign,
    substitutions,
)
from mirtrd.inserts import Insert, Inserts, read_inserts
from mirtrd.isomirs import license_plate
from mirtrd.jobs import run
from mirtrd.look_alikes import MISMATCHED, MOSTLY, SIBLING, WORTH_NAMING, is_worth_naming
from mirtrd.placing import (
    HAIRPIN_SEED,
    MAX_COPIES,
    OTHER_SEED,
    Packed,
    Places,
    Seeds,
    Targets,
    find_places,
    lay_out,
    pack_inserts,
)
from mirtrd.sequences import HAIRPIN, read_sequences
from mirtrd.sequences import Sequence as SequenceRow

# Shares of hairpins have settled when none moves by more than a tenth of a read in a round.
SETTLED = 0.1
MAX_ROUNDS = 200
# What sums of shares may lack of a whole number.
ROUNDING = 1e-6
# A mature that shares this much of its reads has hardly any to itself.
NEARLY_ALL = 0.9
# A line of SAM: name, flag, target, place, clipped and templated bases, letters, tags.
RECORD = (
    "seq_%d_x%d\t%d\t%s\t%d\t255\t%s%dM%s\t*\t0\t0\t%s\t*\tZC:i:%d\tZR:i:%d\t"
    "ZS:f:%g\tNM:i:%d\tNH:i:%d\n"
)
# Places that get less than this share of an insert are not in the BAM file.
WORTH_WRITING = 0.01

Class = frozenset[str]


class Reference(NamedTuple):
    """Hairpins and other RNAs by name, laid out, and the matures on hairpins."""

    hairpin_names: list[str]
    hairpins: Targets
    matures: Matures
    other_rows: list[SequenceRow]
    others: Targets


class Counted(NamedTuple):
    """A sample: its inserts, all their places, and what was made of them.

    ``amount`` is the count of each pair of insert and mature; ``fates`` that of the fates other
    than to be counted on matures, and of the classes of other RNAs.
    """

    inserts: Inserts
    counts: np.ndarray
    packed: Packed
    places: Places
    other_places: Places
    assignment: Assignment
    amount: np.ndarray
    ambiguous: np.ndarray
    fates: dict[str, float]


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


class LookAlikeRow(NamedTuple):
    """The count of the inserts of a sample that fit a mature and another RNA, and what of it the
    mature is given."""

    mirna: str
    rna_class: str
    other: str
    count: int
    given: float


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
    counted: Counted, reference: Reference, counts: Mapping[str, int]
) -> Iterator[Row]:
    """The rows of matures with a count, in the order of their names.

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
    for found in find_look_alikes(counted, reference):
        total = counts.get(found.mirna, 0)
        if is_worth_naming(found.rna_class, found.count, found.given, total):
            look_alikes[found.mirna].append(found.other)
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


def find_look_alikes(counted: Counted, reference: Reference) -> list[LookAlikeRow]:
    """Matures and the other RNAs that could explain some of their inserts, most reads first.

    These are inserts that fit both without a difference, whoever gets them, and those that a
    mature gets though another RNA has no more differences from them. Where most reads of a mature
    have a mismatch, these may be of an RNA that is not in the reference: a row of its own. Another
    miRNA is named for a mature that has hardly any insert to itself.
    """
    assigned, others = counted.assignment, counted.other_places
    pairs = assigned.pairs
    at = assigned.other_place[pairs.insert]
    pair = np.flatnonzero(at >= 0)
    insert, at = pairs.insert[pair], at[pair]
    differences = counted.places.mismatches[pairs.place[pair]] + (pairs.tail[pair] > 0)
    given = counted.amount[pair]
    fits = others.mismatches[at] + (others.tail[at] > 0) <= differences
    fits &= (differences == 0) | (given >= WORTH_NAMING * counted.counts[insert])
    found: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0, 0.0])
    for mature, other, number, part in zip(
        pairs.mature[pair[fits]].tolist(),
        others.sequence[at[fits]].tolist(),
        counted.counts[insert[fits]].tolist(),
        given[fits].tolist(),
        strict=True,
    ):
        total = found[mature, other]
        total[0] += number
        total[1] += part
    rows = []
    for (mature, number), (total, part) in found.items():
        other = reference.other_rows[number]
        mirna = reference.matures.names[mature]
        rows.append(LookAlikeRow(mirna, other.rna_class, other.name, int(total), round(part, 2)))
    amounts = np.bincount(pairs.mature, counted.amount, len(reference.matures.names))
    differ = counted.places.mismatches[pairs.place] > 0
    differing = np.bincount(pairs.mature[differ], counted.amount[differ], len(amounts))
    for mature in np.flatnonzero((differing > MOSTLY * amounts) & (np.rint(differing) > 0)):
        given = float(differing[mature])
        mirna = reference.matures.names[mature]
        rows.append(LookAlikeRow(mirna, *MISMATCHED, round(given), round(given, 2)))
    rows += _siblings(counted, reference, amounts)
    return sorted(rows, key=lambda row: (row.mirna, -row.count, row.other))


def _siblings(counted: Counted, reference: Reference, amounts: np.ndarray) -> list[LookAlikeRow]:
    """Matures that share nearly all they have, given their counts, each with the other mature that
    gets most of the same inserts."""
    pairs, names = counted.assignment.pairs, reference.matures.names
    shared = np.flatnonzero((counted.assignment.share < ITS_OWN) & (counted.amount > 0))
    of_mature = np.bincount(pairs.mature[shared], counted.amount[shared], len(amounts))
    poor = (of_mature >= NEARLY_ALL * amounts) & (np.rint(amounts) > 0)
    by_insert = shared[np.argsort(pairs.insert[shared], kind="stable")]
    starts = np.flatnonzero(np.diff(pairs.insert[by_insert], prepend=-1))
    partners: dict[int, Counter[int]] = defaultdict(Counter)
    count: Counter[int] = Counter()
    for group in np.split(by_insert, starts[1:]) if poor.any() else ():
        matures, got = pairs.mature[group].tolist(), counted.amount[group].tolist()
        for mature in matures:
            if poor[mature] and len(matures) > 1:
                count[mature] += int(counted.counts[pairs.insert[group[0]]])
                partners[mature].update(dict(zip(matures, got, strict=True)))
    rows = []
    for mature, found in partners.items():
        given = round(found.pop(mature), 2)
        sibling = max(found, key=lambda other: (found[other], -other))
        rows.append(LookAlikeRow(names[mature], SIBLING, names[sibling], count[mature], given))
    return rows


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


@cache
def name_variant(shift_5p: int, shift_3p: int, tail: int, differs: tuple[int, int]) -> str:
    """The variant as mirGFF3 names it: shifts to the right are positive; NA if there is none."""
    parts = []
    if shift_5p:
        parts.append(f"iso_5p:{shift_5p:+d}")
    if shift_3p:
        parts.append(f"iso_3p:{shift_3p:+d}")
    if tail:
        parts.append(f"iso_add3p:{tail}")
    for place in differs:
        position = place + shift_5p + 1
        if place < 0:
            continue
        for region, last in (("_seed", 7), ("_central_offset", 8), ("_central", 12)):
            if 2 <= position <= last:
                parts.append(f"iso_snv{region}")
                break
        else:
            parts.append("iso_snv_central_supp" if 13 <= position <= 17 else "iso_snv")
    return ",".join(dict.fromkeys(parts)) or "NA"


def write_table(path: str, header: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Write a tab-separated table."""
    with Path(path).open("w") as file:
        file.writelines("\t".join(map(str, row)) + "\n" for row in (header, *rows))


def round_isomirs(
    counted: Counted, reference: Reference, counts: Mapping[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of insert and mature with a whole count, and that; they add up to those of the matures.

    By largest remainder within each mature; sorted by mature, then by rank of the insert.
    """
    pairs, names = counted.assignment.pairs, reference.matures.names
    order = np.flatnonzero(counted.amount > 0)
    order = order[np.argsort(pairs.mature[order], kind="stable")]
    amount = counted.amount[order]
    whole = np.floor(amount).astype(np.int64)
    present, group = np.unique(pairs.mature[order], return_inverse=True)
    missing = np.array([counts.get(names[n], 0) for n in present], np.int64)
    missing -= np.bincount(group, whole, len(present)).astype(np.int64)
    by_rest = np.lexsort((whole - amount, group))
    rank = np.arange(len(order)) - np.searchsorted(group[by_rest], group[by_rest])
    whole[by_rest[rank < missing[group[by_rest]]]] += 1
    return order[whole > 0], whole[whole > 0]


def name_variants(counted: Counted, order: np.ndarray) -> list[str]:
    """The variant of each of the pairs."""
    pairs = counted.assignment.pairs
    differs = counted.places.differs[pairs.place[order]]
    columns = np.column_stack(
        (
            pairs.shift_5p[order] - MAX_SHIFT_5P,
            pairs.shift_3p[order] - MAX_SHIFT_3P,
            pairs.tail[order],
            differs,
        )
    )
    # Few names for many pairs.
    kinds, kind = np.unique(columns, axis=0, return_inverse=True)
    names = [name_variant(*row[:3], tuple(row[3:])) for row in kinds.tolist()]
    return [names[number] for number in kind.ravel().tolist()]


def name_changes(counted: Counted, reference: Reference, order: np.ndarray) -> list[str]:
    """The substitutions of each of the pairs, such as "5A>G", at their positions in the mature.

    Position 1 is the first base of the mature; 0 and less lie before it.
    """
    pairs = counted.assignment.pairs
    changes = [""] * len(order)
    row = np.flatnonzero(counted.places.mismatches[pairs.place[order]] > 0)
    places = Places(*(column[pairs.place[order[row]]] for column in counted.places))
    kinds = substitutions(counted.packed, reference.hairpins, places)
    first = (pairs.shift_5p[order[row]] - MAX_SHIFT_5P + 1).tolist()
    for number, position, at, of_pair in zip(
        row.tolist(), first, places.differs.tolist(), kinds.tolist(), strict=True
    ):
        changes[number] = ",".join(
            f"{place + position}{'ACGTN'[kind // 4]}>{'ACGT'[kind % 4]}"
            for place, kind in zip(at, of_pair, strict=True)
            if kind >= 0
        )
    return changes


def write_isomirs(
    path: str, counted: Counted, reference: Reference, counts: Mapping[str, int]
) -> None:
    """Write the count of each insert and miRNA; they add up to those of the miRNA."""
    order, whole = round_isomirs(counted, reference, counts)
    pairs, names = counted.assignment.pairs, reference.matures.names
    with Path(path).open("w") as file:
        file.write("mirna\tinsert\tvariant\tcount\tchanges\n")
        file.writelines(
            f"{names[mature]}\t{letters.decode()}\t{variant}\t{n}\t{changes}\n"
            for mature, letters, variant, n, changes in zip(
                pairs.mature[order].tolist(),
                counted.inserts.sequences[pairs.insert[order]].tolist(),
                name_variants(counted, order),
                whole.tolist(),
                name_changes(counted, reference, order),
                strict=True,
            )
        )


def write_cigars(counted: Counted, reference: Reference, place: np.ndarray) -> list[str]:
    """How the inserts at places equal the hairpin (M), with the base of the insert where they do
    not, and I outside of the hairpin. A count of 1 is left out. All as mirtop writes it."""
    packed, hairpins, places = counted.packed, reference.hairpins, counted.places
    insert, start = places.insert[place], places.start[place]
    length = packed.length[insert]
    sequence = places.sequence[place]
    first = hairpins.start[sequence] + start
    size = hairpins.end[sequence] - hairpins.start[sequence]
    cigars = [f"{n}M" for n in length.tolist()]
    width = int(length.max(initial=0))
    differs = np.zeros((len(place), width), np.uint8)
    for at in range(width):
        read = packed.codes[insert, at]
        inside = (start + at >= 0) & (start + at < size)
        letters = np.frombuffer(b"ACGTN", np.uint8)[read]
        letters = np.where(inside, letters, ord("I"))
        same = inside & (read == hairpins.codes[first + at])
        differs[:, at] = np.where(same | (at >= length), 0, letters)
    row, at = np.nonzero(differs)
    letters = differs[row, at].tobytes().decode()
    done = [0] * len(place)
    for number, position, letter in zip(row.tolist(), at.tolist(), letters, strict=True):
        before = cigars[number] if done[number] else ""
        cigars[number] = f"{before}{matches(position - done[number])}{letter}"
        done[number] = position + 1
    for number in np.unique(row).tolist():
        cigars[number] += matches(int(length[number]) - done[number])
    return cigars


def matches(number: int) -> str:
    """So many equal bases in a CIGAR string."""
    return f"{number if number > 1 else ''}M" if number else ""


def write_gff3(
    path: str,
    sample: str,
    database: str,
    counted: Counted,
    reference: Reference,
    counts: Mapping[str, int],
) -> None:
    """Write the isomiRs of a sample as mirGFF3 1.2 (Desvignes et al. 2020,
    doi:10.1093/bioinformatics/btz675), one line for each insert and miRNA.

    The parent is the first of the hairpins that fit best; Hits are all places on hairpins that the
    insert is counted at. Inserts with N have no UID; they are left out, and the header says so.
    """
    order, whole = round_isomirs(counted, reference, counts)
    pairs, places = counted.assignment.pairs, counted.places
    pair, _ = counted.assignment.tied
    worth = counted.assignment.share[pair] >= WORTH_WRITING
    hits = np.bincount(pairs.insert[pair[worth]], minlength=len(counted.counts))
    unread = (counted.packed.codes == 4) & (
        np.arange(counted.packed.codes.shape[1]) < counted.packed.length[:, None]
    )
    without = unread.any(axis=1)[pairs.insert[order]]
    omitted = int(whole[without].sum())
    order, whole = order[~without], whole[~without]
    place = pairs.place[order]
    sequence = places.sequence[place]
    size = (reference.hairpins.end - reference.hairpins.start)[sequence]
    end = np.minimum(places.start[place] + counted.packed.length[pairs.insert[order]], size)
    names, hairpins = reference.matures.names, reference.hairpin_names
    ontology = "doi:10.25504/fairsharing.hmgte8" if database.startswith("miRBase") else "Custom"
    with Path(path).open("w") as file:
        file.write(
            "## mirGFF3. VERSION 1.2\n"
            f"## source-ontology: {database} {ontology}\n"
            "## TOOLS: mirtrd\n"
            "## FILTER: PASS(is counted)\n"
            f"## OMITTED: {omitted} counts of inserts with unread bases\n"
            f"## COLDATA: {sample}\n"
        )
        for mature, insert, hairpin, start, last, variant, cigar, n in zip(
            pairs.mature[order].tolist(),
            pairs.insert[order].tolist(),
            sequence.tolist(),
            np.maximum(places.start[place] + 1, 1).tolist(),
            end.tolist(),
            name_variants(counted, order),
            write_cigars(counted, reference, place),
            whole.tolist(),
            strict=True,
        ):
            letters = counted.inserts.sequences[insert].decode()
            file.write(
                f"{hairpins[hairpin]}\t{database}\t"
                f"{'ref_miRNA' if variant == 'NA' else 'isomiR'}\t{start}\t{last}\t.\t+\t.\t"
                f"UID={license_plate(letters)};Read={letters};Name={names[mature]};"
                f"Parent={hairpins[hairpin]};Variant={variant};Cigar={cigar};Expression={n};"
                f"Filter=PASS;Hits={hits[insert]}\n"
            )


def write_bam(path: str, counted: Counted, reference: Reference) -> None:
    """Write one record for each place that an insert is counted at, sorted and indexed.

    Tags: ZC count that the record stands for, ZR its reads, ZS share of them that is counted for
    the miRNA or RNA at that place, NM mismatches, NH records of the insert. The tail and bases
    over the 5' end are soft-clipped. All but one record of an insert are secondary.
    """
    assigned = counted.assignment
    names = [*reference.hairpin_names, *(row.name for row in reference.other_rows)]
    targets = (reference.hairpins, reference.others)
    sizes = [size for target in targets for size in (target.end - target.start).tolist()]
    pair, place = assigned.tied
    seen = assigned.share[pair] >= WORTH_WRITING
    insert = assigned.pairs.insert[pair[seen]]
    part = counted.amount[pair[seen]] / np.maximum(counted.counts[insert], 1)
    found = [(insert, place[seen], counted.places, 0, part)]
    for part, best, places, first in (
        (assigned.hairpin, assigned.hairpin_place, counted.places, 0),
        (assigned.other, assigned.other_place, counted.other_places, len(reference.hairpin_names)),
    ):
        insert = np.flatnonzero(part >= WORTH_WRITING)
        found.append((insert, best[insert], places, first, part[insert]))
    columns = [
        (
            insert,
            first + places.sequence[at],
            places.start[at],
            places.tail[at],
            places.mismatches[at],
            np.round(1000 * part).astype(int),
        )
        for insert, at, places, first, part in found
    ]
    records = np.stack([np.concatenate(column) for column in zip(*columns, strict=True)])
    records = records[:, np.lexsort(records[::-1])]
    insert = records[0]
    hits = np.bincount(insert, minlength=len(counted.counts))
    secondary = np.diff(insert, prepend=-1) == 0
    header = "@HD\tVN:1.6\tSO:unsorted\n" + "".join(
        f"@SQ\tSN:{name}\tLN:{size}\n" for name, size in zip(names, sizes, strict=True)
    )
    comment = (
        "@CO\tA record is a distinct insert; ZC: its count (reads or molecules), ZR: its reads, "
        "ZS: share of them that is counted there\n"
    )
    inserts, (insert, target, place, tail, mismatches, part) = counted.inserts, records
    over = np.maximum(-place, 0)
    most = max(over.max(initial=0), tail.max(initial=0))
    clips = np.array(["", *(f"{bases}S" for bases in range(1, most + 1))])
    amount = inserts.counts[insert]
    columns = (
        insert + 1,
        amount,
        np.where(secondary, pysam.FSECONDARY, 0),
        np.array(names, object)[target],
        place + over + 1,
        clips[over],
        counted.packed.length[insert] - tail - over,
        clips[tail],
        inserts.sequences[insert].astype(str),
        amount,
        inserts.reads[insert],
        part / 1000,
        mismatches,
        hits[insert],
    )
    text = Path(f"{path}.sam")
    with text.open("w") as file:
        file.write(header + comment)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        file.writelines(map(RECORD.__mod__, rows))
    pysam.sort("-l", "1", "--no-PG", "-o", path, str(text), catch_stdout=False)
    text.unlink()
    pysam.index(path)


def main(job) -> None:
    reference = read_reference(job.input.fasta, job.input.sequences, job.input.matures)
    policy = job.params.ambiguous
    inserts = read_inserts(job.input.inserts)
    counted = count(inserts, reference, job.params.max_mismatches, policy, job.threads)
    mirnas, classes = round_counts(counted, reference)
    hairpins = count_hairpins(counted, reference, policy, classes["mirna"] + classes["hairpin"])
    for path, header, rows in (
        (job.output.mature, Row._fields, describe_matures(counted, reference, mirnas)),
        (job.output.hairpin, ("hairpin", "count"), sorted(hairpins.items())),
        (job.output.other, ("class", "name", "count"), count_others(counted, reference, classes)),
        (
            job.output.look_alikes,
            ("mirna", "class", "other", "count", "given"),
            find_look_alikes(counted, reference),
        ),
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
    run(main, snakemake)
