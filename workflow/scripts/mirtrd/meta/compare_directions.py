"""Hold published directions against those of the synthesis, by tissue."""

from mirtrd.core.job import Job, run
from mirtrd.meta.concordance import compare_reports, count_agreement
from mirtrd.meta.strata import MAIN
from mirtrd.meta.studies import Matures
from mirtrd.meta.tables import CONCORDANCE, REPORTS, SYNTHESIS
from mirtrd.reference.names import read_names
from mirtrd.reference.tables import EVIDENCE


def main(job: Job) -> None:
    names = read_names(job.input.matures, job.input.hairpins, getattr(job.input, "former", None))
    matures = Matures.read(names, job.input.matures)
    table = SYNTHESIS.read_frame(job.input.table)
    reports = [row for path in job.input.evidence for row in EVIDENCE.read(path)]
    rows = compare_reports(table[table["use"] == MAIN], reports, matures)
    REPORTS.write(job.output.table, ([row[name] for name in REPORTS.header] for row in rows))
    CONCORDANCE.write(job.output.summary, count_agreement(rows))


if __name__ == "__main__":
    run(main)
