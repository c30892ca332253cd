"""The verdict on a sample: its metrics against the thresholds of the config."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from scipy.stats import binom

from mirtrd.quality.metrics import Values

# A share of miRNAs exceeds its threshold if chance alone would do that once in twenty.
CHANCE = 0.05


class Metric(NamedTuple):
    """What a threshold is about, in words; ``least``: whether the threshold is the least allowed
    value or the largest one; ``share``: whether to write the value in per cent."""

    words: str
    least: bool
    share: bool = False


# In the order of the table; those with a threshold are keys of ``quality`` in the config.
METRICS = {
    "reads": Metric("reads", least=True),
    "adapter_share": Metric("reads with adapter", least=True, share=True),
    "dimer_share": Metric("adapter dimers", least=False, share=True),
    "q30_share": Metric("bases with Q30 or more", least=True, share=True),
    "share_18_25": Metric("inserts of 18 to 25 nt", least=True, share=True),
    "mirna_reads": Metric("miRNA {unit}", least=True),
    "mirna_share": Metric("miRNA among all {unit}", least=True, share=True),
    "mirnas_detected": Metric("miRNAs detected", least=True),
    "top10_share": Metric("share of the ten most abundant miRNAs", least=False, share=True),
    "umi_space_used": Metric("UMIs used up by one insert", least=False, share=True),
    "perfect_share": Metric("miRNA {unit} without mismatch", least=True, share=True),
    "mismatched_mirnas": Metric(
        "wrong species? miRNAs whose {unit} are mostly mismatched", least=False, share=True
    ),
    "nearest_cv": Metric("same library as {nearest}? their difference", least=True, share=True),
    "haemolysis_ratio": Metric("haemolysis, log2 ratio of miR-451a to miR-23a-3p", least=False),
    "haemolysis_score": Metric("haemolysis, score of the signature", least=False),
}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What is known of a sample: its metrics, the reads of each fate (none in a run from counts),
    and what earlier steps said of it."""

    values: Values
    fates: Mapping[str, int] = field(default_factory=dict)
    failure: str | None = None
    warning: str | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Status (ok, warn, fail), whether the sample is used (yes, no), and all reasons."""

    status: str
    used: str
    reason: str


def judge(
    measured: Measured, thresholds: Mapping[str, Mapping[str, float | None]], keep: str
) -> Verdict:
    """The verdict on a sample.

    ``keep`` is what the sheet says: "yes" keeps a sample that fails, "no" leaves out any, "" goes
    by the status.
    """
    values, fates = measured.values, measured.fates
    if measured.failure:
        reasons = [("fail", measured.failure)]
    elif not values["reads"]:
        reasons = [("fail", "there are no reads")]
    else:
        reasons = find_reasons(values, thresholds)
        if fates and any("quality.mirna_reads.fail" in reason for _, reason in reasons):
            reasons.append(("", main_loss(fates)))
    if measured.warning:
        reasons.append(("warn", measured.warning))
    levels = {level for level, _ in reasons}
    status = next((level for level in ("fail", "warn") if level in levels), "ok")
    used = "no" if keep == "no" or status == "fail" else "yes"
    if keep == "no":
        reasons.append(("", "left out by the sample sheet (keep: no)"))
    elif keep == "yes" and status == "fail" and values["mirna_reads"]:
        used = "yes"
        reasons.append(("", "used all the same, by the sample sheet (keep: yes)"))
    elif keep == "yes" and status == "fail":
        reasons.append(("", "not kept, though the sample sheet says so: it has no miRNA reads"))
    return Verdict(status=status, used=used, reason="; ".join(reason for _, reason in reasons))


def exceeds(name: str, values: Values, limit: float | None) -> bool:
    """Whether a value is on the wrong side of a threshold; not if either is not there.

    The share of mismatched miRNAs is of few miRNAs, so it has to exceed its threshold by more
    than chance. The score of haemolysis is not judged at low depth.
    """
    value = values[name]
    if limit is None or math.isnan(value):
        return False
    if name == "mismatched_mirnas":
        judged = values["judged_mirnas"]
        return value > limit and binom.sf(round(value * judged) - 1, judged, limit) < CHANCE
    if name == "haemolysis_score" and values["haemolysis_depth"] == "low":
        return False
    return value < limit if METRICS[name].least else value > limit


def find_reasons(
    values: Values, thresholds: Mapping[str, Mapping[str, float | None]]
) -> list[tuple[str, str]]:
    """For each threshold that a sample misses its level, "fail" or "warn", and the reason.

    A deep library has miRNA reads enough in a small share of its reads: that share does not fail
    a sample whose miRNA reads do not even deserve a warning.
    """
    found = []
    enough = not exceeds("mirna_reads", values, thresholds["mirna_reads"]["warn"])
    for name, metric in METRICS.items():
        for level in ("fail", "warn"):
            limit = thresholds[name][level]
            if (name, level) == ("mirna_share", "fail") and enough:
                continue
            if limit is not None and exceeds(name, values, limit):
                given, expected = _in_words(values[name], limit, metric.share)
                bound = "at least" if metric.least else "at most"
                words = metric.words.format_map(values)
                key = f"quality.{name}.{level}"
                found.append((level, f"{words}: {given}, {bound} {expected} expected ({key})"))
                break
    return found


def main_loss(fates: Mapping[str, int]) -> str:
    """The fate that took most of the reads which are not miRNA, for a reader who asks why."""
    lost = {name: reads for name, reads in fates.items() if name != "mirna"}
    most = max(lost, key=lost.__getitem__)
    return f"{100 * lost[most] / sum(fates.values()):.0f} % of all reads: {most}"


def _in_words(value: float, limit: float, share: bool) -> tuple[str, str]:
    """Both numbers, with as many digits as it takes to see that they differ."""
    for digits in range(3, 16):
        first, second = (_number(100 * n if share else n, digits) for n in (value, limit))
        if first != second:
            break
    unit = " %" if share else ""
    return first + unit, second + unit


def _number(number: float, digits: int) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:.{digits}g}"
