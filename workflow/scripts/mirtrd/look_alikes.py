"""When another RNA that may explain reads of a miRNA is worth a warning."""

# What has less than this share of a miRNA's reads in common with it is not named.
WORTH_NAMING = 0.01
# Class and name that stand for RNAs outside of the reference, of a miRNA most of whose reads have a
# mismatch.
MISMATCHED, MOSTLY = ("unknown", "mismatched"), 0.5
