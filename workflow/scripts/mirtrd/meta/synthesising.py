"""One row for each miRNA over the studies of a tissue."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mirtrd.meta.leaving import leave_one_out
from mirtrd.meta.pooling import (
    FEWEST_RANDOM,
    combine,
    count_studies,
    dersimonian_laird,
    find_heterogeneity,
    fixed_effect,
    share_between,
    weigh,
)
from mirtrd.meta.strata import Stratum
from mirtrd.meta.studies import Effects
from mirtrd.meta.verdicts import agreement, judge
from mirtrd.statistics.arrays import Array
from mirtrd.statistics.multiple_testing import adjust

CALLED = ("up", "down")


def synthesise(effects: Effects, stratum: Stratum, alpha: float) -> pd.DataFrame:
    """The table of a stratum by miRNA, the most certain first; columns as in SYNTHESIS."""
    studies = list(stratum.studies)
    changes, errors = (
        effects.tested(column, studies).to_numpy(dtype=float)
        for column in ("log2FoldChange", "lfcSE")
    )
    mirnas = effects.pivot("missing", studies).index
    number = count_studies(changes)
    numbers = _estimate(changes, errors)
    shown = numbers["padj"].to_numpy() < alpha
    pvalues = effects.tested("pvalue", studies).to_numpy(dtype=float)
    rest = leave_one_out(changes, errors, studies)
    tested = number > 0
    up = numbers["log2FoldChange"] > 0
    table = numbers.set_index(mirnas).assign(
        tissue=stratum.tissue,
        use=stratum.use,
        status=judge(changes, pvalues, shown, numbers["q_pvalue"].to_numpy()),
        direction=np.select([~tested, up], ["", "up"], "down"),
        studies=number,
        studies_without=len(studies) - number,
        tested_in=_list_changes(changes, errors, studies),
        not_testable_in=_list_missing(effects.pivot("missing", studies), studies),
        called_in=_list_called(effects.pivot("status", studies), studies),
        agreement=agreement(changes, numbers["log2FoldChange"].to_numpy()),
        model=np.select(
            [number >= FEWEST_RANDOM, number == 2], ["random effects", "fixed effect"], ""
        ),
        without_low=rest.least,
        without_high=rest.largest,
        without_sign=np.select([number < 2, rest.sign_kept], ["", "yes"], "no"),
        decisive=["; ".join(names) for names in rest.decisive],
    )
    order = table.assign(name=mirnas).sort_values(
        ["padj", "pvalue", "studies", "name"], ascending=[True, True, False, True], kind="stable"
    )
    return order.drop(columns="name")


def find_weights(effects: Effects, stratum: Stratum) -> pd.DataFrame:
    """The share of each study in the estimate of each miRNA (miRNAs x studies)."""
    studies = list(stratum.studies)
    changes, errors = (effects.tested(name, studies) for name in ("log2FoldChange", "lfcSE"))
    tau2 = combine(changes.to_numpy(dtype=float), errors.to_numpy(dtype=float)).tau2
    weights = weigh(errors.to_numpy(dtype=float), np.nan_to_num(tau2))
    total = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, total, out=np.full_like(weights, np.nan), where=weights > 0)
    return pd.DataFrame(shares, index=changes.index, columns=changes.columns)


def _estimate(changes: Array, errors: Array) -> pd.DataFrame:
    """The numbers of the estimate, of other estimators, and of heterogeneity."""
    number = count_studies(changes)
    several, random = number > 1, number >= FEWEST_RANDOM
    pooled, fixed = combine(changes, errors), fixed_effect(changes, errors)
    moments, spread = dersimonian_laird(changes, errors), find_heterogeneity(changes, errors)

    def only(there: np.ndarray, values: Array) -> Array:
        return np.where(there, values, np.nan)

    low, high = pooled.interval
    ahead = pooled.prediction
    pvalue = only(several, pooled.pvalue)
    return pd.DataFrame(
        {
            "log2FoldChange": pooled.estimate,
            "lfcSE": pooled.error,
            "ci_low": low,
            "ci_high": high,
            "pvalue": pvalue,
            "padj": adjust(pvalue),
            "prediction_low": only(random, ahead[0]),
            "prediction_high": only(random, ahead[1]),
            "tau2": only(random, pooled.tau2),
            "i2": only(random, share_between(changes, errors, pooled.tau2)),
            "q": spread.q,
            "q_pvalue": spread.pvalue,
            "fixed_change": only(several, fixed.estimate),
            "fixed_pvalue": only(several, fixed.pvalue),
            "dl_change": only(random, moments.estimate),
            "dl_tau2": only(random, moments.tau2),
            "dl_pvalue": only(random, moments.pvalue),
        }
    )


def _list_changes(changes: Array, errors: Array, studies: Sequence[str]) -> list[str]:
    return [
        "; ".join(
            f"{study} {change:+.2f} ± {error:.2f}"
            for study, change, error in zip(studies, *pair, strict=True)
            if not np.isnan(change)
        )
        for pair in zip(changes, errors, strict=True)
    ]


def _list_missing(missing: pd.DataFrame, studies: Sequence[str]) -> list[str]:
    return [
        "; ".join(f"{study}: {why}" for study, why in zip(studies, row, strict=True) if why)
        for row in missing.to_numpy()
    ]


def _list_called(status: pd.DataFrame, studies: Sequence[str]) -> list[str]:
    return [
        "; ".join(f"{study} {said}" for study, said in zip(studies, row, strict=True)
                  if said in CALLED)
        for row in status.to_numpy()
    ]  # fmt: skip
