"""Arrays of one length side by side, as the columns of a table, and short names for their types."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]


class Columns:
    """The base of dataclasses whose fields are arrays with a row for each of the same things."""

    def take(self, rows: Any) -> Self:
        """Some of the rows: a slice, their numbers, or for each whether it is taken."""
        columns = {field.name: getattr(self, field.name)[rows] for field in fields(self)}  # type: ignore[arg-type]
        return type(self)(**columns)

    @classmethod
    def join(cls, parts: Sequence[Self]) -> Self:
        """The rows of all parts, part after part."""
        names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
        return cls(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in names})


def inside(length: Ints, places: int) -> Bools:
    """Which of so many places from the start on are within each length: a row for each length."""
    # Half the bits take half the time; it is done for each block of reads.
    return np.arange(places, dtype=np.int32) < length.astype(np.int32)[:, None]


def sum_by(number: Ints, weights: Floats | Ints | Bools, size: int = 0) -> Floats:
    """The sum of the weights of each number from 0 on, for at least so many numbers."""
    # NumPy's types know of counts only, which are what it gives without weights.
    return np.bincount(number, weights, size)  # type: ignore[return-value]
