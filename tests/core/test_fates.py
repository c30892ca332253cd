"""Every read has exactly one fate."""

from mirtrd.core.fates import ALIGNED, FATES, TRIMMED


def test_fates_are_different_and_none_is_left_out():
    assert len(set(FATES)) == len(FATES) == len(ALIGNED) + len(TRIMMED)
    assert set(FATES) == {*ALIGNED, *TRIMMED}
