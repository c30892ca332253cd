"""Choose the samples that cohort, expression, robustness and candidates are of, once for all."""

from collections.abc import Mapping

import pandas as pd

from mirtrd.cohort.tables import COUNTS, NOTES, SAMPLES
from mirtrd.core.job import Job, UserError, run
from mirtrd.design.contrasts import Design
from mirtrd.design.mixtures import describe_mixtures
from mirtrd.design.persons import describe_sums, libraries_to_sum, summed_samples
from mirtrd.inputs.materials import HAEMOLYSIS
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.status import read_status


def select_samples(status: pd.DataFrame, sheet: pd.DataFrame) -> pd.DataFrame:
    """The rows of the sheet whose samples are used, as their status says.

    Where the sheet has no column ``haemolysis``, it is the score of the sample, "" without one.
    """
    usable = status[status["used"] == "yes"]
    samples = sheet.loc[usable.index]
    if HAEMOLYSIS not in samples:
        scores = usable["haemolysis_score"]
        samples[HAEMOLYSIS] = scores.map("{:.4g}".format).where(scores.notna(), "")
    return samples


def describe_samples(status: pd.DataFrame) -> pd.DataFrame:
    """A sentence for each sample that is left out, then for each that is used although it failed;
    the columns are those of NOTES."""
    left_out = status[status["used"] == "no"]
    kept = status[(status["used"] == "yes") & (status["status"] == "fail")]
    notes = pd.concat(
        [
            left_out.index + " is left out: " + left_out["reason"],
            kept.index + " failed but is used: " + kept["reason"],
        ]
    )
    return notes.rename("note").to_frame()


def describe_libraries(status: pd.DataFrame, samples: pd.DataFrame, design: Design) -> pd.DataFrame:
    """A sentence for each contrast whose libraries are of several kits, units or materials; the
    columns are those of NOTES, no sample in the first."""
    used = status.loc[samples.index]
    libraries = {name: used[name] for name in ("kit", "unit", "matrix")}
    notes = describe_mixtures(samples, design, libraries)
    return pd.DataFrame({"note": notes}, index=[""] * len(notes), dtype=str)


def sum_libraries(
    counts: pd.DataFrame, samples: pd.DataFrame, groups: Mapping[str, list[str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts (miRNAs x samples) and rows of the sheet with the sum of each group of libraries under
    the name of its first; its score of haemolysis is the mean of theirs, all else that of the
    first."""
    summed, rows = counts.copy(), samples.copy()
    for first, names in groups.items():
        summed[first] = counts[names].sum(axis=1)
        scores = pd.to_numeric(samples.loc[names, HAEMOLYSIS], errors="coerce")
        if scores.notna().any():
            rows.loc[first, HAEMOLYSIS] = f"{scores.mean():.4g}"
    rows = summed_samples(rows, groups)
    return summed[rows.index], rows


def main(job: Job) -> None:
    status = read_status(job.input.status)
    samples = select_samples(status, read_sheet(job.input.sheet)[0])
    if samples.empty:
        first = f"{status.index[0]}: {status['reason'].iloc[0]}"
        raise UserError(f"no sample is usable: see the reasons in {job.input.status}; {first}")
    design, column = Design.from_param(job.params.design), job.params.sum_libraries_of or ""
    groups = libraries_to_sum(samples, column, design, HAEMOLYSIS)
    sums = pd.Series(describe_sums(groups, column), dtype=str).rename("note").to_frame()
    notes = [describe_samples(status), sums, describe_libraries(status, samples, design)]
    counts = COUNTS.read_frame(job.input.counts)[samples.index]
    counts, samples = sum_libraries(counts, samples, groups)
    SAMPLES.write_frame(job.output.samples, samples)
    COUNTS.write_frame(job.output.counts, counts)
    NOTES.write_frame(job.output.notes, pd.concat(notes))


if __name__ == "__main__":
    run(main)
