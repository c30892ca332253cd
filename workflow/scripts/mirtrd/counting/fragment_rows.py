"""The fragments of other RNAs in a sample: where they lie, with whole counts."""

from collections.abc import Iterator, Mapping

import numpy as np

from mirtrd.core.arrays import sum_by
from mirtrd.counting.counted import Counted
from mirtrd.counting.rounding import round_in_groups


def find_fragment_rows(
    counted: Counted, transcripts: Mapping[str, int]
) -> Iterator[tuple[str, str, int, int, int]]:
    """The cells of ``SAMPLE_FRAGMENTS``, in the order of the reference.

    ``transcripts`` are the whole counts of other RNAs by the name of their sequence; the fragments
    of each add up to them. Mismatches and non-templated tails do not make another fragment.
    """
    assigned, sample = counted.assignment, counted.sample
    insert = np.flatnonzero(assigned.on_other > 0)
    places = sample.on_others.take(assigned.other_place[insert])
    start = np.maximum(places.start, 0)
    end = places.start + sample.packed.length[insert] - places.tail
    # As one number each, which is faster than rows.
    reach = int(end.max(initial=0)) + 1
    key, fragment = np.unique((places.sequence * reach + start) * reach + end, return_inverse=True)
    amounts = sum_by(fragment, (sample.counts * assigned.on_other)[insert], len(key))
    rows = counted.reference.other_rows
    transcript, place = np.divmod(key, reach * reach)
    present, group = np.unique(transcript, return_inverse=True)
    totals = np.array([transcripts.get(rows[n].name, 0) for n in present.tolist()], np.int64)
    whole = round_in_groups(amounts, group, totals)
    for number, at, count in zip(transcript.tolist(), place.tolist(), whole.tolist(), strict=True):
        if count:
            row = rows[number]
            yield row.rna_class, row.name.partition(":")[2], *divmod(at, reach), count
