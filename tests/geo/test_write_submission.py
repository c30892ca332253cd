"""The folder for GEO, from the files of a small run."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from builders.jobs import job
from mirtrd.core.documents import write_document
from mirtrd.counting.tables import MATURE_COUNTS
from mirtrd.geo.tables import CPM, DIGESTS, RAW_COUNTS, READ_DIGESTS
from mirtrd.geo.write_submission import main
from mirtrd.quality.tables import STATUS

COUNTS = pd.DataFrame(
    {"001": [3, 1], "NA": [0, 0]}, index=pd.Index(["hsa-miR-1-3p", "hsa-miR-21-5p"], name="mirna")
)


def write(tmp_path, from_counts: bool) -> dict[str, str]:
    """The outputs of the script."""
    MATURE_COUNTS.write_frame(tmp_path / "counts", COUNTS)
    (tmp_path / "sheet.tsv").write_text("sample\tcondition\n001\tTRD\nNA\tcontrol\n")
    told = {"status": "ok", "used": "yes", "kit": "truseq", "unit": "reads"}
    rows = [[told.get(column.name, "" if column.kind == "text" else None)
             for column in STATUS.columns[1:]] for _ in range(2)]  # fmt: skip
    for sample, row in zip(COUNTS, rows, strict=True):
        row.insert(0, sample)
        READ_DIGESTS.write(tmp_path / f"{sample}.md5", [(f"x/{sample}.fastq", "f" * 32)])
    STATUS.write(tmp_path / "status", rows)
    write_document(tmp_path / "run.json", {"software": {}, "code": {"version": "1"}})
    names = ("counts", "cpm", "samples", "digests", "processing")
    outputs = {name: str(tmp_path / f"{name}.out") for name in names}
    digests = [] if from_counts else [str(tmp_path / f"{sample}.md5") for sample in COUNTS]
    main(
        job(
            input={
                "counts": str(tmp_path / "counts"),
                "sheet": str(tmp_path / "sheet.tsv"),
                "status": str(tmp_path / "status"),
                "record": str(tmp_path / "run.json"),
                "digests": digests,
            },
            output=outputs,
            params={
                "samples": list(COUNTS), "from_counts": from_counts, "release": "miRBase22",
                "others": [], "matrix": None, "lengths": [15, 45],
            },
        )
    )  # fmt: skip
    return outputs


def test_the_matrices_are_the_counts_and_their_shares_of_a_million(tmp_path):
    outputs = write(tmp_path, from_counts=False)
    assert RAW_COUNTS.read_frame(outputs["counts"]).equals(COUNTS)
    assert CPM.read_frame(outputs["cpm"]).to_dict("list") == {
        "001": [750_000.0, 250_000.0], "NA": [0.0, 0.0],
    }  # fmt: skip


def test_the_sums_are_of_the_reads_and_of_the_files_that_were_written(tmp_path):
    outputs = write(tmp_path, from_counts=False)
    rows = list(DIGESTS.read_rows(outputs["digests"]))
    assert rows[0] == ("001.fastq", "f" * 32, "raw", "x/001.fastq")
    assert [row[2] for row in rows] == ["raw", "raw", "processed", "processed"]
    assert rows[2][1] == hashlib.md5(Path(outputs["counts"]).read_bytes()).hexdigest()


@pytest.mark.parametrize("from_counts", [True, False])
def test_the_samples_keep_their_names_and_order(tmp_path, from_counts):
    outputs = write(tmp_path, from_counts)
    lines = [line.split("\t") for line in Path(outputs["samples"]).read_text().splitlines()]
    assert [line[0] for line in lines] == ["library name", "001", "NA"]
    assert ("raw file" in lines[0]) != from_counts
