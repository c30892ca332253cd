"""The table of samples: a good sample, one whose file is damaged, and samples of odd names."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from builders.paths import SCHEMA
from builders.samples import write_sheet
from builders.tables import NAMES, write
from builders.verdicts import KIT, TALLY, fates
from builders.workplace import CONFIG
from mirtrd.counting.tables import MATURE_COUNTS, SAMPLE_LENGTHS, SAMPLE_MATURES
from mirtrd.inputs import settings
from mirtrd.quality import judge_samples
from mirtrd.quality.tables import DUPLICATES, HAEMOLYSIS, READ_FATE, STATUS
from mirtrd.reference.tables import MATURES
from mirtrd.trimming.tally import write_tally
from mirtrd.trimming.verdicts import write_verdict

THRESHOLDS = settings.check_config(CONFIG, SCHEMA)["quality"]
MIRNAS = [f"hsa-miR-{number}-{arm}p" for number in range(150) for arm in (3, 5)]
SAMPLES = ["S1", "S2", *NAMES]


@pytest.fixture
def job(tmp_path):
    """S1 is good and seems to be the library of NA, S2 is damaged, NA is left out by the sheet."""
    inputs: dict[str, str | list[str]] = {}
    good, damaged = fates(mirna=300_000, unaligned=100_000), fates()
    for key in ("kit", "trimming", "mature", "lengths"):
        inputs[key] = [str(tmp_path / f"{sample}.{key}") for sample in SAMPLES]
    for number, sample in enumerate(SAMPLES):
        bad = sample == "S2"
        kit = replace(KIT, failure="no kit fits", kit=None, layout=None) if bad else KIT
        write_verdict(inputs["kit"][number], kit)
        write_tally(inputs["trimming"][number], replace(TALLY, failure="damaged" if bad else None))
        mature = pd.DataFrame({"count": 1000, "perfect": 980}, index=[] if bad else MIRNAS)
        write(SAMPLE_MATURES, inputs["mature"][number], mature)
        lengths = [] if bad else [("mirna", 21, 100_000), ("mirna", 22, 200_000)]
        SAMPLE_LENGTHS.write(inputs["lengths"][number], lengths)
    rows = {sample: damaged if sample == "S2" else good for sample in SAMPLES}
    fate = pd.DataFrame.from_dict(rows, orient="index")
    fate.insert(0, "reads", fate.sum(axis=1))
    near = pd.DataFrame({"nearest": ["NA", "S1"], "cv": 0.0, "cv_limit": 0.02}, index=["S1", "NA"])
    hairpins = pd.DataFrame({"hairpin": [name.rsplit("-", 1)[0] for name in MIRNAS]}, index=MIRNAS)
    sheet = pd.DataFrame({"condition": "x", "matrix": "", "keep": ""}, index=SAMPLES)
    sheet.loc["S1", "matrix"], sheet.loc["NA", "keep"] = "Plasma", "no"
    columns = {sample: 1000 + number for number, sample in enumerate(SAMPLES)}
    counts = pd.DataFrame(columns, index=MIRNAS).assign(S2=0)
    blood = pd.DataFrame({"ratio": [8.0], "score": [1.0], "depth": ["low"]}, index=["S1"])
    for name, table, frame in (
        ("fate", READ_FATE, fate),
        ("duplicates", DUPLICATES, near.reindex(SAMPLES)),
        ("haemolysis", HAEMOLYSIS, blood),
        ("matures", MATURES, hairpins),
        ("counts", MATURE_COUNTS, counts),
    ):
        inputs[name] = write(table, tmp_path / f"{name}.tsv", frame)
    inputs["sheet"] = write_sheet(tmp_path / "sheet.tsv", sheet)
    return SimpleNamespace(
        input=SimpleNamespace(**inputs),
        output=SimpleNamespace(status=str(tmp_path / "samples.tsv")),
        params=SimpleNamespace(matrix=None, thresholds=THRESHOLDS),
    )


def judged(job) -> pd.DataFrame:
    judge_samples.main(job)
    return STATUS.read_frame(job.output.status)


def test_the_table_of_samples(job):
    table = judged(job)
    assert list(table.index) == SAMPLES
    assert dict(table["status"]) == dict.fromkeys(NAMES, "ok") | {
        "S1": "warn", "S2": "fail", "NA": "warn",
    }  # fmt: skip
    assert list(table.index[table["used"] == "no"]) == ["S2", "NA"]
    assert dict(table["duplicate_of"]) == dict.fromkeys(SAMPLES, "") | {"S1": "NA", "NA": "S1"}
    assert table.loc["S1", "reason"] == (
        "same library as NA? their difference: 2 %, at least 10 % expected "
        "(quality.nearest_cv.warn); haemolysis, log2 ratio of miR-451a to miR-23a-3p: 8, at most 7 "
        "expected (quality.haemolysis_ratio.warn)"
    )
    assert table.loc["S2", "reason"] == "damaged"
    assert table.loc["S1", "matrix"] == "plasma"
    numbers = table.loc["NA", ["reads", "length_mode", "mirna_share", "mirnas_detected"]]
    assert list(numbers) == [400_000, 22, 0.75, 300]


def test_numbers_are_written_whole_or_with_four_digits(job):
    judged(job)
    line = Path(job.output.status).read_text().splitlines()[3]
    row = dict(zip(STATUS.header, line.split("\t"), strict=True))
    assert row["sample"] == "NA"
    assert (row["reads"], row["length_mode"], row["mirna_share"]) == ("400000", "22", "0.75")
    assert row["umi_saturation"] == "NA"


def test_a_table_of_counts_is_judged_without_reads(job):
    for name in ("kit", "trimming", "lengths", "mature", "fate", "matures"):
        setattr(job.input, name, [])
    table = judged(job)
    assert dict(table["status"].loc[["S1", "S2", "NA"]]) == {
        "S1": "warn", "S2": "fail", "NA": "warn",
    }  # fmt: skip
    assert table.loc["S2", "reason"] == "there are no reads"
    assert "haemolysis" in table.loc["S1", "reason"]
    assert list(table.loc["S1", ["unit", "mirna_reads", "mirnas_detected"]]) == [
        "counts", 300_000, 300
    ]  # fmt: skip
    assert table[["perfect_share", "q30_share"]].isna().all(axis=None)


def test_a_copy_under_another_name_fails_with_what_it_is_a_copy_of(job):
    counts = MATURE_COUNTS.read_frame(job.input.counts)
    MATURE_COUNTS.write_frame(job.input.counts, counts.assign(S1=counts["001"]))
    table = judged(job)
    assert dict(table.loc[["S1", "001"], "status"]) == {"S1": "fail", "001": "fail"}
    assert table.loc["001", "reason"].startswith("a copy of S1: all counts are the same; keep the")
    assert table.loc["S2", "reason"] == "damaged"
