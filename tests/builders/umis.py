"""UMIs in letters."""

from mirtrd.trimming.adapters import MAX_UMI
from mirtrd.trimming.collapsing import Collapsed, unpack_umis


def umis_of(found: Collapsed) -> list[str]:
    """The letters of each UMI."""
    numbers, lengths = (column.tolist() for column in unpack_umis(found.words[-1]))
    return [
        "".join("ACGT"[number >> 2 * (MAX_UMI - 1 - place) & 3] for place in range(length))
        for number, length in zip(numbers, lengths, strict=True)
    ]
