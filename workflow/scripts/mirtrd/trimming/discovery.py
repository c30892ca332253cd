"""A layout that no table names, from what follows the miRNAs of most reads."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.adapters import MIN_OVERLAP
from mirtrd.trimming.anchors import MIN_ANCHORS, Anchor

# Most anchors follow the layout of their kit. Those that do not are isomiRs and fragments, which
# follow none.
MIN_SUPPORT = 0.5
# Matures behind which a layout of no table, or the end of the read, is believed. Bases of a known
# adapter are not the template of two miRNAs; bases of an unknown one may be.
MIN_MATURES_WITHOUT_ADAPTER = 5
# Bases of the word that the reads of most miRNAs share; it is grown to either side as long as
# their bases agree. By chance, 8 bases follow one of 5,000 miRNAs (13 places / 4^8).
WORD = 8
# Most bases of a kit between miRNA and adapter: as many as before it.
MAX_BASES_3P = 12
# The lengths of the adapters of the table are about these: less is not looked at as an adapter,
# and no more is kept.
MIN_ADAPTER = 10
MAX_ADAPTER = 24
# The share of the reads that agree on each base of an adapter. The others have a sequencing error
# there, or the word by chance; random bases agree in a quarter of the reads.
MIN_AGREEMENT = 0.8
# Lengths of a UMI between an adapter and what follows it; kits have 8 to 12.
MIN_UMI, MAX_UMI = 6, 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Laid:
    """An anchor, and where in its read the shared word is."""

    anchor: Anchor
    at: int


def discover(anchors: Sequence[Anchor]) -> Layout | None:
    """A layout that no table names: the most frequent number of 5' bases, then the sequence that
    the miRNAs of most reads are followed by, or the end of the read."""
    bases_5p = _mode(anchor.start for anchor in anchors)
    own = [anchor for anchor in anchors if anchor.start == bases_5p]
    if (layout := _with_adapter(own)) is not None:
        return replace(layout, bases_5p=bases_5p)
    ended = [len(anchor.read) - anchor.end for anchor in own if not anchor.cut]
    if len(ended) < MIN_SUPPORT * len(anchors) or _mode(ended) > MAX_BASES_3P:
        return None
    return Layout(bases_5p=bases_5p, bases_3p=_mode(ended))


def _mode(numbers: Iterable[int]) -> int:
    """The most frequent number, the smallest of several."""
    counts = Counter(numbers)
    return min(counts, key=lambda number: (-counts[number], number))


def _with_adapter(anchors: Sequence[Anchor]) -> Layout | None:
    """3' bases, adapter and UMI behind it, from reads laid on a word that most of them share."""
    word = _shared_word(anchors)
    if word is None:
        return None
    laid = [
        Laid(anchor=anchor, at=at)
        for anchor in anchors
        if (at := anchor.read.find(word, anchor.end)) >= 0
    ]
    columns = [_column(laid, offset) for offset in range(-MAX_BASES_3P, MAX_ADAPTER + MAX_UMI + 5)]
    first = after = MAX_BASES_3P
    while first > 0 and columns[first - 1]:
        first -= 1
    while after < len(columns) and columns[after]:
        after += 1
    adapter = "".join(columns[first:after])
    bases_3p = _mode(item.at - (MAX_BASES_3P - first) - item.anchor.end for item in laid)
    if len(adapter) < MIN_ADAPTER or bases_3p < 0:
        return None
    umi = next((i for i, base in enumerate(columns[after:]) if base), 0)
    if MIN_UMI <= umi <= MAX_UMI and all(columns[after + umi :][:MIN_OVERLAP]):
        return Layout(adapter=adapter, bases_3p=bases_3p, umi_after=umi)
    # A tail of one base has no end of its own.
    length = MIN_ADAPTER if len(set(adapter)) == 1 else MAX_ADAPTER
    return Layout(adapter=adapter[:length], bases_3p=bases_3p)


def _shared_word(anchors: Sequence[Anchor]) -> str | None:
    """The word that follows the miRNAs of most anchors and of several matures."""
    readers: Counter[str] = Counter()
    matures: dict[str, set[str]] = defaultdict(set)
    for anchor in anchors:
        read, end = anchor.read, anchor.end
        last = min(len(read) - WORD, end + MAX_BASES_3P)
        for word in {read[at : at + WORD] for at in range(end, last + 1)}:
            readers[word] += 1
            matures[word].add(anchor.mature)
    shared = [word for word in readers if len(matures[word]) >= MIN_MATURES_WITHOUT_ADAPTER]
    most = max(shared, key=lambda word: (readers[word], word), default=None)
    return most if most is not None and readers[most] >= MIN_SUPPORT * len(anchors) else None


def _column(laid: Sequence[Laid], offset: int) -> str:
    """The base that nearly all reads have at an offset from the word, "" if they differ."""
    bases = Counter(
        item.anchor.read[item.at + offset]
        for item in laid
        if 0 <= item.at + offset < len(item.anchor.read)
    )
    base, number = max(bases.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    enough = bases.total() >= MIN_ANCHORS / 2 and number >= MIN_AGREEMENT * bases.total()
    return base if enough else ""
