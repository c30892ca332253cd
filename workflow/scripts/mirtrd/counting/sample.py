"""A sample in counting: its distinct inserts, and everywhere they could come from."""

from dataclasses import dataclass

from mirtrd.core.arrays import Ints
from mirtrd.core.packing import Packed, pack_inserts
from mirtrd.counting.index import SeedsOfReference, seeds_of
from mirtrd.counting.placing import Places, find_places
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
    inserts: Inserts,
    reference: Reference,
    max_mismatches: int,
    threads: int = 1,
    seeds: SeedsOfReference | None = None,
) -> Sample:
    """Find all places of the inserts of a sample; seeds are made if they are not there."""
    seeds = seeds or seeds_of(reference.hairpins, reference.others)
    packed = pack_inserts(inserts.sequences, inserts.qualities)
    hairpins, others = reference.hairpins, reference.others
    on_hairpins = find_places(packed, hairpins, seeds.hairpins, max_mismatches, threads)
    on_others = find_places(packed, others, seeds.others, max_mismatches, threads)
    return Sample(
        inserts=inserts,
        packed=packed,
        counts=inserts.counts,
        on_hairpins=on_hairpins,
        on_others=on_others,
    )
