"""When another RNA is worth naming beside a miRNA."""

# What has less than this share of a miRNA's reads in common with it is not named.
WORTH_NAMING = 0.01
# Class and name that stand for RNAs outside of the reference, of a miRNA most of whose reads have a
# mismatch; class of another miRNA, of one that has hardly a read of its own. They are worth naming
# if they may explain most of a miRNA's reads.
MISMATCHED, SIBLING = ("unknown", "mismatched"), "mirna"
MOSTLY = 0.5


def is_worth_naming(rna_class: str, count: float, given: float, total: float) -> bool:
    """Whether to warn of an RNA of this class that fits inserts of so many reads, of which a miRNA
    with so many reads in total was given some."""
    if rna_class in (MISMATCHED[0], SIBLING):
        return given >= MOSTLY * total
    return count >= WORTH_NAMING * total
