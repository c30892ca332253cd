"""The score of one sample by a frozen panel: of its own counts alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mirtrd.panel.frozen import Panel, Scaler
from mirtrd.panel.libraries import Library
from mirtrd.panel.nets import expit
from mirtrd.panel.scaling import scale, spread_of
from mirtrd.statistics.arrays import Array

SCORED, CAUTION, REFUSED = "scored", "caution", "refused"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One sample: the count of each accession that its reference or table has, and its library.

    ``failure`` is why there are no counts of it, "" if there are. ``haemolysis_ratio`` is NaN where
    it is not judged. ``is_other_species`` is what mismatched reads tell.
    """

    name: str
    counts: Mapping[str, int]
    mirna_reads: int
    library: Library
    haemolysis_ratio: float = float("nan")
    is_other_species: bool = False
    failure: str = ""

    def take(self, rows: Sequence[Scaler]) -> Array:
        """The counts of miRNAs, 0 for one that is not there."""
        return np.array([float(self.counts.get(row.accession, 0)) for row in rows])


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What a miRNA of the panel adds to the linear predictor; ``value`` is its log2 scaled count,
    ``standard`` that standardised as in training."""

    mirna: str
    accession: str
    count: int
    value: float
    standard: float
    amount: float


@dataclass(frozen=True, kw_only=True)
class Score:
    """A score, before it is judged whether it may be given: the linear predictor, the probability
    of the tested level, the percentile within the predictors of each level, and what each miRNA
    adds."""

    predictor: float
    probability: float
    percentiles: Mapping[str, float]
    contributions: Sequence[Contribution]


def score(panel: Panel, sample: Sample) -> Score:
    """Score a sample that has counts of the reference of the panel."""
    factor = factor_of(panel, sample)
    contributions = []
    for feature in panel.features:
        count = int(sample.counts.get(feature.accession, 0))
        value = float(np.log2(count / factor + panel.pseudocount))
        standard = (value - feature.mean) / feature.deviation
        contributions.append(
            Contribution(
                mirna=feature.mirna,
                accession=feature.accession,
                count=count,
                value=value,
                standard=standard,
                amount=feature.coefficient * standard,
            )
        )
    predictor = panel.intercept + sum(part.amount for part in contributions)
    line = panel.calibration
    return Score(
        predictor=predictor,
        probability=float(expit(np.array(line["intercept"] + line["slope"] * predictor))),
        percentiles={
            level: float(np.interp(predictor, quantiles, np.arange(1, 100)))
            for level, quantiles in panel.distribution.items()
        },
        contributions=contributions,
    )


def factor_of(panel: Panel, sample: Sample) -> float:
    """The size factor of a sample by the frozen reference."""
    return scale(sample.take(panel.scalers), _log_means(panel))


def spread_from(panel: Panel, sample: Sample) -> float:
    """How far the reference miRNAs of a sample are from those of training (median, log2)."""
    return spread_of(sample.take(panel.scalers), _log_means(panel))


def share_of_reference(panel: Panel, sample: Sample) -> float:
    """The share of the reference miRNAs that have a count."""
    return float((sample.take(panel.scalers) > 0).mean())


def _log_means(panel: Panel) -> Array:
    return np.array([row.log_mean for row in panel.scalers])
