"""Add up the isomiRs of the usable samples by ends and tail, to be tested as miRNAs are."""

from collections.abc import Iterator, Sequence

import pandas as pd

from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS
from mirtrd.core.features import ISOMIR
from mirtrd.core.job import Job, run
from mirtrd.core.limits import allow_files
from mirtrd.counting.joining import join_groups, read_groups
from mirtrd.features.scales import as_of_mirnas
from mirtrd.features.tables import ISOMIRS
from mirtrd.features.variants import Variant, has_other_seed, sum_variants
from mirtrd.reference.tables import MATURES


def describe(variants: Sequence[Variant]) -> Iterator[tuple[object, ...]]:
    """The rows of ``ISOMIRS`` of one miRNA."""
    total = sum(sum(variant.counts) for variant in variants)
    for variant in variants:
        count = sum(variant.counts)
        yield (
            *(variant.name, variant.mirna, variant.variant, count, count / total),
            *(variant.insert, variant.seed, "yes" if has_other_seed(variant.variant) else "no"),
        )


def main(job: Job) -> None:
    samples = SAMPLES.read_frame(job.input.samples).index.tolist()
    paths = dict(zip(job.params.samples, job.input.isomirs, strict=True))
    mirnas = dict.fromkeys(row["mirna"] for row in MATURES.read(job.input.matures))
    allow_files(len(samples))
    groups = [read_groups(paths[sample]) for sample in samples]
    counts: dict[str, list[int]] = {}
    rows: list[tuple[object, ...]] = []
    for mirna, of_sample in join_groups(mirnas, groups):
        variants = sum_variants(mirna, of_sample, len(samples))
        rows.extend(describe(variants))
        counts |= {variant.name: variant.counts for variant in variants}
    matrix = pd.DataFrame.from_dict(counts, orient="index", columns=samples, dtype=int)
    factors = as_of_mirnas(SIZE_FACTORS.read_frame(job.input.factors))
    COUNTS.write_frame(job.output.counts, matrix.rename_axis(ISOMIR))
    ISOMIRS.write(job.output.isomirs, rows)
    SIZE_FACTORS.write_frame(job.output.factors, factors)


if __name__ == "__main__":
    run(main)
