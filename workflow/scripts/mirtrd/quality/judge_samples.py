"""Give each sample a status, with every reason for it, and say whether expression uses it."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binom

from mirtrd.core.job import Job, run
from mirtrd.inputs.materials import matrix_of
from mirtrd.inputs.sheets import read_sheet

# The lengths in nt of what may be a miRNA.
MIRNA_LENGTHS = range(18, 26)
# A miRNA is detected with this many counts per million (ENCODE's audit of microRNA-seq).
DETECTED_CPM = 2
# Most libraries of one species show more abundant miRNAs than this; of these few are mismatched.
MOST_ABUNDANT = 200
# A miRNA with fewer is no evidence against a species, nor is a library with fewer miRNAs.
MIN_COUNT = 5
MIN_MIRNAS = 5
# So many mismatches in a miRNA are not chance.
UNUSUAL = 1e-3
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
COLUMNS = (
    "status", "used", "reason", "kit", "unit", "matrix", "reads", "adapter_share", "dimer_share",
    "q30_share", "length_mode", "share_18_25", "mirna_reads", "mirna_share", "mirnas_detected",
    "top10_share", "umi_saturation", "umi_space_used", "perfect_share", "mismatched_mirnas",
    "duplicate_of", "nearest_cv", "haemolysis_ratio", "haemolysis_score",
)  # fmt: skip

# A sample may be called NA.
NOT_THERE = {name: ["NA"] for name in ("cv", "cv_limit", "ratio", "score")}

Values = dict[str, Any]


def measure_reads(fates: Mapping[str, int], kit: Mapping, tally: Mapping) -> Values:
    """What the fates of the reads, the kit and the UMIs of a sample tell; NaN where nothing.

    The share of miRNA is that among all reads but PCR duplicates, so that a library full of
    dimers cannot look good for the few inserts that it has.
    """
    reads = sum(fates.values())
    layout = kit["layout"] or {}
    umi = tally["umi"] or {"reads": 0, "molecules": 0, "space_used": math.nan}
    found = reads - fates["no_adapter"] - fates["poly_g"]
    return {
        "kit": kit["kit"] or "",
        "unit": tally["unit"],
        "reads": reads,
        "adapter_share": _ratio(found, reads if layout.get("adapter") else 0),
        "dimer_share": _ratio(fates["adapter_dimer"], reads),
        "q30_share": kit["q30_share"] if reads else math.nan,
        "mirna_share": _ratio(fates["mirna"], reads - fates["duplicate"]),
        "umi_saturation": 1 - _ratio(umi["molecules"], umi["reads"]),
        "umi_space_used": umi["space_used"],
    }


def measure_lengths(lengths: pd.DataFrame) -> Values:
    """The most frequent length of an insert in nt, and the share of inserts of MIRNA_LENGTHS.

    ``lengths`` has the columns class, length, count.
    """
    counts = lengths.groupby("length")["count"].sum()
    total = counts.sum()
    return {
        "length_mode": int(counts.idxmax()) if total else math.nan,
        "share_18_25": _ratio(counts[counts.index.isin(MIRNA_LENGTHS)].sum(), total),
    }


def measure_counts(counts: pd.Series) -> Values:
    """How much miRNA there is, how many miRNAs, and how dominant the most abundant are."""
    total = counts.sum()
    return {
        "mirna_reads": int(total),
        "mirnas_detected": int((counts * 1e6 >= DETECTED_CPM * total)[counts > 0].sum()),
        "top10_share": _ratio(counts.nlargest(10).sum(), total),
    }


def measure_fit(mirnas: pd.DataFrame, two_armed: set[str]) -> Values:
    """How well the miRNAs of a sample fit the reference.

    ``mirnas`` has one row for each miRNA found, and the columns count and perfect (how many of
    the count fit without mismatch). ``two_armed`` are the miRNAs that can tell of the species,
    see ``mismatched``.
    """
    bad, judged = mismatched(mirnas, two_armed)
    return {
        "perfect_share": _ratio(mirnas["perfect"].sum(), mirnas["count"].sum()),
        "mismatched_mirnas": _ratio(bad, judged if judged >= MIN_MIRNAS else 0),
        "judged_mirnas": judged,
    }


def mismatched(mirnas: pd.DataFrame, two_armed: set[str]) -> tuple[int, int]:
    """How many miRNAs have mostly mismatched reads, and among how many.

    A library of another species shows its relatives of the reference's miRNAs: most are the same
    to the base, some have a substitution in every read. In the right species only RNA editing
    and variants of a person do that. Judged are the MOST_ABUNDANT miRNAs that have MIN_COUNT.
    A hairpin with one known mature is often a fragment of another RNA that was taken for a miRNA,
    so only ``two_armed`` miRNAs count. More mismatches than in the library's usual miRNA must not
    be chance, so that poor sequencing is not another species.
    """
    chosen = mirnas[mirnas.index.isin(two_armed) & (mirnas["count"] >= MIN_COUNT)]
    chosen = chosen.nlargest(MOST_ABUNDANT, "count")
    if chosen.empty:
        return 0, 0
    count, perfect = chosen["count"].to_numpy(), chosen["perfect"].to_numpy()
    unusual = binom.cdf(perfect, count, np.median(perfect / count)) < UNUSUAL
    return int((unusual & (perfect < 0.5 * count)).sum()), len(chosen)


def two_armed_mirnas(matures: pd.DataFrame) -> set[str]:
    """The miRNAs that share a hairpin with exactly one other, from the table of the reference."""
    arms = matures.groupby("hairpin")["mirna"].transform("nunique")
    return set(matures.loc[arms == 2, "mirna"])


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


def find_reasons(values: Values, thresholds: Mapping[str, Mapping]) -> list[tuple[str, str]]:
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
            if exceeds(name, values, limit):
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


def judge(
    values: Values,
    fates: Mapping[str, int],
    notes: Mapping[str, str | None],
    thresholds: Mapping[str, Mapping],
    keep: str,
) -> tuple[str, str, str]:
    """Status (ok, warn, fail), whether the sample is used (yes, no), and the reasons.

    ``notes`` has what earlier steps said of the sample: "failure" and "warning". ``keep`` is what
    the sheet says: "yes" keeps a sample that fails, "no" leaves out any, "" goes by the status.
    """
    if notes["failure"]:
        reasons = [("fail", notes["failure"])]
    elif not values["reads"]:
        reasons = [("fail", "there are no reads")]
    else:
        reasons = find_reasons(values, thresholds)
        if fates and any("quality.mirna_reads.fail" in reason for _, reason in reasons):
            reasons.append(("", main_loss(fates)))
    if notes["warning"]:
        reasons.append(("warn", notes["warning"]))
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
    return status, used, "; ".join(reason for _, reason in reasons)


def measure_library(job, number: int, sample: str, tables: Mapping[str, Any]) -> tuple:
    """What the reads of a sample tell: values, reads of its fates, and notes of earlier steps."""
    kit = json.loads(Path(job.input.kit[number]).read_text())
    tally = json.loads(Path(job.input.trimming[number]).read_text())
    fates = tables["fates"].loc[sample].drop("reads").astype(int).to_dict()
    mirnas = read_counts(job.input.mature[number]).set_index("mirna")
    values = measure_reads(fates, kit, tally)
    values |= measure_lengths(read_counts(job.input.lengths[number]))
    values |= measure_fit(mirnas, tables["two_armed"])
    return values, fates, {"failure": tally["failure"] or kit["failure"], "warning": kit["warning"]}


def measure_sample(job, number: int, sample: str, tables: Mapping[str, Any]) -> tuple:
    """The values of a sample, the reads of its fates, and the notes of earlier steps.

    A run that starts from a table of counts knows nothing of reads: these values are NaN.
    """
    counts = measure_counts(tables["counts"][sample])
    if job.input.fate:
        values, fates, notes = measure_library(job, number, sample, tables)
    else:
        values = dict.fromkeys([*METRICS, "length_mode", "umi_saturation"], math.nan)
        values |= {"kit": "", "unit": "counts", "reads": counts["mirna_reads"], "judged_mirnas": 0}
        fates, notes = {}, {"failure": None, "warning": None}
    values |= counts
    near = tables["duplicates"].loc[sample]
    values |= {"nearest": near["nearest"], "nearest_cv": near["cv_limit"]}
    values |= {"matrix": tables["matrix"][sample]}
    blood = tables["haemolysis"].reindex([sample]).iloc[0]
    values |= {f"haemolysis_{name}": blood[name] for name in ("ratio", "score", "depth")}
    return values, fates, notes


def read_tables(job, sheet: pd.DataFrame) -> dict[str, Any]:
    """What is known of all samples together."""
    tables = {
        "counts": pd.read_csv(job.input.counts, sep="\t", index_col="mirna"),
        "duplicates": read_table(job.input.duplicates),
        "haemolysis": read_table(job.input.haemolysis),
        "matrix": matrix_of(sheet, job.params.matrix),
    }
    if job.input.fate:
        tables["fates"] = read_table(job.input.fate)
        tables["two_armed"] = two_armed_mirnas(pd.read_csv(job.input.matures, sep="\t"))
    return tables


def read_counts(path: str) -> pd.DataFrame:
    """A table of one sample, its counts whole numbers even if it has no rows."""
    table = pd.read_csv(path, sep="\t", keep_default_na=False)
    whole = table.columns.intersection(["count", "perfect", "length"])
    return table.astype(dict.fromkeys(whole, int))


def read_table(path: str) -> pd.DataFrame:
    """A table of samples of this workflow, whatever the samples are called; NA is missing."""
    text = {"sample": str, "nearest": str}
    table = pd.read_csv(path, sep="\t", dtype=text, keep_default_na=False, na_values=NOT_THERE)
    return table.set_index("sample")


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else math.nan


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


def main(job: Job) -> None:
    sheet, _ = read_sheet(job.input.sheet)
    tables = read_tables(job, sheet)
    keep = sheet.get("keep", pd.Series("", index=sheet.index))
    rows, thresholds = {}, job.params.thresholds
    for number, sample in enumerate(sheet.index):
        values, fates, notes = measure_sample(job, number, sample, tables)
        status, used, reason = judge(values, fates, notes, thresholds, keep[sample])
        alike = any(exceeds("nearest_cv", values, x) for x in thresholds["nearest_cv"].values())
        verdict = {"status": status, "used": used, "reason": reason}
        rows[sample] = values | verdict | {"duplicate_of": values["nearest"] if alike else ""}
        print(f"{sample}: {status}, {'' if used == 'yes' else 'not '}used; {reason}")
    table = pd.DataFrame.from_dict(rows, orient="index")
    table[list(COLUMNS)].to_csv(
        job.output.status, sep="\t", na_rep="NA", float_format="%.4g", index_label="sample"
    )


if __name__ == "__main__":
    run(main)
