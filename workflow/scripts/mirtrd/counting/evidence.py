"""A sample held against the reference: what stays the same while its reads are shared out."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Floats
from mirtrd.core.packing import Packed
from mirtrd.counting.chance import Chance, find_chance
from mirtrd.counting.fragments import Fragments, find_fragments
from mirtrd.counting.isomir_model import (
    Model,
    likelihood_of_mismatches,
    likelihood_of_tails,
    start_model,
)
from mirtrd.counting.mismatches import Mismatches, find_mismatches
from mirtrd.counting.pairs import Near, find_near
from mirtrd.counting.placing import Places
from mirtrd.counting.sample import Sample
from mirtrd.counting.variants import find_variants
from mirtrd.reference.targets import Reference


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A sample and the reference, and what follows from where its inserts lie.

    ``mismatches`` are those of the places on hairpins, ``near`` the places near matures and
    ``beside`` those that are not; ``fragments`` are inserts on other RNAs.
    """

    sample: Sample
    reference: Reference
    counts: Floats
    mismatches: Mismatches
    near: Near
    beside: Bools
    fragments: Fragments
    chance: Chance

    @property
    def inserts(self) -> Packed:
        """The packed inserts of the sample."""
        return self.sample.packed

    @property
    def places(self) -> Places:
        """All places of the inserts on hairpins."""
        return self.sample.on_hairpins


def gather(sample: Sample, reference: Reference) -> Evidence:
    """Hold a sample against the reference."""
    inserts, counts = sample.packed, sample.counts.astype(float)
    on_hairpins, on_others, others = sample.on_hairpins, sample.on_others, reference.others
    near = find_near(inserts, on_hairpins, reference.matures)
    beside = np.ones(len(on_hairpins.insert), bool)
    beside[near.place] = False
    model = start_model()
    variant = find_variants(inserts, counts, others, on_others)
    differing = likelihood_of_mismatches(find_mismatches(inserts, others, on_others), model)
    fixed = likelihood_of_tails(inserts, others, on_others, model)
    fixed *= np.where(variant, 1, differing)
    return Evidence(
        sample=sample,
        reference=reference,
        counts=counts,
        mismatches=find_mismatches(inserts, reference.hairpins, on_hairpins),
        near=near,
        beside=beside,
        fragments=find_fragments(inserts, others, on_others, fixed, variant),
        chance=find_chance(inserts, counts, (on_hairpins, on_others), sample.left_out),
    )


def likelihood_on_hairpins(evidence: Evidence, model: Model) -> Floats:
    """The likelihood of tail bases and mismatches at each place on hairpins."""
    hairpins, places = evidence.reference.hairpins, evidence.places
    likelihood = likelihood_of_tails(evidence.inserts, hairpins, places, model)
    likelihood *= likelihood_of_mismatches(evidence.mismatches, model)
    return likelihood
