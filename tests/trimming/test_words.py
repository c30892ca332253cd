"""Shares are written in whole per cent."""

import pytest

from mirtrd.trimming.words import percent


@pytest.mark.parametrize(("share", "words"), [(0, "0 %"), (0.126, "13 %"), (1, "100 %")])
def test_a_share_is_written_in_whole_per_cent(share, words):
    assert percent(share) == words
