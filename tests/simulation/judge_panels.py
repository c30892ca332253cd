"""Whether panels are judged rightly: no signal where there is none, and what new persons show.

    python tests/simulation/judge_panels.py null --persons 40 --cohorts 100 --permutations 39
    python tests/simulation/judge_panels.py planted --persons 80 --cohorts 20

``null`` draws cohorts without any difference of the classes. It prints the mean nested AUC, the
permutation p-values held against the uniform distribution, and what the two leaks show of the same
data. ``planted`` draws cohorts with 12 changed miRNAs, and new persons of the same world, each
scored alone by the model of the whole cohort: nested and external AUC, and how many of the new
persons would be refused.

AUCs of few pairs have ties. The p-value of the program counts them against the panel, as it should;
for the comparison with the uniform distribution, ties are broken at random, else it would be the
grid that is tested.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import kstest
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "workflow" / "scripts"), str(ROOT / "tests")]

from dataclasses import replace  # noqa: E402

from builders.panels import World, draw_training  # noqa: E402
from mirtrd.panel.discrimination import pair_up  # noqa: E402
from mirtrd.panel.folds import shuffle_labels  # noqa: E402
from mirtrd.panel.leaks import refit_on_itself, select_outside  # noqa: E402
from mirtrd.panel.models import MIRNAS, fit_model  # noqa: E402
from mirtrd.panel.refusals import BEYOND, SPREAD  # noqa: E402
from mirtrd.panel.scaling import spread_of  # noqa: E402
from mirtrd.panel.shuffles import REPEATS, pvalue  # noqa: E402
from mirtrd.panel.validation import SEED, cross_validate  # noqa: E402
from mirtrd.statistics.roc import auc  # noqa: E402

NEW_PERSONS = 300
# Deviation of the natural logarithm of what two kits see of a miRNA, a factor of 2.7.
OTHER_KIT = 1.0


def nested_auc(training, repeats, draw=0):
    """The area of the nested folds, as the program has it."""
    found = cross_validate(training, repeats=repeats, draw=draw)
    return pair_up(found.predictors, found.folds, training.tested).auc


def judge_null(persons, permutations, random):
    """One cohort without a difference."""
    training = draw_training(World(random), persons, random)
    observed = nested_auc(training, REPEATS)
    null = []
    for permutation in range(1, permutations + 1):
        labels = np.random.default_rng([SEED, permutation])
        tested = shuffle_labels(training.tested, training.persons, training.sites, labels)
        null.append(nested_auc(replace(training, tested=tested), REPEATS, permutation))
    values = np.array(null)
    above, same = (values > observed).sum(), (values == observed).sum()
    return {
        "nested": observed,
        "pvalue": pvalue(observed, values),
        "broken": (above + random.random() * (1 + same)) / (1 + permutations),
        "outside": select_outside(training, REPEATS),
        "itself": refit_on_itself(training),
    }


def outside(training, model, counts):
    """Which samples (rows of counts) are refused as outside the training range."""
    chosen, reference = model.chosen, model.reference
    logs, known = (reference.logs(values)[:, chosen] for values in (counts, training.counts))
    far = np.maximum(known.min(axis=0) - logs, logs - known.max(axis=0))
    is_far = (far > BEYOND * known.std(axis=0)).any(axis=1)
    spreads, trained = (
        np.array([spread_of(row, reference.log_means) for row in values[:, reference.columns]])
        for values in (counts, training.counts)
    )
    return is_far | (spreads > SPREAD * trained.max())


def judge_planted(persons, change, depth, random):
    """One cohort with changed miRNAs, and new persons."""
    world = World(random, change=change)
    training = draw_training(world, persons, random)
    model = fit_model(training, MIRNAS, np.random.default_rng(SEED))
    tested = np.arange(NEW_PERSONS) % 2 == 0
    new = draw_training(world, NEW_PERSONS, random)
    new = replace(new, counts=world.draw(tested, random, depth), tested=tested)
    predictor = np.array(
        [model.predict(new.take(np.array([row])))[0] for row in range(len(tested))]
    )
    external, _ = auc(predictor[None, tested], predictor[None, ~tested])
    # Of another kit, each miRNA is seen more or less often than by that of training.
    other = new.counts * random.lognormal(0, OTHER_KIT, len(world.means))
    return {
        "refused": outside(training, model, new.counts).mean(),
        "refused, other kit": outside(training, model, other).mean(),
        "nested": nested_auc(training, 5),
        "external": float(external[0]),
        "outside": select_outside(training, REPEATS),
        "itself": refit_on_itself(training),
        "size": len(model.chosen),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=["null", "planted"])
    parser.add_argument("--persons", type=int, default=40)
    parser.add_argument("--cohorts", type=int, default=100)
    parser.add_argument("--permutations", type=int, default=39)
    parser.add_argument("--change", type=float, default=0.6, help="log2")
    parser.add_argument("--depth", type=float, default=1.0, help="of new persons, by the cohort's")
    parser.add_argument("--table", help="where to write a row for each cohort")
    asked = parser.parse_args()
    rows = []
    with threadpool_limits(1):
        for cohort in range(asked.cohorts):
            random = np.random.default_rng([asked.persons, cohort, asked.kind == "planted"])
            if asked.kind == "null":
                rows.append(judge_null(asked.persons, asked.permutations, random))
            else:
                rows.append(judge_planted(asked.persons, asked.change, asked.depth, random))
            if asked.table:
                pd.DataFrame(rows).to_csv(asked.table, sep="\t", index=False)
    table = pd.DataFrame(rows)
    print(f"{asked.kind}, {asked.persons} persons, {asked.cohorts} cohorts")
    for name in (
        "nested",
        "external",
        "outside",
        "itself",
        "size",
        "refused",
        "refused, other kit",
    ):
        if name in table:
            print(f"{name}: mean {table[name].mean():.3f}, deviation {table[name].std():.3f}")
    if asked.kind == "null":
        print(f"p <= 0.05: {(table['pvalue'] <= 0.05).mean():.3f}")
        print(
            f"Kolmogorov-Smirnov, ties broken: p = {kstest(table['broken'], 'uniform').pvalue:.3f}"
        )
    else:
        left = table["nested"] - table["external"]
        print(f"nested - external: mean {left.mean():+.3f}, absolute {left.abs().mean():.3f}")


if __name__ == "__main__":
    main()
