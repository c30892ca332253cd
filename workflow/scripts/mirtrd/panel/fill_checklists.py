"""Fill in TRIPOD+AI, STARD and REMARK as far as the run can, and say what the author owes."""

import pandas as pd

from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.panel.checklists import ITEMS, Facts, fill
from mirtrd.panel.frozen import USE
from mirtrd.panel.tables import CHECKLISTS, PERFORMANCE
from mirtrd.quality.status import read_status


def main(job: Job) -> None:
    panel = read_document(job.input.panel)
    samples = len(read_status(job.input.status))
    facts = Facts(
        panel=panel,
        summary=read_document(job.input.summary),
        performance=PERFORMANCE.read_frame(job.input.performance),
        samples=samples,
        in_training=panel["samples"][panel["tested"]] + panel["samples"][panel["reference"]],
        design=job.params.design,
        min_count=job.params.min_count,
    )
    rows = list(fill(ITEMS.read(job.input.checklists), facts))
    table = pd.DataFrame(rows, columns=list(CHECKLISTS.header)).set_index("guideline")
    CHECKLISTS.write_frame(job.output.table, table, heading=[USE])


if __name__ == "__main__":
    run(main)
