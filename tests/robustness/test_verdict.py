"""The verdict on a contrast: a sentence for each situation, and all parts in a file."""

import json

import numpy as np
import pandas as pd
import pytest

from mirtrd.robustness.suspicion import Suspicion
from mirtrd.robustness.verdict import Called, Detectable, Held, Shuffled, Verdict, reach_verdict

NAN = float("nan")


@pytest.mark.parametrize(
    ("called", "sentence"),
    [
        (28, "28 of 135 tested miRNAs are called different, at a false-discovery rate of 5 %."),
        (1, "1 of 135 tested miRNAs is called different, at a false-discovery rate of 5 %."),
        (0, "None of 135 tested miRNAs is called different, at a false-discovery rate of 5 %."),
    ],
)
def test_how_many_are_called(called, sentence):
    assert Called(called=called, tested=135, rate=0.05).sentence == sentence


@pytest.mark.parametrize(
    ("permutations", "calls", "pvalue", "sentence"),
    [
        (200, 0.275, 0.005, "With shuffled labels, 0.28 are on average."),
        (
            200,
            7,
            0.3,
            "With shuffled labels, 7 are on average, and as many in 30 % of the shuffles.",
        ),
        (
            15,
            0.2,
            0.06,
            "With shuffled labels, 0.2 are on average, over 15 shuffles: too few to judge by.",
        ),
        (0, NAN, NAN, "What shuffled labels would give is not known: not asked for."),
    ],
)
def test_what_shuffled_labels_give(permutations, calls, pvalue, sentence):
    found = Shuffled(permutations=permutations, calls=calls, pvalue=pvalue, reason="not asked for")
    assert found.sentence == sentence


@pytest.mark.parametrize(
    ("held", "called", "samples", "sentence"),
    [
        (26, 28, 17, "26 of the 28 stay whichever one sample is left out."),
        (1, 28, 17, "1 of the 28 stays whichever one sample is left out."),
        (28, 28, 17, "All stay whichever one sample is left out."),
        (1, 1, 17, "It stays whichever one sample is left out."),
        (0, 28, 17, "None stays whichever one sample is left out."),
        (0, 0, 17, ""),
        (0, 28, 0, ""),
    ],
)
def test_what_stays_without_one_sample(held, called, samples, sentence):
    assert Held(held=held, called=called, samples=samples).sentence == sentence


@pytest.mark.parametrize(
    ("change", "fold"), [(1.0, "a 2.0-fold"), (0.585, "a 1.5-fold"), (8, "a more than 64-fold")]
)
def test_what_could_have_been_found(change, fold):
    assert Detectable(change=change).sentence == (
        f"In half of the miRNAs, {fold} change would have been called with a chance of 80 %."
    )
    assert Detectable(change=NAN).sentence == ""


def tables(called: int = 4) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Six miRNAs, the first of them called; one more is not testable."""
    names = [f"m{n}" for n in range(6)]
    status = ["up", "up", "down", "up", "down", "up"][:called] + ["not significant"] * (6 - called)
    expression = pd.DataFrame(
        {"status": status, "padj": 0.01, "mde": [0.5, 0.7, 0.9, 1.1, 1.3, 1.5]}, index=names
    )
    expression.loc["m6"] = ["not testable", np.nan, np.nan]
    robustness = pd.DataFrame(
        {
            "status": status,
            "log2FoldChange": [1, 1, -1, 1, 0, 0.0],
            "significant_share_samples": [1, 0.5, 1, 1, 0, 0],
            "lost": ["", "without s1; with haemolysis", "with haemolysis", "", "", ""],
            "weakest": ["", "lost with haemolysis", "sign depends on the normaliser", "", "", ""],
        },
        index=names,
    )
    variants = pd.DataFrame(
        {"kind": ["samples"] * 3 + ["normalisation"], "variant": ["a", "b", "a", "TMM"],
         "log2FoldChange": 0.1}
    )  # fmt: skip
    return expression, robustness, variants


PERMUTATIONS = {"permutations": 200, "mean_false_calls": 0.3, "pvalue": 0.01}
CLEAR = Suspicion(suspected=False)


def verdict(called: int = 4, permutations=PERMUTATIONS, suspicion=CLEAR, **options) -> Verdict:
    return reach_verdict(*tables(called), permutations, suspicion, alpha=0.05, **options)


def test_one_line_says_it_all():
    # Of 0.5 to 1.5 the median is 1, twofold.
    assert verdict().line == (
        "4 of 6 tested miRNAs are called different, at a false-discovery rate of 5 %. With "
        "shuffled labels, 0.3 are on average. 3 of the 4 stay whichever one sample is left out. No "
        "hidden factor shows. In half of the miRNAs, a 2.0-fold change would have been called with "
        "a chance of 80 %."
    )


def test_what_a_reader_is_warned_of():
    found = verdict(
        differences="TRD and control differ in age: this may make changes, or hide them."
    )
    assert found.cautions == (
        "TRD and control differ in age: this may make changes, or hide them.",
        "2 of 4 calls are lost with the score of haemolysis in the design.",
        "1 of 4 calls change their sign with the normaliser.",
    )
    assert verdict(called=1).cautions == ()


def test_a_suspicion_stands_in_the_line():
    suspected = Suspicion(suspected=True, reasons=("30 % of the shuffles give calls, too",))
    assert "A hidden factor is suspected: 30 % of the shuffles" in verdict(suspicion=suspected).line


def test_what_was_tested_is_called_by_its_name():
    expression, robustness, variants = tables()
    found = reach_verdict(
        expression.rename_axis("isomir"), robustness, variants, PERMUTATIONS, CLEAR, alpha=0.05
    )
    assert found.line.startswith("4 of 6 tested isomiRs are called different")
    assert "In half of the isomiRs, " in found.line


def test_without_calls_there_is_nothing_to_have_as_many_of():
    assert (
        "With shuffled labels, 0.3 are on average. No hidden"
        in verdict(0, PERMUTATIONS | {"pvalue": 1.0}).line
    )


def test_without_permutations_and_calls_there_is_still_a_line():
    found = verdict(0, {"permutations": 0, "verdict": "not asked for"}, Suspicion(suspected=None))
    assert found.line == (
        "None of 6 tested miRNAs is called different, at a false-discovery rate of 5 %. What "
        "shuffled labels would give is not known: not asked for. Whether a hidden factor is at "
        "work cannot be told. In half of the miRNAs, a 2.0-fold change would have been called with "
        "a chance of 80 %."
    )


def test_the_file_has_the_line_and_its_parts_and_no_nan():
    found = verdict(0, {"permutations": 0, "verdict": "none"}, Suspicion(suspected=None))
    document = json.loads(json.dumps(found.as_document(), allow_nan=False))
    assert document["shuffled_labels"] == {
        "permutations": 0,
        "calls": None,
        "share_with_as_many": None,
    }
    full = verdict().as_document()
    assert full["verdict"] == verdict().line
    assert full["calls"] == {"called": 4, "tested": 6, "false_discovery_rate": 0.05}
    assert full["without_one_sample"] == {"calls_that_stay": 3, "samples": 2}
    assert full["hidden_factor"] == {"suspected": False, "reasons": []}
    assert full["detectable_in_half"] == {"log2": pytest.approx(1.0), "power": 0.8}
    assert full["median_change_by_normaliser"] == {"main analysis": 0.5, "TMM": 0.1}
