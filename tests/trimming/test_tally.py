"""A tally comes back as it was written."""

import pytest

from mirtrd.core.fates import TRIMMED
from mirtrd.trimming.tally import Tally, UmiTally, read_tally, write_tally

DROPPED = dict.fromkeys(TRIMMED, 3)


@pytest.mark.parametrize(
    "tally",
    [
        Tally(failure="damaged", unit="reads", reads=0, dropped=DROPPED, umi=None),
        Tally(
            failure=None,
            unit="molecules",
            reads=100,
            dropped=DROPPED,
            umi=UmiTally(length=12, reads=70, molecules=30, space_used=0.0012),
        ),
    ],
    ids=["reads", "molecules"],
)
def test_a_tally_comes_back(tmp_path, tally):
    write_tally(tmp_path / "tally.json", tally)
    assert read_tally(tmp_path / "tally.json") == tally
    assert list(read_tally(tmp_path / "tally.json").dropped) == list(TRIMMED)
