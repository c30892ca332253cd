"""The verdict on a contrast: what this very run knows of it, in parts and in one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.core.features import MIRNA, NOUNS
from mirtrd.expression.verdicts import CALLED, POWER
from mirtrd.robustness.pvalues import FEWEST_PERMUTATIONS
from mirtrd.robustness.spread import describe_spread, median_changes
from mirtrd.robustness.suspicion import Suspicion, percent
from mirtrd.robustness.variants import WITH_HAEMOLYSIS, sign_depends

# What the design with haemolysis may lose of the calls before it is said: one covariate more costs
# a call or two in any case.
LOST_SHARE = 0.1
# As many calls as observed in more than this share of the shuffles are no more than chance gives.
BY_CHANCE = 0.05


@dataclass(frozen=True, kw_only=True)
class Called:
    """How many miRNAs (or what ``noun`` says) are called of how many tested, and at which
    false-discovery rate."""

    called: int
    tested: int
    rate: float
    noun: str = NOUNS[MIRNA]

    @property
    def sentence(self) -> str:
        number, verb = f"{self.called:,}", "is" if self.called == 1 else "are"
        if not self.called:
            number, verb = "None", "is"
        return (
            f"{number} of {self.tested:,} tested {self.noun} {verb} called different, at a "
            f"false-discovery rate of {percent(self.rate)}."
        )


@dataclass(frozen=True, kw_only=True)
class Shuffled:
    """How many miRNAs are called with permuted labels, on average over so many permutations, and
    the share of these that have as many calls as the true labels; NaN without any, for a
    ``reason``."""

    permutations: int
    calls: float
    pvalue: float
    reason: str = ""

    @property
    def sentence(self) -> str:
        if not self.permutations:
            return f"What shuffled labels would give is not known: {self.reason}."
        words = f"With shuffled labels, {self.calls:.2g} are on average"
        if self.permutations < FEWEST_PERMUTATIONS:
            return f"{words}, over {self.permutations} shuffles: too few to judge by."
        if self.pvalue > BY_CHANCE:
            return f"{words}, and as many in {percent(self.pvalue)} of the shuffles."
        return f"{words}."


@dataclass(frozen=True, kw_only=True)
class Held:
    """How many calls stay whichever one of so many samples is left out."""

    held: int
    called: int
    samples: int

    @property
    def sentence(self) -> str:
        if not self.called or not self.samples:
            return ""
        if self.held == self.called:
            held = "It stays" if self.called == 1 else "All stay"
        elif self.held:
            held = f"{self.held:,} of the {self.called:,} stay{'s' * (self.held == 1)}"
        else:
            held = "None stays"
        return f"{held} whichever one sample is left out."


@dataclass(frozen=True, kw_only=True)
class Detectable:
    """The change (log2) that would have been called in half of the miRNAs; NaN if none is known."""

    change: float
    noun: str = NOUNS[MIRNA]

    @property
    def sentence(self) -> str:
        if np.isnan(self.change):
            return ""
        fold = f"{2**self.change:.1f}-fold" if self.change < 6 else "more than 64-fold"
        return (
            f"In half of the {self.noun}, a {fold} change would have been called with a chance of "
            f"{percent(POWER)}."
        )


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The parts, each with its sentence, and sentences on what the calls may come from instead."""

    called: Called
    shuffled: Shuffled
    held: Held
    suspicion: Suspicion
    detectable: Detectable
    medians: Mapping[str, float]
    cautions: tuple[str, ...]

    @property
    def line(self) -> str:
        """All in one line."""
        parts = (self.called, self.shuffled, self.held, self.suspicion, self.detectable)
        return " ".join(part.sentence for part in parts if part.sentence)

    def as_document(self) -> dict[str, Any]:
        """For a file that others read; what is not known is null."""
        return {
            "verdict": self.line,
            "cautions": list(self.cautions),
            "calls": {"called": self.called.called, "tested": self.called.tested,
                      "false_discovery_rate": self.called.rate},
            "shuffled_labels": {
                "permutations": self.shuffled.permutations,
                "calls": _known(self.shuffled.calls),
                "share_with_as_many": _known(self.shuffled.pvalue),
            },
            "without_one_sample": {"calls_that_stay": self.held.held,
                                   "samples": self.held.samples},
            "hidden_factor": {"suspected": self.suspicion.suspected,
                              "reasons": list(self.suspicion.reasons)},
            "detectable_in_half": {"log2": _known(self.detectable.change), "power": POWER},
            "median_change_by_normaliser": dict(self.medians),
        }  # fmt: skip


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def reach_verdict(
    expression: pd.DataFrame,
    robustness: pd.DataFrame,
    variants: pd.DataFrame,
    permutations: Mapping[str, Any],
    suspicion: Suspicion,
    *,
    alpha: float,
    differences: str = "",
) -> Verdict:
    """The verdict on a contrast.

    From its table, whose index is called by what was tested, those of its robustness (``variants``
    with their kind as a column), and the summary of its permutations; ``differences`` is the
    sentence on what else the groups differ in.
    """
    calls = robustness[robustness["status"].isin(CALLED)]
    called = int(expression["status"].isin(CALLED).sum())
    nan, noun = float("nan"), NOUNS.get(str(expression.index.name), NOUNS[MIRNA])
    medians = median_changes(robustness, variants)
    turned = int((calls["weakest"] == sign_depends("normalisation")).sum())
    cautions = (
        differences,
        _haemolysis(calls),
        describe_spread(medians, turned, called),
    )
    return Verdict(
        called=Called(
            called=called, tested=int(expression["padj"].notna().sum()), rate=alpha, noun=noun
        ),
        shuffled=Shuffled(
            permutations=permutations["permutations"],
            calls=permutations.get("mean_false_calls", nan),
            pvalue=permutations.get("pvalue", nan) if called else nan,
            reason="" if permutations["permutations"] else permutations["verdict"],
        ),
        held=Held(
            held=int((calls["significant_share_samples"] == 1).sum()),
            called=called,
            samples=int(variants.loc[variants["kind"] == "samples", "variant"].nunique()),
        ),
        suspicion=suspicion,
        detectable=Detectable(
            change=float(expression.loc[expression["padj"].notna(), "mde"].median()), noun=noun
        ),
        medians=medians,
        cautions=tuple(filter(None, cautions)),
    )


def _haemolysis(calls: pd.DataFrame) -> str:
    """A sentence if haemolysis in the design loses many of the calls."""
    lost = int(calls["lost"].str.split("; ").map(lambda names: WITH_HAEMOLYSIS in names).sum())
    if lost <= LOST_SHARE * len(calls):
        return ""
    return f"{lost:,} of {len(calls):,} calls are lost with the score of haemolysis in the design."
