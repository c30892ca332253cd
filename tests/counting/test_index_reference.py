"""The job that makes the index of a reference."""

from builders.counting import HAIRPINS, OTHERS, write_reference
from builders.jobs import job
from mirtrd.counting.index import read_index
from mirtrd.counting.index_reference import main


def test_the_job_lays_out_hairpins_and_other_rnas(tmp_path):
    files = write_reference(tmp_path)
    main(
        job(
            input={"fasta": files.fasta, "sequences": files.sequences},
            output={"index": str(tmp_path / "index")},
        )
    )
    index = read_index(tmp_path / "index")
    for targets, sequences in ((index.hairpins, HAIRPINS), (index.others, OTHERS)):
        assert (targets.end - targets.start).tolist() == [len(s) for s in sequences.values()]
