"""Join the isomiRs of all samples to one table; describe them per miRNA; test sites of editing."""

from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from mirtrd.core.job import Job, run
from mirtrd.core.limits import allow_files
from mirtrd.counting.editing import Site, find_sites, judge_sites
from mirtrd.counting.isomir_summary import IsomirSummary, summarise
from mirtrd.counting.joining import join_counts, join_groups, read_groups
from mirtrd.counting.tables import EDITING, ISOMIR_COUNTS, ISOMIR_SUMMARY
from mirtrd.reference.tables import MATURES


def main(job: Job) -> None:
    samples = job.params.samples
    sequences = {row["mirna"]: row["sequence"] for row in MATURES.read(job.input.matures)}
    summaries: list[IsomirSummary] = []
    sites: list[Site] = []
    allow_files(len(samples))
    groups = [read_groups(path) for path in job.input.isomirs]

    def join_mirnas() -> Iterator[tuple[str | int, ...]]:
        """The rows of the table; on the way, all that needs the rows of a miRNA."""
        for mirna, rows in join_groups(sequences, groups):
            summaries.append(summarise(mirna, sequences[mirna], chain(*rows.values())))
            sites.extend(find_sites(mirna, sequences[mirna], rows))
            for insert, variant, counts in join_counts(rows):
                for sample, count in counts.items():
                    yield mirna, insert, variant, samples[sample], count

    ISOMIR_COUNTS.write(job.output.counts, join_mirnas())
    ISOMIR_SUMMARY.write(job.output.summary, map(attrgetter(*ISOMIR_SUMMARY.header), summaries))
    EDITING.write(job.output.editing, map(attrgetter(*EDITING.header), judge_sites(sites)))


if __name__ == "__main__":
    run(main)
