"""List the calls of a contrast as markers that an assay could measure."""

import numpy as np
import pandas as pd

from mirtrd.candidates.assays import (
    ASSAYABLE_CPM,
    PARTS,
    describe_missed,
    expected_cycles,
    find_paralogues,
    name_near,
)
from mirtrd.candidates.best import is_called
from mirtrd.candidates.identity import read_identities
from mirtrd.candidates.markers import SAME_PEOPLE
from mirtrd.candidates.tables import BIOMARKERS, DOSSIER
from mirtrd.candidates.tiers import CHECKS, check_calls
from mirtrd.core.job import Job, run
from mirtrd.counting.tables import ISOMIR_SUMMARY

CPM = ["median_cpm_tested", "median_cpm_reference"]
RARE = f"below {ASSAYABLE_CPM} counts per million in both groups"
ISOMIR = "the form as annotated, which an assay is made for, does not have the change"
NOTE = (
    "A marker is one in new people, by an assay that was fixed before. Cycles are a rule of thumb; "
    "measure them."
)


def find_against(calls: pd.DataFrame) -> pd.DataFrame:
    """What speaks against each call as a marker: a column of bool by the words for it."""
    passed = check_calls(calls)
    against = {words: ~passed[name] for name, words in CHECKS.items()}
    return pd.DataFrame(
        {
            **against,
            RARE: calls[CPM].max(axis=1) < ASSAYABLE_CPM,
            ISOMIR: calls["canonical_carries"] == "no",
        },
        index=calls.index,
    )


def list_biomarkers(
    dossier: pd.DataFrame, matures: dict[str, str], isomirs: pd.DataFrame
) -> pd.DataFrame:
    """The calls of ``dossier``, those with least against them first, then by p-value. ``isomirs``
    is the summary of isomiRs, empty without reads."""
    calls = dossier[is_called(dossier)]
    against = find_against(calls)
    table = calls.join(expected_cycles(calls[CPM]))
    table["against"] = ["; ".join(against.columns[row]) for row in against.to_numpy(dtype=bool)]
    table["suited"] = np.where(against.any(axis=1), "no", "yes")
    known = isomirs.reindex(columns=["canonical_share", *PARTS]).reindex(calls.index)
    table["missed_share"] = 1 - known["canonical_share"]
    table["missed"] = [
        describe_missed(row) if there else ""
        for there, (_, row) in zip(known["canonical_share"].notna(), known.iterrows(), strict=True)
    ]
    table["paralogues"] = [
        name_near(find_paralogues(mirna, sequence, matures))
        for mirna, sequence in calls["sequence"].items()
    ]
    order = against.sum(axis=1).sort_values(kind="stable").index
    return table.loc[order, list(BIOMARKERS.header[1:])]


def main(job: Job) -> None:
    dossier = DOSSIER.read_frame(job.input.dossier)
    matures = read_identities(job.input.matures)["sequence"].to_dict()
    isomirs = pd.DataFrame()
    if job.input.summary:
        isomirs = ISOMIR_SUMMARY.read_frame(job.input.summary[0])
    table = list_biomarkers(dossier, matures, isomirs)
    BIOMARKERS.write_frame(job.output.table, table, heading=[SAME_PEOPLE, NOTE])


if __name__ == "__main__":
    run(main)
