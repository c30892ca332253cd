"""Pieces of hairpins beside their matures, such as loops, as a source of inserts."""

from dataclasses import replace

import numpy as np

from mirtrd.counting.evidence import Evidence
from mirtrd.counting.fragments import Fragments, find_fragments
from mirtrd.counting.isomirs import Isomirs

# More differences than any place has.
NO_PLACE = 9


def find_pieces(evidence: Evidence, isomirs: Isomirs) -> Fragments:
    """The best place of each insert beside matures.

    A place beside matures counts only if it has fewer differences than any on a mature.
    """
    places, pairs = evidence.places, isomirs.pairs
    fewest = np.full(len(evidence.counts), NO_PLACE)
    np.minimum.at(fewest, pairs.insert, places.mismatches[pairs.place] + (pairs.tail > 0))
    differences = places.mismatches + (places.tail > 0)
    row = np.flatnonzero(evidence.beside & (differences < fewest[places.insert]))
    hairpins, likelihood = evidence.reference.hairpins, isomirs.at_place[row]
    found = find_fragments(evidence.inserts, hairpins, places.take(row), likelihood)
    placed = np.flatnonzero(found.place >= 0)
    place = found.place.copy()
    place[placed] = row[found.place[placed]]
    return replace(found, place=place)
