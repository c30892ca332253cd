"""A pile-up as text, by hand."""

from builders.piles import HAIRPIN, MATURE, pile_of, rna
from mirtrd.candidates.pile_text import write_text
from mirtrd.candidates.piles import Read


def test_pile_up_as_text():
    own = [
        (Read(2, 20, rna(MATURE), 0), 1500),
        (Read(-1, 17, "A" + rna(HAIRPIN[:17]), 0), 300),
        (Read(2, 20, rna(MATURE[:4] + "C" + MATURE[5:]) + "AA", 2), 199.5),
    ]
    others = [(Read(31, 46, rna(HAIRPIN[31:]) + "GG", 2), 0.5)]
    pile = pile_of(own, others, structure="." * 46, energy="-1.0 kcal/mol")
    assert write_text([pile], "reads", 3).splitlines()[3:] == [
        ">x-miR-1-5p  h1; up, adjusted p = 0.01",
        ".GGCUACAGUCUUUCUUCAUGUGACUCGUGGACUUCCCUUUGUCAUC..  h1",
        ".................................................  -1.0 kcal/mol",
        "...>>>>>>>>>>>>>>>>>>............................  x-miR-1-5p  9",
        "...........................>>>>>>>>>>>>>>>>>>....  x-miR-1-3p  0",
        "...CUACAGUCUUUCUUCAUG............................        1,500   75.0 %  0  0",
        "aGGCUACAGUCUUUCUUC...............................          300   15.0 %  0  0",
        "...CUACcGUCUUUCUUCAUGaa..........................        199.5   10.0 %  1  2",
        "................................CUUCCCUUUGUCAUCgg          0.5           0  2",
    ]
    assert write_text([], "reads", 3).endswith("\n\nno miRNA has reads\n")
