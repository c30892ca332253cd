"""Pairs of insert and UMI in letters."""

import numpy as np

from mirtrd.trimming.adapters import MAX_UMI
from mirtrd.trimming.collapsing import Collapsed, sequences_of, unpack_umis


def pairs_of(found: Collapsed) -> list[tuple[str, str, int]]:
    """Insert, UMI and reads of each pair."""
    pairs, positions = found.pairs, found.errors.shape[1]
    errors = np.zeros((len(pairs.reads), positions))
    inserts = sequences_of(Collapsed(pairs.words[:-1], pairs.reads, errors)).astype(str)
    numbers, lengths = (column.tolist() for column in unpack_umis(pairs.words[-1]))
    umis = [
        "".join("ACGT"[number >> 2 * (MAX_UMI - 1 - place) & 3] for place in range(length))
        for number, length in zip(numbers, lengths, strict=True)
    ]
    return list(zip(inserts.tolist(), umis, pairs.reads.tolist(), strict=True))
