"""The table has the true labels first, then permutations; labels that mean nothing find less."""

from mirtrd.panel.tables import SHUFFLED


def test_table(study):
    table = SHUFFLED.read_frame(study.path("shuffled.tsv"))
    assert table.index.tolist() == ["0", "1", "2", "3", "4"]
    assert table["nested"].idxmax() == "0"
    assert (table[["nested", "outside", "itself"]].to_numpy() <= 1).all()
