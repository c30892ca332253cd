"""Join the counts of all samples to matrices, in the order of the reference and of the sheet."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mirtrd.jobs import run
from mirtrd.sequences import HAIRPIN, read_sequences


def read_rows(path: str, key: str) -> dict[str, dict[str, str]]:
    """The rows of a tab-separated table by the value of one column."""
    with Path(path).open(newline="") as file:
        return {row[key]: row for row in csv.DictReader(file, delimiter="\t")}


def write_matrix(
    path: str, key: str, names: Iterable[str], samples: Mapping[str, Mapping[str, str]]
) -> None:
    """Write names x samples, 0 where a sample has no count of a name."""
    with Path(path).open("w") as file:
        file.write("\t".join([key, *samples]) + "\n")
        for name in names:
            file.write("\t".join([name, *(str(s.get(name, 0)) for s in samples.values())]) + "\n")


def write_ambiguity(
    path: str, names: Iterable[str], tables: Sequence[Mapping[str, Mapping[str, str]]], policy: str
) -> None:
    """Write, for each miRNA over the cohort, the reads that fit it alone and those it shares, the
    miRNAs that it shares them with, and the other RNAs that some of them fit as well."""
    with Path(path).open("w") as file:
        file.write(
            "mirna\treads\tunique\tshared\tambiguous_share\tshared_with\tlook_alike\tpolicy\n"
        )
        for name in names:
            rows = [table[name] for table in tables if name in table]
            reads = sum(int(row["reads"]) for row in rows)
            unique = sum(int(row["unique"]) for row in rows)
            share = f"{(reads - unique) / reads:.4f}" if reads else ""
            named = (
                ",".join(sorted({n for row in rows for n in row[column].split(",") if n}))
                for column in ("shared_with", "look_alike")
            )
            fields = (name, reads, unique, reads - unique, share, *named, policy)
            file.write("\t".join(map(str, fields)) + "\n")


def main(job) -> None:
    samples = job.params.samples
    with Path(job.input.matures).open() as file:
        next(file)
        matures = list(dict.fromkeys(line.split("\t", 1)[0] for line in file))
    sequences = read_sequences(job.input.sequences)
    hairpins = [row.name for row in sequences if row.rna_class == HAIRPIN]
    mature = [read_rows(path, "mirna") for path in job.input.mature]
    hairpin = [read_rows(path, "hairpin") for path in job.input.hairpin]
    for output, key, names, tables in (
        (job.output.mature, "mirna", matures, mature),
        (job.output.hairpin, "hairpin", hairpins, hairpin),
    ):
        reads = ({name: row["reads"] for name, row in table.items()} for table in tables)
        write_matrix(output, key, names, dict(zip(samples, reads, strict=True)))
    write_ambiguity(job.output.ambiguity, matures, mature, job.params.ambiguous)


if __name__ == "__main__":
    run(main, snakemake)
