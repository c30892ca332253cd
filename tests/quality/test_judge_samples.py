import json
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from builders.paths import ROOT
from mirtrd.cohort.usable import describe_cohort, read_usable
from mirtrd.core.fates import FATES
from mirtrd.core.job import UserError
from mirtrd.inputs import settings
from mirtrd.quality import judge_samples
from mirtrd.quality.judge_samples import (
    METRICS,
    exceeds,
    find_reasons,
    judge,
    measure_counts,
    measure_fit,
    measure_lengths,
    measure_reads,
    mismatched,
    two_armed_mirnas,
)

CONFIG = {
    "samples": "samples.tsv",
    "expression": {
        "design": "~ condition",
        "contrasts": {"a": {"factor": "condition", "tested": "x", "reference": "y"}},
    },
}
THRESHOLDS = settings.check_config(CONFIG, ROOT / "workflow" / "schemas" / "config.schema.json")[
    "quality"
]
NOTHING = {"failure": None, "warning": None}
LAYOUT = {"adapter": "TGGAATTCTCGG"}
KIT = {"failure": None, "warning": None, "kit": "truseq", "layout": LAYOUT, "q30_share": 0.9}
TALLY = {"failure": None, "unit": "reads", "umi": None}
# A good library.
GOOD = {
    "unit": "reads", "reads": 5_000_000, "adapter_share": 0.98, "dimer_share": 0.05,
    "q30_share": 0.95, "share_18_25": 0.8, "mirna_reads": 3_000_000, "mirna_share": 0.6,
    "mirnas_detected": 500, "top10_share": 0.6, "umi_space_used": math.nan, "perfect_share": 0.95,
    "mismatched_mirnas": 0.0, "judged_mirnas": 200, "nearest": "other", "nearest_cv": 0.3,
    "haemolysis_ratio": math.nan, "haemolysis_score": math.nan, "haemolysis_depth": math.nan,
}  # fmt: skip


def fates(**reads):
    return dict.fromkeys(FATES, 0) | reads


# Metrics


def test_reads_by_hand():
    counts = fates(mirna=20, unaligned=10, no_adapter=25, poly_g=5, adapter_dimer=30, duplicate=10)
    umi = {"length": 12, "reads": 40, "molecules": 30, "space_used": 0.01}
    values = measure_reads(counts, KIT, TALLY | {"unit": "molecules", "umi": umi})
    assert values["reads"] == 100
    assert values["adapter_share"] == pytest.approx(0.7)
    assert values["dimer_share"] == 0.3
    # Ten of the hundred are second copies of molecules.
    assert values["mirna_share"] == pytest.approx(20 / 90)
    assert values["umi_saturation"] == 0.25
    assert values["umi_space_used"] == 0.01


def test_what_there_is_not_has_no_value():
    values = measure_reads(fates(mirna=5), KIT | {"layout": {"adapter": ""}}, TALLY)
    assert math.isnan(values["adapter_share"])  # trimmed before
    assert math.isnan(values["umi_saturation"])
    assert math.isnan(values["umi_space_used"])
    empty = measure_reads(fates(), KIT | {"layout": None, "kit": None}, TALLY)
    assert empty["kit"] == ""
    for name in ("adapter_share", "dimer_share", "mirna_share", "q30_share"):
        assert math.isnan(empty[name])


def test_lengths_by_hand():
    lengths = pd.DataFrame(
        {"class": ["mirna", "mirna", "hairpin", "unaligned"], "length": [22, 25, 22, 26],
         "count": [40, 10, 15, 35]}
    )  # fmt: skip
    assert measure_lengths(lengths) == {"length_mode": 22, "share_18_25": 0.65}
    nothing = measure_lengths(lengths.iloc[:0])
    assert all(math.isnan(value) for value in nothing.values())


def test_mirnas_by_hand():
    counts = np.array([600_000, 399_979, 10, 8, 2, 1])
    mirnas = pd.DataFrame({"count": counts, "perfect": counts // 2}, index=list("abcdef"))
    values = measure_counts(mirnas["count"]) | measure_fit(mirnas, set("abcd"))
    assert values["mirna_reads"] == 1_000_000
    # In a million counts, one has less than 2 per million.
    assert values["mirnas_detected"] == 5
    assert values["top10_share"] == 1
    assert values["perfect_share"] == pytest.approx(0.5, abs=1e-5)
    assert math.isnan(values["mismatched_mirnas"])  # of four miRNAs nothing can be said
    nothing = measure_counts(mirnas["count"].iloc[:0])
    assert nothing["mirnas_detected"] == 0
    assert math.isnan(nothing["top10_share"])


def test_mismatched_by_hand():
    mirnas = pd.DataFrame(
        {"count": [100, 100, 9, 4, 100, 99, 99, 99], "perfect": [49, 50, 0, 0, 0, 95, 95, 95]},
        index=list("abcdefgh"),
    )
    # a and c are mostly mismatched; d has too few reads; e shares its hairpin with no other.
    assert mismatched(mirnas, set("abcdfgh")) == (2, 6)
    # In a library that is half mismatched, nothing is odd about a miRNA of which 49 % are.
    mirnas["perfect"] = [49, 50, 5, 2, 50, 49, 50, 50]
    assert mismatched(mirnas, set("abcdfgh")) == (0, 6)
    assert mismatched(mirnas.iloc[:0], set("abc")) == (0, 0)


def test_two_armed_mirnas():
    rows = [("a-5p", "h1"), ("a-3p", "h1"), ("b", "h2"), ("c-5p", "h3"), ("c-3p", "h3"),
            ("c-3p", "h4"), ("x", "h5"), ("y", "h5"), ("z", "h5")]  # fmt: skip
    matures = pd.DataFrame(rows, columns=["mirna", "hairpin"])
    assert two_armed_mirnas(matures) == {"a-5p", "a-3p", "c-5p", "c-3p"}


# Species: each read of a miRNA is drawn, with errors; some miRNAs have a substitution


def species(reads, substituted, seed, errors=0.03, mirnas=350):
    random = np.random.default_rng(seed)
    shares = np.sort(random.lognormal(0, 2.2, mirnas))[::-1]
    counts = random.multinomial(reads, shares / shares.sum())
    odd = random.random(mirnas) < substituted
    perfect = random.binomial(counts, np.where(odd, 0.02, 1 - errors))
    table = pd.DataFrame({"count": counts, "perfect": perfect}, index=map(str, range(mirnas)))
    found = table[table["count"] > 0]
    return GOOD | measure_counts(found["count"]) | measure_fit(found, set(table.index))


@pytest.mark.parametrize("reads", [1_000, 10_000, 100_000, 5_000_000])
@pytest.mark.parametrize("errors", [0.03, 0.3])
def test_the_right_species_is_not_suspected(reads, errors):
    """One in a hundred miRNAs is edited or varies between people, as in real tissue."""
    values = [species(reads, 0.01, seed, errors) for seed in range(100)]
    suspected = [exceeds("mismatched_mirnas", value, 0.02) for value in values]
    assert sum(suspected) <= 2


@pytest.mark.parametrize(("reads", "found"), [(2_000, 0.5), (10_000, 0.75), (1_000_000, 0.95)])
def test_another_mammal_is_suspected(reads, found):
    """One in twelve miRNAs of another mammal differs from its relative in human."""
    values = [species(reads, 1 / 12, seed) for seed in range(100)]
    suspected = [exceeds("mismatched_mirnas", value, 0.02) for value in values]
    assert sum(suspected) >= 100 * found


# Thresholds


def test_a_good_library_is_ok():
    assert judge(GOOD, fates(mirna=9), NOTHING, THRESHOLDS, "") == ("ok", "yes", "")


def test_every_threshold_has_a_metric():
    assert list(THRESHOLDS) == list(METRICS)


@pytest.mark.parametrize(
    ("values", "level", "reason"),
    [
        ({"adapter_share": 0.4}, "warn", "reads with adapter: 40 %, at least 50 % expected"),
        ({"dimer_share": 0.9004}, "fail", "adapter dimers: 90.04 %, at most 90 % expected"),
        ({"q30_share": 0.4}, "warn", "bases with Q30 or more: 40 %, at least 50 % expected"),
        ({"share_18_25": 0.2}, "warn", "inserts of 18 to 25 nt: 20 %, at least 25 % expected"),
        ({"mirna_reads": 99_999}, "warn", "miRNA reads: 99,999, at least 100,000 expected"),
        ({"mirna_share": 0.05}, "warn", "miRNA among all reads: 5 %, at least 10 % expected"),
        ({"mirnas_detected": 150}, "warn", "miRNAs detected: 150, at least 200 expected"),
        ({"top10_share": 0.96}, "warn", "most abundant miRNAs: 96 %, at most 95 % expected"),
        ({"umi_space_used": 0.3}, "warn", "used up by one insert: 30 %, at most 20 % expected"),
        ({"perfect_share": 0.5}, "warn", "reads without mismatch: 50 %, at least 70 % expected"),
        ({"mismatched_mirnas": 0.08}, "warn", "wrong species? miRNAs whose reads are mostly "
         "mismatched: 8 %, at most 2 % expected"),
        ({"nearest_cv": 0.03}, "warn", "same library as other? their difference: 3 %, at least "
         "10 % expected"),
        ({"haemolysis_ratio": 7.21}, "warn", "ratio of miR-451a to miR-23a-3p: 7.21, at most 7"),
        ({"haemolysis_score": 2.0, "haemolysis_depth": "ok"}, "warn", "signature: 2, at most 1.9"),
    ],
)  # fmt: skip
def test_reasons_have_number_threshold_and_key(values, level, reason):
    [(found, words)] = find_reasons(GOOD | values, THRESHOLDS)
    assert found == level
    assert reason in words
    assert f"expected (quality.{next(iter(values))}.{level})" in words


def test_no_threshold_no_reason():
    off = {name: {"warn": None, "fail": None} for name in METRICS}
    assert find_reasons(dict.fromkeys(METRICS, -1.0) | {"unit": "reads", "nearest": ""}, off) == []


def test_a_score_at_low_depth_is_not_judged():
    values = GOOD | {"haemolysis_score": 5.0, "haemolysis_depth": "low"}
    assert find_reasons(values, THRESHOLDS) == []


def test_a_small_share_of_mirna_fails_only_where_there_is_little():
    small = GOOD | {"mirna_share": 0.01}
    assert [level for level, _ in find_reasons(small, THRESHOLDS)] == ["warn"]
    few = small | {"mirna_reads": 50_000}
    assert [level for level, _ in find_reasons(few, THRESHOLDS)] == ["warn", "fail"]


def test_shallow_plasma_does_not_fail():
    """A test library of plasma: 20,000 reads, 6 % miRNA, dominated by a few."""
    values = GOOD | {
        "reads": 20_000, "mirna_reads": 1_200, "mirna_share": 0.06, "mirnas_detected": 40,
        "top10_share": 0.97, "dimer_share": 0.7, "share_18_25": 0.2,
    }  # fmt: skip
    assert judge(values, fates(mirna=1_200), NOTHING, THRESHOLDS, "")[:2] == ("warn", "yes")


def test_all_reasons_are_given():
    values = GOOD | {"mirna_reads": 353, "dimer_share": 0.93}
    counts = fates(mirna=353, adapter_dimer=7440, unaligned=207)
    notes = {"failure": None, "warning": "kit: truseq is declared, 4n fits better"}
    status, used, reason = judge(values, counts, notes, THRESHOLDS, "")
    assert (status, used) == ("fail", "no")
    assert reason.split("; ") == [
        "adapter dimers: 93 %, at most 90 % expected (quality.dimer_share.fail)",
        "miRNA reads: 353, at least 1,000 expected (quality.mirna_reads.fail)",
        "93 % of all reads: adapter_dimer",
        "kit: truseq is declared, 4n fits better",
    ]


def test_unreadable_and_empty_files_fail_with_that_reason_alone():
    broken = NOTHING | {"failure": "x.fastq: cannot be read after record 7"}
    empty = GOOD | {"reads": 0, "mirna_reads": 0}
    assert judge(empty, fates(), broken, THRESHOLDS, "") == ("fail", "no", broken["failure"])
    assert judge(empty, fates(), NOTHING, THRESHOLDS, "")[2] == "there are no reads"


@pytest.mark.parametrize(
    ("values", "keep", "expected", "words"),
    [
        ({}, "no", ("ok", "no"), "left out by the sample sheet (keep: no)"),
        ({}, "yes", ("ok", "yes"), ""),
        ({"mirna_reads": 10}, "yes", ("fail", "yes"), "used all the same"),
        ({"mirna_reads": 0}, "yes", ("fail", "no"), "it has no miRNA reads"),
    ],
)
def test_the_sheet_has_the_last_word(values, keep, expected, words):
    counts = fates(mirna=1, unaligned=9)
    status, used, reason = judge(GOOD | values, counts, NOTHING, THRESHOLDS, keep)
    assert (status, used) == expected
    assert words in reason


# The whole table, and who reads it


@pytest.fixture
def job(tmp_path):
    """A job with three samples: a good one, one whose file is damaged, one named NA."""
    samples = ["S1", "S2", "NA"]
    verdicts = [KIT, KIT | {"failure": "no kit fits", "kit": None, "layout": None}, KIT]
    tallies = [TALLY, TALLY | {"failure": "damaged"}, TALLY]
    good = fates(mirna=300_000, unaligned=100_000)
    rows = {"S1": good, "S2": fates(), "NA": good}
    names = [f"hsa-miR-{number}-{arm}p" for number in range(150) for arm in (3, 5)]
    mature = pd.DataFrame({"mirna": names, "count": 1000, "perfect": 980})
    lengths = pd.DataFrame({"class": "mirna", "length": [21, 22], "count": [100_000, 200_000]})
    matures = pd.DataFrame({"mirna": names, "hairpin": [n.rsplit("-", 1)[0] for n in names]})
    inputs = {key: [] for key in ("kit", "trimming", "mature", "lengths")}
    for sample, verdict, tally in zip(samples, verdicts, tallies, strict=True):
        rows_of = slice(0, 0) if sample == "S2" else slice(None)
        for key in inputs:
            inputs[key].append(str(tmp_path / f"{sample}.{key}"))
        Path(inputs["kit"][-1]).write_text(json.dumps(verdict))
        Path(inputs["trimming"][-1]).write_text(json.dumps(tally))
        mature[rows_of].to_csv(inputs["mature"][-1], sep="\t", index=False)
        lengths[rows_of].to_csv(inputs["lengths"][-1], sep="\t", index=False)
    tables = {
        "fate": pd.DataFrame.from_dict(rows, orient="index").assign(reads=[400_000, 0, 400_000]),
        "duplicates": pd.DataFrame(
            {"nearest": ["NA", None, "S1"], "cv": [0, None, 0], "cv_limit": [0.02, None, 0.02]},
            index=samples,
        ),
        "haemolysis": pd.DataFrame(
            {"ratio": [8.0], "score": [1.0], "depth": ["low"]}, index=["S1"]
        ),
        "matures": matures.set_index("mirna"),
        "counts": pd.DataFrame({"S1": 1000, "S2": 0, "NA": 1000}, index=names),
        "sheet": pd.DataFrame(
            {
                "condition": "x",
                "fastq": "r.fq",
                "matrix": ["Plasma", "", ""],
                "keep": ["", "", "no"],
            },
            index=samples,
        ),
    }  # fmt: skip
    for name, table in tables.items():
        inputs[name] = str(tmp_path / f"{name}.tsv")
        label = "mirna" if name in ("matures", "counts") else "sample"
        na = "" if name == "sheet" else "NA"
        table.to_csv(inputs[name], sep="\t", index_label=label, na_rep=na)
    return SimpleNamespace(
        input=SimpleNamespace(**inputs),
        output=SimpleNamespace(status=str(tmp_path / "samples.tsv")),
        params=SimpleNamespace(matrix=None, thresholds=THRESHOLDS),
    )


def test_the_table_of_samples(job):
    judge_samples.main(job)
    text = pd.read_csv(
        job.output.status, sep="\t", dtype=str, keep_default_na=False, index_col="sample"
    )
    assert list(text.columns) == list(judge_samples.COLUMNS)
    assert dict(text["status"]) == {"S1": "warn", "S2": "fail", "NA": "warn"}
    assert dict(text["used"]) == {"S1": "yes", "S2": "no", "NA": "no"}
    assert dict(text["duplicate_of"]) == {"S1": "NA", "S2": "", "NA": "S1"}
    assert text.loc["S1", "reason"] == (
        "same library as NA? their difference: 2 %, at least 10 % expected "
        "(quality.nearest_cv.warn); haemolysis, log2 ratio of miR-451a to miR-23a-3p: 8, at most 7 "
        "expected (quality.haemolysis_ratio.warn)"
    )
    assert text.loc["S2", "reason"] == "damaged"
    assert text.loc["S1", "matrix"] == "plasma"
    numbers = text.loc["NA", ["reads", "length_mode", "mirna_share", "mirnas_detected"]]
    assert list(numbers) == ["400000", "22", "0.75", "300"]


def test_a_table_of_counts_is_judged_without_reads(job):
    for name in ("kit", "trimming", "lengths", "mature", "fate", "matures"):
        setattr(job.input, name, [])
    judge_samples.main(job)
    table = pd.read_csv(
        job.output.status, sep="\t", dtype=str, keep_default_na=False, index_col="sample"
    )
    assert dict(table["status"]) == {"S1": "warn", "S2": "fail", "NA": "warn"}
    assert table.loc["S2", "reason"] == "there are no reads"
    assert "haemolysis" in table.loc["S1", "reason"]
    assert list(table.loc["S1", ["unit", "mirna_reads", "mirnas_detected"]]) == [
        "counts", "300000", "300"
    ]  # fmt: skip
    assert set(table["perfect_share"]) == set(table["q30_share"]) == {"NA"}


def test_expression_uses_what_the_table_says(job, tmp_path):
    judge_samples.main(job)
    counts = tmp_path / "counts.tsv"
    counts.write_text("mirna\tS1\tS2\tNA\nhsa-miR-1-3p\t5\t6\t7\n")
    used, sheet = read_usable(str(counts), job.output.status, job.input.sheet)
    assert list(used) == list(sheet.index) == ["S1"]
    assert sheet.loc["S1", "haemolysis"] == "1"
    notes = describe_cohort(job.output.status)
    assert notes[0] == "S2 is left out: damaged"
    assert notes[1].startswith("NA is left out: same library as S1?")


def test_no_usable_sample(job, tmp_path):
    status = tmp_path / "status.tsv"
    status.write_text("sample\tused\treason\nS1\tno\tdamaged\n")
    with pytest.raises(UserError, match=r"no sample is usable: .*S1: damaged"):
        read_usable("counts.tsv", str(status), "samples.tsv")
