"""Look for what acts on many miRNAs and the design lacks, and say whether it may make the calls."""

from mirtrd.core.documents import read_document, write_document
from mirtrd.core.job import Job, run
from mirtrd.robustness.pvalues import judge_table
from mirtrd.robustness.refits import read_setting
from mirtrd.robustness.surrogates import describe_factors, find_factors, refit_with
from mirtrd.robustness.suspicion import Suspicion
from mirtrd.robustness.tables import HIDDEN, PERMUTATIONS

REMEDY = (
    "If a factor follows a column, put the column into expression.design. Else trust the calls "
    "that stay with the surrogate factors (robustness figure). To have the factors in the main "
    "analysis, add the columns of the table beside this file to the sample sheet and to "
    "expression.design, and say so where you report it."
)


def main(job: Job) -> None:
    setting, results = read_setting(job)
    factors = find_factors(setting)
    called = (results["padj"] < setting.question.criteria.alpha).to_numpy()
    kept = called.copy()
    if factors.number:
        kept &= refit_with(setting, factors).called(setting.question.criteria.alpha)
    permuted = PERMUTATIONS.read_frame(job.input.permuted).drop(index="observed")
    verdict = judge_table(results["pvalue"].dropna().to_numpy(dtype=float), permuted)
    by_labels = Suspicion.of_permutations(verdict, read_document(job.input.permutations))
    by_factors = Suspicion.of_surrogates(
        called=int(called.sum()), kept=int(kept.sum()), factors=factors.number
    )
    suspicion = Suspicion.joined([by_labels, by_factors])
    HIDDEN.write_frame(job.output.table, factors.values)
    summary = suspicion.as_document() | {
        "factors": describe_factors(setting, factors),
        "calls": int(called.sum()),
        "calls_kept": int(kept.sum()),
        "remedy": REMEDY if factors.number else "",
    }
    write_document(job.output.summary, summary)


if __name__ == "__main__":
    run(main)
