"""Each status of a testable miRNA has a colour of its own."""

from mirtrd.expression.looks import STATUS_COLOURS


def test_statuses_have_colours_of_their_own_the_calls_last():
    assert next(iter(STATUS_COLOURS)) == "not significant"
    assert set(STATUS_COLOURS) == {"not significant", "changed", "down", "up"}
    assert len(set(STATUS_COLOURS.values())) == 4
