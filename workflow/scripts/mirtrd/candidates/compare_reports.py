"""Hold published directions against those of a contrast, within the tissue of the samples."""

from mirtrd.candidates.concordance import compare_reports, summarise
from mirtrd.candidates.tables import CONCORDANCE
from mirtrd.cohort.tables import SAMPLES
from mirtrd.core.documents import write_document
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.expression.tables import EXPRESSION
from mirtrd.inputs.materials import material_of
from mirtrd.reference.names import read_names
from mirtrd.reference.tables import EVIDENCE


def main(job: Job) -> None:
    contrast = Contrast.from_param(job.params.contrast)
    samples = SAMPLES.read_frame(job.input.samples)
    tissue = material_of(samples.loc[contrast.samples(samples)], job.params.matrix)
    names = read_names(job.input.matures, job.input.hairpins, job.input.former)
    reports = [row for path in job.input.evidence for row in EVIDENCE.read(path)]
    expression = EXPRESSION.read_frame(job.input.expression)
    rows = compare_reports(expression, reports, names, tissue)
    CONCORDANCE.write(
        job.output.table, ([row[name] for name in CONCORDANCE.header] for row in rows)
    )
    write_document(job.output.summary, summarise(rows, contrast, tissue))


if __name__ == "__main__":
    run(main)
