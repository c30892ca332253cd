import json

import pytest

from mirtrd.fates import FATES
from summarise_reads import judge, read_fates

DROPPED = {
    "no_adapter": 5,
    "adapter_dimer": 20,
    "too_short": 4,
    "too_long": 3,
    "n_rich": 2,
    "low_quality": 1,
}


def write(tmp_path, reads=100, mirna=50):
    tallies = (
        {"failure": None, "reads": reads, "dropped": DROPPED},
        {"mirna": mirna, "hairpin": 8, "ambiguous": 2, "unaligned": 5},
    )
    paths = [tmp_path / f"{number}.json" for number in range(2)]
    for path, tally in zip(paths, tallies, strict=True):
        path.write_text(json.dumps(tally))
    return paths


def test_every_read_has_one_fate(tmp_path):
    fates, failure = read_fates(*write(tmp_path))
    assert tuple(fates) == FATES
    assert sum(fates.values()) == 100
    assert failure is None


@pytest.mark.parametrize("wrong", [{"reads": 101}, {"mirna": 49}])
def test_a_lost_read_is_found(tmp_path, wrong):
    with pytest.raises(AssertionError, match="reads were lost in"):
        read_fates(*write(tmp_path, **wrong))


def test_status_and_reason(tmp_path):
    fates, _ = read_fates(*write(tmp_path))
    assert judge(fates, None, 50) == ("ok", "")
    status, reason = judge(fates, None, 51)
    assert status == "fail"
    assert reason == (
        "50 miRNA reads, at least 51 are needed (quality.min_mirna_reads); 20% of all reads: "
        "adapter_dimer"
    )
    assert judge(fates, "x.fastq: damaged", 1) == ("fail", "x.fastq: damaged")
    empty = dict.fromkeys(FATES, 0)
    assert judge(empty, None, 1) == ("fail", "the FASTQ has no reads")
