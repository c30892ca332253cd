"""Join the isomiRs of samples, miRNA by miRNA, so that only one is in memory."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from mirtrd.counting.tables import SAMPLE_ISOMIRS


class IsomirRow(NamedTuple):
    """A row of ``SAMPLE_ISOMIRS``: a tuple, as there are many."""

    mirna: str
    insert: str
    variant: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody calls
    changes: str


# A miRNA and its rows in a sample.
Group = tuple[str, list[IsomirRow]]


def read_groups(path: str) -> Iterator[Group]:
    """The miRNAs of the isomiRs of a sample, and the rows of each."""
    rows = map(IsomirRow._make, SAMPLE_ISOMIRS.read_rows(path))
    for mirna, group in groupby(rows, key=attrgetter("mirna")):
        yield mirna, list(group)


def join_groups(
    names: Iterable[str], samples: Sequence[Iterator[Group]]
) -> Iterator[tuple[str, dict[int, list[IsomirRow]]]]:
    """Each of the names that any sample has, with the rows of those samples.

    Only one miRNA is held at a time: the tables are in the order of the names. KeyError if not.
    """
    heads = [next(groups, None) for groups in samples]
    for name in names:
        found = {}
        for sample, head in enumerate(heads):
            if head and head[0] == name:
                found[sample] = head[1]
                heads[sample] = next(samples[sample], None)
        if found:
            yield name, found
    for head in heads:
        if head:
            raise KeyError(head[0])


def join_counts(
    rows: Mapping[int, Sequence[IsomirRow]],
) -> Iterator[tuple[str, str, dict[int, int]]]:
    """Insert, variant and the count of each sample that has any, in their order; the most abundant
    insert first, for one miRNA.

    Where samples differ in the variant, that of the highest count.
    """
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    variants: dict[str, tuple[int, str]] = {}
    for sample, members in rows.items():
        for row in members:
            counts[row.insert][sample] = row.count
            if row.count > variants.get(row.insert, (0, ""))[0]:
                variants[row.insert] = (row.count, row.variant)
    total = {insert: sum(of_sample.values()) for insert, of_sample in counts.items()}
    for insert in sorted(total, key=lambda insert: (-total[insert], insert)):
        yield insert, variants[insert][1], counts[insert]
