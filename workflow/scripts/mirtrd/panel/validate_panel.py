"""Predict each person by models that have not seen him, and say which miRNAs these choose."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from mirtrd.core.documents import write_document
from mirtrd.core.job import Job, run
from mirtrd.panel.cohorts import Cohort, read_cohort
from mirtrd.panel.frozen import USE
from mirtrd.panel.measures import OTHER_SITES
from mirtrd.panel.models import BOTH, COVARIATES, MIRNAS
from mirtrd.panel.selection import chosen_in, stability
from mirtrd.panel.tables import PREDICTIONS
from mirtrd.panel.validation import Predictions, cross_validate, leave_sites_out


def predict(cohort: Cohort) -> dict[str, Predictions]:
    """The predictions by what models are made of; of covariates if there are any, of other sites if
    these can be predicted."""
    found = {MIRNAS: cross_validate(cohort.training)}
    if cohort.covariates:
        found |= {part: cross_validate(cohort.training, part) for part in (COVARIATES, BOTH)}
    if cohort.has_sites:
        found[OTHER_SITES] = leave_sites_out(cohort.training)
    return found


def as_table(cohort: Cohort, found: dict[str, Predictions]) -> pd.DataFrame:
    """The table PREDICTIONS."""
    return pd.DataFrame(_rows(cohort, found), columns=list(PREDICTIONS.header)).set_index("sample")


def _rows(cohort: Cohort, found: dict[str, Predictions]) -> Iterator[tuple[object, ...]]:
    levels = np.where(cohort.training.tested, cohort.contrast.tested, cohort.contrast.reference)
    for part, predictions in found.items():
        for repeat, (folds, values) in enumerate(
            zip(predictions.folds, predictions.predictors, strict=True), start=1
        ):
            for sample, level, fold, value in zip(
                cohort.training.samples, levels, folds, values, strict=True
            ):
                known = not np.isnan(value)
                number = fold + 1 if known else None
                yield sample, str(level), part, repeat, number, value if known else None


def describe(cohort: Cohort, found: dict[str, Predictions]) -> dict[str, object]:
    """How the models went, and how alike their choices are."""
    models = found[MIRNAS].models
    looked, chosen = chosen_in(models, len(cohort.training.mirnas))
    considered = looked.any(axis=0)
    failed = sum(not model.converged for part in found.values() for model in part.models)
    total = sum(len(part.models) for part in found.values())
    return {
        "use": USE,
        "models": total,
        "not_converged": failed,
        "candidates": round(float(looked.sum(axis=1).mean())),
        "mean_size": float(chosen.sum(axis=1).mean()),
        "stability": _number(stability(chosen[:, considered])),
        "looked": _shares(cohort, looked.mean(axis=0)),
        "chosen": _shares(cohort, chosen.mean(axis=0)),
        "notes": list(_notes(cohort, failed, total)),
    }


def _notes(cohort: Cohort, failed: int, total: int) -> Iterable[str]:
    yield from cohort.left_out
    if failed:
        yield f"{failed} of {total} models did not converge; their last step was taken"
    if cohort.site and not cohort.has_sites:
        yield (
            f"no {cohort.site} was predicted by others: there is one only, or none has both levels"
        )
    if not cohort.covariates:
        yield "the design has no covariates: there is no baseline to compare with"


def _shares(cohort: Cohort, shares: "np.typing.NDArray[np.floating]") -> dict[str, float]:
    pairs = zip(cohort.training.mirnas, shares.tolist(), strict=True)
    return {mirna: share for mirna, share in pairs if share}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value


def main(job: Job) -> None:
    cohort = read_cohort(job)
    with threadpool_limits(1):  # else the order of sums hangs on the number of cores
        found = predict(cohort)
    PREDICTIONS.write_frame(job.output.predictions, as_table(cohort, found), heading=[USE])
    summary = describe(cohort, found)
    print(f"{summary['models']} models, {summary['not_converged']} did not converge")
    write_document(job.output.summary, summary)


if __name__ == "__main__":
    run(main)
