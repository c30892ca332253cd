"""Count the inserts of a sample on matures, hairpins and other RNAs, each read or molecule once."""

from operator import attrgetter

from mirtrd.core.job import Job, run
from mirtrd.counting import tables
from mirtrd.counting.alignments import write_bam
from mirtrd.counting.class_counts import count_lengths, count_others
from mirtrd.counting.counted import count, round_counts
from mirtrd.counting.fragment_rows import find_fragment_rows
from mirtrd.counting.hairpin_counts import count_hairpins
from mirtrd.counting.index import read_index
from mirtrd.counting.isomir_rows import find_isomir_rows, isomir_cells
from mirtrd.counting.look_alikes import find_look_alikes
from mirtrd.counting.mature_rows import describe_matures
from mirtrd.counting.mirgff3 import write_gff3
from mirtrd.counting.sample import place_sample
from mirtrd.counting.tally import tally_classes, write_tally
from mirtrd.counting.unaligned import find_unaligned
from mirtrd.reference.targets import make_reference
from mirtrd.trimming.inserts import read_inserts


def main(job: Job) -> None:
    index = read_index(job.input.index)
    reference = make_reference(index.hairpins, index.others, job.input.sequences, job.input.matures)
    most = job.params.max_mismatches
    sample = place_sample(
        read_inserts(job.input.inserts), reference, most, job.threads, index.seeds
    )
    counted = count(sample, reference, job.params.ambiguous)
    whole = round_counts(counted)
    found = find_look_alikes(counted)
    isomirs = find_isomir_rows(counted, whole.matures)
    on_hairpins = whole.classes["mirna"] + whole.classes["hairpin"]
    hairpins = count_hairpins(counted, job.params.ambiguous, on_hairpins)

    matures = describe_matures(counted, whole.matures, found)
    cells = attrgetter(*tables.SAMPLE_MATURES.header)
    tables.SAMPLE_MATURES.write(job.output.mature, map(cells, matures))
    tables.SAMPLE_HAIRPINS.write(job.output.hairpin, sorted(hairpins.items()))
    others = list(count_others(counted, whole.classes))
    fragments = find_fragment_rows(counted, {f"{c}:{name}": n for c, name, n in others})
    tables.SAMPLE_OTHERS.write(job.output.other, others)
    tables.SAMPLE_FRAGMENTS.write(job.output.fragments, fragments)
    tables.SAMPLE_LENGTHS.write(job.output.lengths, count_lengths(counted, whole.classes))
    tables.SAMPLE_LOOK_ALIKES.write(job.output.look_alikes, (row.cells() for row in found))
    tables.SAMPLE_ISOMIRS.write(job.output.isomirs, isomir_cells(counted, isomirs))
    tables.SAMPLE_UNALIGNED.write(job.output.unaligned, find_unaligned(counted))
    write_gff3(job.output.gff3, job.wildcards.sample, job.params.database, counted, isomirs)
    write_bam(job.output.bam, counted)
    write_tally(job.output.tally, tally_classes(whole.classes))


if __name__ == "__main__":
    run(main)
