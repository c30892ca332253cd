import json

import pytest

from mirtrd.core.fates import FATES, TRIMMED
from mirtrd.quality.summarise_reads import read_fates

DROPPED = dict(zip(TRIMMED, (5, 1, 20, 4, 3, 2, 2, 1, 7), strict=True))


def write(tmp_path, reads=110, mirna=45):
    tallies = (
        {"failure": None, "reads": reads, "dropped": DROPPED},
        {"mirna": mirna, "hairpin": 8, "ambiguous": 2, "other_rna": 5, "unaligned": 5},
    )
    paths = [tmp_path / f"{number}.json" for number in range(2)]
    for path, tally in zip(paths, tallies, strict=True):
        path.write_text(json.dumps(tally))
    return paths


def test_every_read_has_one_fate(tmp_path):
    fates = read_fates(*write(tmp_path))
    assert tuple(fates) == FATES
    assert sum(fates.values()) == 110
    assert fates["duplicate"] == 7


@pytest.mark.parametrize("wrong", [{"reads": 111}, {"mirna": 49}])
def test_a_lost_read_is_found(tmp_path, wrong):
    with pytest.raises(AssertionError, match="reads were lost in"):
        read_fates(*write(tmp_path, **wrong))
