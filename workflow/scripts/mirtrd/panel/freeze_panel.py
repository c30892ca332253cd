"""Fit the panel on all persons, freeze it, and say how well it does in persons left out."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.core.version import VERSION
from mirtrd.panel.cohorts import Cohort, read_cohort
from mirtrd.panel.frozen import (
    USE,
    Feature,
    Libraries,
    Limits,
    Panel,
    Scaler,
    accession_of,
    write_panel,
)
from mirtrd.panel.libraries import species_of, tell_kit, tell_unit
from mirtrd.panel.measures import (
    LeftOut,
    Measure,
    measure_areas,
    measure_calibration,
    measure_threshold,
    recalibration,
)
from mirtrd.panel.models import MIRNAS, Model, fit_model
from mirtrd.panel.nets import expit
from mirtrd.panel.sample_size import in_words
from mirtrd.panel.scaling import PSEUDOCOUNT, spread_of
from mirtrd.panel.shuffles import REPEATS, pvalue
from mirtrd.panel.tables import PERFORMANCE, PREDICTIONS, SELECTION, SHUFFLED, TRAINED
from mirtrd.panel.validation import SEED

# The percentiles of the linear predictor that a panel has of each level.
PERCENTILES = range(1, 100)
PVALUE = "permutation p"


def find_libraries(cohort: Cohort, kits: Mapping[str, str], policy: str) -> Libraries:
    """What the libraries of training were made of."""
    found: dict[str, set[str]] = {"kits": set(), "matrices": set(), "units": set()}
    for sample, row in cohort.status.iterrows():
        found["kits"].add(tell_kit(row["kit"], kits.get(str(sample), "")))
        found["matrices"].add(row["matrix"])
        found["units"].add(tell_unit(row["unit"], cohort.sheet.loc[sample]))
    return Libraries(
        **{name: sorted(values) for name, values in found.items()},
        policies=[policy],
        species=species_of(cohort.training.mirnas),
    )


def find_limits(
    cohort: Cohort, model: Model, haemolysis_ratio: float | None, mismatched: float | None
) -> Limits:
    """What a sample must not fall short of or exceed."""
    counts, reference = cohort.training.counts, model.reference
    is_judged = cohort.status["haemolysis_ratio"].notna().any()
    spreads = [spread_of(row, reference.log_means) for row in counts[:, reference.columns]]
    return Limits(
        mirna_reads=int(counts.sum(axis=1).min()),
        spread=max(spreads),
        haemolysis_ratio=haemolysis_ratio if is_judged else None,
        mismatched_mirnas=mismatched,
    )


def find_features(cohort: Cohort, model: Model, chosen: dict[str, float]) -> list[Feature]:
    """The miRNAs with a coefficient, the largest first."""
    logs = model.reference.logs(cohort.training.counts)
    features = []
    for place, column in enumerate(model.columns):
        if not model.coefficients[place]:
            continue
        mirna = cohort.training.mirnas[column]
        features.append(
            Feature(
                mirna=mirna,
                accession=accession_of(mirna, cohort.names.accessions),
                mean=float(model.means[place]),
                deviation=float(model.deviations[place]),
                coefficient=float(model.coefficients[place]),
                lowest=float(logs[:, column].min()),
                highest=float(logs[:, column].max()),
                chosen_share=chosen.get(mirna, 0.0),
            )
        )
    return sorted(features, key=lambda row: (-abs(row.coefficient), row.mirna))


def find_scalers(cohort: Cohort, model: Model) -> list[Scaler]:
    """The reference of size factors."""
    names = [cohort.training.mirnas[column] for column in model.reference.columns]
    return [
        Scaler(
            mirna=name, accession=accession_of(name, cohort.names.accessions), log_mean=float(mean)
        )
        for name, mean in zip(names, model.reference.log_means, strict=True)
    ]


def find_distribution(cohort: Cohort, left_out: LeftOut) -> dict[str, list[float]]:
    """The percentiles of the mean linear predictors of each level, persons left out."""
    tested = left_out.tested
    levels = {cohort.contrast.tested: tested, cohort.contrast.reference: ~tested}
    return {
        level: np.percentile(left_out.mean[of_level], list(PERCENTILES)).tolist()
        for level, of_level in levels.items()
    }


def describe_samples(cohort: Cohort, model: Model, left_out: LeftOut, panel: Panel) -> pd.DataFrame:
    """The table TRAINED."""
    training, line = cohort.training, panel.calibration
    counts = training.counts[:, model.reference.columns]
    return pd.DataFrame(
        {
            "level": np.where(training.tested, panel.tested, panel.reference),
            "left_out": left_out.mean,
            "probability": expit(line["intercept"] + line["slope"] * left_out.mean),
            "frozen": model.predict(training),
            "size_factor": model.reference.factors(training.counts),
            "spread": [spread_of(row, model.reference.log_means) for row in counts],
        },
        index=pd.Index(training.samples, name="sample"),
    )


def describe_selection(
    cohort: Cohort, summary: dict[str, dict[str, float]], panel: Panel
) -> pd.DataFrame:
    """The table SELECTION, the most often chosen first."""
    coefficients = {row.mirna: row.coefficient for row in panel.features}
    rows = [
        {
            "mirna": mirna,
            "accession": accession_of(mirna, cohort.names.accessions),
            "excluded": cohort.excluded.get(mirna, ""),
            "looked_share": summary["looked"].get(mirna, 0.0),
            "chosen_share": summary["chosen"].get(mirna, 0.0),
            "coefficient": coefficients.get(mirna, np.nan),
        }
        for mirna in cohort.training.mirnas
        if mirna in summary["looked"] or mirna in cohort.excluded
    ]
    table = pd.DataFrame(rows).set_index("mirna")
    return table.sort_values("chosen_share", ascending=False, kind="stable")


def measure(
    left_out: LeftOut, shuffled: pd.DataFrame, stability: float | None, threshold: float
) -> pd.DataFrame:
    """The table PERFORMANCE."""
    observed, permuted = shuffled["nested"].iloc[0], shuffled["nested"].iloc[1:].to_numpy()
    rows = [
        *measure_areas(left_out),
        Measure(
            measure=PVALUE,
            value=pvalue(observed, permuted),
            meaning=f"share of {len(permuted)} sets of shuffled labels with as large an AUC by the "
            f"whole procedure, by {REPEATS} repeats of the folds for them and for the true labels "
            f"alike ({observed:.3f})",
        ),
        *measure_calibration(left_out),
        *measure_threshold(left_out, threshold),
        Measure(
            measure="stability of the choice",
            value=np.nan if stability is None else stability,
            meaning="Nogueira's: 1 if all models choose the same miRNAs, 0 if at random",
        ),
        Measure(
            measure="AUC, miRNAs chosen on all persons",
            value=shuffled["outside"].iloc[0],
            meaning="wrong on purpose: what selection outside the folds would have shown",
        ),
        Measure(
            measure="AUC, refitted on itself",
            value=shuffled["itself"].iloc[0],
            meaning="wrong on purpose: of the persons that the model was fitted on",
        ),
    ]
    return pd.DataFrame([asdict(row) for row in rows]).set_index("measure")


def freeze(job: Job, cohort: Cohort, model: Model, left_out: LeftOut) -> Panel:
    """The panel, all but its performance."""
    params, training = job.params, cohort.training
    share = float(training.tested.mean())
    chosen = read_document(job.input.summary)["chosen"]
    asked = json.dumps(params.config, sort_keys=True)
    return Panel(
        name=cohort.contrast.name,
        tested=cohort.contrast.tested,
        reference=cohort.contrast.reference,
        version=VERSION,
        release=params.release,
        samples={**cohort.classes, "persons": int(training.persons.max()) + 1},
        libraries=find_libraries(cohort, params.kits, params.policy),
        scalers=find_scalers(cohort, model),
        pseudocount=PSEUDOCOUNT,
        features=find_features(cohort, model, chosen),
        intercept=model.intercept,
        calibration=recalibration(left_out.line, share),
        threshold={
            "predictor": float(np.log(share / (1 - share))),
            "rule": "the odds of the levels in training, fixed before anything was fitted",
        },
        distribution=find_distribution(cohort, left_out),
        limits=find_limits(cohort, model, params.haemolysis_limit, params.mismatched_limit),
        performance={},
        config_sha256=hashlib.sha256(asked.encode()).hexdigest(),
    )


def main(job: Job) -> None:
    cohort, summary = read_cohort(job), read_document(job.input.summary)
    training = cohort.training
    left_out = LeftOut.from_table(
        PREDICTIONS.read_frame(job.input.predictions), training.tested, training.persons
    )
    with threadpool_limits(1):
        model = fit_model(training, MIRNAS, np.random.default_rng(SEED))
    panel = freeze(job, cohort, model, left_out)
    shuffled = SHUFFLED.read_frame(job.input.shuffled)
    table = measure(left_out, shuffled, summary["stability"], panel.threshold["predictor"])
    share, size = float(training.tested.mean()), len(panel.features)
    words = in_words(panel.samples["persons"], share, summary["candidates"], size)
    area = table.loc[f"AUC, {MIRNAS}"]
    performance = {
        "auc": float(area["value"]),
        "auc_interval": [float(area["ci_low"]), float(area["ci_high"])],
        "permutation_pvalue": float(table.loc[PVALUE, "value"]),
        "stability": summary["stability"],
        "verdict": words,
    }
    panel = replace(panel, performance=performance)
    write_panel(job.output.panel, panel)
    PERFORMANCE.write_frame(job.output.performance, table, heading=[USE, words])
    samples = describe_samples(cohort, model, left_out, panel)
    TRAINED.write_frame(job.output.samples, samples, heading=[USE])
    selection = describe_selection(cohort, summary, panel)
    SELECTION.write_frame(job.output.selection, selection, heading=[USE])


if __name__ == "__main__":
    run(main)
