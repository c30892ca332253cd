"""The job that aggregates published lists."""

import pytest

from builders.jobs import job
from builders.studies import SOURCES, human_matures
from mirtrd.core.job import UserError
from mirtrd.meta.aggregate_ranks import aggregate_lists, main
from mirtrd.meta.tables import RANKS

HEADER = "list\tmirna\trank\ttested\ttissue\n"


def row(name: str, mirna: str, rank: int, tested: int = 100, tissue: str = "") -> dict:
    return {"list": name, "mirna": mirna, "rank": rank, "tested": tested, "tissue": tissue}


def test_names_are_lifted_and_lists_of_a_tissue_stay_together(tmp_path):
    path = tmp_path / "lists.tsv"
    path.write_text(
        HEADER
        + "A\tmiR-21\t1\t100\tplasma\nA\tmiR-999999\t2\t100\tplasma\n"
        + "B\thsa-miR-21-5p\t5\t50\tplasma\nC\thsa-miR-155-5p\t1\t100\tbrain\n"
    )
    output = {"table": str(tmp_path / "out.tsv")}
    main(job(input=SOURCES | {"lists": [str(path)]}, output=output))
    table = RANKS.read_frame(output["table"])
    first = table[table["tissue"] == "plasma"].loc["hsa-miR-21-5p"]
    assert (first["lists"], first["of"], first["ranks"]) == (2, 2, "A 1/100; B 5/50")
    # The larger of the shares 0.01 and 0.1 is at most 0.1 by chance in 1 %; the smaller is at most
    # 0.01 in 1 - 0.99^2 = 1.99 %. The least of these, twice.
    assert first["rho"] == pytest.approx(2 * 0.01)
    # The other 99 miRNAs that were tested have a rho of 1.
    assert first["padj"] == pytest.approx(1)
    assert set(table["tissue"]) == {"plasma", "brain", "all tissues"}


def test_of_two_names_of_one_mature_the_better_rank_counts():
    table, lost = aggregate_lists(
        [row("A", "hsa-miR-199b-3p", 7), row("A", "hsa-miR-199a-3p", 3)], human_matures()
    )
    assert table["ranks"].tolist() == ["A 3/100"]
    assert lost == []


def test_lists_of_unknown_names_are_refused():
    with pytest.raises(UserError, match=r"meta\.lists: none of its miRNAs is a mature"):
        aggregate_lists([row("A", "ENSG1", 1)], human_matures())
