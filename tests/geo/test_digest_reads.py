"""The sums of the FASTQ files of a sample."""

import pytest

from builders.jobs import job
from mirtrd.geo.digest_reads import main
from mirtrd.geo.tables import READ_DIGESTS


@pytest.mark.parametrize("several", [True, False])
def test_each_file_of_the_sample_has_a_row(tmp_path, several):
    paths = [tmp_path / "a.fastq.gz", tmp_path / "b.fastq.gz"]
    for path in paths:
        path.write_bytes(b"abc")
    # Snakemake gives one file as text, several as a list.
    reads = list(map(str, paths)) if several else str(paths[0])
    main(job(input={"reads": reads}, output={"table": str(tmp_path / "md5")}))
    rows = list(READ_DIGESTS.read_rows(tmp_path / "md5"))
    assert [path for path, _ in rows] == list(map(str, paths if several else paths[:1]))
    assert {md5 for _, md5 in rows} == {"900150983cd24fb0d6963f7d28e17f72"}
