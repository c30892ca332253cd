"""What the reads of all samples show of the arms of hairpins."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mirtrd.quality.entries import Reads

# What stands as look-alike for an RNA that is not in the reference; else it is class:name, or the
# name of a miRNA, which speaks of its counts and not of the entry.
NOT_MIRNAS = ("mismatched", ":")


@dataclass(frozen=True, kw_only=True)
class Arms:
    """The matures on hairpins, and the counts of all samples.

    ``loci`` are mature, hairpin, start and end. ``shapes`` has the count of each mature that has
    one, the share at its most frequent 5' end, and that with a tail. ``hairpins`` has the counts of
    hairpins, and ``look_alikes`` what may explain a mature's.
    """

    loci: Iterable[tuple[str, str, int, int]]
    shapes: Mapping[str, tuple[int, float, float]]
    hairpins: Mapping[str, int]
    look_alikes: Mapping[str, str] = field(default_factory=dict)

    def read(self) -> dict[str, Reads]:
        """What the reads show of each mature that has any."""
        on: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        by_mature: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for mature, hairpin, start, end in self.loci:
            on[hairpin].append((mature, start, end))
            by_mature[mature].append((hairpin, start, end))
        return {name: self._read_one(name, by_mature[name], on) for name in self.shapes}

    def _read_one(
        self,
        name: str,
        places: list[tuple[str, int, int]],
        on: Mapping[str, list[tuple[str, int, int]]],
    ) -> Reads:
        count, same_5p, tailed = self.shapes[name]
        stars = {
            other
            for hairpin, start, end in places
            for other, first, behind in on[hairpin]
            if behind <= start or end <= first
        }
        star = sum(self.shapes[other][0] for other in stars if other in self.shapes)
        shares = [self.shapes[other][1] for other in stars if other in self.shapes]
        if not stars and len(places) == 1:
            # No other arm is annotated: all that is on the hairpin beside the mature may be it.
            star = max(self.hairpins.get(places[0][0], 0) - count, 0)
        return Reads(
            count=count,
            same_5p=same_5p,
            tailed=tailed,
            star=star,
            star_same_5p=max(shares, default=math.nan),
            look_alike=any(mark in self.look_alikes.get(name, "") for mark in NOT_MIRNAS),
        )
