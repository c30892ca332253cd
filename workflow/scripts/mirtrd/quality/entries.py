"""Which entries of the reference are miRNAs: what the field says, and what these reads show.

The criteria of reads are those by which miRBase calls an entry of high confidence (Kozomara &
Griffiths-Jones 2014, doi:10.1093/nar/gkt1181), as far as counts can tell: ten reads on each arm,
half of which begin at one base. An entry that the field accepts is accepted, whatever the reads of
one cohort look like. Nothing here filters: it is for the reader.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Counts on each arm that an entry of high confidence has (Kozomara 2014), and that are judged here.
ENOUGH = 10
# The share of the counts of an arm that begin at its most frequent 5' end (Kozomara 2014). In the
# amygdala of 14 people, 3 of the 397 members of MirGeneDB that have ten counts miss it; 0.4 and 0.6
# make it 0 and 16.
SAME_5P = 0.5
# More counts with a non-templated tail than this are suspicious: 4 of these 397; 0.5 and 0.9 make
# it 20 and 3.
TAILED = 0.8
# So many counts with none on the other arm are: 0 of these 397; a thousand make it 12, for many a
# star is too rare to be seen.
STAR_EXPECTED = 10_000

ACCEPTED, DOUBTFUL, UNKNOWN = "accepted", "doubtful", "unknown"


@dataclass(frozen=True, kw_only=True)
class Reads:
    """What the reads of all samples show of an entry.

    ``same_5p`` is the share of the counts that begin at the most frequent 5' end, ``tailed`` that
    with a non-templated tail. ``star`` are the counts on the other arm of its hairpins,
    ``star_same_5p`` is their largest such share, NaN where that arm is not annotated.
    ``look_alike`` says whether another RNA may explain its counts.
    """

    count: int
    same_5p: float
    tailed: float
    star: int
    star_same_5p: float
    look_alike: bool

    @property
    def is_as_of_high_confidence(self) -> bool:
        """Whether both arms have the reads of an entry of high confidence."""
        return (
            min(self.count, self.star) >= ENOUGH
            and self.same_5p >= SAME_5P
            and self.star_same_5p >= SAME_5P
        )


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry, and what is known of it; None is not known, as there is no such list, or no reads.

    ``accepted`` is why the shipped list accepts it, "" if it does not; ``is_member`` whether
    MirGeneDB has its gene; ``others`` are the other RNAs that hold its sequence.
    """

    accepted: str | None = None
    is_member: bool | None = None
    others: tuple[str, ...] = field(default=())
    reads: Reads | None = None


# What speaks against an entry in its reads, and in which of them.
AGAINST: Mapping[str, Callable[[Reads], bool]] = {
    "look_alike": lambda reads: reads.look_alike,
    "ragged_5p": lambda reads: reads.same_5p < SAME_5P,
    "tailed": lambda reads: reads.tailed > TAILED,
    "no_star": lambda reads: reads.count >= STAR_EXPECTED and reads.star == 0,
}


def doubts_of(reads: Reads | None) -> list[str]:
    """What speaks against an entry in its reads; nothing where they are too few to tell."""
    if reads is None or reads.count < ENOUGH:
        return []
    return [reason for reason, speaks_against in AGAINST.items() if speaks_against(reads)]


def judge(entry: Entry) -> tuple[str, list[str]]:
    """The verdict on an entry in a word, and its reasons; what decides comes first.

    MirGeneDB decides where it is given. Else an entry within another RNA is doubtful, one of the
    shipped list accepted, one with suspicious reads doubtful, and one with the reads of high
    confidence accepted. The rest is unknown.
    """
    within = ["other_rna"] * bool(entry.others)
    doubts = within + doubts_of(entry.reads)
    listed = [entry.accepted] if entry.accepted else []
    unlisted = ["not_high_confidence"] * (entry.accepted == "")
    if entry.is_member is not None:
        verdict = ACCEPTED if entry.is_member else DOUBTFUL
        member = "mirgenedb" if entry.is_member else "not_mirgenedb"
        return verdict, [member, *listed, *doubts, *unlisted]
    if within or (doubts and not listed):
        return DOUBTFUL, [*doubts, *listed, *unlisted]
    if listed:
        return ACCEPTED, [*listed, *doubts]
    if entry.reads is not None and entry.reads.is_as_of_high_confidence:
        return ACCEPTED, ["reads_of_both_arms", *unlisted]
    return UNKNOWN, unlisted
