"""Rank the miRNAs that may serve as references of qPCR by how steady they are on these data."""

import numpy as np
import pandas as pd

from mirtrd.candidates.tables import DOSSIER, REFERENCES
from mirtrd.candidates.tiers import check_calls
from mirtrd.cohort.tables import COUNTS, SAMPLES
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.statistics.abundance import DETECTED
from mirtrd.statistics.stability import genorm, normfinder

# The least median, in either group: cycle 29 by the rule of thumb of the assays.
REFERENCE_CPM = 200
# A miRNA with an adjusted p-value below this may yet be found to change.
UNCHANGED = 0.5
# A table of more is no help; the steadiest are in it.
MOST_LISTED = 50
NOTE = (
    "Steady in these samples, by ratios that need no normaliser. Take two or three of different "
    "families, and check them in your samples: what is steady in sequencing need not be in qPCR."
)


def choose_eligible(dossier: pd.DataFrame, counts: pd.DataFrame) -> pd.Index:
    """The miRNAs that may be a reference at all: in every sample, abundant, with no sign of a
    change, clean of haemolysis, their own, and with nothing that they follow."""
    passed = check_calls(dossier)
    cpm = dossier[["median_cpm_tested", "median_cpm_reference"]].min(axis=1)
    medians = (counts / counts.sum() * 1e6).median(axis=1)[dossier.index]
    chosen = (
        (dossier["status"] == "not significant")
        & (dossier["padj"] > UNCHANGED)
        & (cpm.fillna(medians) >= REFERENCE_CPM)
        & passed[["haemolysis", "own", "adjusted"]].all(axis=1)
        & (counts.loc[dossier.index] >= DETECTED).all(axis=1)
    )
    return dossier.index[chosen]


def rank_references(dossier: pd.DataFrame, counts: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """The eligible miRNAs by the mean of their places by geNorm and NormFinder. ``counts`` are of
    the samples of the contrast, ``groups`` says the level of each."""
    eligible = choose_eligible(dossier, counts)
    logs = np.log2(counts.loc[eligible].to_numpy(dtype=float))
    measures, places = genorm(logs)
    values = normfinder(logs, groups[counts.columns].to_numpy())
    table = dossier.loc[eligible].assign(genorm_m=measures, genorm_place=places, normfinder=values)
    place = table["normfinder"].rank(method="min")
    table["normfinder_place"] = place
    table["rank"] = (table["genorm_place"] + place.fillna(table["genorm_place"])) / 2
    table = table.sort_values(["rank", "genorm_m"], kind="stable").head(MOST_LISTED)
    return table[list(REFERENCES.header[1:])]


def main(job: Job) -> None:
    dossier = DOSSIER.read_frame(job.input.dossier)
    samples = SAMPLES.read_frame(job.input.samples)
    contrast = Contrast.from_param(job.params.contrast)
    chosen = contrast.samples(samples)
    groups = samples.loc[chosen, contrast.factor] if contrast.factor else pd.Series("", chosen)
    counts = COUNTS.read_frame(job.input.counts)[chosen]
    table = rank_references(dossier, counts, groups)
    REFERENCES.write_frame(job.output.table, table, heading=[NOTE])


if __name__ == "__main__":
    run(main)
