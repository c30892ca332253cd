"""The tier of a miRNA: how far a call holds, or what became of one that others report.

A: called, and no check fails. B: called, one check fails. C: called, several fail; or not called,
   but tested with the sign of most reports in the same tissue.
D: any other miRNA that is reported and tested. U: reported, and not testable here.
Reports move no miRNA into A or B, nor out of them.
"""

import numpy as np
import pandas as pd

from mirtrd.candidates.best import NOT_TESTED, is_called, is_tested

# Shares of the other choices of analysis that call it too, of a call that hangs on none.
ROBUST = 0.9
# Share of the group with the higher counts that has at least ten, of what can be measured.
MEASURED = 0.9
# A call of which more of the counts fit others as well may be theirs.
AMBIGUOUS = 0.5
CHECKS = {
    "robust": "other choices of analysis lose it",
    "measurable": "too few samples have ten counts",
    "haemolysis": "it is of red blood cells, or follows haemolysis",
    "own": "its counts may be those of another RNA",
    "adjusted": "it follows what the design lacks",
}


def check_calls(dossier: pd.DataFrame) -> pd.DataFrame:
    """Which checks each miRNA passes (bool), a column for each of CHECKS.

    What cannot be judged passes: haemolysis where samples have no score and are not of plasma, or
    detection in a contrast without groups. ``dossier`` has the columns of DOSSIER that are asked.
    """
    detected = dossier[["detected_tested", "detected_reference"]].max(axis=1)
    ambiguous = dossier["ambiguous_share"].fillna(0) > AMBIGUOUS
    others = ambiguous | (dossier["look_alike"] != "") | (dossier["entry"] == "doubtful")
    red = (dossier["haemolysis"] != "") | (dossier["follows_haemolysis"] == "yes")
    return pd.DataFrame(
        {
            "robust": dossier["significant_share"].fillna(0) >= ROBUST,
            "measurable": ~(detected < MEASURED),
            "haemolysis": ~red,
            "own": ~others,
            "adjusted": dossier["follows_unadjusted"] == "",
        },
        index=dossier.index,
    )


def tell_tiers(dossier: pd.DataFrame) -> pd.DataFrame:
    """The tier of each miRNA, "" of those neither called nor reported, and what decides it."""
    passed = check_calls(dossier)
    called = is_called(dossier)
    failed = (~passed).sum(axis=1)
    reported = dossier["reports"].fillna(0) > 0
    tested = is_tested(dossier)
    agrees = dossier["published_here"] == _signs(dossier)
    tier = np.select(
        [called & (failed == 0), called & (failed == 1), called | (reported & tested & agrees),
         reported & tested, reported],
        ["A", "B", "C", "D", "U"],
        "",
    )  # fmt: skip
    against = pd.DataFrame({name: np.where(passed[name], "", CHECKS[name]) for name in CHECKS})
    words = ["; ".join(filter(None, row)) for row in against.to_numpy()]
    return pd.DataFrame(
        {
            "tier": tier,
            "tier_reason": [
                reason if is_call else _tell_report(row) if letter else ""
                for reason, is_call, letter, (_, row) in zip(
                    words, called, tier, dossier.iterrows(), strict=True
                )
            ],
        },
        index=dossier.index,
    )


def _signs(dossier: pd.DataFrame) -> pd.Series:
    change = dossier["log2FoldChange"]
    words = np.select([change > 0, change < 0], ["up", "down"], "none")
    return pd.Series(words, index=dossier.index)


def _tell_report(row: pd.Series) -> str:
    """What became of a report on a miRNA that is not called."""
    if row["status"] == NOT_TESTED:
        return f"reported, not testable here: {row['reason']}"
    if not row["published_here"]:
        return "reported, with no direction in this tissue; not significant here"
    return f"reported {row['published_here']} in this tissue; not significant here"
