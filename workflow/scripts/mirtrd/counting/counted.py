"""A sample whose inserts have been counted, and the reference that they were counted on."""

from typing import NamedTuple

import numpy as np

from mirtrd.counting.assigning import Assignment
from mirtrd.counting.isomir_model import Matures
from mirtrd.counting.placing import Packed, Places, Targets
from mirtrd.reference.sequences import Sequence
from mirtrd.trimming.inserts import Inserts

# Places that get less than this share of an insert are not in the BAM file.
WORTH_WRITING = 0.01


class Reference(NamedTuple):
    """Hairpins and other RNAs by name, laid out, and the matures on hairpins."""

    hairpin_names: list[str]
    hairpins: Targets
    matures: Matures
    other_rows: list[Sequence]
    others: Targets


class Counted(NamedTuple):
    """A sample: its inserts, all their places, and what was made of them.

    ``amount`` is the count of each pair of insert and mature; ``fates`` that of the fates other
    than to be counted on matures, and of the classes of other RNAs.
    """

    inserts: Inserts
    counts: np.ndarray
    packed: Packed
    places: Places
    other_places: Places
    assignment: Assignment
    amount: np.ndarray
    ambiguous: np.ndarray
    fates: dict[str, float]
