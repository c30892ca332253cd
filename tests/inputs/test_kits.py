"""Layouts of kits, from the table that ships and from the config."""

from dataclasses import asdict

import pytest

from builders.paths import ROOT
from mirtrd.core.job import UserError
from mirtrd.inputs.kits import KITS, Layout, layout_of, read_kits

TABLE = read_kits(ROOT / KITS.path)


def test_the_kits_are_those_of_their_protocols():
    # TruSeq Small RNA, QIAseq miRNA (the UMI of 12 behind the adapter), NEXTFLEX v3 (four random
    # bases on either side), by their makers.
    assert TABLE["truseq"] == Layout(adapter="TGGAATTCTCGGGTGCCAAGG")
    assert TABLE["qiaseq"] == Layout(adapter="AACTGTAGGCACCATCAAT", umi_after=12)
    assert asdict(TABLE["nextflex_v3"]) == {
        "bases_5p": 4, "adapter": "TGGAATTCTCGGGTGCCAAGG", "bases_3p": 4,
        "umi_5p": 4, "umi_3p": 4, "umi_after": 0,
    }  # fmt: skip
    assert TABLE["trimmed"] == Layout()


def test_the_umi_is_of_all_its_parts():
    layout = Layout(bases_5p=6, bases_3p=5, umi_5p=2, umi_3p=3, umi_after=4)
    assert layout.umi_length == 9
    assert layout.without_umi() == Layout(bases_5p=6, bases_3p=5)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (TABLE["truseq"], TABLE["nextflex_v4"], True),
        (TABLE["4n"], TABLE["nextflex_v3"], True),
        (TABLE["truseq"], TABLE["4n"], False),
        (TABLE["truseq"], Layout(adapter="TGGAATTCTC"), True),
        (TABLE["truseq"], Layout(adapter="TGGAATTCTA"), False),
        (TABLE["truseq"], TABLE["trimmed"], False),
    ],
)
def test_layouts_trim_alike_whatever_the_length_of_the_adapter(one, other, expected):
    assert one.trims_as(other) is expected
    assert other.trims_as(one) is expected


def test_a_layout_in_words():
    assert Layout().describe() == "no adapter"
    assert TABLE["qiaseq"].describe() == ("adapter AACTGTAGGCACCATCAAT, 12 random bases behind it")
    assert TABLE["4n"].describe() == (
        "4 bases before and 4 behind the insert, adapter TGGAATTCTCGGGTGCCAAGG"
    )


def test_a_custom_layout_is_that_of_the_config():
    settings = asdict(TABLE["nextflex_v3"])
    assert layout_of(settings) == TABLE["nextflex_v3"]
    assert layout_of(settings | {"adapter": None}).adapter == ""


def test_a_damaged_table_is_an_error_of_one_line(tmp_path):
    (tmp_path / "kits.tsv").write_text("kit\tadapter\nx\tACGT\n")
    with pytest.raises(UserError, match="expected kit, bases_5p, adapter"):
        read_kits(tmp_path / "kits.tsv")
