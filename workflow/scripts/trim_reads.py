"""Take the inserts out of the reads of a sample by the layout of its kit and collapse them."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import dnaio
import numpy as np
from cutadapt.adapters import BackAdapter
from cutadapt.qualtrim import expected_errors

from mirtrd.fastq import read_records
from mirtrd.fates import TRIMMED
from mirtrd.inserts import Inserts, write_inserts
from mirtrd.jobs import UserError, run
from mirtrd.kits import Layout
from mirtrd.umis import count_molecules

# An adapter whose first bases are found exactly needs no alignment. Twelve bases occur by
# chance in one of 400,000 reads of 50 nt.
EXACT_PREFIX = 12
# As in the command `cutadapt -a ADAPTER -e 0.1 -O 5`, and with four random bases before the
# adapter as in `-a NNNNADAPTER -e 0.1 -O 7`: they leave little room for it in a short read.
MAX_ERROR_RATE = 0.1
MIN_OVERLAP = 5
MIN_OVERLAP_BEHIND_BASES = 3
# Machines with two colours read what is dark, such as the end of a short fragment, as G.
POLY_G = "G" * 10
# The 5' adapter ligated to the 3' adapter, give or take the few bases that enzymes add.
MAX_DIMER = 5
# One unread base is at most one mismatch; more make an insert fit anywhere.
MAX_N = 1
# A UMI may lack this many bases at the end of the read (Illumina DRAGEN: 10 of 12 are enough).
MAX_UMI_LOSS = 2
# Expected errors of a UMI: each error makes a molecule that there is not.
MAX_UMI_ERRORS = 0.1
# Inserts are counted this many at a time, which is faster than one by one.
BATCH = 100_000


class Limits(NamedTuple):
    """Which inserts are kept: lengths in nt, expected sequencing errors per insert."""

    min_length: int
    max_length: int
    max_expected_errors: float


def aligner(layout: Layout) -> Callable[[str], tuple[int, int] | None]:
    """A search for the end of the insert and the end of the adapter, from the start of a read.

    Without an adapter in the layout, a read ends with its insert and its 3' bases.
    """
    start, gap = layout.bases_5p, layout.bases_3p
    if not layout.adapter:
        return lambda sequence: (len(sequence) - gap, len(sequence))
    overlap = gap + (MIN_OVERLAP_BEHIND_BASES if gap else MIN_OVERLAP)
    adapter = "N" * gap + layout.adapter
    matcher = BackAdapter(adapter, max_errors=MAX_ERROR_RATE, min_overlap=overlap)

    def align(sequence: str) -> tuple[int, int] | None:
        match = matcher.match_to(sequence[start:])
        return match and (start + match.rstart, start + match.rstop)

    return align


def trim(
    records: Iterable[dnaio.SequenceRecord], layout: Layout, limits: Limits
) -> tuple[Counter[str], Counter[str]]:
    """Take the insert out of each read, with the UMI if the layout has one, and judge it.

    The adapter is searched in the whole read and only then the insert is judged by its own
    qualities: cutting low-quality ends first would shorten inserts and invent 3' isomiRs.

    Returns the reads of each distinct insert, or of each ``"<insert> <UMI>"``, and the reads of
    each fate that drops a read. The expected errors of an insert are the sum of 10^(-Q/10) over
    its bases (Edgar & Flyvbjerg 2015, doi:10.1093/bioinformatics/btv401).
    """
    start, adapter, gap, umi_5p, umi_3p, umi_after = layout
    # Where a UMI is behind the adapter, all of it has to be there, for the UMI to be in its place;
    # where there is no adapter, look for what no read holds.
    prefix = adapter[: None if umi_after else EXACT_PREFIX] or "-"
    # In a tail such as poly-A, an error near its start hides that start from an exact search.
    start_of_tail = adapter[:5] if adapter[:5] == adapter[1:6] != "" else ""
    align = aligner(layout)
    umi_length = layout.umi_length
    min_length, max_length, max_expected_errors = limits
    inserts: Counter[str] = Counter()
    kept: list[str] = []
    dropped = dict.fromkeys(TRIMMED, 0)
    for record in records:
        sequence = record.sequence
        place = sequence.find(prefix)
        if start_of_tail and sequence.startswith(start_of_tail, max(place - 6, 0)):
            place = -1
        if place >= 0:
            end, behind = place - gap, place + len(adapter)
        else:
            dark = sequence.endswith(POLY_G)
            found = align(sequence) if adapter or not dark else None
            if found is None and dark and adapter:
                found = align(sequence.rstrip("G"))
            if found is None:
                dropped["poly_g" if dark else "no_adapter"] += 1
                continue
            end, behind = found
        length = end - start
        if length <= MAX_DIMER:
            dropped["adapter_dimer"] += 1
        elif length < min_length:
            dropped["too_short"] += 1
        elif length > max_length:
            dropped["too_long"] += 1
        else:
            insert = sequence[start:end]
            if umi_length:
                parts = (
                    slice(umi_5p),
                    slice(end + gap - umi_3p, end + gap),
                    slice(behind, behind + umi_after),
                )
                umi = "".join(sequence[part] for part in parts)
                errors = sum(expected_errors(record.qualities[part]) for part in parts)
                if len(umi) < umi_length - MAX_UMI_LOSS or "N" in umi or errors > MAX_UMI_ERRORS:
                    dropped["no_umi"] += 1
                    continue
            if "N" in insert and insert.count("N") > MAX_N:
                dropped["n_rich"] += 1
            elif expected_errors(record.qualities[start:end]) > max_expected_errors:
                dropped["low_quality"] += 1
            else:
                kept.append(f"{insert} {umi}" if umi_length else insert)
                if len(kept) == BATCH:
                    inserts.update(kept)
                    kept.clear()
    inserts.update(kept)
    return inserts, Counter(dropped)


def collapse(counted: Counter[str], umi_length: int) -> tuple[Inserts, dict | None]:
    """Distinct inserts, counted in molecules where there is a UMI, and what is known of UMIs."""
    if not umi_length:
        reads = np.fromiter(counted.values(), np.int64, len(counted))
        return Inserts(list(counted), reads, reads), None
    molecules, space_used = count_molecules(counted)
    inserts = Inserts.of(molecules)
    umi = {
        "length": umi_length,
        "reads": counted.total(),
        "molecules": int(inserts.counts.sum()),
        "space_used": round(space_used, 4),
    }
    return inserts, umi


def main(job) -> None:
    kit = json.loads(Path(job.input.kit).read_text())
    failure, layout = kit["failure"], Layout(**(kit["layout"] or {}))
    counted, dropped = Counter(), Counter(dict.fromkeys(TRIMMED, 0))
    try:
        if failure is None:
            limits = Limits(**job.params.limits)
            counted, dropped = trim(read_records(job.input.reads), layout, limits)
    except UserError as error:
        # A damaged file fails its sample, not the run: nothing of it is counted.
        failure = str(error)
        print(failure)
    inserts, umi = collapse(counted, layout.umi_length)
    reads = counted.total() + dropped.total()
    if umi:
        dropped["duplicate"] = umi["reads"] - umi["molecules"]
    unit = "molecules" if umi else "reads"
    tally = {"failure": failure, "unit": unit, "reads": reads, "dropped": dropped, "umi": umi}
    write_inserts(job.output.inserts, inserts)
    Path(job.output.tally).write_text(json.dumps(tally, indent=2) + "\n")


if __name__ == "__main__":
    run(main, snakemake)
