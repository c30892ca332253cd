"""The performance of a panel in persons left out, measure by measure, with intervals."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mirtrd.core.arrays import Bools, Ints
from mirtrd.panel.calibration import Calibration, brier, calibrate
from mirtrd.panel.discrimination import Pairs, draw_persons, interval, pair_up
from mirtrd.panel.models import BOTH, COVARIATES, MIRNAS
from mirtrd.panel.nets import expit
from mirtrd.panel.validation import SEED
from mirtrd.statistics.arrays import Array
from mirtrd.statistics.roc import auc_interval

OTHER_SITES = f"{MIRNAS}, other sites"
# What an interval by draws of persons does not have in it.
BY_DRAWS = (
    "interval by 2,000 draws of persons at fixed predictions, by Newcombe for an AUC of 0 or 1: it "
    "does not have in it how much another training cohort would change"
)


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Predictions of persons left out by what models are made of: each (repeats x samples) with
    the folds, of the samples in order; ``tested`` and ``persons`` of these."""

    samples: tuple[str, ...]
    tested: Bools
    persons: Ints
    predictors: Mapping[str, Array]
    folds: Mapping[str, Ints]

    @classmethod
    def from_table(cls, table: pd.DataFrame, tested: Bools, persons: Ints) -> "LeftOut":
        """Of the table PREDICTIONS, whose first rows are the samples in order."""
        samples = tuple(dict.fromkeys(table.index))
        predictors, folds = {}, {}
        for part, rows in table.groupby("part", sort=False):
            wide = rows.reset_index().pivot(index="repeat", columns="sample")
            predictors[str(part)] = wide["predictor"][list(samples)].to_numpy(dtype=float)
            folds[str(part)] = wide["fold"].fillna(-1)[list(samples)].to_numpy(dtype=int)
        return cls(
            samples=samples, tested=tested, persons=persons, predictors=predictors, folds=folds
        )

    def pairs(self, part: str) -> Pairs:
        """The pairs that were left out together."""
        return pair_up(self.predictors[part], self.folds[part], self.tested)

    @property
    def mean(self) -> Array:
        """The mean linear predictor of each sample over the repeats."""
        mean: Array = self.predictors[MIRNAS].mean(axis=0)
        return mean

    def pooled(self) -> tuple[Array, Bools]:
        """The linear predictors of all repeats, and the outcome of each."""
        predictors = self.predictors[MIRNAS]
        return predictors.ravel(), np.tile(self.tested, len(predictors))

    @property
    def line(self) -> Calibration:
        """The calibration of the predictions of all repeats."""
        return calibrate(*self.pooled())


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A row of the table PERFORMANCE."""

    measure: str
    value: float
    ci_low: float = math.nan
    ci_high: float = math.nan
    meaning: str = ""


def measure_areas(left_out: LeftOut) -> list[Measure]:
    """The areas by what models are made of, and what miRNAs add to covariates."""
    random = np.random.default_rng([SEED, 0, 0, 7])
    weights = draw_persons(left_out.tested, left_out.persons, random)
    own, other = weights[:, left_out.tested], weights[:, ~left_out.tested]
    drawn = {part: left_out.pairs(part).weighted(own, other) for part in left_out.predictors}
    meanings = {
        MIRNAS: "of the panel, over pairs of persons left out together; " + BY_DRAWS,
        COVARIATES: "of the covariates of the design alone, by the same procedure; below 0.5 where "
        "the groups were matched by them, which says nothing",
        BOTH: "of both together, by the same procedure",
        OTHER_SITES: "each site predicted by models of the other sites",
    }
    rows = []
    for part, values in drawn.items():
        area = left_out.pairs(part).auc
        low, high = interval_of(area, values, left_out)
        rows.append(
            Measure(
                measure=f"AUC, {part}",
                value=area,
                ci_low=low,
                ci_high=high,
                meaning=meanings[part],
            )
        )
    if BOTH in drawn:
        low, high = interval(drawn[BOTH] - np.maximum(drawn[COVARIATES], 0.5))
        if low == high:  # so it is in every draw, which says nothing
            low = high = math.nan
        rows.append(
            Measure(
                measure="AUC that miRNAs add",
                value=left_out.pairs(BOTH).auc - max(left_out.pairs(COVARIATES).auc, 0.5),
                ci_low=low,
                ci_high=high,
                meaning="both together less the covariates alone, or less 0.5 where they are below "
                "it; on the same draws, and without an interval where all of these agree",
            )
        )
    return rows


def interval_of(area: float, drawn: Array, left_out: LeftOut) -> tuple[float, float]:
    """The interval of an area from draws of persons. Where all of one class are above the other,
    so they are in every draw, which says nothing: the interval is then by Newcombe."""
    if area not in (0.0, 1.0):
        return interval(drawn)
    persons = (np.unique(left_out.persons[of]) for of in (left_out.tested, ~left_out.tested))
    tested, other = map(len, persons)
    return auc_interval(area, 0.0, tested, other)


def measure_calibration(left_out: LeftOut) -> list[Measure]:
    """Calibration and Brier score of the predictions as they are, over all repeats."""
    predictor, tested = left_out.pooled()
    line, share = left_out.line, float(left_out.tested.mean())
    return [
        Measure(
            measure="calibration slope",
            value=line.slope,
            meaning="1 is right, below it predictions are too extreme; empty where none is found",
        ),
        Measure(
            measure="calibration intercept",
            value=line.in_the_large,
            meaning="at slope 1: above 0, probabilities are too low on the whole",
        ),
        Measure(
            measure="Brier score",
            value=brier(expit(predictor), tested),
            meaning="mean squared error of the probabilities; the less, the better",
        ),
        Measure(
            measure="Brier score of no model",
            value=share * (1 - share),
            meaning="of the share of the tested level for everybody",
        ),
    ]


def measure_threshold(left_out: LeftOut, threshold: float) -> list[Measure]:
    """The table of two by two at a threshold of the mean linear predictor, fixed beforehand."""
    called, tested = left_out.mean >= threshold, left_out.tested
    cells = {
        "true positives": int((called & tested).sum()),
        "false negatives": int((~called & tested).sum()),
        "false positives": int((called & ~tested).sum()),
        "true negatives": int((~called & ~tested).sum()),
    }
    rows = [
        Measure(measure=name, value=number, meaning="samples, at the frozen threshold")
        for name, number in cells.items()
    ]
    for name, hits, misses in (
        ("sensitivity", "true positives", "false negatives"),
        ("specificity", "true negatives", "false positives"),
    ):
        of = cells[hits] + cells[misses]
        low, high = wilson(cells[hits], of)
        rows.append(
            Measure(
                measure=name,
                value=cells[hits] / of,
                ci_low=low,
                ci_high=high,
                meaning="at the frozen threshold, which was fixed beforehand; interval by Wilson",
            )
        )
    return rows


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    z = 1.959963984540054
    centre = (hits + z**2 / 2) / (of + z**2)
    half = z / (of + z**2) * math.sqrt(hits * (of - hits) / of + z**2 / 4)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def recalibration(line: Calibration, share: float) -> dict[str, float]:
    """The line by which the frozen panel makes probabilities of its linear predictor.

    That of the predictions left out, which are the only honest ones: those of the samples that it
    was fitted on are too extreme. Where predictions point the wrong way, everybody has the share of
    the tested level; where classes are wholly apart, there is no line, and they stay as they are.
    """
    if math.isnan(line.slope):
        return {"slope": 1.0, "intercept": 0.0}
    if line.slope <= 0:
        return {"slope": 0.0, "intercept": math.log(share / (1 - share))}
    return {"slope": line.slope, "intercept": line.intercept}
