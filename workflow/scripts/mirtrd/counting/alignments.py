"""Write the places at which the inserts of a sample are counted as a BAM file."""

from pathlib import Path

import numpy as np
import pysam

from mirtrd.counting.counted import WORTH_WRITING, Counted, Reference

# A line of SAM: name, flag, target, place, clipped and templated bases, letters, tags.
RECORD = (
    "seq_%d_x%d\t%d\t%s\t%d\t255\t%s%dM%s\t*\t0\t0\t%s\t*\tZC:i:%d\tZR:i:%d\t"
    "ZS:f:%g\tNM:i:%d\tNH:i:%d\n"
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
