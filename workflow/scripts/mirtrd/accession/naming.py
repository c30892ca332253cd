"""Which sample of a sheet a column or a file of published counts is of, by its name."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mirtrd.core.job import UserError
from mirtrd.reference.names import some


@dataclass(frozen=True, kw_only=True)
class Naming:
    """The sample that each name stands for, and how that was told, in words."""

    sample_of: Mapping[str, str]
    how: str


def _equal(name: str, cell: str) -> bool:
    return name == cell


def _alike(name: str, cell: str) -> bool:
    return _loosened(name) == _loosened(cell)


def _part(name: str, cell: str) -> bool:
    """One is a whole word in the other."""
    short, long = sorted((name, cell), key=len)
    word = rf"(?<![A-Za-z0-9]){re.escape(short)}(?![A-Za-z0-9])"
    return bool(re.search(word, long, flags=re.IGNORECASE))


# From the strictest on; the first that gives each sample its own name is taken.
WAYS: tuple[tuple[Callable[[str, str], bool], str], ...] = (
    (_equal, "is"),
    (_alike, "but for capitals and signs is"),
    (_part, "holds, or is held in,"),
)


def _loosened(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def name_samples(found: Sequence[str], sheet: Mapping[str, Sequence[str]], what: str) -> Naming:
    """The samples that names of a table or of files stand for.

    ``sheet`` has the columns by name, the samples first. Names of no sample are left out.
    UserError if not each sample has one name in one way.
    """
    samples = next(iter(sheet.values()))
    best: list[str] = []
    for fits, words in WAYS:
        for column, cells in sheet.items():
            pairs = [(n, s) for n in found for s, c in zip(samples, cells, strict=True)
                     if c and fits(n, c)]  # fmt: skip
            names, named = {n for n, _ in pairs}, [s for _, s in pairs]
            if len(pairs) == len(names) == len(set(named)):
                if set(named) == set(samples):
                    return Naming(sample_of=dict(pairs), how=f"the name {words} {column}")
                best = max(best, named, key=len)
    missing = [sample for sample in samples if sample not in best]
    raise UserError(
        f"{what}: {len(missing)} of {len(samples)} samples of the sheet cannot be told in it, such "
        f"as {missing[0]}; it has {some(list(found))}: write these names into a further column of "
        "the sheet"
    )
