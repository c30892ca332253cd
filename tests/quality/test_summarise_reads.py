"""Every read of every sample has one fate, and none is lost between the steps."""

from types import SimpleNamespace

import pytest

from builders.tables import NAMES
from mirtrd.core.fates import FATES, TRIMMED
from mirtrd.counting import tally as counting
from mirtrd.quality.summarise_reads import main, read_fates
from mirtrd.quality.tables import READ_FATE
from mirtrd.trimming import tally as trimming

DROPPED = dict(zip(TRIMMED, (5, 1, 20, 4, 3, 2, 2, 1, 7), strict=True))


def write(tmp_path, reads=110, mirna=45):
    """The tallies of trimming and counting of a sample; returns their paths."""
    paths = [tmp_path / f"{step}.json" for step in ("trimming", "counting")]
    dropped = trimming.Tally(failure=None, unit="reads", reads=reads, dropped=DROPPED, umi=None)
    trimming.write_tally(paths[0], dropped)
    counted = counting.Tally(mirna=mirna, hairpin=8, ambiguous=2, other_rna=5, unaligned=5)
    counting.write_tally(paths[1], counted)
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


def test_samples_of_any_name_have_a_row(tmp_path):
    trimmed, counted = write(tmp_path)
    main(
        SimpleNamespace(
            input=SimpleNamespace(trimming=[trimmed] * 6, counting=[counted] * 6),
            output=SimpleNamespace(fate=tmp_path / "fate.tsv"),
            params=SimpleNamespace(samples=NAMES),
        )
    )
    table = READ_FATE.read_frame(tmp_path / "fate.tsv")
    assert list(table.index) == list(NAMES)
    assert list(table.columns) == ["reads", *FATES]
    assert set(table["reads"]) == {110}
