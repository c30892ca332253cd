"""Molecules are counted where there is a UMI that the reads show."""

from collections import Counter

import pytest

from builders.paths import ROOT
from mirtrd.inputs.kits import KITS, read_kits
from mirtrd.trimming.inference import Known
from mirtrd.trimming.units import UmiChoice, choose_umi

TABLE = read_kits(ROOT / KITS.path)
LONG, SHORT = Counter({76: 10}), Counter({50: 6, 51: 4})


def choose(kit: str, unit: str, lengths: Counter[int] = LONG) -> UmiChoice:
    return choose_umi(Known(kit=kit, layout=TABLE[kit]), unit, lengths, TABLE)


@pytest.mark.parametrize("kit", TABLE)
def test_reads_need_no_umi(kit):
    assert choose(kit, "reads") == UmiChoice(layout=TABLE[kit].without_umi())


@pytest.mark.parametrize("kit", TABLE)
def test_a_umi_is_used_where_there_is_one(kit):
    assert choose(kit, "auto") == UmiChoice(layout=TABLE[kit])


def test_molecules_need_a_umi():
    message = "counting.unit is molecules, but truseq has no UMI"
    assert choose("truseq", "molecules") == UmiChoice(layout=None, message=message)
    hint = "; nextflex_v3 takes the bases on either side for one"
    assert choose("4n", "molecules").message.endswith(f"4n has no UMI{hint}")
    assert choose("nextflex_v3", "molecules") == UmiChoice(layout=TABLE["nextflex_v3"])


def test_most_reads_must_be_long_enough_for_the_umi():
    # 22 nt of miRNA, 19 of adapter, 10 of the 12 of the UMI.
    short = (
        "the reads are too short for the UMI of qiaseq: 40 % have the 51 nt that show it behind an "
        "insert of 22 nt"
    )
    without = TABLE["qiaseq"].without_umi()
    expected = UmiChoice(layout=without, message=f"{short}: reads are counted")
    assert choose("qiaseq", "auto", SHORT) == expected
    failed = UmiChoice(layout=None, message=f"{short}, and counting.unit is molecules")
    assert choose("qiaseq", "molecules", SHORT) == failed
    assert choose("qiaseq", "auto", SHORT + Counter({51: 2})).layout == TABLE["qiaseq"]
