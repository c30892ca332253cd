"""A panel that was trained."""

from dataclasses import replace

import pytest

from builders.reported import HOSTILE, PANEL, Seen, make_results, write_figures
from mirtrd.report.pictures import Pictures
from mirtrd.report.trained import describe_trained, find_doubts


@pytest.fixture
def trained():
    (found,) = make_results().contrasts
    assert found.trained is not None
    return found.trained


def see(**changes) -> Seen:
    """The section, where this of the panel is another."""
    results = make_results()
    (found,) = results.contrasts
    assert found.trained is not None
    changed = replace(found, trained=replace(found.trained, **changes))
    return Seen(describe_trained(results, changed))


def test_the_use_and_the_verdict_on_the_sample_size_come_first():
    text = see().text
    assert text.startswith("Research use only.")
    verdict = "Exploratory: 5 persons; Riley's criteria ask for 900."
    assert text.index(verdict) < text.index("Nested AUC of miRNAs0.75")


def test_measures_have_their_interval_and_what_they_say():
    text = see().text
    assert "Nested AUC of miRNAs0.75 (95 % interval 0.4 to 0.938): of the panel." in text
    assert "p by shuffled labels0.015: share of 200 sets, by 2 repeats." in text
    assert "AUC of the covariates alone0.25 (95 % interval 0.125 to 0.5): " in text
    assert "What miRNAs add0.312 (95 % interval \N{MINUS SIGN}0.0625 to 0.5): " in text
    assert "Calibration slopenone found: 1 is right." in text
    assert "in other sites" not in text
    assert "true positives2samples" in text
    assert "S6 is not in training: few" in text


def test_what_the_numbers_do_not_show_is_warned_of(trained):
    table = trained.performance
    assert [doubt.partition(":")[0] for doubt in find_doubts(trained)] == [
        "An AUC of 0.5, which is chance, is within the interval of that of miRNAs.",
        "That miRNAs add anything to the covariates is not shown",
    ]
    sound = table.assign(ci_low=0.6)
    assert not list(find_doubts(replace(trained, performance=sound)))
    wrong = sound.copy()
    wrong.loc["calibration slope", "value"] = -0.5
    empty = replace(trained, performance=wrong, frozen=PANEL | {"features": []})
    assert [doubt.partition(":")[0] for doubt in find_doubts(empty)] == [
        "Predictions of persons left out point the wrong way",
        "No miRNA was chosen",
    ]


def test_without_covariates_there_is_no_baseline(trained):
    alone = trained.performance.drop(
        ["AUC, covariates", "AUC, miRNAs and covariates", "AUC that miRNAs add"]
    )
    text = see(performance=alone).text
    assert "covariates" not in text
    assert "AUC of miRNAs" in text


def test_mirnas_of_the_panel_stand_apart_from_those_that_some_models_chose():
    seen = see()
    assert "2 miRNAs of the panel" in seen.text
    assert "miR-1 MIMAT1100 %100 %+0.250TRD" in seen.text
    assert f"miR-2 MIMAT262 %90 %\N{MINUS SIGN}0.125{HOSTILE}" in seen.text
    assert "1 miRNA that some models chose and the panel does not have" in seen.text
    assert "miR-3 MIMAT330 %100 %" in seen.text
    assert "No candidates: 1 of red blood cells." in seen.text
    assert [button["data-mirna"] for button in seen.named("button")] == ["miR-1", "miR-2", "miR-3"]


def test_what_most_models_chose_comes_first_then_what_weighs_most(trained):
    alike = trained.selection.assign(
        chosen_share=[0.9, 0.9, 1.0, 0.0], coefficient=[0.1, -0.2, 0.01, 0]
    )
    buttons = see(selection=alike[:3]).named("button")
    assert [button["data-mirna"] for button in buttons] == ["miR-3", "miR-2", "miR-1"]


def test_a_panel_of_nothing_has_no_table_of_mirnas(trained):
    nothing = trained.selection.assign(coefficient=float("nan"), chosen_share=0.0, excluded="")
    seen = see(selection=nothing)
    assert "0 miRNAs of the panel" in seen.text
    assert "No candidates" not in seen.text
    assert not seen.named("button")


def test_it_says_where_the_frozen_panel_is_and_what_the_authors_owe():
    text = see().text
    assert "results/panel/TRD_vs_control.panel.json, SHA-256 0123456789ab…" in text
    assert "results/panel/TRD_vs_control.checklists.tsv" in text
    assert "TRIPOD+AI: of 4 items 3 filled, 0 in part, 1 owed by the author" in text
    assert "REMARK: of 1 items 0 filled, 1 in part, 0 owed by the author" in text


def test_its_figures_are_in_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = replace(make_results(), pictures=Pictures.find(write_figures(tmp_path)))
    seen = Seen(describe_trained(results, results.contrasts[0]))
    assert [image["alt"] for image in seen.named("img")] == [
        "The AUC of persons left out, next to two common mistakes."
    ]


def test_without_a_panel_there_is_no_section():
    results = make_results(panel=None)
    assert describe_trained(results, results.contrasts[0]) == ""
