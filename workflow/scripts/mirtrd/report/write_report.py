"""Write the report of a run: one page that holds all it needs."""

from pathlib import Path

from mirtrd.core.job import Job, run
from mirtrd.report.page import Frame, write_page
from mirtrd.report.results import read_results


def main(job: Job) -> None:
    files = job.input
    results = read_results(files, job.params.contrasts)
    page = write_page(results, Frame.read(files.template, files.style, files.script))
    Path(job.output.page).write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    run(main)
