"""Read the cohort that a panel is trained on, and what may not be in a panel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.cohort.tables import COUNTS, SAMPLES
from mirtrd.core.job import Job, UserError
from mirtrd.counting.tables import MATURE_AMBIGUITY
from mirtrd.design.contrasts import Contrast
from mirtrd.inputs.materials import are_blood_cells
from mirtrd.inputs.panels import columns_of_panel
from mirtrd.panel.training import Training, code_covariates, number_persons
from mirtrd.panel.validation import FOLDS
from mirtrd.quality.status import read_status
from mirtrd.reference.names import Names, read_names
from mirtrd.reference.tables import RED_CELLS

# A miRNA most of whose counts fit another as well says nothing of itself.
MOST_AMBIGUOUS = 0.5
# Fewer miRNAs with counts in all samples make the median of their ratios a lottery (as in cohort).
LEAST_REFERENCE = 20
RED_CELL, AMBIGUOUS = "of red blood cells", "ambiguous"


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """The training cohort and where it comes from.

    ``sheet`` and ``status`` have a row for each of its samples. ``excluded`` says of miRNAs that
    may not be in a panel why; ``left_out`` are sentences on samples that are not in training.
    ``person`` and ``site`` are columns of the sheet, "" without one.
    """

    contrast: Contrast
    training: Training
    sheet: pd.DataFrame
    status: pd.DataFrame
    names: Names
    excluded: Mapping[str, str]
    covariates: Sequence[str]
    person: str
    site: str
    left_out: Sequence[str]

    @property
    def classes(self) -> dict[str, int]:
        """The samples of each level, the tested one first."""
        tested = int(self.training.tested.sum())
        return {
            self.contrast.tested: tested,
            self.contrast.reference: len(self.training.tested) - tested,
        }

    @property
    def has_sites(self) -> bool:
        """Whether a site can be predicted by others: two or more, one of which has both classes."""
        sites, tested = self.training.sites, self.training.tested
        both = [s for s in np.unique(sites) if 0 < tested[sites == s].mean() < 1]
        return len(np.unique(sites)) > 1 and bool(both)


def read_cohort(job: Job) -> Cohort:
    """The cohort of a rule that has the files of TRAINING. UserError if it is too small."""
    contrast = Contrast.from_param(job.params.contrast)
    counts, sheet = COUNTS.read_frame(job.input.counts), SAMPLES.read_frame(job.input.samples)
    status = read_status(job.input.status)
    sheet = sheet.loc[contrast.samples(sheet)]
    haemolysed = find_haemolysed(status.loc[sheet.index], job.params.haemolysis_limit)
    sheet = sheet.drop(index=list(haemolysed))
    counts, status = counts[sheet.index], status.loc[sheet.index]
    names = read_names(job.input.matures, job.input.hairpins, getattr(job.input, "former", None))
    ambiguity = MATURE_AMBIGUITY.read_frame(job.input.ambiguity)["ambiguous_share"]
    red_cells = {row["mirna"] for row in RED_CELLS.read(job.input.red_cells)}
    if are_blood_cells(sheet, job.params.matrix):
        red_cells = set()
    excluded = find_excluded(list(counts.index), ambiguity, red_cells)
    of_sheet = columns_of_panel(sheet, job.params.formula, contrast.factor)
    covariates, coded = code_covariates(sheet, of_sheet.covariates)
    sites = sheet[of_sheet.site] if of_sheet.site else pd.Series("", index=sheet.index)
    training = Training(
        samples=list(sheet.index),
        mirnas=list(counts.index),
        counts=counts.to_numpy(dtype=float).T,
        tested=(sheet[contrast.factor] == contrast.tested).to_numpy(),
        persons=number_persons(sheet, of_sheet.person),
        sites=pd.factorize(sites)[0],
        covariates=covariates,
        allowed=~counts.index.isin(list(excluded)),
        min_count=job.params.min_count,
    )
    check_training(training, contrast)
    return Cohort(
        contrast=contrast,
        training=training,
        sheet=sheet,
        status=status,
        names=names,
        excluded=excluded,
        covariates=coded,
        person=of_sheet.person,
        site=of_sheet.site,
        left_out=list(haemolysed.values()),
    )


def find_haemolysed(status: pd.DataFrame, limit: float | None) -> dict[str, str]:
    """A sentence for each sample with more haemolysis than the limit: none such can be scored, so
    none trains."""
    if limit is None:
        return {}
    ratios = status["haemolysis_ratio"]
    return {
        str(sample): f"{sample} is not in training: haemolysis, log2 ratio {ratio:.3g}, at most "
        f"{limit:g} expected"
        for sample, ratio in ratios[ratios > limit].items()
    }


def find_excluded(
    mirnas: Sequence[str], ambiguous_share: "pd.Series[Any]", red_cells: set[str]
) -> dict[str, str]:
    """Why miRNAs may not be in a panel, whatever their counts in the classes: they come from broken
    red blood cells, or most of their counts fit another miRNA."""
    excluded = {}
    shares = ambiguous_share.reindex(mirnas)
    for mirna, share in zip(mirnas, shares, strict=True):
        if red_cells & set(mirna.split("/")):
            excluded[mirna] = RED_CELL
        elif share > MOST_AMBIGUOUS:
            excluded[mirna] = AMBIGUOUS
    return excluded


def check_training(training: Training, contrast: Contrast) -> None:
    """Refuse a cohort that cannot be dealt into folds or scaled."""
    for level, of_level in (
        (contrast.tested, training.tested),
        (contrast.reference, ~training.tested),
    ):
        persons = len(np.unique(training.persons[of_level]))
        if persons < FOLDS:
            raise UserError(
                f"config: panel.contrast: {level} has {persons} persons whose samples are usable, "
                f"at least {FOLDS} are needed, one for each fold"
            )
    complete = int((training.counts > 0).all(axis=0).sum())
    if complete < LEAST_REFERENCE:
        raise UserError(
            f"panel: {complete} miRNAs have reads in every sample, at least {LEAST_REFERENCE} are "
            "needed to scale a sample by itself: leave out the shallowest (keep: no)"
        )
