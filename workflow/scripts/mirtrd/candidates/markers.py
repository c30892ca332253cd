"""How well single miRNAs tell the groups of a contrast apart, in the samples they were found in."""

import numpy as np
import pandas as pd

from mirtrd.design.contrasts import Contrast
from mirtrd.statistics.roc import auc, auc_interval

SAME_PEOPLE = (
    "auc is of the very samples that the miRNA was found in, which flatters it, the more so the "
    "better it looks; it is no estimate for new people."
)


def discriminate(
    normalised: pd.DataFrame, sheet: pd.DataFrame, contrast: Contrast, mirnas: pd.Index
) -> pd.DataFrame:
    """The area under the ROC curve of each of the ``mirnas``, and its 95 % interval (DeLong, on the
    logit scale); empty in a contrast without levels. Columns auc, auc_low, auc_high.

    ``normalised`` is miRNAs x samples.
    """
    table = pd.DataFrame(np.nan, index=mirnas, columns=["auc", "auc_low", "auc_high"])
    if not contrast.factor or not len(mirnas):
        return table
    tested, reference = (
        normalised.loc[mirnas, sheet.index[sheet[contrast.factor] == level]].to_numpy(dtype=float)
        for level in contrast.levels
    )
    sizes = tested.shape[1], reference.shape[1]
    areas, variances = auc(tested, reference)
    ends = [auc_interval(*pair, *sizes) for pair in zip(areas, variances, strict=True)]
    table["auc"] = areas
    table[["auc_low", "auc_high"]] = ends
    return table
