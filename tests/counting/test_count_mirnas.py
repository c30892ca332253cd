"""A sample from its inserts to all its files."""

from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pysam
import pytest

from builders.counting import HAIRPINS, NOWHERE, A, C, D, as_inserts, write_reference
from builders.jobs import job
from mirtrd.counting.count_mirnas import main
from mirtrd.counting.index import write_index
from mirtrd.counting.tables import (
    SAMPLE_HAIRPINS,
    SAMPLE_ISOMIRS,
    SAMPLE_LENGTHS,
    SAMPLE_MATURES,
    SAMPLE_UNALIGNED,
)
from mirtrd.counting.tally import Tally, read_tally
from mirtrd.reference.targets import read_targets
from mirtrd.trimming.inserts import write_inserts

TABLES = ("mature", "hairpin", "other", "fragments", "isomirs", "look_alikes")
FILES = (*TABLES, "lengths", "unaligned", "gff3", "bam", "tally")


def run_job(folder: Path, counts: dict[str, int], threads: int = 1) -> SimpleNamespace:
    """The paths of what the job of a sample makes."""
    reference = write_reference(folder)
    write_index(folder / "index", *read_targets(reference.fasta, reference.sequences))
    write_inserts(folder / "inserts", as_inserts(counts))
    made = job(
        input={
            **asdict(reference),
            "inserts": str(folder / "inserts"),
            "index": str(folder / "index"),
        },
        output={name: str(folder / f"made.{name}") for name in FILES},
        params={"ambiguous": "em", "max_mismatches": 2, "database": "miRBase22"},
        wildcards={"sample": "S1"},
        threads=threads,
    )
    main(made)
    return made.output


@pytest.mark.parametrize("counts", [{}, {NOWHERE: 3}], ids=["none", "unaligned"])
def test_a_sample_with_nothing_to_count_has_empty_tables(tmp_path, counts):
    """As of a sample whose file is damaged, or whose kit is refused."""
    made = run_job(tmp_path, counts)
    for name in TABLES:
        assert len(Path(getattr(made, name)).read_text().splitlines()) == 1, name
    gff3 = Path(made.gff3).read_text().splitlines()
    assert gff3[0] == "## mirGFF3. VERSION 1.2"
    assert all(line.startswith("##") for line in gff3)
    assert dict(SAMPLE_UNALIGNED.read_rows(made.unaligned)) == counts
    lengths = list(SAMPLE_LENGTHS.read_rows(made.lengths))
    assert lengths == [("unaligned", len(insert), n) for insert, n in counts.items()]
    unaligned = sum(counts.values())
    expected = Tally(mirna=0, hairpin=0, ambiguous=0, other_rna=0, unaligned=unaligned)
    assert read_tally(made.tally) == expected
    with pysam.AlignmentFile(made.bam) as bam:
        assert list(bam) == []


def test_all_tables_tell_of_the_same_counts(tmp_path):
    counts = {C: 91, D: 33, A: 17, HAIRPINS["h2"][20:44]: 9, NOWHERE: 2}
    made = run_job(tmp_path, counts)
    matures = {row["mirna"]: row for row in SAMPLE_MATURES.read(made.mature)}
    assert {name: row["count"] for name, row in matures.items()} == {"a": 26, "c": 91, "d": 33}
    assert [row["reads"] for row in matures.values()] == [78, 273, 99]
    hairpins = dict(SAMPLE_HAIRPINS.read_rows(made.hairpin))
    assert sum(hairpins.values()) == 150
    isomirs = {row["insert"]: row["variant"] for row in SAMPLE_ISOMIRS.read(made.isomirs)}
    assert isomirs == {C: "NA", D: "NA", A: "NA", HAIRPINS["h2"][20:44]: "iso_3p:+2"}
    assert read_tally(made.tally).mirna == 150
    assert sum(n for *_, n in SAMPLE_LENGTHS.read_rows(made.lengths)) == 152


def test_files_do_not_depend_on_the_number_of_threads(tmp_path, monkeypatch):
    # So small batches that there are several.
    monkeypatch.setattr("mirtrd.counting.placing.BATCH", 3)
    counts = {C: 91, D: 33, A: 17, NOWHERE: 2}
    counts |= {HAIRPINS["h2"][20 + shift : 42 + shift]: 5 + shift for shift in (-3, -1, 2, 4)}
    folders = [tmp_path / str(threads) for threads in (1, 2, 5)]
    for folder, threads in zip(folders, (1, 2, 5), strict=True):
        folder.mkdir()
        run_job(folder, counts, threads)
    for name in FILES:
        files = [(folder / f"made.{name}").read_bytes() for folder in folders]
        assert files[0] == files[1] == files[2], name
