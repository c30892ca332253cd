"""A sample in counting: its distinct inserts, and everywhere they could come from."""

from dataclasses import dataclass

from mirtrd.core.arrays import Ints
from mirtrd.core.packing import Packed, pack_inserts
from mirtrd.counting.placing import HAIRPIN_SEED, Places, Seeds, find_places, seeds_of_others
from mirtrd.reference.targets import Reference
from mirtrd.trimming.inserts import Inserts


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The inserts of a sample as trimming gave them, packed, their counts (reads or molecules), and
    all their places on hairpins and on other RNAs (multi-mapping hits included)."""

    inserts: Inserts
    packed: Packed
    counts: Ints
    on_hairpins: Places
    on_others: Places


def place_sample(
    inserts: Inserts, reference: Reference, max_mismatches: int, threads: int = 1
) -> Sample:
    """Find all places of the inserts of a sample."""
    packed = pack_inserts(inserts.sequences, inserts.qualities)
    hairpins, others = reference.hairpins, reference.others
    hairpin_seeds = Seeds(hairpins, HAIRPIN_SEED)
    on_hairpins = find_places(packed, hairpins, hairpin_seeds, max_mismatches, threads)
    on_others = find_places(packed, others, seeds_of_others(others), max_mismatches, threads)
    return Sample(
        inserts=inserts,
        packed=packed,
        counts=inserts.counts,
        on_hairpins=on_hairpins,
        on_others=on_others,
    )
