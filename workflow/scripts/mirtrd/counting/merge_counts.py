"""Join the counts of all samples to matrices, in the order of the reference and of the sheet."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mirtrd.core.job import Job, run
from mirtrd.counting import tables
from mirtrd.counting.naming import is_worth_naming
from mirtrd.reference.sequences import HAIRPIN, read_sequences
from mirtrd.reference.tables import MATURES


class Matrix:
    """Whole numbers, names x samples; filled sample by sample, 0 where nothing is added."""

    def __init__(self, names: Iterable[str], samples: Sequence[str]) -> None:
        self.row = {name: number for number, name in enumerate(names)}
        self.samples = samples
        self.columns = [array("q", bytes(8 * len(self.row))) for _ in samples]

    def add(self, sample: int, name: str, amount: int) -> None:
        """Add to the number of a name in a sample; KeyError for a name that there is not."""
        self.columns[sample][self.row[name]] += amount

    def total(self, name: str) -> int:
        """The number of a name in all samples."""
        return sum(column[self.row[name]] for column in self.columns)

    def by_name(self) -> Iterator[tuple[str | int, ...]]:
        """Each name and its number in each sample."""
        for name, row in self.row.items():
            yield name, *(column[row] for column in self.columns)

    def by_sample(self) -> Iterator[tuple[str | int, ...]]:
        """Each sample and its number of each name."""
        for sample, column in zip(self.samples, self.columns, strict=True):
            yield sample, *column


@dataclass(kw_only=True)
class CohortLookAlike:
    """A miRNA and another RNA that explains some of its inserts as well: samples, count of these
    inserts, and what of it the miRNA was given."""

    samples: int = 0
    count: int = 0
    given: float = 0.0


# By miRNA, class and name of the other RNA.
LookAlikes = Mapping[tuple[str, str, str], CohortLookAlike]


@dataclass(frozen=True, kw_only=True)
class Vouchers:
    """What vouches for the counts of miRNAs over the cohort: the count that fits each alone, the
    other miRNAs it shares the rest with, and other RNAs worth naming."""

    unique: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    partners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    look_alikes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def add_look_alikes(paths: Iterable[str]) -> LookAlikes:
    """The look-alikes of all samples, added up."""
    found: dict[tuple[str, str, str], CohortLookAlike] = defaultdict(CohortLookAlike)
    for path in paths:
        for mirna, rna_class, other, count, given in tables.SAMPLE_LOOK_ALIKES.read_rows(path):
            row = found[mirna, rna_class, other]
            row.samples += 1
            row.count += count
            row.given += given
    return found


def sort_look_alikes(found: LookAlikes, count: Matrix) -> list[tuple[str, str, str]]:
    """The keys of look-alikes, miRNAs in the order of the reference, most reads first."""
    return sorted(found, key=lambda key: (count.row[key[0]], -found[key].count, key))


def name_look_alikes(found: LookAlikes, count: Matrix) -> dict[str, list[str]]:
    """The other RNAs worth naming for each miRNA. Others are listed, but are no warning."""
    named: dict[str, list[str]] = defaultdict(list)
    for key in sort_look_alikes(found, count):
        mirna, rna_class, other = key
        if is_worth_naming(rna_class, found[key].count, found[key].given, count.total(mirna)):
            named[mirna].append(other)
    return named


def describe_look_alikes(found: LookAlikes, count: Matrix) -> Iterator[tuple[object, ...]]:
    """The rows of ``LOOK_ALIKES``."""
    for key in sort_look_alikes(found, count):
        row, total = found[key], count.total(key[0])
        # Rounding to whole counts may leave a miRNA with less than it was given.
        of_mirna = min(row.given / total, 1.0) if total else None
        yield *key, row.samples, row.count, row.given, row.given / row.count, of_mirna


def describe_ambiguity(
    count: Matrix, vouchers: Vouchers, policy: str
) -> Iterator[tuple[object, ...]]:
    """The rows of ``MATURE_AMBIGUITY``."""
    for name in count.row:
        total = count.total(name)
        shared = total - vouchers.unique[name]
        yield (
            *(name, total, vouchers.unique[name], shared, shared / total if total else None),
            ",".join(sorted(vouchers.partners[name])),
            ",".join(vouchers.look_alikes[name]),
            policy,
        )


def main(job: Job) -> None:
    samples, sequences = job.params.samples, read_sequences(job.input.sequences)
    mirnas = list(dict.fromkeys(row["mirna"] for row in MATURES.read(job.input.matures)))
    count, reads = Matrix(mirnas, samples), Matrix(mirnas, samples)
    hairpins = Matrix((row.name for row in sequences if row.rna_class == HAIRPIN), samples)
    other = dict.fromkeys(row.rna_class for row in sequences if row.rna_class != HAIRPIN)
    classes = Matrix(("mirna", "hairpin", "ambiguous", *other, "unaligned"), samples)
    look_alikes = add_look_alikes(job.input.look_alikes)
    vouchers = Vouchers()
    for sample in range(len(samples)):
        for row in tables.SAMPLE_MATURES.read(job.input.mature[sample]):
            name = row["mirna"]
            count.add(sample, name, row["count"])
            reads.add(sample, name, row["reads"])
            vouchers.unique[name] += row["unique"]
            vouchers.partners[name].update(filter(None, row["shared_with"].split(",")))
        for name, number in tables.SAMPLE_HAIRPINS.read_rows(job.input.hairpin[sample]):
            hairpins.add(sample, name, number)
        for rna_class, _, number in tables.SAMPLE_LENGTHS.read_rows(job.input.lengths[sample]):
            classes.add(sample, rna_class, number)
    vouchers.look_alikes.update(name_look_alikes(look_alikes, count))
    tables.MATURE_COUNTS.write(job.output.mature, count.by_name(), samples)
    tables.MATURE_READS.write(job.output.reads, reads.by_name(), samples)
    tables.HAIRPIN_COUNTS.write(job.output.hairpin, hairpins.by_name(), samples)
    further = list(classes.row)[len(tables.RNA_CLASSES.header) - 1 :]
    tables.RNA_CLASSES.write(job.output.classes, classes.by_sample(), further)
    tables.LOOK_ALIKES.write(job.output.look_alikes, describe_look_alikes(look_alikes, count))
    ambiguity = describe_ambiguity(count, vouchers, job.params.ambiguous)
    tables.MATURE_AMBIGUITY.write(job.output.ambiguity, ambiguity)


if __name__ == "__main__":
    run(main)
