"""Place the distinct inserts of a sample on the hairpins, allowing for non-templated tails.

An insert is aligned without its last three bases, and these are then read against each hairpin
hit: as template, as mismatch or as a tail that was added after the hairpin was cut. What fits
best is what is most probable; all costs are -10 log10 of a probability.
"""

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pysam
from pybwa import BwaAln, BwaAlnOptions

from mirtrd.inserts import read_inserts
from mirtrd.jobs import run

MAX_TAIL = 3
# A substitution: about one base in 300 is misread, as one of three others.
MISMATCH = 30
# Tails of 0 to 3 bases: 5 %, 1 % and 0.2 % of the reads of a miRNA, give or take (Landgraf et
# al. 2007, doi:10.1016/j.cell.2007.04.040; Wyman et al. 2011, doi:10.1101/gr.118059.110), ...
TAIL_LENGTH = (0, 13, 20, 27)
# ... most of them adenine or uridine.
TAIL_BASE = {"A": 4, "T": 5, "C": 9, "G": 9, "N": 6}
# A base that matches by chance has a probability of one in four.
MATCH = 10 * math.log10(4)
# Of 10 inserts that fit nowhere, at most one may fit somewhere by chance.
CHANCE = 10
MAX_HITS = 10_000


class Placement(NamedTuple):
    """An insert on a hairpin; ``start`` is 0-based, ``tail`` the bases that are no template."""

    hairpin: int
    start: int
    tail: int
    mismatches: int
    cost: int


@cache
def read_end(end: str, template: str) -> tuple[tuple[int, int], ...]:
    """The ways to read the last bases of an insert: (mismatches, length of the tail) each.

    ``template`` is what the hairpin has there, shorter than ``end`` where the hairpin stops.
    """
    ways = []
    for tail in range(len(end) - len(template), len(end) + 1):
        templated = len(end) - tail
        ways.append((sum(map(str.__ne__, end[:templated], template)), tail))
    return tuple(ways)


@cache
def cost_of_tail(tail: str) -> int:
    """The cost of a non-templated tail of 0 to 3 bases."""
    return TAIL_LENGTH[len(tail)] + sum(TAIL_BASE[base] for base in tail)


def place(
    insert: str,
    hits: Sequence[tuple[int, int, int]],
    hairpins: Sequence[str],
    max_mismatches: int,
    least: float,
) -> list[Placement]:
    """The most probable placements of an insert, all of equal cost.

    ``hits`` are (hairpin, start, mismatches) of the insert without its last three bases;
    ``least`` is how far the evidence for a placement has to exceed chance. Mismatches are
    allowed in the templated part.
    """
    stem = len(insert) - MAX_TAIL
    end = insert[stem:]
    best: list[Placement] = []
    lowest = MATCH * len(insert) - least
    for hairpin, start, stem_mismatches in hits:
        template = hairpins[hairpin][start + stem : start + len(insert)]
        for end_mismatches, tail in read_end(end, template):
            mismatches = stem_mismatches + end_mismatches
            if mismatches > max_mismatches:
                continue
            cost = MISMATCH * mismatches + cost_of_tail(end[MAX_TAIL - tail :])
            # A base in the tail is not evidence for the place.
            if cost > lowest or MATCH * (len(insert) - tail) - cost < least:
                continue
            if cost < lowest:
                best, lowest = [], cost
            best.append(Placement(hairpin, start, tail, mismatches, cost))
    return best


def find_hits(
    stems: Sequence[str], index: str, lengths: dict[str, int], max_mismatches: int
) -> Iterator[list[tuple[int, int, int]]]:
    """For each stem, its sense hits within hairpins: (hairpin, start, mismatches).

    All hits of the fewest mismatches and of one more are found (bwa aln).
    """
    options = BwaAlnOptions(
        max_mismatches=max_mismatches,
        max_gap_opens=0,
        stop_at_max_best_hits=MAX_HITS,
        max_hits=MAX_HITS,
    )
    number = {name: position for position, name in enumerate(lengths)}
    length_of = list(lengths.values())
    aligned = BwaAln(prefix=index).align(stems, options) if stems else []
    for stem, record in zip(stems, aligned, strict=True):
        hits = []
        if not record.is_unmapped:
            if not record.is_reverse:
                mismatches = record.get_tag("NM")
                hits.append((number[record.reference_name], record.reference_start, mismatches))
            for hit in record.get_tag("XA").split(";")[:-1] if record.has_tag("XA") else ():
                name, place_, _, mismatches = hit.rsplit(",", 3)
                if place_[0] == "+":
                    hits.append((number[name], int(place_[1:]) - 1, int(mismatches)))
        # bwa joins the hairpins end to end: a hit may run over the end of one.
        yield [hit for hit in hits if hit[1] + len(stem) <= length_of[hit[0]]]


def write_bam(
    path: str,
    lengths: dict[str, int],
    inserts: Sequence[str],
    reads: Sequence[int],
    placements: dict[int, list[Placement]],
) -> None:
    """Write one record for each placement, sorted and indexed.

    Tags: ZC reads that the record stands for, NM mismatches, NH placements of the insert, AS
    minus the cost. The tail is soft-clipped.
    """
    header = pysam.AlignmentHeader.from_dict(
        {
            "HD": {"VN": "1.6", "SO": "coordinate"},
            "SQ": [{"SN": name, "LN": length} for name, length in lengths.items()],
            "CO": ["A record is a distinct insert; ZC: the number of reads that it stands for"],
        }
    )
    ordered = sorted(
        (placement.hairpin, placement.start, insert, order, placement)
        for insert, found in placements.items()
        for order, placement in enumerate(found)
    )
    with pysam.AlignmentFile(path, "wb", header=header) as bam:
        for hairpin, start, insert, order, placement in ordered:
            sequence = inserts[insert]
            record = pysam.AlignedSegment(header)
            record.query_name = f"seq_{insert + 1}_x{reads[insert]}"
            record.query_sequence = sequence
            record.flag = pysam.FSECONDARY if order else 0
            record.reference_id = hairpin
            record.reference_start = start
            record.mapping_quality = 255
            templated = [(pysam.CMATCH, len(sequence) - placement.tail)]
            record.cigartuples = templated + [(pysam.CSOFT_CLIP, placement.tail)] * bool(
                placement.tail
            )
            record.set_tags(
                [
                    ("ZC", reads[insert]),
                    ("NM", placement.mismatches),
                    ("NH", len(placements[insert])),
                    ("AS", -placement.cost),
                ]
            )
            bam.write(record)
    pysam.index(path)


def main(job) -> None:
    with pysam.FastxFile(job.input.hairpins) as file:
        sequences = {record.name: record.sequence for record in file}
    lengths = {name: len(sequence) for name, sequence in sequences.items()}
    inserts, reads = read_inserts(job.input.inserts)
    stems = list(dict.fromkeys(insert[:-MAX_TAIL] for insert in inserts))
    hits = find_hits(stems, job.input.hairpins, lengths, job.params.max_mismatches)
    hits_of = dict(zip(stems, hits, strict=True))
    hairpins = list(sequences.values())
    least = 10 * math.log10(sum(lengths.values())) + CHANCE
    placements = {}
    for number, insert in enumerate(inserts):
        found = hits_of[insert[:-MAX_TAIL]]
        if found and (best := place(insert, found, hairpins, job.params.max_mismatches, least)):
            placements[number] = sorted(best)
    write_bam(job.output.bam, lengths, inserts, reads, placements)
    aligned = sum(reads[number] for number in placements)
    tally = {"aligned": aligned, "unaligned": sum(reads) - aligned}
    Path(job.output.tally).write_text(json.dumps(tally, indent=2) + "\n")


if __name__ == "__main__":
    run(main, snakemake)
