"""The script that puts tables of targets under the names of a run."""

import pandas as pd
import pytest

from builders import target_files as files
from builders.jobs import job
from builders.studies import SOURCES
from mirtrd.cohort.tables import COUNTS
from mirtrd.core.documents import read_document
from mirtrd.targets.read_targets import main
from mirtrd.targets.tables import PAIRS, TARGETED


@pytest.fixture
def made(tmp_path):
    """The outputs of a run in which miR-16 has no counts and one row is no miRNA that is known."""
    index = pd.Index(["hsa-miR-21-5p", "hsa-miR-16-5p", "hsa-miR-9-5p", "novel-1"], name="mirna")
    COUNTS.write_frame(tmp_path / "counts", pd.DataFrame({"s1": [5, 0, 7, 1]}, index=index))
    for name in ("MIRTARBASE", "TARBASE"):
        (tmp_path / name).write_text(getattr(files, name))
    (tmp_path / "themes").write_text("theme\td\tPTEN\tBCL2\n")
    outputs = {name: str(tmp_path / f"{name}.out") for name in ("pairs", "mirnas", "summary")}
    main(
        job(
            input={
                **SOURCES,
                "tables": [str(tmp_path / "MIRTARBASE"), str(tmp_path / "TARBASE")],
                "counts": str(tmp_path / "counts"),
                "themes": str(tmp_path / "themes"),
            },
            output=outputs,
        )
    )
    return outputs


def test_pairs_are_those_of_mirnas_that_have_counts(made):
    assert list(PAIRS.read_rows(made["pairs"])) == [
        ("hsa-miR-21-5p", "BDNF", "weak", 1, "miRTarBase"),
        ("hsa-miR-21-5p", "PTEN", "strong", 2, "miRTarBase"),
    ]


def test_each_mirna_has_its_numbers_and_what_was_not_looked_up_is_empty(made):
    table = TARGETED.read_frame(made["mirnas"])
    assert table.loc["hsa-miR-21-5p"].tolist()[:2] == [1, 1]
    assert table.loc["hsa-miR-21-5p", ["strong_in_themes", "references"]].tolist() == [1, 3]
    assert table.loc["hsa-miR-16-5p", ["strong", "weak", "strong_in_themes"]].tolist() == [1, 1, 1]
    # In the tables it has no target, which is known; no table has predictions.
    assert table.loc["hsa-miR-9-5p", "strong"] == 0
    assert table["predicted"].isna().all()
    assert table.loc["novel-1"].isna().all()


def test_what_became_of_the_rows_of_each_table_is_said(made):
    [first, second] = read_document(made["summary"])["tables"]
    assert (first["format"], first["taken"]) == ("miRTarBase", 3)
    assert (second["format"], second["taken"], second["names"]) == ("TarBase", 2, 1)
