"""Take the counts of the samples from a table that was made elsewhere."""

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import IMPORTED_NAMES, MATURE_AMBIGUITY, MATURE_COUNTS
from mirtrd.inputs.count_tables import CountTable, read_counts
from mirtrd.inputs.sheets import read_sheet
from mirtrd.reference.names import read_names


def write_counts(table: CountTable, counts: str, ambiguity: str) -> None:
    """Write the counts, and what the table does not tell: which reads fit several miRNAs."""
    MATURE_COUNTS.write_frame(counts, table.counts)
    totals = table.counts.sum(axis=1).items()
    rows = ((name, total, None, None, None, "", "", "") for name, total in totals)
    MATURE_AMBIGUITY.write(ambiguity, rows)


def main(job: Job) -> None:
    former = getattr(job.input, "former", None)
    names = read_names(job.input.matures, job.input.hairpins, former)
    table = read_counts(
        job.input.counts,
        list(read_sheet(job.input.sheet)[0].index),
        names=names,
        rounding=job.params.rounding,
        empty=job.params.empty,
    )
    print(*table.notes, sep="\n")
    write_counts(table, job.output.counts, job.output.ambiguity)
    IMPORTED_NAMES.write(
        job.output.names,
        ((name, "/".join(match.names), match.how) for name, match in table.matches.items()),
    )


if __name__ == "__main__":
    run(main)
