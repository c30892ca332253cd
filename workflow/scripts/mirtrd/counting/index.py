"""The index of a reference: its sequences laid out, and the places of their seeds.

It is made once, and all samples search the same: a folder with a file for each array, which jobs on
one machine share in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from mirtrd.counting.placing import HAIRPIN_SEED, Seeds, make_seeds, seeds_of_others
from mirtrd.reference.targets import Targets


@dataclass(frozen=True, kw_only=True)
class SeedsOfReference:
    """The seeds of hairpins and of other RNAs."""

    hairpins: Seeds
    others: Seeds


@dataclass(frozen=True, kw_only=True)
class Index:
    """Hairpins and other RNAs laid out, and their seeds."""

    hairpins: Targets
    others: Targets
    seeds: SeedsOfReference


def seeds_of(hairpins: Targets, others: Targets) -> SeedsOfReference:
    """Find the seeds of hairpins and of other RNAs."""
    return SeedsOfReference(
        hairpins=make_seeds(hairpins, HAIRPIN_SEED), others=seeds_of_others(others)
    )


def write_index(folder: str | Path, hairpins: Targets, others: Targets) -> None:
    """Write the index of hairpins and other RNAs into a folder."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    seeds = seeds_of(hairpins, others)
    parts = {
        "hairpins": hairpins,
        "others": others,
        "hairpin_seeds": seeds.hairpins,
        "other_seeds": seeds.others,
    }
    for part, arrays in parts.items():
        for name in _names(type(arrays)):
            _save(_path(folder, part, name), np.asarray(getattr(arrays, name)))


def read_index(folder: str | Path) -> Index:
    """The index that ``write_index`` wrote."""
    seeds = SeedsOfReference(
        hairpins=_read(Seeds, folder, "hairpin_seeds"), others=_read(Seeds, folder, "other_seeds")
    )
    return Index(
        hairpins=_read(Targets, folder, "hairpins"),
        others=_read(Targets, folder, "others"),
        seeds=seeds,
    )


def _read(kind: Any, folder: str | Path, part: str) -> Any:
    """The arrays of a part, which are read when they are used; a number is one again."""
    arrays = {
        name: np.asarray(np.load(_path(folder, part, name), mmap_mode="r")) for name in _names(kind)
    }
    return kind(**{name: array if array.ndim else array.item() for name, array in arrays.items()})


def _names(kind: Any) -> Iterator[str]:
    return (field.name for field in fields(kind))


def _path(folder: str | Path, part: str, name: str) -> Path:
    return Path(folder) / f"{part}.{name}.npy"


def _save(path: Path, array: Any) -> None:
    """Write an array; numpy itself does not say so when the disk is full."""
    content = BytesIO()
    np.save(content, array)
    path.write_bytes(content.getvalue())
