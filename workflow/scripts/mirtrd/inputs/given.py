"""The files that a run is given besides reads."""

from mirtrd.inputs.plan import Plan


def given_files(plan: Plan) -> dict[str, list[str]]:
    """The files by their use: sheet, table of counts, reference, published reports.

    Reads are not among them, as there may be terabytes of them. A run from a table of counts reads
    only names of the reference.
    """
    reference = plan.settings["reference"]
    parts = plan.name_sources if plan.from_counts else plan.reference
    files = {
        "sheet": [plan.settings["samples"]],
        "counts": [plan.settings["counts"]["path"]],
        **{part: [path] for part, path in parts.items()},
        "other": [] if plan.from_counts else list(reference["other"].values()),
        "spike_ins": [reference["spike_ins"]],
        "evidence": list(plan.evidence),
    }
    return {use: paths for use, paths in files.items() if any(paths)}
