"""How libraries are scaled where fragments or isomiRs are tested: by their miRNAs all the same.

Fragments are pieces of few RNAs that rise and fall together, as with the decay of a sample. That
most of them do not change, which a median of their own ratios takes for granted, cannot be said.
isomiRs are parts of the counts of miRNAs. So all that is tested of a library stands on one scale,
and a change is one against the miRNAs. What own factors would give is among the variants of the
analysis.
"""

import pandas as pd

OF_MIRNAS = "of miRNAs"


def as_of_mirnas(factors: pd.DataFrame) -> pd.DataFrame:
    """The size factors of the cohort; how they were found says that it was by miRNAs."""
    words = factors["method"]
    said = words.where(words.str.startswith("ratio of "), words + f" {OF_MIRNAS}")
    return factors.assign(method=said)
