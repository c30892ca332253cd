"""What reads without miRNAs hold instead: adapters of the table, adapter dimers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.adapters import EXACT_PREFIX, MAX_DIMER
from mirtrd.trimming.words import percent

# The share of dimers among all reads from which they are called the reason.
MOSTLY_DIMERS = 0.5


def describe_adapters(
    reads: Sequence[str], kits: Mapping[str, Layout], counts: Sequence[int] | None = None
) -> str:
    """The adapter of the table that most reads have and its share of dimers; "" if none is.

    ``counts`` are the reads that each sequence stands for, if not for one.
    """
    adapters = {layout.adapter for layout in kits.values()} - {""}
    starts = _adapter_starts(zip(reads, counts or repeat(1), strict=False), adapters)
    if not starts:
        return ""
    number = sum(counts) if counts else len(reads)
    adapter = max(starts, key=lambda adapter: (starts[adapter].total(), adapter))
    # Kits of one adapter differ in the bases on either side, so in where it is in a dimer.
    dimers = {
        kit: sum(starts[adapter][_added(layout) + extra] for extra in range(MAX_DIMER + 1))
        for kit, layout in kits.items()
        if layout.adapter == adapter
    }
    kit = max(dimers, key=dimers.__getitem__)
    share = dimers[kit] / number
    return (
        f"adapter of {kit} in {percent(starts[adapter].total() / number)} of reads, "
        f"{percent(share)} within the first {_added(kits[kit]) + MAX_DIMER} bases"
        + (": adapter dimers" if share >= MOSTLY_DIMERS else "")
    )


def _added(layout: Layout) -> int:
    return layout.bases_5p + layout.bases_3p


def _adapter_starts(
    reads: Iterable[tuple[str, int]], adapters: set[str]
) -> dict[str, Counter[int]]:
    """Where the reads have each adapter. The first one in a read counts: what follows an adapter
    holds others."""
    prefixes = {adapter[:EXACT_PREFIX]: adapter for adapter in sorted(adapters)}
    starts: dict[str, Counter[int]] = defaultdict(Counter)
    for read, count in reads:
        found = [(at, prefix) for prefix in prefixes if (at := read.find(prefix)) >= 0]
        if found:
            at, prefix = min(found, key=lambda item: item[0])
            starts[prefixes[prefix]][at] += count
    return dict(starts)
