"""Names of published tables are matched with samples strictly first, and never half."""

import pytest

from mirtrd.accession.naming import name_samples
from mirtrd.core.job import UserError

SHEET = {
    "sample": ["GSM1", "GSM2", "GSM3"],
    "title": ["Vesicles, 19_W0 [small RNA]", "Vesicles, 19_W8 [small RNA]", "Vesicles, 20_W0"],
    "library": ["Lib-01", "Lib-02", "Lib-03"],
    "sex": ["F", "M", "F"],
}


@pytest.mark.parametrize(
    ("found", "how"),
    [
        (["mirna", "GSM3", "GSM1", "GSM2"], "the name is sample"),
        (["Lib-01", "Lib-02", "Lib-03", "sum"], "the name is library"),
        (["lib.01", "lib.02", "lib.03"], "the name but for capitals and signs is library"),
        (["19_W0", "19_W8", "20_W0"], "the name holds, or is held in, title"),
        (["Lib-01.counts", "x_Lib-02", "Lib-03_y"], "the name holds, or is held in, library"),
    ],
)
def test_names_are_found_in_any_column(found, how):
    naming = name_samples(found, SHEET, "x.txt")
    assert naming.how == how
    assert sorted(naming.sample_of.values()) == SHEET["sample"]
    for name, sample in naming.sample_of.items():
        assert name[-1] == sample[-1] or sample in ("GSM1", "GSM2", "GSM3")


def test_the_right_ones_are_matched():
    naming = name_samples(["20_W0", "19_W8", "19_W0"], SHEET, "x.txt")
    assert naming.sample_of == {"19_W0": "GSM1", "19_W8": "GSM2", "20_W0": "GSM3"}


@pytest.mark.parametrize(
    "found",
    [
        ["GSM1", "GSM2"],  # one is missing
        ["W0", "W8", "20"],  # in several titles
        ["F", "M", "X"],
        ["19_W", "19_W8", "20_W0"],  # no whole word
        [],
    ],
)
def test_what_cannot_be_told_of_all_samples_is_refused(found):
    with pytest.raises(UserError) as raised:
        name_samples(found, SHEET, "x.txt")
    assert "samples of the sheet cannot be told in it, such as GSM" in str(raised.value)
    assert str(raised.value).endswith("write these names into a further column of the sheet")
