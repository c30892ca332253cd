"""What a sample is counted in: reads, or molecules where its kit has a UMI that can be seen."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.adapters import MAX_UMI_LOSS
from mirtrd.trimming.inference import Known
from mirtrd.trimming.words import percent

# The most frequent length of a miRNA, in nt (of 1,177 of the 2,656 human ones of miRBase 22); reads
# must be long enough to show the UMI behind such an insert.
MIRNA_LENGTH = 22
# The share of the reads that must be so long, else molecules would be counted in the shorter
# inserts of a library only.
MIN_LONG_ENOUGH = 0.5


@dataclass(frozen=True, kw_only=True)
class UmiChoice:
    """The layout with the UMI to use, None if molecules are asked for and cannot be counted; the
    length of the UMIs in the names of reads, if these are to be used; what is to be said."""

    layout: Layout | None
    in_names: int = 0
    message: str | None = None


def choose_umi(
    known: Known, unit: str, lengths: Counter[int], kits: Mapping[str, Layout], in_names: int = 0
) -> UmiChoice:
    """The layout of a kit with the UMI that ``counting.unit`` asks for.

    ``lengths`` are those of the reads, ``kits`` those of the table; ``in_names`` is the length of
    UMIs that were cut off before and stand in the names of reads.
    """
    layout = known.layout
    if unit == "reads":
        return UmiChoice(layout=layout.without_umi())
    if not layout.umi_length:
        if in_names:
            message = f"the names of the reads hold UMIs of {in_names} nt: molecules are counted"
            return UmiChoice(layout=layout, in_names=in_names, message=message)
        if unit == "auto":
            return UmiChoice(layout=layout)
        with_umi = [k for k, other in kits.items() if layout.trims_as(other) and other.umi_length]
        hint = f"; {with_umi[0]} takes the bases on either side for one" if with_umi else ""
        message = f"counting.unit is molecules, but {known.kit} has no UMI{hint}"
        return UmiChoice(layout=None, message=message)
    needed = layout.bases_5p + MIRNA_LENGTH + layout.bases_3p + len(layout.adapter)
    needed += max(layout.umi_after - MAX_UMI_LOSS, 0)
    enough = sum(number for length, number in lengths.items() if length >= needed)
    if not layout.umi_after or enough >= MIN_LONG_ENOUGH * lengths.total():
        return UmiChoice(layout=layout)
    short = (
        f"the reads are too short for the UMI of {known.kit}: {percent(enough / lengths.total())} "
        f"have the {needed} nt that show it behind an insert of {MIRNA_LENGTH} nt"
    )
    if unit == "molecules":
        return UmiChoice(layout=None, message=f"{short}, and counting.unit is molecules")
    return UmiChoice(layout=layout.without_umi(), message=f"{short}: reads are counted")
