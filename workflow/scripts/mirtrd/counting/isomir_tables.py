"""Write the isomiRs of a sample: as a table, and as mirGFF3."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from mirtrd.core.bases import LETTERS, UNREAD
from mirtrd.counting.counted import WORTH_WRITING, Counted, Reference
from mirtrd.counting.isomir_model import MAX_SHIFT_3P, MAX_SHIFT_5P, substitutions
from mirtrd.counting.isomirs import license_plate, name_variant
from mirtrd.counting.placing import Places


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
        letters = np.where(inside, LETTERS[read], ord("I"))
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
    unread = (counted.packed.codes == UNREAD) & (
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
