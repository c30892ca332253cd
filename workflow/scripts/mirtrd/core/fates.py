"""Where a read of a FASTQ file can end. Every read has exactly one fate."""

# What trimming drops, in the order in which a read is judged.
TRIMMED = (
    "no_adapter",
    "poly_g",
    "adapter_dimer",
    "too_short",
    "too_long",
    "no_umi",
    "n_rich",
    "low_quality",
    "duplicate",
)
# What becomes of the reads whose inserts are aligned.
ALIGNED = ("mirna", "hairpin", "ambiguous", "other_rna", "unaligned")
FATES = ALIGNED + TRIMMED
