"""What is made of a finished run when it is asked for: targets, a folder for GEO, a report."""

import hashlib
import re
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
    figure = [f"enrichment.{format}" for format in ("pdf", "png", "svg", "tsv")]
    assert made == [
        *(f"{CONTRAST}.{content}" for content in (*figure, "gene_sets.tsv", "targets.tsv")),
        f"{CONTRAST}.themes.tsv",
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


def test_the_folder_for_geo_has_the_sums_of_all_its_files(finished):
    run = finished.run("geo")
    assert run.code == 0, run.text[-2000:]
    folder = finished.folder / "results" / "geo"
    sums = pd.read_csv(folder / "md5.tsv", sep="\t")
    # A sample of the demo has two FASTQ files.
    assert list(sums["file type"]) == ["raw"] * 19 + ["processed"] * 2
    for path, digest in zip(sums["path"], sums["file checksum"], strict=True):
        assert hashlib.md5((finished.folder / path).read_bytes()).hexdigest() == digest
    samples = pd.read_csv(folder / "samples.tsv", sep="\t")
    raw = sums.loc[sums["file type"] == "raw", "file name"]
    named = [
        name for column in samples.filter(like="raw file") for name in samples[column].dropna()
    ]
    assert sorted(named) == sorted(raw)
    assert set(samples["tissue"]) == {"plasma"}
    text = (folder / "processing.txt").read_text()
    assert "cutadapt 5.2 (kit: truseq)" in text


def test_the_report_of_snakemake_has_all_figures_with_captions_of_this_run(finished):
    run = finished.run("--report", "report.html")
    assert run.code == 0, run.text[-2000:]
    text = (finished.folder / "report.html").read_text()
    for category in ("1. Quality", "2. Cohort", "3. Expression", "4. Robustness", "5. Candidates"):
        assert category in text
    assert "Do not believe it more than its verdict" in text
    assert f"Change against p-value in {CONTRAST}" in text
    # A page that is opened offline loads nothing.
    assert not re.search(r"""(?:src|href)=["']https?://[^"']+\.(?:js|css)""", text)
