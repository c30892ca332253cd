"""Infer the kit of a sample from its reads and hold it against the declared one.

Reads that hold a whole mature miRNA of the reference are anchors: what stands before and after
the miRNA is what the kit added, so that adapter, bases on either side and "already trimmed" come
out together, with no guess about the insert.
"""

from collections.abc import Mapping

from mirtrd.core.job import Job, run
from mirtrd.inputs.kits import Layout, layout_of, read_kits
from mirtrd.reference.tables import MATURES
from mirtrd.trimming.anchors import Anchors, find_anchors
from mirtrd.trimming.conflicts import Declared, compare
from mirtrd.trimming.dimers import describe_adapters
from mirtrd.trimming.inference import Inference, Known, infer
from mirtrd.trimming.reading import read_dialects
from mirtrd.trimming.sampling import Reads, first_reads
from mirtrd.trimming.supports import support_of
from mirtrd.trimming.units import UmiChoice, choose_umi
from mirtrd.trimming.verdicts import Verdict, write_verdict

# Bases before a miRNA that a kit of no table may add: more than any known kit does (a barcode of
# 6, or a UMI of 12).
MAX_BASES_5P = 12


def judge(
    reads: Reads, matures: set[str], kits: Mapping[str, Layout], declared: Declared
) -> Verdict:
    """The verdict on a sample, given the matures of the reference and the kits of the table."""
    own = {"custom": declared.layout} if declared.kit == "custom" and declared.layout else {}
    known = {**kits, **own}
    max_start = max(MAX_BASES_5P, *(layout.bases_5p for layout in known.values()))
    anchors = find_anchors(reads.sequences, matures, max_start, reads.counts)
    inference = infer(anchors, known)
    evidence = ""
    if not inference.found:
        evidence = describe_adapters(reads.sequences, kits, reads.counts)
    support = support_of(anchors.weighed, declared.layout) if declared.layout else 0.0
    finding = compare(declared, inference, evidence, support)
    chosen = inference.found
    if declared.layout:
        chosen = Known(kit=declared.kit, layout=declared.layout)
    lengths = reads.lengths
    umi = UmiChoice(layout=None)
    if finding.failure is None and chosen:
        umi = choose_umi(chosen, declared.unit, lengths, kits, reads.umi_length)
    used = chosen if umi.layout else None
    short = anchors.ended_early() if inference.found else None
    warnings = [finding.warning, short, umi.message if used else None, *reads.remarks]
    return Verdict(
        failure=finding.failure or (None if used else umi.message),
        warning="; ".join(filter(None, warnings)) or None,
        declared=declared.kit,
        kit=used.kit if used else None,
        layout=umi.layout,
        umi_in_names=umi.in_names,
        reads=reads.number,
        read_length=max(lengths, key=lambda length: (lengths[length], length), default=0),
        q30_share=reads.q30_share,
        **_evidence(inference, anchors),
    )


def _evidence(inference: Inference, anchors: Anchors) -> dict:
    """The fields of a verdict that tell what the kit is inferred from."""
    found, (best, runner_up) = inference.found, inference.best_two
    if found is None:
        runner_up = best if inference.supports[best] else None
    return {
        "inferred": found.kit if found else None,
        "inferred_layout": found.layout if found else None,
        "support": inference.supports[best] if found else None,
        "runner_up": runner_up,
        "runner_up_support": inference.supports[runner_up] if runner_up else None,
        "anchors": anchors.reads,
        "mirnas": anchors.matures,
        "supports": inference.supports,
    }


def refuse_damaged(reads: Reads, kits: Mapping[str, Layout], declared: str) -> Verdict:
    """The verdict on a sample whose file is damaged behind some reads."""
    # What is left of a library may tell why nobody missed the rest of it.
    before = describe_adapters(reads.sequences, kits, reads.counts)
    damage = (reads.damage or "").rstrip(".")
    failure = "; in the reads before it: ".join(filter(None, (damage, before)))
    return Verdict(failure=failure, warning=None, declared=declared)


def main(job: Job) -> None:
    params = job.params
    kits = read_kits(job.input.kits)
    layouts = {**kits, "custom": layout_of(params.custom), "auto": None}
    declared = Declared(
        kit=params.declared,
        layout=layouts[params.declared],
        on_conflict=params.on_conflict,
        unit=params.unit,
    )
    reads = first_reads(read_dialects(job.input.reads))
    if reads.damage is None:
        matures = {row["sequence"] for row in MATURES.read(job.input.matures)}
        verdict = judge(reads, matures, kits, declared)
    else:
        verdict = refuse_damaged(reads, kits, params.declared)
    print(verdict.failure or verdict.warning or f"kit {verdict.kit}")
    write_verdict(job.output.verdict, verdict)


if __name__ == "__main__":
    run(main)
