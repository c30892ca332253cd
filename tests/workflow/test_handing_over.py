"""What is made of a finished run when it is asked for: targets."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from builders.checkout import Checkout

CONTRAST = "TRD_vs_control"
TABLE = "mirna\tgene\tsupport\tpmid\n" + "".join(
    f"hsa-miR-{name}\t{gene}\tstrong\t1\n"
    for name in (
        "21-5p",
        "16-5p",
        "451a",
        "486-5p",
        "144-3p",
        "92a-3p",
        "155-5p",
        "132-3p",
        "124-3p",
    )
    for gene in ("TNF", "BDNF", "PTEN", f"G{name}")
)


@pytest.fixture(scope="module")
def finished(finished_demo, tmp_path_factory) -> Checkout:
    """A copy of the finished demo, to which more may be added."""
    checkout = finished_demo.checkout
    folder = tmp_path_factory.mktemp("more") / "copy"
    shutil.copytree(checkout.folder, folder, symlinks=True)
    return Checkout(root=checkout.root, folder=folder)


def test_without_a_table_the_stage_says_that_nothing_was_looked_up(finished):
    run = finished.run("targets")
    assert run.code == 0, run.text[-2000:]
    assert "No targets were looked up" in run.text
    assert not (finished.folder / "results" / "targets").exists()


def test_a_table_of_targets_gives_themes_and_a_figure_and_nothing_else_is_made_anew(finished):
    table = Path(finished.folder / "own.tsv")
    table.write_text(TABLE)
    run = finished.run("targets", "--config", "targets={tables: [own.tsv]}")
    assert run.code == 0, run.text[-2000:]
    folder = finished.folder / "results" / "targets"
    made = sorted(path.name for path in folder.iterdir())
    contents = (
        "enrichment.png",
        "enrichment.svg",
        "enrichment.tsv",
        "gene_sets.tsv",
        "targets.tsv",
    )
    assert made == [
        *(f"{CONTRAST}.{content}" for content in (*contents, "themes.tsv")),
        "mirna_targets.tsv",
        "target_counts.tsv",
        "target_tables.json",
    ]
    themes = pd.read_csv(folder / f"{CONTRAST}.themes.tsv", sep="\t")
    assert set(themes["set"]) == {"synaptic plasticity", "neuroinflammation"}
    assert set(themes["list"]) == {"up", "down"}
    targets = pd.read_csv(folder / f"{CONTRAST}.targets.tsv", sep="\t")
    assert set(targets.loc[targets["gene"] == "TNF", "themes"]) == {"neuroinflammation"}
    # read, list, test, draw, and the target itself.
    assert sum("targets" in line or "themes" in line for line in run.lines) >= 1
