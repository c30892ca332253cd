"""Reads that hold a whole mature miRNA: what stands before and after it is what the kit added."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from mirtrd.trimming.adapters import MIN_OVERLAP
from mirtrd.trimming.words import percent

# Bases by which a mature is looked up. 18 occur nowhere by chance: 4^18 is 7e10, a hundred
# thousand reads of 13 places each and 2,600 matures make 3e9 pairs.
SEED = 18
# Reads of one mature that have a say. One dominating miRNA, whose isomiRs or template may look
# like bases of a kit, does not decide.
READS_PER_MATURE = 20
# Anchors without which there is no verdict. As many agree by chance in less than one of a million
# samples if each were a toss of a coin (1 / 2^20).
MIN_ANCHORS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """A read with a whole mature at read[start:end].

    ``cut`` if the machine may have stopped before the end of the fragment, as in the longest
    reads.
    """

    read: str
    start: int
    end: int
    cut: bool

    @property
    def mature(self) -> str:
        """The sequence of the mature."""
        return self.read[self.start : self.end]


@dataclass(frozen=True, kw_only=True)
class Anchors:
    """Anchors that show what follows the miRNA.

    ``weighed`` are at most READS_PER_MATURE of each mature. ``reads`` and ``matures`` count all
    anchors and their matures, ``unclear`` the reads that hold a mature and nothing to go by.
    """

    weighed: Sequence[Anchor]
    reads: int
    matures: int
    unclear: int

    def ended_early(self) -> str | None:
        """What is to be said of reads so short that they do not go beyond most miRNAs."""
        if self.unclear < max(MIN_ANCHORS, self.reads):
            return None
        share = percent(self.unclear / (self.unclear + self.reads))
        return f"{share} of the reads with a miRNA end less than {MIN_OVERLAP} bases behind it"

    def too_few(self, matures: int) -> str:
        """The reason for no verdict, where so many matures would be needed."""
        reason = (
            f"{self.reads} reads of {self.matures} miRNAs show what follows a whole miRNA of the "
            f"reference, at least {MIN_ANCHORS} reads of {matures} miRNAs are needed"
        )
        return "; ".join(filter(None, (reason, self.ended_early())))


def find_anchors(
    sequences: Sequence[str],
    matures: Iterable[str],
    max_start: int,
    counts: Sequence[int] | None = None,
) -> Anchors:
    """The reads with a whole mature, without a mismatch, that starts at base ``max_start`` (from
    0) at most. ``counts`` are the reads that each sequence stands for, if not for one."""
    by_seed = _by_seed(matures)
    # Most reads of a library are like others of it.
    found_in = {read: _first_mature(read, by_seed, max_start) for read in set(sequences)}
    longest = max(map(len, found_in), default=0)
    found: Counter[str] = Counter()
    weighed: list[Anchor] = []
    unclear = 0
    for read, count in zip(sequences, counts or repeat(1), strict=False):
        place = found_in[read]
        if place is None:
            continue
        start, mature = place
        end = start + len(mature)
        cut = len(read) == longest
        if cut and len(read) - end < MIN_OVERLAP:
            unclear += count
            continue
        room = READS_PER_MATURE - found[mature]
        found[mature] += count
        if room > 0:
            weighed += [Anchor(read=read, start=start, end=end, cut=cut)] * min(count, room)
    return Anchors(weighed=weighed, reads=found.total(), matures=len(found), unclear=unclear)


def _first_mature(
    read: str, by_seed: Mapping[str, Sequence[str]], max_start: int
) -> tuple[int, str] | None:
    """Where the first mature starts whose seed is in a read, and which it is if it is whole."""
    for start in range(max_start + 1):
        seeded = by_seed.get(read[start : start + SEED])
        if seeded:
            whole = next((mature for mature in seeded if read.startswith(mature, start)), None)
            return None if whole is None else (start, whole)
    return None


def _by_seed(matures: Iterable[str]) -> dict[str, list[str]]:
    """Matures by their first bases, the longest first."""
    by_seed: dict[str, list[str]] = defaultdict(list)
    for mature in sorted(matures, key=lambda mature: (-len(mature), mature)):
        if len(mature) >= SEED:
            by_seed[mature[:SEED]].append(mature)
    return by_seed
