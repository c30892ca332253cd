"""A sample in counting: its distinct inserts, and everywhere they could come from."""

from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from mirtrd.core.arrays import Bools, Ints, sum_by
from mirtrd.core.packing import Packed, pack_inserts
from mirtrd.core.threads import map_ahead
from mirtrd.counting.index import SeedsOfReference, seeds_of
from mirtrd.counting.placing import BATCH, Places, find_places
from mirtrd.counting.tables import KEPT
from mirtrd.reference.targets import Reference
from mirtrd.trimming.inserts import Inserts


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The inserts of a sample, packed, their counts (reads or molecules), and all their places on
    hairpins and on other RNAs (multi-mapping hits included).

    Of inserts without a place there are the most frequent only, as a deep library has millions:
    ``rank`` is that of each insert among all that trimming gave, from 1, and ``left_out`` the count
    of the others, by length.
    """

    inserts: Inserts
    rank: Ints
    left_out: Ints
    packed: Packed
    counts: Ints
    on_hairpins: Places
    on_others: Places

    @property
    def total(self) -> int:
        """The count of all inserts."""
        return int(self.counts.sum() + self.left_out.sum())


class _Placed(NamedTuple):
    """A batch of inserts: their places on hairpins and on other RNAs, whether each has any."""

    on_hairpins: Places
    on_others: Places
    any: Bools


def place_sample(
    inserts: Inserts,
    reference: Reference,
    max_mismatches: int,
    threads: int = 1,
    seeds: SeedsOfReference | None = None,
) -> Sample:
    """Find all places of the inserts of a sample; seeds are made if they are not there."""
    seeds = seeds or seeds_of(reference.hairpins, reference.others)
    place_batch = partial(_place_batch, inserts, reference, seeds, max_mismatches)
    batches = range(0, max(len(inserts), 1), BATCH)
    on_hairpins, on_others, placed = zip(*map_ahead(place_batch, batches, threads), strict=True)
    kept, left_out = _choose(inserts, np.concatenate(placed))
    # The number that each insert has among those that are kept.
    number = np.cumsum(kept) - 1
    some = inserts[np.flatnonzero(kept)]
    return Sample(
        inserts=some,
        rank=np.flatnonzero(kept) + 1,
        left_out=left_out,
        packed=pack_inserts(some.sequences, some.qualities),
        counts=some.counts,
        on_hairpins=_renumber(Places.join(on_hairpins), number),
        on_others=_renumber(Places.join(on_others), number),
    )


def _place_batch(
    inserts: Inserts,
    reference: Reference,
    seeds: SeedsOfReference,
    max_mismatches: int,
    first: int,
) -> _Placed:
    """The places of a batch of inserts, from the number ``first`` on."""
    batch = inserts[first : first + BATCH]
    packed = pack_inserts(batch.sequences, batch.qualities)
    found = [
        find_places(packed, targets, of_targets, max_mismatches)
        for targets, of_targets in (
            (reference.hairpins, seeds.hairpins),
            (reference.others, seeds.others),
        )
    ]
    placed = np.zeros(len(batch), bool)
    for places in found:
        placed[places.insert] = True
    on_hairpins, on_others = (replace(places, insert=places.insert + first) for places in found)
    return _Placed(on_hairpins, on_others, placed)


def _choose(inserts: Inserts, placed: Bools) -> tuple[Bools, Ints]:
    """Which inserts are kept: those with a place, and the most frequent of the others; and the
    count of the others by length."""
    kept, others = placed.copy(), np.flatnonzero(~placed)
    kept[others[np.argsort(-inserts.counts[others], kind="stable")[:KEPT]]] = True
    lengths = np.strings.str_len(inserts.sequences[~kept])
    return kept, sum_by(lengths, inserts.counts[~kept], 1).astype(np.int64)


def _renumber(places: Places, number: Ints) -> Places:
    return replace(places, insert=number[places.insert])
