"""Choose the samples that cohort, expression, robustness and candidates are of, once for all."""

import pandas as pd

from mirtrd.cohort.tables import COUNTS, NOTES, SAMPLES
from mirtrd.core.job import Job, UserError, run
from mirtrd.design.contrasts import Design
from mirtrd.design.mixtures import describe_mixtures
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


def main(job: Job) -> None:
    status = read_status(job.input.status)
    samples = select_samples(status, read_sheet(job.input.sheet)[0])
    if samples.empty:
        first = f"{status.index[0]}: {status['reason'].iloc[0]}"
        raise UserError(f"no sample is usable: see the reasons in {job.input.status}; {first}")
    SAMPLES.write_frame(job.output.samples, samples)
    COUNTS.write_frame(job.output.counts, COUNTS.read_frame(job.input.counts)[samples.index])
    design = Design.from_param(job.params.design)
    notes = [describe_samples(status), describe_libraries(status, samples, design)]
    NOTES.write_frame(job.output.notes, pd.concat(notes))


if __name__ == "__main__":
    run(main)
