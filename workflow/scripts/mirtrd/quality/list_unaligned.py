"""List the most frequent inserts of the cohort that nothing of the reference explains.

They are described, not called miRNAs, and no test is made of them: their number was chosen by what
is seen.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import KEPT, SAMPLE_UNALIGNED
from mirtrd.counting.tally import read_tally
from mirtrd.design.contrasts import Contrast
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.nearest import Hit, find_nearest
from mirtrd.quality.status import read_status
from mirtrd.quality.tables import UNALIGNED, UNALIGNED_COUNTS, UNALIGNED_SHARES
from mirtrd.reference.targets import read_reference

# Inserts that are listed.
LISTED = 200


@dataclass(frozen=True, kw_only=True)
class Leftovers:
    """The unaligned inserts that a sample keeps with their counts, the count of all unaligned ones,
    and that of all its inserts (its library)."""

    kept: Mapping[str, int] = field(repr=False)
    unaligned: int
    library: int


def choose(samples: Iterable[Leftovers]) -> list[str]:
    """The inserts with the highest count in the samples together."""
    total: Counter[str] = Counter()
    for sample in samples:
        total.update(sample.kept)
    return sorted(total, key=lambda insert: (-total[insert], insert))[:LISTED]


def compare(
    counts: pd.DataFrame, libraries: pd.Series, sheet: pd.DataFrame, contrasts: Sequence[Contrast]
) -> pd.DataFrame:
    """The log2 ratio of the mean counts per million (CPM) of the groups of each contrast, for each
    insert.

    ``counts`` is inserts x samples, ``libraries`` the count of all inserts of each of these
    samples, ``sheet`` has the samples that take part. NaN without levels, or for an empty group.
    """
    cpm = counts / libraries.clip(lower=1) * 1e6
    added = 0.5e6 / max(libraries.mean(), 1)
    ratios = {}
    for contrast in contrasts:
        ratios[contrast.name] = pd.Series(np.nan, counts.index)
        groups = [sheet.index[sheet[contrast.factor] == level] for level in contrast.levels]
        if groups and all(map(len, groups)):
            tested, reference = (np.log2(cpm[group].mean(axis=1) + added) for group in groups)
            ratios[contrast.name] = tested - reference
    return pd.DataFrame(ratios, index=counts.index)


def describe(
    counts: pd.DataFrame, nearest: Mapping[str, Hit], ratios: pd.DataFrame
) -> Iterator[tuple[object, ...]]:
    """The rows of ``UNALIGNED``; ``counts`` has the samples that take part."""
    for insert, of_insert in counts.iterrows():
        hit = nearest.get(insert)
        yield (
            *(insert, len(insert), sum(map(insert.count, "GC")) / len(insert)),
            *(int((of_insert > 0).sum()), int(of_insert.sum())),
            *((hit.name, hit.mismatches, hit.tail) if hit else ("", None, None)),
            *ratios.loc[insert],
        )


def account(
    names: Sequence[str], samples: Sequence[Leftovers], chosen: Container[str]
) -> Iterator[tuple[object, ...]]:
    """The rows of ``UNALIGNED_SHARES``."""
    for name, sample in zip(names, samples, strict=True):
        kept = sum(sample.kept.values())
        listed = sum(count for insert, count in sample.kept.items() if insert in chosen)
        share = listed / sample.unaligned if sample.unaligned else None
        least = min(sample.kept.values()) if len(sample.kept) == KEPT else 0
        yield name, sample.unaligned, kept, listed, share, least


def read_leftovers(kept: str, tally: str) -> Leftovers:
    """The unaligned inserts of a sample, from the files of counting."""
    fates = read_tally(tally)
    return Leftovers(
        kept=dict(SAMPLE_UNALIGNED.read_rows(kept)),
        unaligned=fates.unaligned,
        library=fates.total,
    )


def main(job: Job) -> None:
    names = job.params.samples
    samples = list(map(read_leftovers, job.input.unaligned, job.input.tally))
    sheet, _ = read_sheet(job.input.sheet)
    is_used = read_status(job.input.status).loc[names, "used"] == "yes"
    if not is_used.any():
        is_used[:] = True
    chosen = choose(sample for sample, used in zip(samples, is_used, strict=True) if used)
    counts = pd.DataFrame(
        {name: [s.kept.get(i, 0) for i in chosen] for name, s in zip(names, samples, strict=True)},
        index=pd.Index(chosen, dtype=str, name="insert"),
        dtype=int,
    )
    libraries = pd.Series([sample.library for sample in samples], names)
    used = is_used.index[is_used]
    contrasts = list(map(Contrast.from_param, job.params.contrasts))
    ratios = compare(counts[used], libraries[used], sheet.loc[used], contrasts)
    reference = read_reference(job.input.fasta, job.input.sequences, job.input.matures)
    nearest = find_nearest(chosen, reference)
    UNALIGNED.write(job.output.table, describe(counts[used], nearest, ratios), list(ratios))
    UNALIGNED_COUNTS.write_frame(job.output.counts, counts)
    UNALIGNED_SHARES.write(job.output.shares, account(names, samples, set(chosen)))


if __name__ == "__main__":
    run(main)
