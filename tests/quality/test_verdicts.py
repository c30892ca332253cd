"""Thresholds give reasons, reasons a verdict; the sheet has the last word."""

import numpy as np
import pandas as pd
import pytest

from builders.paths import SCHEMA
from builders.verdicts import GOOD, fates
from builders.workplace import CONFIG
from mirtrd.inputs import settings
from mirtrd.quality.metrics import measure_counts, measure_fit
from mirtrd.quality.verdicts import METRICS, Measured, Verdict, exceeds, find_reasons, judge

THRESHOLDS = settings.check_config(CONFIG, SCHEMA)["quality"]


def judged(values, counts, keep="", **notes) -> Verdict:
    """The verdict by the thresholds of the config."""
    return judge(Measured(values=values, fates=counts, **notes), THRESHOLDS, keep)


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
    assert judged(GOOD, fates(mirna=9)) == Verdict(status="ok", used="yes", reason="")


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
    verdict = judged(values, fates(mirna=1_200))
    assert (verdict.status, verdict.used) == ("warn", "yes")


def test_all_reasons_are_given():
    values = GOOD | {"mirna_reads": 353, "dimer_share": 0.93}
    counts = fates(mirna=353, adapter_dimer=7440, unaligned=207)
    verdict = judged(values, counts, warning="kit: truseq is declared, 4n fits better")
    assert (verdict.status, verdict.used) == ("fail", "no")
    assert verdict.reason.split("; ") == [
        "adapter dimers: 93 %, at most 90 % expected (quality.dimer_share.fail)",
        "miRNA reads: 353, at least 1,000 expected (quality.mirna_reads.fail)",
        "93 % of all reads: adapter_dimer",
        "kit: truseq is declared, 4n fits better",
    ]


def test_unreadable_and_empty_files_fail_with_that_reason_alone():
    failure = "x.fastq: cannot be read after record 7"
    empty = GOOD | {"reads": 0, "mirna_reads": 0}
    broken = judged(empty, fates(), failure=failure)
    assert broken == Verdict(status="fail", used="no", reason=failure)
    assert judged(empty, fates()).reason == "there are no reads"


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
    verdict = judged(GOOD | values, counts, keep)
    assert (verdict.status, verdict.used) == expected
    assert words in verdict.reason
