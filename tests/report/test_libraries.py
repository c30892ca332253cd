"""Samples, and what became of their reads."""

import pytest

from builders.reported import Seen, make_results
from mirtrd.report.libraries import describe_libraries, shorten_reason


def test_failed_samples_come_first_with_their_reasons():
    text = Seen(describe_libraries(make_results())).text
    assert "5 of 6 samples are used; 1 failed, 0 with a warning." in text
    assert text.index("S6failnofew reads: 10; odd lengths") < text.index("S1ok")


def test_fates_of_reads_are_told_as_shares():
    text = Seen(describe_libraries(make_results())).text
    assert "samplereadsmirnaunaligned" in text
    assert "S11,00050 %50 %" in text


def test_a_run_from_counts_says_what_cannot_be_told():
    results = make_results(fate=None)
    assert "can only be told from reads" in describe_libraries(results)


@pytest.mark.parametrize(
    ("reason", "words"),
    [("few: 1 (quality.reads.fail); b", "few: 1; b"), ("NA", ""), ("a (quality)", "a (quality)")],
)
def test_keys_of_the_config_are_left_out(reason, words):
    assert shorten_reason(reason) == words
