"""Tables of contrasts."""

import numpy as np
import pandas as pd


def make_contrast(tested: int, significant: int, rest: int = 50) -> pd.DataFrame:
    """A table of a contrast with so many tested, significant and not testable miRNAs, which are a
    column."""
    random = np.random.default_rng(tested)
    pvalue = np.sort(random.uniform(0.06, 1, tested))
    pvalue[:significant] = 10 ** -random.uniform(4, 12, significant)
    change = random.normal(0, 0.4, tested)
    change[:significant] = random.choice([-1, 1], significant) * random.uniform(1, 3, significant)
    status = np.full(tested, "not significant", dtype=object)
    status[:significant] = np.where(change[:significant] > 0, "up", "down")
    table = pd.DataFrame(
        {
            "mirna": [f"hsa-miR-{i}-5p" for i in range(tested)],
            "baseMean": 10 ** random.uniform(1, 5, tested),
            "log2FoldChange": change,
            "pvalue": pvalue,
            "padj": np.where(np.arange(tested) < significant, 0.01, 0.9),
            "log2FoldChange_shrunken": change * 0.8,
            "status": status,
            "reason": "",
            "remark": "",
        }
    )
    untested = pd.DataFrame({"mirna": [f"hsa-miR-{i}-3p" for i in range(rest)]})
    untested = untested.assign(status="not testable", reason="no reads", remark="", baseMean=0.0)
    return pd.concat([table, untested], ignore_index=True) if tested else untested.reindex(
        columns=table.columns
    ).astype({"log2FoldChange": float, "pvalue": float, "padj": float})  # fmt: skip
