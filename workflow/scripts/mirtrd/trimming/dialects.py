"""What a file of reads says in its own way: counts, pairs and UMIs in names, scales of qualities.

Told from its first records, before any of them is used.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mirtrd.core.job import UserError
from mirtrd.trimming.adapters import MAX_UMI
from mirtrd.trimming.fastq import AS_DNA, Block
from mirtrd.trimming.scales import Scale, tell_scale

# Names that are looked at, and reads whose qualities are.
NAMES = 1000
QUALITIES = 10_000
# The name of a second read as Illumina writes it, now ("name 2:N:0:ACGT") and formerly ("name/2").
SECOND_READ = re.compile(rb"@\S+( 2:[YN]:\d|/2(?!\S))")
# Both reads of a pair as the archives write them into one file, "SRR1.7.1" and "SRR1.7.2"; they may
# also have one name.
ARCHIVED_SECOND = re.compile(rb"@(\S+\d+)[._]2(?!\S)")
ARCHIVED_FIRST = re.compile(rb"@(\S+\d+)[._]1(?!\S)")

# How tools write the count of a sequence into its name: "seq_1_x853" (seqcluster, miRDeep2), and
# "size=853" (vsearch), "count=853" (OBITools) or "DUPCOUNT=853" (pRESTO) as a field of its own.
SURE_COUNTS = (
    re.compile(rb"@\S*_x(\d{1,15})(?!\S)"),
    re.compile(rb"@.*?(?:^|[;|,\s_])(?:size|(?:dup)?counts?|reads|copies|abundance)=(\d{1,15})"
               rb"(?![^;|,\s_])", re.IGNORECASE),
)  # fmt: skip
# "1-853" (fastx_collapser), "1#853" (sRNAbench), "seq1(853)", "seq1|853", "seq_853": these may also
# be numbers of reads.
LIKELY_COUNTS = (
    re.compile(rb"@\S*-(\d{1,15})(?!\S)"),
    re.compile(rb"@\S*#(\d{1,15})(?!\S)"),
    re.compile(rb"@\S*\((\d{1,15})\)(?!\S)"),
    re.compile(rb"@\S*\|(\d{1,15})(?!\S)"),
    re.compile(rb"@\S+[_ \t](\d{1,15})$"),
)
# Fewer numbers may be in falling order by chance.
MIN_LIKELY = 3
# UMIs in names: "read_ACGTACGT" (UMI-tools), "A:1:F:1:11:2:3:ACGTACGT" (Illumina, fastp), and as a
# tag of SAM.
UMIS = (
    re.compile(rb"@\S+[_:]([ACGTN]{4,24}(?:[+_-][ACGTN]{4,24})?)(?!\S)"),
    re.compile(rb"@.*\b(?:RX|rx):Z:([ACGTN]{4,24}(?:[+_-][ACGTN]{4,24})?)(?!\S)"),
)
# What stands between the UMIs of both ends.
BETWEEN_UMIS = b"+_-"
# UMIs differ from read to read: the most frequent one is in a tenth of the reads at most, or in a
# few; the barcode of a sample is the same in most.
MAX_SAME = 0.1
MAX_SAME_READS = 5
# The share of the names with a UMI from which they seem to have some, though not all do.
SOME = 0.5
# SOLiD: a base, then colours.
COLOURS = re.compile(rb"[ACGT][0-3.]{4,}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Dialect:
    """How a file writes its reads; ``remarks`` say what is not as usual.

    ``counts`` finds the reads that a record stands for in its name, ``umis`` its UMI, of
    ``umi_length`` nt.
    ``pairing``: how second reads stand among the first ones.
    """

    counts: re.Pattern[bytes] | None = None
    scale: Scale
    umis: re.Pattern[bytes] | None = None
    umi_length: int = 0
    pairing: str = ""
    remarks: tuple[str, ...] = ()

    def read(self, path: str, block: Block, before: int) -> Block:
        """The records of a block as reads; ``before`` is the number of records in front of it.

        Raises UserError for a record that contradicts those that the dialect was told from.
        """
        block = block._replace(error=self.scale.error)
        if (broken := self.scale.is_broken(block)).any():
            raise UserError(
                f"{path}: record {before + int(broken.argmax()) + 1} has qualities with an offset "
                f"of 33, those before it {self.scale.offset}: were files of two kinds joined?"
            )
        if self.counts:
            block = block._replace(reads=self._counts_of(path, block, before))
        if self.umis:
            block = block._replace(umis=self._umis_of(block))
        if self.pairing == "marked":
            marked = [SECOND_READ.match(name) is None for name in _names(block)]
            return block.take_records(np.array(marked, bool))
        if self.pairing == "alternating":
            return block.take_records((before + np.arange(len(block.length))) % 2 == 0)
        # Files of first and second reads may have been joined.
        for name in (block.name(0), block.name(-1)) if len(block.length) else ():
            if SECOND_READ.match(name):
                raise UserError(
                    f"{path}: holds second reads of pairs ({_shown(name)}): miRNAs are shorter "
                    "than a read, give read 1 only"
                )
        return block

    def _counts_of(self, path: str, block: Block, before: int) -> NDArray[np.int64]:
        assert self.counts
        counts = []
        for number, name in enumerate(_names(block), start=before + 1):
            found = self.counts.match(name)
            if found is None:
                raise UserError(
                    f"{path}: record {number} ({_shown(name)}) has no count in its name, as those "
                    "before it have: were collapsed and other reads joined?"
                )
            counts.append(int(found[1]))
        return np.array(counts, np.int64)

    def _umis_of(self, block: Block) -> NDArray[np.uint8]:
        """The UMIs in the names; a name without has one of no bases, which cannot be read."""
        assert self.umis
        found = (self.umis.match(name) for name in _names(block))
        letters = [match[1].translate(None, BETWEEN_UMIS) if match else b"" for match in found]
        rows = np.array(letters, f"S{self.umi_length}").view(np.uint8)
        return rows.reshape(-1, self.umi_length)


def recognise(path: str, block: Block, has_qualities: bool) -> Dialect:
    """The dialect of a file with these first records; ``has_qualities`` is False where they were
    made up. UserError for colours."""
    head = block.head(NAMES)
    names = _names(head)
    for bases in _sequences(head.head(10)):
        if COLOURS.fullmatch(bases):
            raise UserError(
                f"{path}: holds colours (SOLiD) instead of bases ({_shown(bases[:20])}): convert "
                "the reads to bases first"
            )
    remarks: list[str] = []
    pairing = _pairing(names)
    listed = block.reads is not None
    counts = None if pairing or listed else _find_counts(names, block, remarks)
    if pairing:
        remarks.append(
            "second reads of pairs stand among the first ones: they are left out and not counted"
        )
    umis, umi_length = (None, 0) if counts or listed else _find_umis(names, remarks)
    scale = tell_scale(block.head(QUALITIES)) if has_qualities else Scale(known=False)
    if not has_qualities:
        remarks.append("the reads have no qualities")
    elif not scale.known:
        remarks.append("the qualities have one or two values only: they are taken as unknown")
    elif scale.offset != Scale().offset:
        remarks.append(f"the qualities have an offset of {scale.offset} (Illumina 1.3 to 1.7)")
    return Dialect(
        counts=counts,
        scale=scale,
        umis=umis,
        umi_length=umi_length,
        pairing=pairing,
        remarks=tuple(remarks),
    )


def _find_counts(
    names: Sequence[bytes], block: Block, remarks: list[str]
) -> re.Pattern[bytes] | None:
    """The pattern by which all names hold counts, None if they do not."""
    for pattern in (*SURE_COUNTS, *LIKELY_COUNTS):
        if not names or not all(map(pattern.match, names)):
            continue
        found = [pattern.match(name) for name in _names(block)]
        counts = [int(match[1]) for match in found if match]
        if len(counts) < len(found) or min(counts) < 1:
            continue
        if pattern in LIKELY_COUNTS and not _may_count(counts):
            continue
        example = _shown(names[0])
        sequences = [bases.translate(AS_DNA) for bases in _sequences(block)]
        if len(set(sequences)) == len(sequences):
            remarks.append(f"collapsed reads: their counts stand in the names ({example})")
            return pattern
        if pattern in SURE_COUNTS:
            remarks.append(
                f"the names look like those of collapsed reads ({example}), but sequences are "
                "there several times: each record is taken for one read"
            )
            return None
    return None


def _may_count(numbers: Sequence[int]) -> bool:
    """Whether numbers in names may be counts: in falling order, or some of them several times.
    Numbers of reads rise, or are there once each."""
    if len(numbers) < MIN_LIKELY or len(set(numbers)) == 1:
        return False
    falling = all(one >= other for one, other in pairwise(numbers))
    return falling or 2 * len(set(numbers)) <= len(numbers)


def _pairing(names: Sequence[bytes]) -> str:
    """How second reads stand among the first ones: ``marked`` in their names, or ``alternating``
    with names that are the same, or differ as the archives write them; "" if there are none."""
    if any(map(SECOND_READ.match, names)) and not SECOND_READ.match(names[0]):
        return "marked"
    words = [name.split(maxsplit=1)[0] if name else b"" for name in names]
    stems = [_stem(one, other) for one, other in zip(words[::2], words[1::2], strict=False)]
    # One pair may be chance, and names that are all the same tell nothing.
    return "alternating" if len(stems) > 1 and all(stems) and len(set(stems)) > 1 else ""


def _stem(one: bytes, other: bytes) -> bytes:
    """What the names of two reads of a pair have in common, nothing if they are no pair."""
    if one == other:
        return one
    first, second = ARCHIVED_FIRST.match(one), ARCHIVED_SECOND.match(other)
    return first[1] if first and second and first[1] == second[1] else b""


def _find_umis(names: Sequence[bytes], remarks: list[str]) -> tuple[re.Pattern[bytes] | None, int]:
    """The pattern by which all names hold UMIs, and the length of these; a remark if only some
    names do."""
    for pattern in UMIS:
        found = [match[1] for match in map(pattern.match, names) if match]
        umis = [umi.translate(None, BETWEEN_UMIS) for umi in found]
        most = max(Counter(umis).values(), default=0)
        if len(umis) < max(SOME * len(names), 2) or most > max(
            MAX_SAME * len(umis), min(MAX_SAME_READS, len(umis) - 1)
        ):
            continue
        lengths = set(map(len, umis))
        if len(umis) == len(names) and len(lengths) == 1 and max(lengths) <= MAX_UMI:
            return pattern, max(lengths)
        remarks.append(
            f"some names of reads seem to hold UMIs ({found[0].decode()}), which are not used: "
            "reads are counted, PCR duplicates too"
        )
        break
    return None, 0


def _names(block: Block) -> list[bytes]:
    """The first line of each record, with its "@"."""
    return [name.rstrip(b"\r") for name in block.names().split(b"\n")[: len(block.length)]]


def _sequences(block: Block) -> list[bytes]:
    text = block.text.tobytes()
    places = zip(block.bases.tolist(), (block.bases + block.length).tolist(), strict=True)
    return [text[start:end] for start, end in places]


def _shown(name: bytes) -> str:
    """The start of a name, for a message."""
    return name[:60].removeprefix(b"@").decode("ascii", "replace").replace("\0", "?")
