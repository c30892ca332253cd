"""Write the isomiRs of a sample as mirGFF3 1.2 (Desvignes et al. 2020,
doi:10.1093/bioinformatics/btz675), which mirtop and other tools read."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mirtrd.core.arrays import Bools, Ints
from mirtrd.core.bases import LETTERS, UNREAD
from mirtrd.core.version import VERSION
from mirtrd.counting.counted import WORTH_WRITING, Counted
from mirtrd.counting.isomir_names import license_plate
from mirtrd.counting.isomir_rows import IsomirRows


def write_gff3(path: str, sample: str, database: str, counted: Counted, rows: IsomirRows) -> None:
    """Write one line for each insert and miRNA.

    The parent is the first of the hairpins that fit best; Hits are all places on hairpins that the
    insert is counted at. Inserts with N have no UID; they are left out, and the header says so.
    """
    without_uid = _have_unread_bases(counted)[rows.pairs.insert]
    omitted = int(rows.counts[without_uid].sum())
    ontology = "doi:10.25504/fairsharing.hmgte8" if database.startswith("miRBase") else "Custom"
    with Path(path).open("w") as file:
        file.write(
            "## mirGFF3. VERSION 1.2\n"
            f"## source-ontology: {database} {ontology}\n"
            f"## TOOLS: mirtrd {VERSION}\n"
            "## FILTER: PASS(is counted)\n"
            f"## OMITTED: {omitted} counts of inserts with unread bases\n"
            f"## COLDATA: {sample}\n"
        )
        file.writelines(_format_lines(database, counted, rows.take(~without_uid)))


def _format_lines(database: str, counted: Counted, rows: IsomirRows) -> Iterator[str]:
    """A line for each of the rows."""
    places, reference = counted.sample.on_hairpins, counted.reference
    place = rows.pairs.place
    sequence = places.sequence[place]
    size = (reference.hairpins.end - reference.hairpins.start)[sequence]
    end = np.minimum(places.start[place] + counted.sample.packed.length[rows.pairs.insert], size)
    hits = _count_hits(counted)
    names, hairpins = reference.matures.names, reference.hairpin_names
    for mature, letters, hairpin, start, last, variant, cigar, n, hits_of_insert in zip(
        rows.pairs.mature.tolist(),
        counted.sample.inserts.sequences[rows.pairs.insert].astype(str).tolist(),
        sequence.tolist(),
        np.maximum(places.start[place] + 1, 1).tolist(),
        end.tolist(),
        rows.variants,
        find_cigars(counted, place),
        rows.counts.tolist(),
        hits[rows.pairs.insert].tolist(),
        strict=True,
    ):
        kind = "ref_miRNA" if variant == "NA" else "isomiR"
        yield (
            f"{hairpins[hairpin]}\t{database}\t{kind}\t{start}\t{last}\t.\t+\t.\t"
            f"UID={license_plate(letters)};Read={letters};Name={names[mature]};"
            f"Parent={hairpins[hairpin]};Variant={variant};Cigar={cigar};Expression={n};"
            f"Filter=PASS;Hits={hits_of_insert}\n"
        )


def _have_unread_bases(counted: Counted) -> Bools:
    """Whether there is an N in each insert."""
    packed = counted.sample.packed
    inside = np.arange(packed.codes.shape[1]) < packed.length[:, None]
    return ((packed.codes == UNREAD) & inside).any(axis=1)


def _count_hits(counted: Counted) -> Ints:
    """The places on hairpins at which each insert is counted."""
    assigned = counted.assignment
    pair = assigned.tied.pair
    worth = assigned.share[pair] >= WORTH_WRITING
    insert = assigned.pairs.insert[pair[worth]]
    return np.bincount(insert, minlength=len(counted.sample.counts))


def find_cigars(counted: Counted, place: Ints) -> list[str]:
    """How the inserts at places equal the hairpin (M), with the base of the insert where they do
    not, and I outside of the hairpin. A count of 1 is left out. All as mirtop writes it."""
    packed, places = counted.sample.packed, counted.sample.on_hairpins
    hairpins = counted.reference.hairpins
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
    row, column = np.nonzero(differs)
    different = differs[row, column].tobytes().decode()
    done = [0] * len(place)
    for number, position, letter in zip(row.tolist(), column.tolist(), different, strict=True):
        before = cigars[number] if done[number] else ""
        cigars[number] = f"{before}{_matches(position - done[number])}{letter}"
        done[number] = position + 1
    for number in np.unique(row).tolist():
        cigars[number] += _matches(int(length[number]) - done[number])
    return cigars


def _matches(number: int) -> str:
    """So many equal bases in a CIGAR string."""
    return f"{number if number > 1 else ''}M" if number else ""
