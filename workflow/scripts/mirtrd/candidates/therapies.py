"""From a direction to what an experiment would have to do: give back, or take away.

Nothing here is advice. What is lost may be lost as a consequence, or as a defence; blood and brain
often go different ways, so that a direction in blood alone decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mirtrd.reference.reports import DIRECTIONS, fractions_of, majority

MODALITIES = {"down": "mimic", "up": "inhibitor"}
UNDETERMINED = "undetermined"
# Where a direction says something of the brain.
CENTRAL = frozenset({"brain", "csf"})
HEADING = (
    "Hypotheses for experiments in the laboratory. Nothing here says that a treatment works, is "
    "safe, or should be given to anyone; no miRNA oligonucleotide has a psychiatric indication "
    "that is known here.",
    "mimic and inhibitor only restate a direction in brain or its fluid. A direction in blood "
    "alone is undetermined.",
)


def choose_modality(
    own: str, tissue: str, curated: Mapping[str, Any] | None, reports: Iterable[Mapping[str, Any]]
) -> tuple[str, str]:
    """The modality and what it rests on.

    ``own`` is the direction of a call here, "" for none, and ``tissue`` what the samples are;
    ``curated`` is what was looked up for the miRNA, if anything; ``reports`` are the published ones
    on it. Directions of brain or its fluid decide: ours, and the published ones. Where these
    contradict each other, and where there are none, it is undetermined.
    """
    here = own if own in DIRECTIONS and fractions_of(tissue) & CENTRAL else ""
    central = [r for r in reports if fractions_of(r["tissue"]) & CENTRAL]
    voted = majority(report["direction"] for report in central)
    split = not voted and any(report["direction"] in DIRECTIONS for report in central)
    published = (curated or {}).get("central_direction", "") or voted
    said = {direction for direction in (here, published, voted) if direction}
    if len(said) > 1 or split:
        return UNDETERMINED, "directions in brain or its fluid contradict each other"
    if not said:
        if own in DIRECTIONS:
            return UNDETERMINED, f"{own} in {tissue or 'these samples'}, nothing known of the brain"
        return UNDETERMINED, "no direction in brain or its fluid is known"
    direction = said.pop()
    return MODALITIES[direction], _name_basis(direction, here, tissue, curated, central)


def _name_basis(
    direction: str,
    here: str,
    tissue: str,
    curated: Mapping[str, Any] | None,
    central: Sequence[Mapping[str, Any]],
) -> str:
    """Who says that direction."""
    sources = [f"{tissue} of this study"] if here else []
    if curated and curated["central_direction"] == direction:
        sources.append(curated["central_source"])
    else:
        sources += [f"{r['tissue']}, {r['study']}" for r in central if r["direction"] == direction]
    return f"{direction} in {'; '.join(dict.fromkeys(sources))}"
