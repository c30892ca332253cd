"""The files are custom content of MultiQC, https://docs.seqera.io/multiqc/custom_content."""

import json
import math
import shutil
import subprocess
from types import SimpleNamespace

import pandas as pd
import pytest

from builders.tables import write
from mirtrd.core.fates import FATES
from mirtrd.counting.tables import RNA_CLASSES, SAMPLE_LENGTHS
from mirtrd.quality import write_multiqc
from mirtrd.quality.tables import HAEMOLYSIS, READ_FATE, STATUS

PLOTS = {"generalstats", "table", "bargraph", "linegraph", "scatter", "html"}
OUTPUTS = ("general", "samples", "fate", "classes", "lengths", "haemolysis")


@pytest.fixture(params=[True, False], ids=["plasma", "tissue"])
def job(request, tmp_path):
    """A job with two samples, the second of which failed, one of them called 007."""
    samples = pd.Index(["007", "TRD.fastq_1"], name="sample")
    status = pd.DataFrame({"status": ["ok", "fail"], "used": ["yes", "no"]}, index=samples)
    status["reason"] = ["", "miRNA reads: 3, at least 1,000 expected (quality.mirna_reads.fail)"]
    status["duplicate_of"] = ["", "NA"]
    status["reads"], status["mirna_reads"] = [1000, 10], [600, 3]
    status["mirna_share"], status["haemolysis_score"] = [0.6, 0.3], [-1.25, math.nan]
    fate = pd.DataFrame(0, index=samples, columns=["reads", *FATES])
    fate[["reads", "mirna", "unaligned"]] = [[1000, 600, 400], [10, 3, 7]]
    classes = pd.DataFrame(
        {"mirna": [600, 3], "hairpin": 0, "ambiguous": 0, "tRNA": 0, "unaligned": [400, 7]}, samples
    )
    scores = pd.DataFrame({"ratio": [5.5, math.nan], "score": [-1.25, math.nan]}, samples)
    paths = []
    for sample in samples:
        paths.append(str(tmp_path / f"{sample}.lengths.tsv"))
        SAMPLE_LENGTHS.write(paths[-1], [("mirna", 22, 30), ("unaligned", 30, 10)])
    inputs = {
        "status": write(STATUS, tmp_path / "status.tsv", status),
        "fate": write(READ_FATE, tmp_path / "fate.tsv", fate),
        "classes": write(RNA_CLASSES, tmp_path / "classes.tsv", classes),
        "haemolysis": write(
            HAEMOLYSIS, tmp_path / "haemolysis.tsv", scores if request.param else scores.iloc[:0]
        ),
    }
    folder = tmp_path / "multiqc"
    folder.mkdir()
    outputs = {name: str(folder / f"{name}_mqc.json") for name in OUTPUTS}
    settings = str(folder / "multiqc_config.yaml")
    return SimpleNamespace(
        input=SimpleNamespace(**inputs, lengths=paths),
        output=SimpleNamespace(**outputs, settings=settings),
        folder=folder,
        plasma=request.param,
    )


def read(job) -> dict:
    write_multiqc.main(job)
    return {name: json.loads((job.folder / f"{name}_mqc.json").read_text()) for name in OUTPUTS}


def test_each_file_has_the_keys_that_multiqc_reads(job):
    contents = read(job)
    assert len({content["id"] for content in contents.values()}) == len(OUTPUTS)
    for name, content in contents.items():
        assert content["plot_type"] in PLOTS
        assert content["data"]
        if name != "general":
            assert {"section_name", "description", "pconfig"} <= set(content)
            assert content["pconfig"]["id"] != content["id"]
    order = json.loads((job.folder / "multiqc_config.yaml").read_text())["custom_content"]["order"]
    assert set(order) == {contents[name]["id"] for name in OUTPUTS if name != "general"}


def test_the_numbers_are_those_of_the_tables(job):
    contents = read(job)
    assert contents["general"]["data"] == {
        "007": {"status": "ok", "reads": 1000, "mirna_reads": 600, "mirna_share": 60,
                "haemolysis_score": -1.25},
        "TRD.fastq_1": {"status": "fail", "reads": 10, "mirna_reads": 3, "mirna_share": 30},
    }  # fmt: skip
    shown = [name for header in contents["general"]["pconfig"] for name in header]
    assert shown == ["status", "reads", "mirna_reads", "mirna_share", "haemolysis_score"]
    assert contents["samples"]["data"]["TRD.fastq_1"]["used"] == "no"
    assert contents["samples"]["data"]["007"]["kit"] == ""
    assert contents["samples"]["data"]["TRD.fastq_1"]["duplicate_of"] == "NA"
    assert contents["fate"]["data"]["007"] == {"mirna": 600, "unaligned": 400}
    assert list(contents["fate"]["categories"]) == ["mirna", "unaligned"]
    assert contents["classes"]["data"]["TRD.fastq_1"] == {"mirna": 3, "unaligned": 7}
    everything, mirna = contents["lengths"]["data"]
    assert everything["007"] == {"22": 75, "30": 25}
    assert mirna["007"] == {"22": 75}
    if job.plasma:
        assert contents["haemolysis"]["data"] == {"007": {"x": 5.5, "y": -1.25}}
    else:
        assert "No sample is plasma or serum" in contents["haemolysis"]["data"]


@pytest.mark.skipif(not shutil.which("multiqc"), reason="multiqc is not installed")
def test_multiqc_makes_a_report_of_them(job):
    write_multiqc.main(job)
    command = ["multiqc", "--strict", "--no-data-dir", "--filename", "report.html"]
    config = ["--config", str(job.folder / "multiqc_config.yaml"), str(job.folder)]
    done = subprocess.run([*command, *config], cwd=job.folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = (job.folder / "report.html").read_text()
    for words in ("007", "TRD.fastq_1", "Read fate", "Classes of RNA", "Length of inserts"):
        assert words in report
