"""Which bases of inserts differ from their templates, and how likely errors of sequencing are."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Columns, Floats, Ints
from mirtrd.core.bases import ERROR
from mirtrd.core.packing import Packed
from mirtrd.counting.placing import Places
from mirtrd.reference.targets import Targets


@dataclass(frozen=True, kw_only=True)
class Mismatches(Columns):
    """The mismatches of places, up to two each, as two columns.

    ``kinds`` are 4 x template + read by code (16 to 19: template unread), -1 for none; ``errors``
    the probability of each mismatch as an error of sequencing, 0 for none.
    """

    kinds: Ints
    errors: Floats


def find_mismatches(inserts: Packed, targets: Targets, places: Places) -> Mismatches:
    """The mismatches of inserts at places."""
    return Mismatches(
        kinds=substitutions(inserts, targets, places), errors=_errors_at(inserts, places)
    )


def substitutions(inserts: Packed, targets: Targets, places: Places) -> Ints:
    """The kinds of the mismatches of each place, see ``Mismatches``."""
    kinds = np.full(places.differs.shape, -1)
    for column in range(places.differs.shape[1]):
        row = np.flatnonzero(places.differs[:, column] >= 0)
        at = places.differs[row, column]
        template = targets.codes[targets.start[places.sequence[row]] + places.start[row] + at]
        kinds[row, column] = 4 * template.astype(int) + inserts.codes[places.insert[row], at]
    return kinds


def _errors_at(inserts: Packed, places: Places) -> Floats:
    """The probability of each mismatch of each place as an error of sequencing (0: no mismatch).

    An error makes each of the three other bases with the same probability.
    """
    errors = np.zeros(places.differs.shape, np.float32)
    row, column = np.nonzero(places.differs >= 0)
    at = places.differs[row, column]
    errors[row, column] = ERROR[inserts.qualities[places.insert[row], at]] / 3
    return errors
