"""Join the counts of all samples to matrices, in the order of the reference and of the sheet."""

import csv
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mirtrd.core.job import Job, run
from mirtrd.counting.look_alikes import is_worth_naming
from mirtrd.reference.sequences import HAIRPIN, read_sequences


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


class LookAlike:
    """A miRNA and another RNA that explains some of its inserts as well, over the cohort."""

    def __init__(self) -> None:
        self.samples, self.count, self.given = 0, 0, 0.0

    def add(self, count: int, given: float) -> None:
        self.samples += 1
        self.count += count
        self.given += given


# By miRNA, class and name of the other RNA.
LookAlikes = dict[tuple[str, str, str], LookAlike]


def read_look_alikes(paths: Iterable[str]) -> LookAlikes:
    """The look-alikes of all samples, added up."""
    found: LookAlikes = defaultdict(LookAlike)
    for path in paths:
        for row in read_rows(path):
            key = (row["mirna"], row["class"], row["other"])
            found[key].add(int(row["count"]), float(row["given"]))
    return found


def write_look_alikes(path: str, found: LookAlikes, count: Matrix) -> dict[str, list[str]]:
    """Write the look-alikes, miRNAs in the order of the reference, most reads first; return the
    names of the other RNAs worth naming for each miRNA. Others are listed, but are no warning.

    ``of_mirna`` is the share of the miRNA's whole count that it was given of these inserts.
    """
    header = ("mirna", "class", "other", "samples", "count", "given", "share_given", "of_mirna")
    named: dict[str, list[str]] = defaultdict(list)
    by_reads = sorted(found, key=lambda key: (count.row[key[0]], -found[key].count, key))
    with Path(path).open("w") as file:
        file.write("\t".join(header) + "\n")
        for key in by_reads:
            row, total = found[key], count.total(key[0])
            # Rounding to whole counts may leave a miRNA with less than it was given.
            of_mirna = f"{min(row.given / total, 1):.4f}" if total else ""
            numbers = (row.samples, row.count, round(row.given, 1), f"{row.given / row.count:.4f}")
            file.write("\t".join(map(str, (*key, *numbers, of_mirna))) + "\n")
            if is_worth_naming(key[1], row.count, row.given, total):
                named[key[0]].append(key[2])
    return named


def write_ambiguity(
    path: str,
    count: Matrix,
    unique: dict[str, int],
    partners: dict[str, set[str]],
    look_alikes: dict[str, list[str]],
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
            named = (",".join(sorted(partners[name])), ",".join(look_alikes.get(name, ())))
            row = (name, total, unique[name], shared, share, *named, policy)
            file.write("\t".join(map(str, row)) + "\n")


def main(job: Job) -> None:
    samples, sequences = job.params.samples, read_sequences(job.input.sequences)
    mirnas = first_words(job.input.matures)
    count, reads = Matrix(mirnas, samples), Matrix(mirnas, samples)
    unique = dict.fromkeys(mirnas, 0)
    partners = {name: set() for name in mirnas}
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
        for row in read_rows(job.input.hairpin[sample]):
            hairpins.add(sample, row["hairpin"], int(row["count"]))
        for row in read_rows(job.input.lengths[sample]):
            classes.add(sample, row["class"], int(row["count"]))
    count.write(job.output.mature, "mirna")
    reads.write(job.output.reads, "mirna")
    hairpins.write(job.output.hairpin, "hairpin")
    classes.write_transposed(job.output.classes, "sample")
    found = read_look_alikes(job.input.look_alikes)
    look_alikes = write_look_alikes(job.output.look_alikes, found, count)
    policy = job.params.ambiguous
    write_ambiguity(job.output.ambiguity, count, unique, partners, look_alikes, policy)


if __name__ == "__main__":
    run(main)
