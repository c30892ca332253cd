"""Find samples that two studies have in common."""

import pandas as pd

from mirtrd.cohort.tables import COUNTS, SAMPLES
from mirtrd.core.documents import write_document
from mirtrd.core.job import Job, UserError, run
from mirtrd.inputs.synthesis import Study
from mirtrd.meta.overlaps import (
    Samples,
    describe_overlaps,
    find_levels,
    find_overlaps,
    same_names,
)
from mirtrd.meta.studies import Matures, read_summary
from mirtrd.meta.tables import OVERLAPS
from mirtrd.reference.names import read_names


def read_samples(study: Study, matures: Matures) -> Samples:
    """The samples of a study, as far as they are known."""
    sheet = SAMPLES.read_frame(study.sheet) if study.sheet else pd.DataFrame()
    levels = find_levels(sheet, read_summary(study))
    counts = pd.DataFrame()
    if study.counts and not sheet.empty:
        counts = COUNTS.read_frame(study.counts)
        matches = matures.names.look_up_all(counts.index)
        labels = counts.index.map({name: matures.label(m) for name, m in matches.items()})
        counts = counts.groupby(labels).sum().drop(index="", errors="ignore")
    return Samples(study=study, sheet=sheet, levels=levels, counts=counts)


def main(job: Job) -> None:
    names = read_names(job.input.matures, job.input.hairpins, getattr(job.input, "former", None))
    matures = Matures.read(names, job.input.matures)
    studies = [Study.from_param(fields) for fields in job.params.studies]
    every = [read_samples(study, matures) for study in studies]
    overlaps = find_overlaps(every, job.params.limit)
    told = describe_overlaps(overlaps)
    if told and job.params.on_shared_samples == "fail":
        raise UserError(
            f"{told[0]}: their effects are not independent. Leave one of the studies out of the "
            "table, or the samples out of one of the runs (column 'keep' of its sheet); "
            "meta.on_shared_samples: warn makes the synthesis all the same"
        )
    untold = [f"study {s.study.name}: there is no folder of results, so whether it shares samples "
              "with others cannot be told" for s in every if not s.known]  # fmt: skip
    OVERLAPS.write(
        job.output.table,
        ((o.study, o.sample, o.level, o.other, o.other_sample, o.other_level, o.evidence)
         for o in overlaps),
    )  # fmt: skip
    shared = [f"{sentence}: errors are too small where both take part" for sentence in told]
    write_document(job.output.notes, [*shared, *same_names(every, overlaps), *untold])


if __name__ == "__main__":
    run(main)
