"""Place the distinct inserts of a sample on hairpins and other RNAs, allowing for tails.

An insert is aligned without its last three bases, and these are then read against each hit: as
template, as mismatch or as a non-templated tail that was added after the RNA was cut. What fits
best is what is most probable; all costs are -10 log10 of a probability. Hairpins and other RNAs
compete in one alignment, by the same costs.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pysam
from pybwa import BwaAln, BwaAlnOptions

from mirtrd.inserts import Insert, read_inserts
from mirtrd.jobs import run
from mirtrd.sequences import HAIRPIN, read_sequences

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
# Some other RNAs have hundreds of near copies, and a fragment may fit them all.
MAX_TRANSCRIPTS = 20


class Placement(NamedTuple):
    """An insert on a sequence of the reference, given by its number there; ``start`` is 0-based,
    ``tail`` the bases that are no template."""

    target: int
    start: int
    tail: int
    mismatches: int
    cost: int


@cache
def read_end(end: str, template: str) -> tuple[tuple[int, int, int], ...]:
    """The ways to read the last bases of an insert: (mismatches, length of the tail, cost) each.

    ``template`` is what the target has there, shorter than ``end`` where the target stops.
    """
    ways = []
    for tail in range(len(end) - len(template), len(end) + 1):
        templated = len(end) - tail
        mismatches = sum(map(str.__ne__, end[:templated], template))
        ways.append((mismatches, tail, MISMATCH * mismatches + cost_of_tail(end[templated:])))
    return tuple(ways)


@cache
def cost_of_tail(tail: str) -> int:
    """The cost of a non-templated tail of 0 to 3 bases."""
    return TAIL_LENGTH[len(tail)] + sum(TAIL_BASE[base] for base in tail)


def place(
    insert: str,
    hits: Sequence[tuple[int, int, int]],
    targets: Sequence[str],
    max_mismatches: int,
    least: float,
) -> list[Placement]:
    """The most probable placements of an insert, all of equal cost.

    ``hits`` are (target, start, mismatches) of the insert without its last three bases;
    ``least`` is how far the evidence for a placement has to exceed chance. Mismatches are
    allowed in the templated part.
    """
    stem = len(insert) - MAX_TAIL
    end = insert[stem:]
    best: list[Placement] = []
    lowest = MATCH * len(insert) - least
    for target, start, stem_mismatches in hits:
        template = targets[target][start + stem : start + len(insert)]
        for end_mismatches, tail, end_cost in read_end(end, template):
            cost = MISMATCH * stem_mismatches + end_cost
            mismatches = stem_mismatches + end_mismatches
            # A base in the tail is not evidence for the place.
            if (
                cost > lowest
                or mismatches > max_mismatches
                or MATCH * (len(insert) - tail) - cost < least
            ):
                continue
            if cost < lowest:
                best, lowest = [], cost
            best.append(Placement(target, start, tail, mismatches, cost))
    return best


def settle(found: Sequence[Placement], length: int, hairpins: int, least: float) -> list[Placement]:
    """What is kept of the most probable placements of an insert, in the order of the reference.

    The first ``hairpins`` targets are hairpins: all placements on them are kept. On other RNAs
    it is the first on each, and the first MAX_TRANSCRIPTS of these. They need the evidence
    ``least``, as in ``place``, unless a hairpin is among the placements: it wins the tie.
    """
    ordered = sorted(found)
    kept = [placement for placement in ordered if placement.target < hairpins]
    firsts: dict[int, Placement] = {}
    for placement in ordered[len(kept) :]:
        if kept or MATCH * (length - placement.tail) - placement.cost >= least:
            firsts.setdefault(placement.target, placement)
    return kept + list(firsts.values())[:MAX_TRANSCRIPTS]


def find_hits(
    stems: Sequence[str], index: str, lengths: dict[str, int], max_mismatches: int
) -> Iterator[list[tuple[int, int, int]]]:
    """For each stem, its sense hits within targets: (target, start, mismatches).

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
        # bwa joins the targets end to end: a hit may run over the end of one.
        yield [hit for hit in hits if hit[1] + len(stem) <= length_of[hit[0]]]


def write_bam(
    path: str,
    lengths: dict[str, int],
    inserts: Sequence[Insert],
    placements: dict[int, list[Placement]],
) -> None:
    """Write one record for each placement, sorted and indexed.

    Tags: ZC count that the record stands for, ZR its reads, NM mismatches, NH records of the
    insert, AS minus the cost. The tail is soft-clipped.
    """
    comment = "A record is a distinct insert; ZC: its count (reads or molecules), ZR: its reads"
    header = pysam.AlignmentHeader.from_dict(
        {
            "HD": {"VN": "1.6", "SO": "coordinate"},
            "SQ": [{"SN": name, "LN": length} for name, length in lengths.items()],
            "CO": [comment],
        }
    )
    ordered = sorted(
        (placement.target, placement.start, number, order, placement)
        for number, found in placements.items()
        for order, placement in enumerate(found)
    )
    with pysam.AlignmentFile(path, "wb", header=header) as bam:
        for target, start, number, order, placement in ordered:
            sequence, count, reads = inserts[number]
            record = pysam.AlignedSegment(header)
            record.query_name = f"seq_{number + 1}_x{count}"
            record.query_sequence = sequence
            record.flag = pysam.FSECONDARY if order else 0
            record.reference_id = target
            record.reference_start = start
            record.mapping_quality = 255
            templated = [(pysam.CMATCH, len(sequence) - placement.tail)]
            record.cigartuples = templated + [(pysam.CSOFT_CLIP, placement.tail)] * bool(
                placement.tail
            )
            record.set_tags(
                [
                    ("ZC", count),
                    ("ZR", reads),
                    ("NM", placement.mismatches),
                    ("NH", len(placements[number])),
                    ("AS", -placement.cost),
                ]
            )
            bam.write(record)
    pysam.index(path)


def tally(inserts: Sequence[Insert], placements: dict[int, list[Placement]]) -> dict:
    """The count of what is aligned and of what is not, and the lengths of the latter."""
    lengths: Counter[int] = Counter()
    for number, insert in enumerate(inserts):
        if number not in placements:
            lengths[len(insert.sequence)] += insert.count
    unaligned = lengths.total()
    return {
        "aligned": sum(insert.count for insert in inserts) - unaligned,
        "unaligned": unaligned,
        "unaligned_lengths": dict(sorted(lengths.items())),
    }


def evidence_needed(lengths: Iterable[int]) -> float:
    """How far the evidence for a place on sequences of these lengths has to exceed chance."""
    return 10 * math.log10(sum(lengths)) + CHANCE


def main(job) -> None:
    with pysam.FastxFile(job.input.fasta) as file:
        targets = [record.sequence for record in file]
    rows = read_sequences(job.input.sequences)
    hairpins = [row.length for row in rows if row.rna_class == HAIRPIN]
    lengths = {row.name: row.length for row in rows}
    inserts = read_inserts(job.input.inserts)
    stems = list(dict.fromkeys(insert.sequence[:-MAX_TAIL] for insert in inserts))
    hits = find_hits(stems, job.input.fasta, lengths, job.params.max_mismatches)
    hits_of = dict(zip(stems, hits, strict=True))
    # What a miRNA has to show does not depend on which other RNAs are in the reference.
    least, least_of_others = evidence_needed(hairpins), evidence_needed(lengths.values())
    placements = {}
    for number, (insert, _, _) in enumerate(inserts):
        found = hits_of[insert[:-MAX_TAIL]]
        if found and (best := place(insert, found, targets, job.params.max_mismatches, least)):
            kept = settle(best, len(insert), len(hairpins), least_of_others)
            if kept:
                placements[number] = kept
    write_bam(job.output.bam, lengths, inserts, placements)
    Path(job.output.tally).write_text(json.dumps(tally(inserts, placements), indent=2) + "\n")


if __name__ == "__main__":
    run(main, snakemake)
