"""The fates of a sample come back as they were written."""

import json

import pytest

from mirtrd.core.fates import ALIGNED
from mirtrd.counting.tally import Tally, read_tally, write_tally

TALLY = Tally(mirna=5, hairpin=4, ambiguous=3, other_rna=2, unaligned=1)


def test_the_file_holds_the_fates_of_aligned_reads_by_name(tmp_path):
    write_tally(tmp_path / "tally.json", TALLY)
    content = json.loads((tmp_path / "tally.json").read_text())
    assert tuple(content) == ALIGNED
    assert list(content.values()) == [5, 4, 3, 2, 1]
    assert read_tally(tmp_path / "tally.json") == TALLY
    assert TALLY.total == 15


def test_a_tally_without_a_fate_is_no_silent_zero(tmp_path):
    (tmp_path / "tally.json").write_text('{"mirna": 5}')
    with pytest.raises(TypeError, match="hairpin"):
        read_tally(tmp_path / "tally.json")
