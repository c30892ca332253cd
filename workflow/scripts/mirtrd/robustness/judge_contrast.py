"""Say in one line, and in parts, what this run knows of a contrast."""

from mirtrd.core.documents import read_document, write_document
from mirtrd.core.job import Job, run
from mirtrd.expression.tables import EXPRESSION
from mirtrd.robustness.pvalues import judge_table
from mirtrd.robustness.suspicion import Suspicion
from mirtrd.robustness.tables import PERMUTATIONS, ROBUSTNESS, VARIANTS
from mirtrd.robustness.verdict import reach_verdict


def main(job: Job) -> None:
    permutations = read_document(job.input.permutations)
    expression = EXPRESSION.read_frame(job.input.expression)
    pvalues = expression["pvalue"].dropna().to_numpy(dtype=float)
    permuted = PERMUTATIONS.read_frame(job.input.permuted).drop(index="observed")
    # What else is known of hidden factors joins in here.
    suspicions = [Suspicion.of_permutations(judge_table(pvalues, permuted), permutations)]
    verdict = reach_verdict(
        expression,
        ROBUSTNESS.read_frame(job.input.robustness),
        VARIANTS.read_frame(job.input.variants).reset_index(),
        permutations,
        Suspicion.joined(suspicions),
        alpha=job.params.alpha,
        differences=read_document(job.input.fit)["differences"],
    )
    write_document(job.output.verdict, verdict.as_document())


if __name__ == "__main__":
    run(main)
