"""Join the counts of all samples to matrices, in the order of the reference and of the sheet."""

import csv
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mirtrd.jobs import run
from mirtrd.sequences import HAIRPIN, read_sequences


class Matrix:
    """Whole numbers, names x samples; filled sample by sample, 0 where nothing is added."""

    def __init__(self, names: Iterable[str], samples: Sequence[str]):
        self.row = {name: number for number, name in enumerate(names)}
        self.samples = samples
        self.columns = [array("q", bytes(8 * len(self.row))) for _ in samples]

    def add(self, sample: int, name: str, amount: int) -> None:
        self.columns[sample][self.row[name]] += amount

    def total(self, name: str) -> int:
        return sum(column[self.row[name]] for column in self.columns)

    def write(self, path: str, key: str) -> None:
        """Write a row for each name and a column for each sample."""
        with Path(path).open("w") as file:
            file.write("\t".join([key, *self.samples]) + "\n")
            for name, row in self.row.items():
                numbers = (str(column[row]) for column in self.columns)
                file.write("\t".join([name, *numbers]) + "\n")

    def write_transposed(self, path: str, key: str) -> None:
        """Write a row for each sample and a column for each name."""
        with Path(path).open("w") as file:
            file.write("\t".join([key, *self.row]) + "\n")
            for sample, column in zip(self.samples, self.columns, strict=True):
                file.write("\t".join([sample, *map(str, column)]) + "\n")


def read_rows(path: str) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated table."""
    with Path(path).open(newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def first_words(path: str) -> list[str]:
    """The different values in the first column of a table, in its order."""
    with Path(path).open() as file:
        next(file)
        return list(dict.fromkeys(line.split("\t", 1)[0] for line in file))


def write_ambiguity(
    path: str,
    count: Matrix,
    unique: dict[str, int],
    partners: dict[str, set[str]],
    look_alikes: dict[str, set[str]],
    policy: str,
) -> None:
    """Write, for each miRNA over the cohort, what fits it alone and what it shares, with which
    miRNAs it shares that, and which other RNAs some of it fits as well."""
    header = ("mirna", "count", "unique", "shared", "ambiguous_share", "shared_with", "look_alike")
    with Path(path).open("w") as file:
        file.write("\t".join((*header, "policy")) + "\n")
        for name in count.row:
            total = count.total(name)
            shared = total - unique[name]
            share = f"{shared / total:.4f}" if total else ""
            named = (",".join(sorted(names[name])) for names in (partners, look_alikes))
            row = (name, total, unique[name], shared, share, *named, policy)
            file.write("\t".join(map(str, row)) + "\n")


def main(job) -> None:
    samples, sequences = job.params.samples, read_sequences(job.input.sequences)
    mirnas = first_words(job.input.matures)
    count, reads = Matrix(mirnas, samples), Matrix(mirnas, samples)
    unique = dict.fromkeys(mirnas, 0)
    partners, look_alikes = ({name: set() for name in mirnas} for _ in range(2))
    hairpins = Matrix((row.name for row in sequences if row.rna_class == HAIRPIN), samples)
    other = dict.fromkeys(row.rna_class for row in sequences if row.rna_class != HAIRPIN)
    classes = Matrix(("mirna", "hairpin", "ambiguous", *other, "unaligned"), samples)
    for sample in range(len(samples)):
        for row in read_rows(job.input.mature[sample]):
            name = row["mirna"]
            count.add(sample, name, int(row["count"]))
            reads.add(sample, name, int(row["reads"]))
            unique[name] += int(row["unique"])
            partners[name].update(filter(None, row["shared_with"].split(",")))
            look_alikes[name].update(filter(None, row["look_alike"].split(",")))
        for row in read_rows(job.input.hairpin[sample]):
            hairpins.add(sample, row["hairpin"], int(row["count"]))
        for row in read_rows(job.input.lengths[sample]):
            classes.add(sample, row["class"], int(row["count"]))
    count.write(job.output.mature, "mirna")
    reads.write(job.output.reads, "mirna")
    hairpins.write(job.output.hairpin, "hairpin")
    classes.write_transposed(job.output.classes, "sample")
    policy = job.params.ambiguous
    write_ambiguity(job.output.ambiguity, count, unique, partners, look_alikes, policy)


if __name__ == "__main__":
    run(main, snakemake)
