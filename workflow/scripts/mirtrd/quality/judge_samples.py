"""Give each sample a status, with every reason for it, and say whether expression uses it."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

import pandas as pd

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import MATURE_COUNTS, SAMPLE_LENGTHS, SAMPLE_MATURES
from mirtrd.inputs.materials import matrix_of
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.copies import find_copies
from mirtrd.quality.metrics import (
    measure_counts,
    measure_fit,
    measure_lengths,
    measure_reads,
    two_armed_mirnas,
)
from mirtrd.quality.tables import DUPLICATES, HAEMOLYSIS, READ_FATE, STATUS
from mirtrd.quality.verdicts import METRICS, Measured, exceeds, judge
from mirtrd.reference.tables import MATURES
from mirtrd.trimming.tally import Tally, read_tally
from mirtrd.trimming.verdicts import Verdict, read_verdict


@dataclass(frozen=True, kw_only=True)
class Library:
    """What the steps on the reads of one sample left behind."""

    kit: Verdict
    tally: Tally
    fates: Mapping[str, int]
    mirnas: pd.DataFrame
    lengths: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """What is known of all samples together: counts (miRNAs x samples), tables and material by
    sample, the libraries by sample, none in a run from a table of counts, and samples that have the
    counts of others."""

    counts: pd.DataFrame
    duplicates: pd.DataFrame
    haemolysis: pd.DataFrame
    matrix: pd.Series
    libraries: Mapping[str, Library]
    two_armed: set[str]
    copies: Mapping[str, list[str]] = field(default_factory=dict)


def measure_library(library: Library, two_armed: set[str]) -> Measured:
    """What the reads of a sample tell."""
    values = measure_reads(library.fates, library.kit, library.tally)
    values |= measure_lengths(library.lengths)
    values |= measure_fit(library.mirnas, two_armed)
    failure = library.tally.failure or library.kit.failure
    return Measured(
        values=values, fates=library.fates, failure=failure, warning=library.kit.warning
    )


def measure_sample(sample: str, cohort: Cohort) -> Measured:
    """What is known of a sample; all values of reads are NaN in a run from a table of counts."""
    counts = measure_counts(cohort.counts[sample])
    if library := cohort.libraries.get(sample):
        measured = measure_library(library, cohort.two_armed)
    else:
        unknown = dict.fromkeys([*METRICS, "length_mode", "umi_saturation"], math.nan)
        known = {"kit": "", "unit": "counts", "reads": counts["mirna_reads"], "judged_mirnas": 0}
        measured = Measured(values=unknown | known)
    near = cohort.duplicates.loc[sample]
    blood = cohort.haemolysis.reindex([sample]).iloc[0]
    if others := cohort.copies.get(sample):
        found = (
            f"a copy of {', '.join(others)}: all counts are the same; keep the one that has its "
            "right name (keep: yes)"
        )
        measured = replace(measured, failure=measured.failure or found)
    measured.values.update(
        counts,
        nearest=near["nearest"],
        nearest_cv=near["cv_limit"],
        matrix=cohort.matrix[sample],
        **{f"haemolysis_{name}": blood[name] for name in ("ratio", "score", "depth")},
    )
    return measured


def read_libraries(job: Job, samples: pd.Index) -> dict[str, Library]:
    """The libraries by sample; none in a run from a table of counts."""
    if not job.input.fate:
        return {}
    fates = READ_FATE.read_frame(job.input.fate).drop(columns="reads").loc[samples]
    files = zip(job.input.kit, job.input.trimming, job.input.mature, job.input.lengths, strict=True)
    return {
        sample: Library(
            kit=read_verdict(kit),
            tally=read_tally(tally),
            fates=row.to_dict(),
            mirnas=SAMPLE_MATURES.read_frame(mature),
            lengths=SAMPLE_LENGTHS.read_frame(lengths),
        )
        for (sample, row), (kit, tally, mature, lengths) in zip(
            fates.iterrows(), files, strict=True
        )
    }


def main(job: Job) -> None:
    sheet, _ = read_sheet(job.input.sheet)
    matures = MATURES.read_frame(job.input.matures) if job.input.fate else None
    counts = MATURE_COUNTS.read_frame(job.input.counts)
    cohort = Cohort(
        counts=counts,
        copies=find_copies(counts),
        duplicates=DUPLICATES.read_frame(job.input.duplicates),
        haemolysis=HAEMOLYSIS.read_frame(job.input.haemolysis),
        matrix=matrix_of(sheet, job.params.matrix),
        libraries=read_libraries(job, sheet.index),
        two_armed=set() if matures is None else two_armed_mirnas(matures),
    )
    keep = sheet.get("keep", pd.Series("", index=sheet.index))
    rows, thresholds = {}, job.params.thresholds
    for sample in sheet.index:
        measured = measure_sample(sample, cohort)
        values = measured.values
        verdict = judge(measured, thresholds, keep[sample])
        alike = any(exceeds("nearest_cv", values, x) for x in thresholds["nearest_cv"].values())
        rows[sample] = values | asdict(verdict)
        rows[sample] |= {"duplicate_of": values["nearest"] if alike else ""}
        used = "used" if verdict.used == "yes" else "not used"
        print(f"{sample}: {verdict.status}, {used}; {verdict.reason}")
    table = pd.DataFrame.from_dict(rows, orient="index")
    STATUS.write_frame(job.output.status, table[list(STATUS.header[1:])])


if __name__ == "__main__":
    run(main)
