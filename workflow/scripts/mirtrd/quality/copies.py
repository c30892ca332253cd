"""Libraries that are there twice, under two names."""

import pandas as pd

# Two libraries may be equal by chance in the counts of a few miRNAs, but not in so many.
MIN_MIRNAS = 20


def find_copies(counts: pd.DataFrame) -> dict[str, list[str]]:
    """For each sample all of whose counts (miRNAs x samples) are those of others, these others."""
    alike: dict[bytes, list[str]] = {}
    for sample in counts:
        column = counts[sample].to_numpy(dtype=float)
        if (column > 0).sum() >= MIN_MIRNAS:
            alike.setdefault(column.tobytes(), []).append(str(sample))
    return {
        sample: [other for other in samples if other != sample]
        for samples in alike.values()
        if len(samples) > 1
        for sample in samples
    }
