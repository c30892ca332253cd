"""What the calls hang on."""

from dataclasses import replace

from builders.reported import HIDDEN, Seen, make_results
from mirtrd.report.stability import describe_stability


def test_calls_that_a_choice_loses_are_named():
    results = make_results()
    seen = Seen(describe_stability(results, results.contrasts[0]))
    assert "1 of 2 calls that another choice of analysis loses" in seen.text
    assert "miR-2down80 %lost under limma-trend" in seen.text
    assert "as many as chance" in seen.text
    assert "can only be drawn in a run that begins with reads" in seen.text


def test_hidden_factors_are_told_with_what_they_follow():
    results = make_results()
    factor = {
        "share_of_residual_variance": 0.14, "goes_with_contrast_pvalue": 0.8, "follows": "batch",
    }  # fmt: skip
    found = replace(results.contrasts[0], hidden=HIDDEN | {"factors": [factor]})
    text = Seen(describe_stability(results, found)).text
    assert "14 % of what the design leaves" in text
    assert "follows batch" in text
    assert "2 of 2 calls stay" in text


def test_without_a_call_none_can_be_lost():
    results = make_results()
    (found,) = results.contrasts
    none = replace(found, robustness=found.robustness[:0])
    assert "no call can be lost" in describe_stability(results, none)
    strong = replace(found, robustness=found.robustness.assign(weakest=""))
    assert "No other choice of analysis loses a call" in describe_stability(results, strong)
