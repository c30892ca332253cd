"""Samples as they are judged."""

import math

from mirtrd.core.fates import FATES
from mirtrd.inputs.kits import Layout
from mirtrd.trimming.tally import Tally
from mirtrd.trimming.verdicts import Verdict

LAYOUT = Layout(adapter="TGGAATTCTCGG")
KIT = Verdict(
    failure=None, warning=None, declared="auto", kit="truseq", layout=LAYOUT, q30_share=0.9
)
TALLY = Tally(failure=None, unit="reads", reads=0, dropped={}, umi=None)

# A good library.
GOOD = {
    "unit": "reads", "reads": 5_000_000, "adapter_share": 0.98, "dimer_share": 0.05,
    "q30_share": 0.95, "share_18_25": 0.8, "mirna_reads": 3_000_000, "mirna_share": 0.6,
    "mirnas_detected": 500, "top10_share": 0.6, "umi_space_used": math.nan, "perfect_share": 0.95,
    "mismatched_mirnas": 0.0, "judged_mirnas": 200, "nearest": "other", "nearest_cv": 0.3,
    "haemolysis_ratio": math.nan, "haemolysis_score": math.nan, "haemolysis_depth": math.nan,
}  # fmt: skip


def fates(**reads: int) -> dict[str, int]:
    """The reads of each fate."""
    return dict.fromkeys(FATES, 0) | reads
