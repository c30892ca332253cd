"""Take the fragments of the usable samples, to be tested as miRNAs are."""

from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS
from mirtrd.core.features import FRAGMENT
from mirtrd.core.job import Job, run
from mirtrd.counting.tables import FRAGMENT_COUNTS
from mirtrd.features.scales import as_of_mirnas
from mirtrd.reference.sequences import SPIKE_IN


def main(job: Job) -> None:
    samples = SAMPLES.read_frame(job.input.samples).index
    counts = FRAGMENT_COUNTS.read_frame(job.input.counts)
    # Spike-ins were added: they tell of the library, not of the sample.
    own = counts.loc[counts["class"] != SPIKE_IN, samples]
    factors = as_of_mirnas(SIZE_FACTORS.read_frame(job.input.factors))
    COUNTS.write_frame(job.output.counts, own.rename_axis(FRAGMENT))
    SIZE_FACTORS.write_frame(job.output.factors, factors)


if __name__ == "__main__":
    run(main)
