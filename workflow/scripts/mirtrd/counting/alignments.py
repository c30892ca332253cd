"""Write the places at which the inserts of a sample are counted as a BAM file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pysam

from mirtrd.core.arrays import Columns, Floats, Ints
from mirtrd.counting.counted import WORTH_WRITING, Counted
from mirtrd.counting.placing import Places

# A line of SAM: name, flag, target, place, clipped and templated bases, letters, tags.
RECORD = (
    "seq_%d_x%d\t%d\t%s\t%d\t255\t%s%dM%s\t*\t0\t0\t%s\t*\tZC:i:%d\tZR:i:%d\t"
    "ZS:f:%g\tNM:i:%d\tNH:i:%d\n"
)
COMMENT = (
    "@CO\tA record is a distinct insert; ZC: its count (reads or molecules), ZR: its reads, "
    "ZS: share of them that is counted there\n"
)


@dataclass(frozen=True, kw_only=True)
class Records(Columns):
    """The places at which inserts are counted; ``target`` is a hairpin, or behind these another
    RNA, ``share`` that of the insert, in thousandths."""

    insert: Ints
    target: Ints
    start: Ints
    tail: Ints
    mismatches: Ints
    share: Ints


def write_bam(path: str, counted: Counted) -> None:
    """Write one record for each place that an insert is counted at, sorted and indexed.

    Tags: ZC count that the record stands for, ZR its reads, ZS share of them that is counted for
    the miRNA or RNA at that place, NM mismatches, NH records of the insert. The tail and bases
    over the 5' end are soft-clipped. All but one record of an insert are secondary.
    """
    text = Path(f"{path}.sam")
    with text.open("w") as file:
        file.write(_format_header(counted))
        file.writelines(map(RECORD.__mod__, _format_records(counted, find_records(counted))))
    pysam.sort("-l", "1", "--no-PG", "-o", path, str(text), catch_stdout=False)
    text.unlink()
    pysam.index(path)


def find_records(counted: Counted) -> Records:
    """All records, by insert and place."""
    assigned, sample = counted.assignment, counted.sample
    tied = assigned.tied.take(assigned.share[assigned.tied.pair] >= WORTH_WRITING)
    of_pair = counted.amounts[tied.pair] / np.maximum(
        sample.counts[assigned.pairs.insert[tied.pair]], 1
    )
    beside = np.flatnonzero(assigned.on_hairpin >= WORTH_WRITING)
    on_other = np.flatnonzero(assigned.on_other >= WORTH_WRITING)
    hairpins = len(counted.reference.hairpin_names)
    at_hairpin, at_other = assigned.hairpin_place[beside], assigned.other_place[on_other]
    records = Records.join(
        [
            _records_at(sample.on_hairpins.take(tied.place), 0, of_pair),
            _records_at(sample.on_hairpins.take(at_hairpin), 0, assigned.on_hairpin[beside]),
            _records_at(sample.on_others.take(at_other), hairpins, assigned.on_other[on_other]),
        ]
    )
    order = np.lexsort(
        (
            *(records.share, records.mismatches, records.tail, records.start),
            *(records.target, records.insert),
        )
    )
    return records.take(order)


def _records_at(places: Places, first_target: int, share: Floats) -> Records:
    """The records of inserts at places on sequences that are targets from a number on."""
    return Records(
        insert=places.insert,
        target=first_target + places.sequence,
        start=places.start,
        tail=places.tail,
        mismatches=places.mismatches,
        share=np.round(1000 * share).astype(int),
    )


def _format_header(counted: Counted) -> str:
    """The header of the file: all targets, and what a record is."""
    reference = counted.reference
    names = [*reference.hairpin_names, *(row.name for row in reference.other_rows)]
    targets = (reference.hairpins, reference.others)
    sizes = [size for target in targets for size in (target.end - target.start).tolist()]
    lines = (f"@SQ\tSN:{name}\tLN:{size}\n" for name, size in zip(names, sizes, strict=True))
    return "@HD\tVN:1.6\tSO:unsorted\n" + "".join(lines) + COMMENT


def _format_records(counted: Counted, records: Records) -> Iterator[tuple[Any, ...]]:
    """What stands in the line of each record."""
    sample, reference, insert = counted.sample, counted.reference, records.insert
    names = [*reference.hairpin_names, *(row.name for row in reference.other_rows)]
    hits = np.bincount(insert, minlength=len(sample.counts))
    secondary = np.diff(insert, prepend=-1) == 0
    over = np.maximum(-records.start, 0)
    most = max(over.max(initial=0), records.tail.max(initial=0))
    clips = np.array(["", *(f"{bases}S" for bases in range(1, most + 1))])
    counts = sample.inserts.counts[insert]
    columns: tuple[Any, ...] = (
        sample.rank[insert],
        counts,
        np.where(secondary, pysam.FSECONDARY, 0),
        np.array(names, object)[records.target],
        records.start + over + 1,
        clips[over],
        sample.packed.length[insert] - records.tail - over,
        clips[records.tail],
        sample.inserts.sequences[insert].astype(str),
        counts,
        sample.inserts.reads[insert],
        records.share / 1000,
        records.mismatches,
        hits[insert],
    )
    return zip(*(column.tolist() for column in columns), strict=True)
