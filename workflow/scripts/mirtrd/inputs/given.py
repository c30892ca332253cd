"""The files that a run is given besides reads."""

from mirtrd.inputs.plan import Plan
from mirtrd.inputs.synthesis import Synthesis

# Of a study, what is read.
PARTS = ("table", "summary", "counts", "sheet")
# What this run makes itself, as far as its own study takes part in a synthesis.
MADE = "results/"


def given_files(plan: Plan) -> dict[str, list[str]]:
    """The files by their use: sheet, table of counts, reference, published reports, tables of
    targets, studies.

    Reads are not among them, as there may be terabytes of them. A run without reads takes only the
    names of the reference.
    """
    settings = plan.settings
    reference = settings["reference"]
    from_reads = plan.has_samples and not plan.from_counts
    parts = plan.entry_sources | (dict(plan.reference) if from_reads else {})
    files = {
        "sheet": [settings["samples"]] if plan.has_samples else [],
        "counts": [settings["counts"]["path"]],
        **{part: [path] for part, path in parts.items()},
        "other": list(plan.others.values()) if from_reads else [],
        "spike_ins": [reference["spike_ins"]] if from_reads else [],
        "evidence": list(plan.evidence),
        "targets": [*plan.targets.tables, *plan.targets.gene_sets],
        "studies": _files_of(plan.synthesis) if plan.synthesis else [],
    }
    return {use: paths for use, paths in files.items() if any(paths)}


def _files_of(synthesis: Synthesis) -> list[str]:
    files = dict.fromkeys(path for part in PARTS for path in synthesis.files(part))
    return [*(path for path in files if not path.startswith(MADE)), *synthesis.lists]
