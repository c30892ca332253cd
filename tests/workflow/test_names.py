"""Sample names are text: whole runs with names that tools take for numbers, truth or nothing."""

import gzip
from itertools import islice
from pathlib import Path

import pytest
import yaml

from builders.checkout import Checkout
from builders.paths import DEMO

NAMES = ("NA", "None", "001", "1e3", "TRUE", "nan")
# So many reads of these libraries of the demo, under the names in their order.
LIBRARIES = ("TRD01", "TRD02", "TRD05", "CTL01", "CTL04", "CTL07")
READS = 3000
CONFIG = {
    "samples": "config/samples.tsv",
    "library": {"matrix": "plasma"},
    "quality": {"mirna_reads": {"warn": 100, "fail": 50}},
    "expression": {
        "design": "~ condition",
        "permutations": 10,
        "contrasts": {
            "TRD_vs_control": {"factor": "condition", "tested": "TRD", "reference": "control"}
        },
    },
}


def cut_reads(library: str, path: Path) -> None:
    with gzip.open(DEMO / "reads" / f"{library}.fastq.gz") as file:
        path.write_bytes(gzip.compress(b"".join(islice(file, 4 * READS)), 1))


def cut_counts(path: Path) -> None:
    lines = (DEMO / "truth" / "mature.counts.tsv").read_text().splitlines()
    header = lines[0].split("\t")
    columns = [header.index(library) for library in LIBRARIES]
    rows = [[cells[0], *(cells[c] for c in columns)] for cells in map(str.split, lines[1:])]
    path.write_text("\n".join("\t".join(row) for row in [["mirna", *NAMES], *rows]) + "\n")


@pytest.fixture(scope="module", params=["reads", "counts"])
def finished(request, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "config").mkdir()
    (folder / "reads").mkdir()
    config, rows = dict(CONFIG), []
    for name, library in zip(NAMES, LIBRARIES, strict=True):
        condition = "TRD" if library.startswith("TRD") else "control"
        rows.append([name, condition])
        if request.param == "reads":
            cut_reads(library, folder / "reads" / f"{name}.fastq.gz")
            rows[-1].append(f"reads/{name}.fastq.gz")
    if request.param == "reads":
        config["library"] = {"kit": "truseq", "matrix": "plasma"}
    else:
        config["counts"] = {"path": "config/counts.tsv"}
        cut_counts(folder / "config" / "counts.tsv")
    header = ["sample", "condition", "fastq"][: len(rows[0])]
    sheet = "\n".join("\t".join(row) for row in [header, *rows]) + "\n"
    (folder / "config" / "samples.tsv").write_text(sheet)
    (folder / "config" / "config.yaml").write_text(yaml.safe_dump(config))
    run = Checkout(folder=folder).run()
    assert run.code == 0, run.text[-3000:]
    return folder


def header_of(path: Path) -> list[str]:
    return path.read_text().partition("\n")[0].split("\t")


def first_column(path: Path) -> list[str]:
    return [line.split("\t")[0] for line in path.read_text().splitlines()[1:]]


@pytest.mark.parametrize("path", ["counting/mature.counts.tsv", "cohort/vst.tsv"])
def test_names_head_the_columns_of_matrices_as_they_are_in_the_sheet(finished, path):
    assert header_of(finished / "results" / path)[1:] == list(NAMES)


@pytest.mark.parametrize(
    "path", ["quality/samples.tsv", "cohort/size_factors.tsv", "cohort/pca.tsv"]
)
def test_names_lead_the_rows_of_tables_as_they_are_in_the_sheet(finished, path):
    assert sorted(first_column(finished / "results" / path)) == sorted(NAMES)


def test_all_samples_are_used(finished):
    lines = (finished / "results" / "quality" / "samples.tsv").read_text().splitlines()
    used = lines[0].split("\t").index("used")
    assert [line.split("\t")[used] for line in lines[1:]] == ["yes"] * len(NAMES)


def test_figures_of_single_samples_name_them(finished):
    drawn = (finished / "results" / "candidates" / "TRD_vs_control.boxes.tsv").read_text()
    assert {name for name in NAMES if f"\t{name}\t" in drawn or f"\n{name}\t" in drawn} == {*NAMES}
