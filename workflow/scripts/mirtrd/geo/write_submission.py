"""Write matrices, samples, checksums and data processing as GEO asks for them."""

from collections.abc import Iterable
from pathlib import Path

from mirtrd.core.digests import md5_of
from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.counting.tables import MATURE_COUNTS
from mirtrd.geo.processing import Facts, write_text
from mirtrd.geo.sample_rows import HUMAN, Cohort, arrange_samples, find_doubts
from mirtrd.geo.tables import CPM, DIGESTS, GEO_SAMPLES, RAW_COUNTS, READ_DIGESTS
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.tables import STATUS
from mirtrd.statistics.abundance import cpm

RAW, PROCESSED = "raw", "processed"


def read_digests(paths: Iterable[str], samples: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Path and MD5 sum of the FASTQ files of each sample, in the order of the samples."""
    return {
        sample: [(str(file), str(md5)) for file, md5 in READ_DIGESTS.read_rows(path)]
        for sample, path in zip(samples, paths, strict=True)
    }


def main(job: Job) -> None:
    params, output = job.params, job.output
    counts = MATURE_COUNTS.read_frame(job.input.counts)
    RAW_COUNTS.write_frame(output.counts, counts)
    CPM.write_frame(output.cpm, cpm(counts))
    digests = read_digests(job.input.digests, params.samples if job.input.digests else [])
    status = STATUS.read_frame(job.input.status)
    cohort = Cohort(
        sheet=read_sheet(job.input.sheet)[0],
        status=status,
        reads={sample: [path for path, _ in files] for sample, files in digests.items()},
        material=params.matrix or "",
        organism=HUMAN if params.release == "miRBase22" else "",
    )
    matrices = [output.counts, output.cpm]
    further, rows = arrange_samples(cohort, [Path(path).name for path in matrices])
    GEO_SAMPLES.write(output.samples, rows, further)
    files = [(path, md5, RAW) for of_sample in digests.values() for path, md5 in of_sample]
    files += [(path, md5_of(path), PROCESSED) for path in matrices]
    DIGESTS.write(output.digests, ((Path(path).name, md5, kind, path) for path, md5, kind in files))
    facts = Facts.of(read_document(job.input.record), status["kit"], status["unit"], params)
    text = write_text(facts, find_doubts(cohort.reads))
    Path(output.processing).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    run(main)
