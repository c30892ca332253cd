"""The contrast under one choice that could have been made otherwise, and what a call hangs on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from mirtrd.inputs.materials import HAEMOLYSIS
from mirtrd.statistics.arrays import Array, Mask
from mirtrd.statistics.negbin import Refit

# The kinds of choices: what decides where a sign changes with them, and several of them.
KINDS = {
    "normalisation": ("the normaliser", "normalisers"),
    "covariates": ("a covariate", "sets of covariates"),
    "samples": ("one sample", "samples"),
    "model": ("the model", "models"),
}
WITH_HAEMOLYSIS = f"with {HAEMOLYSIS}"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One choice: its kind, of KINDS, and name, and the log2 change and adjusted p-value of each
    miRNA."""

    kind: str
    name: str
    change: Array
    padj: Array

    @classmethod
    def of(cls, kind: str, name: str, found: Refit) -> Self:
        """A choice under which a refit was made."""
        return cls(kind=kind, name=name, change=found.change, padj=found.padj)

    @property
    def lost(self) -> str:
        """In words that a call is lost under this choice."""
        by_name = self.name.startswith(("with ", "without "))
        return f"lost {self.name}" if by_name else f"lost under {self.name}"


def sign_depends(kind: str) -> str:
    """In words that the sign of a change depends on choices of this kind."""
    return f"sign depends on {KINDS[kind][0]}"


def find_weakest(variants: Sequence[Variant], agreeing: Mask, turned: Mask) -> str:
    """What a call hangs on most, in words; "" if it holds under all variants.

    ``agreeing`` says of each variant whether it calls the miRNA with the same sign, ``turned``
    whether its change has the other sign. A sign that turns is worse than a call that is lost; of
    kinds of choices the worst is that with the least share of agreeing variants, the first of
    these.
    """
    places = {kind: [n for n, v in enumerate(variants) if v.kind == kind] for kind in KINDS}
    places = {kind: own for kind, own in places.items() if not all(agreeing[n] for n in own)}
    for kind, own in places.items():
        if any(turned[n] for n in own):
            return sign_depends(kind)
    if not places:
        return ""
    kind = min(places, key=lambda kind: sum(agreeing[n] for n in places[kind]) / len(places[kind]))
    lost = [variants[n] for n in places[kind] if not agreeing[n]]
    if len(lost) == 1:
        return lost[0].lost
    if kind == "samples":
        return f"lost without any one of {len(lost)} samples"
    return f"lost under {len(lost)} of {len(places[kind])} other {KINDS[kind][1]}"
