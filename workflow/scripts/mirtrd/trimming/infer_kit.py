"""Infer the kit of a sample from its reads and hold it against the declared one.

Reads that hold a whole mature miRNA of the reference are anchors: what stands before and after
the miRNA is what the kit added, so that adapter, bases on either side and "already trimmed" come
out together, with no guess about the insert.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import dnaio

from mirtrd.core.job import Job, UserError, run
from mirtrd.inputs.kits import Layout, layout_of, read_kits
from mirtrd.trimming.fastq import read_records

MAX_READS = 100_000
# A mature is looked up by its first bases; 18 occur nowhere by chance.
SEED = 18
# More 5' bases than in any known kit (a barcode of 6, or a UMI).
MAX_BASES_5P = 12
# One dominating miRNA, whose isomiRs or template may look like bases of a kit, does not decide.
READS_PER_MATURE = 20
# As many agree by chance in less than one of a million samples if each were a toss of a coin.
MIN_ANCHORS = 20
# Bases of a known adapter behind two miRNAs are not both their templates. Anything else (an
# unknown adapter, or the end of the read) is believed behind more of them only.
MIN_MATURES = 2
MIN_MATURES_WITHOUT_ADAPTER = 5
# Most anchors follow the layout of their kit. Those that do not are isomiRs and fragments, which
# follow none: a second layout of half the support means two libraries in one file.
MIN_SUPPORT = 0.5
MAX_RUNNER_UP = 0.5
MIXED = 0.1
# Ends of isomiRs against the mature. An insert that lacks bases is an anchor if the next ones
# are the same by chance. Those nearest to the mature are the most frequent.
SHIFTS = (0, 1, -1, 2, -2)
# Bases of an adapter to see before it is one, and bases on which one mismatch is an error.
MIN_OVERLAP = 5
BASES_PER_ERROR = 12
# A kit whose reads have one or two bases more before an adapter of the table fits that layout,
# too, but with a shift in most reads: this many times as many as without one.
SHIFTED = 2
# Random bases: the most frequent sequence is in a tenth of the reads at most, or in few reads.
VARIED_BASES = 6
MAX_SAME = 0.1
MAX_SAME_READS = 5
# An unknown adapter: found by a word that the reads of most miRNAs share, grown to either side
# as long as their bases agree, and cut to about the length of those of the table.
WORD = 8
MAX_BASES_3P = 12
MIN_ADAPTER = 10
MAX_ADAPTER = 24
MIN_AGREEMENT = 0.8
MIN_UMI, MAX_UMI = 6, 16
# The length of most miRNAs; what a UMI may lack at the end of a read (Illumina DRAGEN miRNA).
MIRNA_LENGTH = 22
MAX_UMI_LOSS = 2
# As trim_reads has it: the 5' adapter ligated to the 3' adapter, give or take a few bases.
MAX_DIMER = 5
EXACT_PREFIX = 12
Q30_AND_MORE = bytes(range(33 + 30, 127))


class Reads(NamedTuple):
    """The first reads of a sample, the share of their bases with Q30 or more, and what is wrong
    with the file behind them."""

    sequences: list[str]
    q30_share: float
    damage: str | None = None


class Anchor(NamedTuple):
    """A read with a whole mature at read[start:end]; ``cut`` if the machine stopped before its
    end, which may be so in the longest reads only."""

    read: str
    start: int
    end: int
    cut: bool


class Anchors(NamedTuple):
    """Anchors that show what follows, a few of each mature; counts of all and of their matures,
    and of the reads that hold a mature and nothing to go by."""

    weighed: list[Anchor]
    reads: int
    matures: int
    unclear: int


class Inference(NamedTuple):
    """The kit that the reads follow, None with the ``reason`` if they do not tell."""

    kit: str | None
    layout: Layout | None
    supports: dict[str, float]
    reason: str | None = None
    warning: str | None = None


class Declared(NamedTuple):
    """What the config and the sheet say of a sample; ``layout`` is None for kit ``auto``."""

    kit: str
    layout: Layout | None
    on_conflict: str
    unit: str


class Verdict(NamedTuple):
    """The kit to trim a sample by, or the failure; the fields of the file that is written."""

    failure: str | None
    warning: str | None
    declared: str
    kit: str | None = None
    layout: Layout | None = None
    inferred: str | None = None
    inferred_layout: Layout | None = None
    support: float | None = None
    runner_up: str | None = None
    runner_up_support: float | None = None
    reads: int = 0
    anchors: int = 0
    mirnas: int = 0
    read_length: int = 0
    q30_share: float = 0.0
    supports: Mapping[str, float] = {}


def read_matures(path: str | Path) -> set[str]:
    """The different mature sequences of a reference."""
    with Path(path).open(newline="") as file:
        return {row["sequence"] for row in csv.DictReader(file, delimiter="\t")}


def first_reads(records: Iterable[dnaio.SequenceRecord]) -> Reads:
    """The first reads of a sample, upper case, up to where the file is damaged."""
    chosen: list[dnaio.SequenceRecord] = []
    damage = None
    try:
        chosen.extend(islice(records, MAX_READS))
    except UserError as error:
        damage = str(error)
    qualities = "".join(record.qualities for record in chosen).encode("ascii")
    low = len(qualities.translate(None, delete=Q30_AND_MORE))
    share = 1 - low / len(qualities) if qualities else 0
    return Reads([record.sequence.upper() for record in chosen], share, damage)


def find_anchors(sequences: Sequence[str], matures: Iterable[str], max_start: int) -> Anchors:
    """The reads with a whole mature, without a mismatch, at their first ``max_start`` bases."""
    by_seed: dict[str, list[str]] = defaultdict(list)
    for mature in sorted(matures, key=lambda mature: (-len(mature), mature)):
        if len(mature) >= SEED:
            by_seed[mature[:SEED]].append(mature)
    longest = max(map(len, sequences), default=0)
    found: Counter[str] = Counter()
    weighed, unclear = [], 0
    for read in sequences:
        for start in range(max_start + 1):
            seeded = by_seed.get(read[start : start + SEED])
            if seeded:
                break
        else:
            continue
        mature = next((mature for mature in seeded if read.startswith(mature, start)), None)
        if mature is None:
            continue
        end = start + len(mature)
        cut = len(read) == longest
        if cut and len(read) - end < MIN_OVERLAP:
            unclear += 1
            continue
        found[mature] += 1
        if found[mature] <= READS_PER_MATURE:
            weighed.append(Anchor(read, start, end, cut))
    return Anchors(weighed, found.total(), len(found), unclear)


def fit(anchor: Anchor, layout: Layout) -> tuple[int, int] | None:
    """How an anchor follows a layout: errors in the adapter, and how much longer than its mature
    the insert is. None if it does not."""
    if anchor.start != layout.bases_5p:
        return None
    fits = []
    for shift in SHIFTS:
        position = anchor.end + layout.bases_3p + shift
        if layout.adapter:
            errors = _errors(layout.adapter, anchor.read[position : position + len(layout.adapter)])
        else:
            errors = 0 if position == len(anchor.read) and not anchor.cut else None
        if errors == 0:
            return 0, shift
        if errors is not None:
            fits.append((errors, shift))
    return min(fits, key=_badness, default=None)


def _badness(fit: tuple[int, int]) -> tuple[int, int]:
    errors, shift = fit
    return errors, abs(shift)


def _errors(adapter: str, seen: str) -> int | None:
    """The mismatches of what is seen of an adapter, None if it is none."""
    if len(seen) < MIN_OVERLAP:
        return None
    if adapter.startswith(seen):
        return 0
    errors = sum(base != read_base for base, read_base in zip(adapter, seen, strict=False))
    return errors if errors <= len(seen) // BASES_PER_ERROR else None


def alike(one: Layout, other: Layout) -> bool:
    """Whether reads of two layouts have the same insert: an adapter may be given at any length."""
    length = min(len(one.adapter), len(other.adapter))
    return (
        (one.bases_5p, one.bases_3p) == (other.bases_5p, other.bases_3p)
        and one.adapter[:length] == other.adapter[:length]
        and bool(one.adapter) == bool(other.adapter)
    )


def candidates_of(kits: Mapping[str, Layout]) -> dict[str, tuple[Layout, Layout]]:
    """The first kit of each set that trims alike: its layout, and the same with every base that
    any of the set takes for a UMI, which are those that must vary."""
    candidates: dict[str, tuple[Layout, Layout]] = {}
    for kit, layout in kits.items():
        for name, (first, varied) in candidates.items():
            if alike(first, layout):
                umi = map(max, varied[3:], layout[3:])
                candidates[name] = (first, Layout(*varied[:3], *umi))
                break
        else:
            candidates[kit] = (layout, layout)
    return candidates


def supports_of(
    anchors: list[Anchor], candidates: Mapping[str, tuple[Layout, Layout]]
) -> dict[str, float]:
    """The share of the anchors that each layout explains best: with the fewest errors, and of
    these with the end nearest to that of the mature."""
    explained: dict[str, list[tuple[Anchor, int]]] = {name: [] for name in candidates}
    for anchor in anchors:
        fits = {
            name: found
            for name, (layout, _) in candidates.items()
            if (found := fit(anchor, layout)) is not None
        }
        if fits:
            best = min(fits, key=lambda name: _badness(fits[name]))
            explained[best].append((anchor, fits[best][1]))
    return {
        name: len(found) / len(anchors)
        if found and _exact(found, layout) and _varied(found, varied)
        else 0.0
        for (name, found), (layout, varied) in zip(
            explained.items(), candidates.values(), strict=True
        )
    }


def _exact(explained: list[tuple[Anchor, int]], layout: Layout) -> bool:
    """Whether the most frequent end is that of the mature, followed by the adapter as it is."""
    shifts = Counter(shift for _, shift in explained)
    if max(shifts.values()) >= SHIFTED * max(shifts[0], 1):
        return False
    begins = [anchor.end + layout.bases_3p + shift for anchor, shift in explained]
    for place, base in enumerate(layout.adapter[:EXACT_PREFIX]):
        seen = [
            anchor.read[begin + place]
            for (anchor, _), begin in zip(explained, begins, strict=True)
            if begin + place < len(anchor.read)
        ]
        if 2 * seen.count(base) < len(seen) >= MIN_ANCHORS:
            return False
    return True


def _varied(explained: list[tuple[Anchor, int]], layout: Layout) -> bool:
    """Whether the bases for a UMI differ from read to read, where they can be seen."""
    pieces: list[list[str]] = [[], [], []]
    for (read, _, end, _), shift in explained:
        adapter = end + layout.bases_3p + shift
        behind = adapter + len(layout.adapter)
        pieces[0].append(read[: layout.umi_5p])
        pieces[1].append(read[adapter - layout.umi_3p : adapter])
        pieces[2].append(read[behind : behind + min(layout.umi_after, VARIED_BASES)])
    for length, seen in zip(
        (layout.umi_5p, layout.umi_3p, min(layout.umi_after, VARIED_BASES)), pieces, strict=True
    ):
        whole = Counter(piece for piece in seen if length and len(piece) == length)
        most = max(whole.values(), default=0)
        if most > max(MAX_SAME * whole.total(), MAX_SAME_READS):
            return False
    return True


def discover(anchors: list[Anchor]) -> Layout | None:
    """A layout that no table names: most frequent number of 5' bases, then the sequence that the
    miRNAs of most reads are followed by, or the end of the read."""
    bases_5p = _mode(anchor.start for anchor in anchors)
    own = [anchor for anchor in anchors if anchor.start == bases_5p]
    if (adapter := _common_adapter(own)) is not None:
        return adapter._replace(bases_5p=bases_5p)
    ended = [len(anchor.read) - anchor.end for anchor in own if not anchor.cut]
    if len(ended) < MIN_SUPPORT * len(anchors) or _mode(ended) > MAX_BASES_3P:
        return None
    return Layout(bases_5p, "", _mode(ended))


def _mode(numbers: Iterable[int]) -> int:
    """The most frequent number, the smallest of several."""
    counts = Counter(numbers)
    return min(counts, key=lambda number: (-counts[number], number))


def _common_adapter(anchors: list[Anchor]) -> Layout | None:
    """3' bases, adapter and UMI behind it, from reads laid on a word that most of them share."""
    readers: Counter[str] = Counter()
    matures: dict[str, set[str]] = defaultdict(set)
    for read, start, end, _ in anchors:
        last = min(len(read) - WORD, end + MAX_BASES_3P)
        for word in {read[at : at + WORD] for at in range(end, last + 1)}:
            readers[word] += 1
            matures[word].add(read[start:end])
    shared = [word for word in readers if len(matures[word]) >= MIN_MATURES_WITHOUT_ADAPTER]
    word = max(shared, key=lambda word: (readers[word], word), default=None)
    if word is None or readers[word] < MIN_SUPPORT * len(anchors):
        return None
    laid = [(a, a.read.find(word, a.end)) for a in anchors if a.read.find(word, a.end) >= 0]
    columns = [_column(laid, offset) for offset in range(-MAX_BASES_3P, MAX_ADAPTER + MAX_UMI + 5)]
    first = after = MAX_BASES_3P
    while first > 0 and columns[first - 1]:
        first -= 1
    while after < len(columns) and columns[after]:
        after += 1
    adapter = "".join(columns[first:after])
    if len(adapter) < MIN_ADAPTER:
        return None
    bases_3p = _mode(at - (MAX_BASES_3P - first) - anchor.end for anchor, at in laid)
    if bases_3p < 0:
        return None
    umi = next((i for i, base in enumerate(columns[after:]) if base), 0)
    if MIN_UMI <= umi <= MAX_UMI and all(columns[after + umi :][:MIN_OVERLAP]):
        return Layout(adapter=adapter, bases_3p=bases_3p, umi_after=umi)
    # A tail of one base has no end of its own.
    length = MIN_ADAPTER if len(set(adapter)) == 1 else MAX_ADAPTER
    return Layout(adapter=adapter[:length], bases_3p=bases_3p)


def _column(laid: list[tuple[Anchor, int]], offset: int) -> str:
    """The base that nearly all reads have at an offset from the word, "" if they differ."""
    bases = Counter(
        anchor.read[at + offset] for anchor, at in laid if 0 <= at + offset < len(anchor.read)
    )
    base, number = max(bases.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    enough = bases.total() >= MIN_ANCHORS / 2 and number >= MIN_AGREEMENT * bases.total()
    return base if enough else ""


def infer(anchors: Anchors, kits: Mapping[str, Layout]) -> Inference:
    """The kit of the table that most anchors follow, or else a layout of their own (``custom``).

    Every mature has a say of at most READS_PER_MATURE reads. Kits that trim alike go by the
    name of the first.
    """
    candidates = candidates_of(kits)
    supports = supports_of(anchors.weighed, candidates)
    if len(anchors.weighed) < MIN_ANCHORS or anchors.matures < MIN_MATURES:
        return Inference(None, None, supports, _too_few(anchors, MIN_MATURES))
    kit, runner_up = _best_two(supports)
    if supports[kit] >= MIN_SUPPORT:
        layout = candidates[kit][0]
        if not layout.adapter and anchors.matures < MIN_MATURES_WITHOUT_ADAPTER:
            return Inference(None, None, supports, _too_few(anchors, MIN_MATURES_WITHOUT_ADAPTER))
        return _unless_mixed(kit, layout, runner_up, supports)
    layout = discover(anchors.weighed)
    if layout is not None and anchors.matures >= MIN_MATURES_WITHOUT_ADAPTER:
        # Without those that explain nothing, such as a UMI kit whose UMIs are all the same.
        rivals = {name: item for name, item in candidates.items() if supports[name] > 0}
        found = supports | supports_of(anchors.weighed, rivals | {"custom": (layout, Layout())})
        if found["custom"] >= MIN_SUPPORT:
            warning = f"no kit of the table explains the reads, they have {_shown(layout)}"
            runner_up = _best_two(found)[1]
            return _unless_mixed("custom", layout, runner_up, found, warning)
    explained = [f"{name} {_percent(supports[name])}" for name in (kit, runner_up) if name]
    reason = f"the reads agree on no kit, of those with a miRNA {' and '.join(explained)}"
    return Inference(None, None, supports, reason if supports[kit] else "no kit explains the reads")


def _too_few(anchors: Anchors, matures: int) -> str:
    reason = (
        f"{anchors.reads} reads of {anchors.matures} miRNAs show what follows a whole miRNA of "
        f"the reference, at least {MIN_ANCHORS} reads of {matures} miRNAs are needed"
    )
    return "; ".join(filter(None, (reason, ended_early(anchors))))


def ended_early(anchors: Anchors) -> str | None:
    """What is to be said of reads so short that they do not go beyond most miRNAs."""
    if anchors.unclear < max(MIN_ANCHORS, anchors.reads):
        return None
    share = _percent(anchors.unclear / (anchors.unclear + anchors.reads))
    return f"{share} of the reads with a miRNA end less than {MIN_OVERLAP} bases behind it"


def _best_two(supports: Mapping[str, float]) -> tuple[str, str | None]:
    ranked = sorted(supports, key=lambda name: -supports[name])
    return ranked[0], next((name for name in ranked[1:] if supports[name] > 0), None)


def _unless_mixed(
    kit: str,
    layout: Layout,
    runner_up: str | None,
    supports: dict[str, float],
    warning: str | None = None,
) -> Inference:
    share = supports[runner_up] if runner_up else 0.0
    if share < MIXED:
        return Inference(kit, layout, supports, warning=warning)
    mixed = (
        f"{_percent(supports[kit])} of the reads with a miRNA are {kit}, {_percent(share)} are "
        f"{runner_up}: are there two libraries in the file?"
    )
    if share > MAX_RUNNER_UP * supports[kit]:
        return Inference(None, None, supports, mixed)
    return Inference(kit, layout, supports, warning="; ".join(filter(None, (warning, mixed))))


def adapter_seen(reads: list[str], kits: Mapping[str, Layout]) -> str:
    """The adapter of the table that most reads have and its share of dimers; "" if none is."""
    starts = _adapter_starts(reads, {layout.adapter for layout in kits.values()} - {""})
    if not starts:
        return ""
    adapter = max(starts, key=lambda adapter: (starts[adapter].total(), adapter))
    # Kits of one adapter differ in the bases on either side, so in where it is in a dimer.
    dimers = {
        kit: sum(starts[adapter][_added(layout) + extra] for extra in range(MAX_DIMER + 1))
        for kit, layout in kits.items()
        if layout.adapter == adapter
    }
    kit = max(dimers, key=dimers.__getitem__)
    share = dimers[kit] / len(reads)
    return (
        f"adapter of {kit} in {_percent(starts[adapter].total() / len(reads))} of reads, "
        f"{_percent(share)} within the first {_added(kits[kit]) + MAX_DIMER} bases"
        + (": adapter dimers" if share >= MIN_SUPPORT else "")
    )


def _added(layout: Layout) -> int:
    return layout.bases_5p + layout.bases_3p


def _adapter_starts(reads: list[str], adapters: set[str]) -> dict[str, Counter[int]]:
    """Where the reads have each adapter. The first one in a read counts: what follows an adapter
    holds others."""
    prefixes = {adapter[:EXACT_PREFIX]: adapter for adapter in sorted(adapters)}
    starts: dict[str, Counter[int]] = defaultdict(Counter)
    for read in reads:
        places = {prefix: read.find(prefix) for prefix in prefixes}
        prefix = min((p for p in places if places[p] >= 0), key=places.__getitem__, default=None)
        if prefix is not None:
            starts[prefixes[prefix]][places[prefix]] += 1
    return dict(starts)


def compare(
    declared: Declared, inference: Inference, evidence: str, support: float
) -> tuple[str | None, str | None]:
    """The failure and the warning that come of a declared kit, explaining this share of the
    anchors, and an inferred one."""
    if inference.kit is None:
        reasons = "; ".join(filter(None, (inference.reason, evidence)))
        reason = f"the kit cannot be told from the reads: {reasons}"
        if declared.layout is None:
            return f"{reason}. Name the kit in library.kit or the sheet to go on", None
        return None, f"{reason}. {declared.kit} is taken as declared"
    if declared.layout is None or alike(declared.layout, inference.layout):
        # A layout that was asked for needs no remark that it is not in the table.
        asked_for = declared.layout is not None and inference.kit == "custom"
        return None, None if asked_for else inference.warning
    conflict = (
        f"{declared.kit} is declared ({_shown(declared.layout)}: {_percent(support)} of the reads "
        f"with a miRNA), but the reads are {inference.kit} ({_shown(inference.layout)}: "
        f"{_percent(inference.supports[inference.kit])})"
    )
    if declared.on_conflict == "fail":
        return f"{conflict}: mend the kit, or set library.on_conflict to warn", None
    return None, f"{conflict}: {declared.kit} is taken as declared"


def choose_umi(
    kit: str, layout: Layout, unit: str, lengths: Counter[int], kits: Mapping[str, Layout]
) -> tuple[Layout | None, str | None]:
    """The layout with the UMI that the unit asks for; a message if there is none to use, with
    None for the layout if molecules cannot be counted."""
    if unit == "reads":
        return layout.without_umi(), None
    if not layout.umi_length:
        if unit == "auto":
            return layout, None
        with_umi = [k for k, other in kits.items() if alike(layout, other) and other.umi_length]
        hint = f"; {with_umi[0]} takes the bases on either side for one" if with_umi else ""
        return None, f"counting.unit is molecules, but {kit} has no UMI{hint}"
    needed = layout.bases_5p + MIRNA_LENGTH + layout.bases_3p + len(layout.adapter)
    needed += max(layout.umi_after - MAX_UMI_LOSS, 0)
    enough = sum(number for length, number in lengths.items() if length >= needed)
    if not layout.umi_after or enough >= MIN_SUPPORT * lengths.total():
        return layout, None
    short = (
        f"the reads are too short for the UMI of {kit}: {_percent(enough / lengths.total())} have "
        f"the {needed} nt that show it behind an insert of {MIRNA_LENGTH} nt"
    )
    if unit == "molecules":
        return None, f"{short}, and counting.unit is molecules"
    return layout.without_umi(), f"{short}: reads are counted"


def judge(
    reads: Reads, matures: set[str], kits: Mapping[str, Layout], declared: Declared
) -> Verdict:
    """The verdict on a sample."""
    known = dict(kits) | ({"custom": declared.layout} if declared.kit == "custom" else {})
    max_start = max(MAX_BASES_5P, *(layout.bases_5p for layout in known.values()))
    anchors = find_anchors(reads.sequences, matures, max_start)
    inference = infer(anchors, known)
    lengths = Counter(map(len, reads.sequences))
    evidence = adapter_seen(reads.sequences, kits) if inference.kit is None else ""
    named = declared.layout or Layout()
    support = supports_of(anchors.weighed, {declared.kit: (named, named)})[declared.kit]
    failure, warning = compare(declared, inference, evidence, support)
    kit, layout = (
        (declared.kit, declared.layout) if declared.layout else (inference.kit, inference.layout)
    )
    warnings = [warning, ended_early(anchors) if inference.kit else None]
    if failure is None:
        layout, umi_message = choose_umi(kit, layout, declared.unit, lengths, kits)
        if layout is None:
            failure = umi_message
        else:
            warnings.append(umi_message)
    best, runner_up = _best_two(inference.supports)
    if inference.kit is None:
        best, runner_up = None, best if inference.supports[best] else None
    return Verdict(
        failure=failure,
        warning="; ".join(filter(None, warnings)) or None,
        declared=declared.kit,
        kit=None if failure else kit,
        layout=None if failure else layout,
        inferred=inference.kit,
        inferred_layout=inference.layout,
        support=inference.supports[best] if best else None,
        runner_up=runner_up,
        runner_up_support=inference.supports[runner_up] if runner_up else None,
        reads=len(reads.sequences),
        anchors=anchors.reads,
        mirnas=anchors.matures,
        read_length=max(lengths, key=lambda length: (lengths[length], length), default=0),
        q30_share=reads.q30_share,
        supports=inference.supports,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _shown(layout: Layout) -> str:
    bases = (layout.bases_5p, layout.bases_3p)
    around = f"{bases[0]} bases before and {bases[1]} behind the insert, " if any(bases) else ""
    umi = f", {layout.umi_after} random bases behind it" if layout.umi_after else ""
    return f"{around}{'adapter ' + layout.adapter if layout.adapter else 'no adapter'}{umi}"


def as_json(verdict: Verdict) -> str:
    """The verdict as text, floats rounded to four digits."""

    def plain(value):
        if isinstance(value, Layout):
            return value._asdict()
        if isinstance(value, Mapping):
            return {name: plain(item) for name, item in value.items()}
        return round(value, 4) if isinstance(value, float) else value

    return json.dumps(plain(verdict._asdict()), indent=2) + "\n"


def main(job: Job) -> None:
    params = job.params
    kits = read_kits(job.input.kits)
    layouts = kits | {"custom": layout_of(params.custom), "auto": None}
    declared = Declared(params.declared, layouts[params.declared], params.on_conflict, params.unit)
    reads = first_reads(read_records(job.input.reads))
    if reads.damage is None:
        verdict = judge(reads, read_matures(job.input.matures), kits, declared)
    else:
        # What is left of a library may tell why nobody missed the rest of it.
        before = adapter_seen(reads.sequences, kits)
        failure = "; in the reads before it: ".join(
            filter(None, (reads.damage.rstrip("."), before))
        )
        verdict = Verdict(failure, None, params.declared)
    print(verdict.failure or verdict.warning or f"kit {verdict.kit}")
    Path(job.output.verdict).write_text(as_json(verdict))


if __name__ == "__main__":
    run(main)
