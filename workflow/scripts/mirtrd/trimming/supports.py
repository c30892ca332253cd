"""The share of the anchors that each kit explains."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.adapters import EXACT_PREFIX, MIN_OVERLAP
from mirtrd.trimming.anchors import MIN_ANCHORS, Anchor

# Ends of isomiRs against the mature, in nt. An insert that lacks bases is an anchor if the next
# ones are the same by chance. Those nearest to the mature are the most frequent.
SHIFTS = (0, 1, -1, 2, -2)
# Bases of an adapter on which one mismatch is a sequencing error. Stricter than trimming: two
# adapters of the table must not pass for each other.
BASES_PER_ERROR = 12
# A kit whose reads have one or two bases more before an adapter of the table fits that layout,
# too, but with a shift in most reads: this many times as many as without one.
SHIFTED = 2
# Bases of a UMI behind the adapter that are looked at: the others are often behind the end of the
# read.
VARIED_BASES = 6
# Random bases differ from read to read: the most frequent sequence is in a tenth of the reads at
# most, or in a few reads. Bases of a template or of an adapter are the same in most.
MAX_SAME = 0.1
MAX_SAME_READS = 5


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A layout that may explain anchors.

    ``varied`` has each base that any kit of this layout takes for a UMI; these must vary.
    """

    layout: Layout
    varied: Layout


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """How an anchor follows a layout: the errors in the adapter, and how much longer than its
    mature the insert is."""

    errors: int
    shift: int

    @property
    def badness(self) -> tuple[int, int]:
        """The fewest errors are best, then the end nearest to that of the mature."""
        return self.errors, abs(self.shift)


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """An anchor whose insert is so much longer than the mature by the layout that explains it."""

    anchor: Anchor
    shift: int

    def adapter_start(self, layout: Layout) -> int:
        """Where in the read the adapter starts."""
        return self.anchor.end + layout.bases_3p + self.shift


def candidates_of(kits: Mapping[str, Layout]) -> dict[str, Candidate]:
    """The first kit of each set that trims alike, with all bases of the set that must vary."""
    candidates: dict[str, Candidate] = {}
    for kit, layout in kits.items():
        for name, candidate in candidates.items():
            if candidate.layout.trims_as(layout):
                candidates[name] = Candidate(
                    layout=candidate.layout, varied=_either_umi(candidate.varied, layout)
                )
                break
        else:
            candidates[kit] = Candidate(layout=layout, varied=layout)
    return candidates


def _either_umi(one: Layout, other: Layout) -> Layout:
    """The one layout with each base of the UMI of either."""
    return Layout(
        bases_5p=one.bases_5p,
        adapter=one.adapter,
        bases_3p=one.bases_3p,
        umi_5p=max(one.umi_5p, other.umi_5p),
        umi_3p=max(one.umi_3p, other.umi_3p),
        umi_after=max(one.umi_after, other.umi_after),
    )


def supports_of(anchors: Sequence[Anchor], candidates: Mapping[str, Candidate]) -> dict[str, float]:
    """The share of the anchors that each candidate explains best, 0 where what it explains is
    not what its kit would make."""
    explained: dict[str, list[Explained]] = {name: [] for name in candidates}
    best_of = {anchor: _best_fit(anchor, candidates) for anchor in set(anchors)}
    for anchor in anchors:
        best = best_of[anchor]
        if best is not None:
            name, shift = best
            explained[name].append(Explained(anchor=anchor, shift=shift))
    return {
        name: len(found) / len(anchors)
        if found and _exact(found, candidates[name].layout) and _varied(found, candidates[name])
        else 0.0
        for name, found in explained.items()
    }


def _best_fit(anchor: Anchor, candidates: Mapping[str, Candidate]) -> tuple[str, int] | None:
    """The first candidate that an anchor follows best, and the shift of its adapter."""
    fits = {
        name: found
        for name, candidate in candidates.items()
        if (found := fit(anchor, candidate.layout)) is not None
    }
    if not fits:
        return None
    best = min(fits, key=lambda name: fits[name].badness)
    return best, fits[best].shift


def support_of(anchors: Sequence[Anchor], layout: Layout) -> float:
    """The share of the anchors that a layout explains, without a rival."""
    return supports_of(anchors, {"": Candidate(layout=layout, varied=layout)})[""]


def fit(anchor: Anchor, layout: Layout) -> Fit | None:
    """How an anchor follows a layout, None if it does not."""
    if anchor.start != layout.bases_5p:
        return None
    fits = []
    for shift in SHIFTS:
        position = anchor.end + layout.bases_3p + shift
        errors: int | None
        if layout.adapter:
            errors = _errors(layout.adapter, anchor.read[position : position + len(layout.adapter)])
        else:
            errors = 0 if position == len(anchor.read) and not anchor.cut else None
        if errors == 0:
            return Fit(errors=0, shift=shift)
        if errors is not None:
            fits.append(Fit(errors=errors, shift=shift))
    return min(fits, key=lambda found: found.badness, default=None)


@cache
def _errors(adapter: str, seen: str) -> int | None:
    """The mismatches of what is seen of an adapter, None if it is none."""
    if len(seen) < MIN_OVERLAP:
        return None
    if adapter.startswith(seen):
        return 0
    errors = sum(base != read_base for base, read_base in zip(adapter, seen, strict=False))
    return errors if errors <= len(seen) // BASES_PER_ERROR else None


def _exact(explained: Sequence[Explained], layout: Layout) -> bool:
    """Whether the most frequent end is that of the mature, followed by the adapter as it is."""
    shifts = Counter(item.shift for item in explained)
    if max(shifts.values()) >= SHIFTED * max(shifts[0], 1):
        return False
    starts = [(item.anchor.read, item.adapter_start(layout)) for item in explained]
    for place, base in enumerate(layout.adapter[:EXACT_PREFIX]):
        seen = [read[start + place] for read, start in starts if start + place < len(read)]
        if 2 * seen.count(base) < len(seen) >= MIN_ANCHORS:
            return False
    return True


def _varied(explained: Sequence[Explained], candidate: Candidate) -> bool:
    """Whether the bases for a UMI differ from read to read, where they can be seen."""
    layout = candidate.varied
    behind = min(layout.umi_after, VARIED_BASES)
    starts = [(item.anchor.read, item.adapter_start(layout)) for item in explained]
    ends = [(read, start + len(layout.adapter)) for read, start in starts]
    return (
        _differ([read[: layout.umi_5p] for read, _ in starts], layout.umi_5p)
        and _differ([read[start - layout.umi_3p : start] for read, start in starts], layout.umi_3p)
        and _differ([read[end : end + behind] for read, end in ends], behind)
    )


def _differ(pieces: Sequence[str], length: int) -> bool:
    """Whether no sequence is the most frequent by far among those of so many bases."""
    whole = Counter(piece for piece in pieces if length and len(piece) == length)
    return max(whole.values(), default=0) <= max(MAX_SAME * whole.total(), MAX_SAME_READS)
