"""How often a dossier has a miRNA in tier A where nothing changes, on simulated cohorts.

Run from the checkout: python tests/simulation/null_tiers.py [ROUNDS] [--sizes N] [--kinds KIND]

Cohorts are those of calibrate.py without a change. Each is tested, and where anything is called,
all other analyses of the stage robustness are done, and the tiers are told. What a simulation does
not have (haemolysis, other RNAs, doubtful entries) speaks against no call, so that the tiers are as
lenient as they can be.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))
sys.path.insert(0, str(ROOT / "tests"))

from builders.dossiers import CLEAN, make_dossier  # noqa: E402
from calibrate import ALPHA, CONTRAST, KINDS, Cohort, simulate  # noqa: E402
from mirtrd.candidates.rank_candidates import detection  # noqa: E402
from mirtrd.candidates.tiers import tell_tiers  # noqa: E402
from mirtrd.cohort.filtering import passes_filter  # noqa: E402
from mirtrd.cohort.size_factors import Scaling, size_factors  # noqa: E402
from mirtrd.design.contrasts import Criteria, Design, Question  # noqa: E402
from mirtrd.robustness.check_robustness import MAKERS, summarise  # noqa: E402
from mirtrd.robustness.refits import Setting  # noqa: E402


def ask(cohort: Cohort, formula: str) -> tuple[Setting, pd.DataFrame]:
    """The contrast of a cohort, to be asked again, and the table of what it found."""
    factors, words = size_factors(cohort.counts)
    kept = cohort.counts[passes_filter(cohort.counts, 10, len(cohort.sheet) // 2)]
    question = Question(
        contrast=CONTRAST,
        design=Design(formula=formula, contrasts=(CONTRAST,)),
        criteria=Criteria(alpha=ALPHA),
    )
    scaling = Scaling(factors=factors, words=words, method="auto", references=[])
    setting = Setting(
        counts=cohort.counts, scaling=scaling, min_count=10, sheet=cohort.sheet,
        question=question, mirnas=kept.index,
    )  # fmt: skip
    found = setting.refit()
    table = pd.DataFrame({"log2FoldChange": found.change, "padj": found.padj}, kept.index)
    called = table["padj"] < ALPHA
    table["status"] = np.select(
        [called & (found.change > 0), called], ["up", "down"], "not significant"
    )
    return setting, table


def tell(cohort: Cohort, formula: str) -> pd.Series:
    """The tiers of the miRNAs of a cohort that are called."""
    setting, table = ask(cohort, formula)
    if not table["status"].isin(["up", "down"]).any():
        return pd.Series(dtype=str)
    variants = [variant for maker in MAKERS for variant in maker(setting)]
    robustness = summarise(variants, table, ALPHA)
    known = table.join(robustness[["significant_share"]])
    known = known.join(detection(cohort.counts, cohort.sheet, CONTRAST))
    rows = {name: CLEAN | row.to_dict() for name, row in known.iterrows()}
    tiers = tell_tiers(make_dossier(**rows))["tier"]
    return tiers[tiers != ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rounds", type=int, nargs="?", default=30)
    parser.add_argument("--sizes", type=int, nargs="+", default=[12, 40])
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=["plain"])
    given = parser.parse_args()
    for kind in given.kinds:
        for size in given.sizes:
            random = np.random.default_rng(size)
            tiers = [
                tell(simulate(random, size, kind, changing=False), KINDS[kind])
                for _ in range(given.rounds)
            ]
            with_call = np.mean([len(found) > 0 for found in tiers])
            with_a = np.mean([(found == "A").any() for found in tiers])
            print(
                f"{kind}, {size} samples, {given.rounds} cohorts: a call in {with_call:.1%}, "
                f"tier A in {with_a:.1%}",
                flush=True,
            )


if __name__ == "__main__":
    main()
