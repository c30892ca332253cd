"""The top of the report."""

from dataclasses import replace

import pytest

from builders.reported import HOSTILE, VERDICT, Seen, make_results
from mirtrd.report.overview import describe_overview, first_reason


@pytest.fixture
def results():
    return make_results()


def test_verdict_warnings_and_numbers_stand_on_top(results):
    text = Seen(describe_overview(results)).text
    assert VERDICT["verdict"] in text
    assert "Warning. TRD and the others differ in age." in text
    assert "1up in TRD1down in TRD1not significant3not testable" in text


def test_a_sample_that_is_left_out_is_told_with_its_first_reason(results):
    text = Seen(describe_overview(results)).text
    assert "1 sample of 6 left out of all tests" in text
    assert "S6: few reads: 10; 1 further reason" in text
    assert first_reason("") == "not used"


def test_the_first_to_look_at_are_those_that_nothing_speaks_against(results):
    buttons = Seen(describe_overview(results)).named("button")
    assert [button["data-mirna"] for button in buttons] == ["miR-1"]


def test_without_a_call_and_a_warning_it_says_so(results):
    (found,) = results.contrasts
    none = replace(
        found,
        verdict=VERDICT | {"cautions": []},
        biomarkers=replace(found.biomarkers, rows=found.biomarkers.rows[:0]),
    )
    text = Seen(describe_overview(replace(results, contrasts=[none]))).text
    assert "none is called" in text
    assert "No warning" in text


def test_no_name_makes_an_element(results):
    assert "onclick" not in str(Seen(describe_overview(results)).elements)
    assert HOSTILE not in describe_overview(results)
