"""The reads that a kit is inferred from: the first ones of a sample."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mirtrd.core.job import UserError
from mirtrd.trimming.dialects import Dialect
from mirtrd.trimming.fastq import AS_DNA, Block
from mirtrd.trimming.reading import Spoken

# Reads that are looked at. A library of 5 % miRNA, 60 % dimers and 20,000 reads has a verdict
# (tests/trimming/test_infer_kit.py); five times as many leave room for poorer ones.
MAX_READS = 100_000
# Bases of a read that are kept, for the memory: all of an insert and its adapter.
KEPT = 1000


@dataclass(frozen=True, kw_only=True)
class Reads:
    """The first reads of a sample in capital letters of DNA, and how many each stands for, if not
    for one.

    ``q30_share`` is the share of their bases with a quality of Q30 or more, None if qualities are
    unknown; ``umi_length`` that of the UMIs in their names, 0 if there are none; ``remarks`` what
    is to be said of the files, and ``damage`` what is wrong with them behind these reads.
    """

    sequences: Sequence[str]
    q30_share: float | None
    counts: Sequence[int] | None = None
    umi_length: int = 0
    remarks: Sequence[str] = ()
    damage: str | None = None

    @property
    def number(self) -> int:
        """How many reads these are."""
        return len(self.sequences) if self.counts is None else sum(self.counts)

    @property
    def lengths(self) -> Counter[int]:
        """How many reads have each length in nt."""
        if self.counts is None:
            return Counter(map(len, self.sequences))
        lengths: Counter[int] = Counter()
        for sequence, count in zip(self.sequences, self.counts, strict=True):
            lengths[len(sequence)] += count
        return lengths


def first_reads(spoken: Iterable[Spoken]) -> Reads:
    """The first reads of a sample, up to where a file is damaged."""
    sequences: list[str] = []
    counts: list[int] = []
    collapsed, unknown, damage = False, False, None
    bases = low = 0
    remarks: dict[str, None] = {}
    umi_lengths: set[int] = set()
    try:
        for dialect, block in spoken:
            block = block.head(MAX_READS - len(sequences))
            sequences += _sequences(block)
            collapsed |= block.reads is not None
            weights = [1] * len(block.length) if block.reads is None else block.reads.tolist()
            counts += weights
            umi_lengths.add(dialect.umi_length)
            unknown |= not dialect.scale.known
            remarks |= dict.fromkeys(dialect.remarks)
            of_block, of_low = _count_low(dialect, block)
            bases, low = bases + of_block, low + of_low
            if len(sequences) >= MAX_READS:
                break
    except UserError as error:
        damage = str(error)
    share = 1 - low / bases if bases else 0.0
    return Reads(
        sequences=sequences,
        counts=counts if collapsed else None,
        q30_share=None if unknown else share,
        umi_length=umi_lengths.pop() if len(umi_lengths) == 1 else 0,
        remarks=tuple(remarks),
        damage=damage,
    )


def _sequences(block: Block) -> list[str]:
    """The bases of each read, up to those that are kept."""
    text = block.text.tobytes().translate(AS_DNA).decode("ascii")
    places = zip(block.bases.tolist(), block.length.tolist(), strict=True)
    return [text[start : start + min(length, KEPT)] for start, length in places]


def _count_low(dialect: Dialect, block: Block) -> tuple[int, int]:
    """The bases of reads, and how many of them have a quality below Q30."""
    text = block.text.tobytes()
    places = zip(block.qualities.tolist(), block.length.tolist(), strict=True)
    qualities = [text[start : start + length] for start, length in places]
    if block.reads is None:
        qualities, weights = [b"".join(qualities)], [1]
    else:
        weights = block.reads.tolist()
    low = [len(letters.translate(None, delete=dialect.scale.high)) for letters in qualities]
    bases = sum(len(letters) * n for letters, n in zip(qualities, weights, strict=True))
    return bases, sum(number * n for number, n in zip(low, weights, strict=True))
