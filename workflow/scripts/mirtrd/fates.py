"""Where a read of a FASTQ file can end. Every read has exactly one fate."""

# What trimming drops, in the order in which a read is judged.
TRIMMED = ("no_adapter", "adapter_dimer", "too_short", "too_long", "n_rich", "low_quality")
# What becomes of the reads whose inserts are aligned.
ALIGNED = ("mirna", "hairpin", "ambiguous", "unaligned")
FATES = ALIGNED + TRIMMED
