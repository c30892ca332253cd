"""Say in one line, and in parts, what this run knows of a contrast."""

from mirtrd.core.documents import read_document, write_document
from mirtrd.core.job import Job, run
from mirtrd.expression.tables import EXPRESSION
from mirtrd.robustness.suspicion import Suspicion
from mirtrd.robustness.tables import ROBUSTNESS, VARIANTS
from mirtrd.robustness.verdict import reach_verdict


def main(job: Job) -> None:
    permutations = read_document(job.input.permutations)
    verdict = reach_verdict(
        EXPRESSION.read_frame(job.input.expression),
        ROBUSTNESS.read_frame(job.input.robustness),
        VARIANTS.read_frame(job.input.variants).reset_index(),
        permutations,
        Suspicion.of_document(read_document(job.input.hidden)),
        alpha=job.params.alpha,
        differences=read_document(job.input.fit)["differences"],
    )
    write_document(job.output.verdict, verdict.as_document())


if __name__ == "__main__":
    run(main)
