"""What comes of it when the declared kit is not the inferred one."""

from dataclasses import dataclass
from typing import Literal

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.inference import Inference
from mirtrd.trimming.words import percent


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What the config and the sheet say of a sample; ``layout`` is None for kit ``auto``."""

    kit: str
    layout: Layout | None
    on_conflict: Literal["fail", "warn"]
    unit: Literal["auto", "reads", "molecules"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The failure or the warning that something comes to, or neither."""

    failure: str | None = None
    warning: str | None = None


def compare(declared: Declared, inference: Inference, evidence: str, support: float) -> Finding:
    """Hold a declared kit, which explains the share ``support`` of the anchors, against the
    inferred one; ``evidence`` is what is known where none was inferred."""
    if inference.found is None:
        reasons = "; ".join(filter(None, (inference.reason, evidence)))
        reason = f"the kit cannot be told from the reads: {reasons}"
        if declared.layout is None:
            return Finding(failure=f"{reason}. Name the kit in library.kit or the sheet to go on")
        return Finding(warning=f"{reason}. {declared.kit} is taken as declared")
    found = inference.found
    if declared.layout is None:
        return Finding(warning=inference.warning)
    if declared.layout.trims_as(found.layout):
        # A layout that was asked for needs no remark that it is not in the table.
        return Finding(warning=None if found.kit == "custom" else inference.warning)
    conflict = (
        f"{declared.kit} is declared ({declared.layout.describe()}: {percent(support)} of the "
        f"reads with a miRNA), but the reads are {found.kit} ({found.layout.describe()}: "
        f"{percent(inference.supports[found.kit])})"
    )
    if declared.on_conflict == "fail":
        return Finding(failure=f"{conflict}: mend the kit, or set library.on_conflict to warn")
    return Finding(warning=f"{conflict}: {declared.kit} is taken as declared")
