"""The text on data processing, by what the run was."""

from dataclasses import replace
from types import SimpleNamespace

from mirtrd.geo.processing import Facts, describe_steps, write_text

RECORD = {"software": {"cutadapt": "5.2"}, "code": {"version": "9.9.9"}}
PARAMS = SimpleNamespace(
    release="miRBase22", others=["tRNA", "rRNA"], lengths=[15, 45], from_counts=False
)
FACTS = Facts.of(RECORD, ["truseq", "", "qiaseq"], ["reads", "molecules", "reads"], PARAMS)


def test_it_names_versions_kits_lengths_and_the_reference():
    text = write_text(FACTS, [])
    for told in (
        "mirtrd 9.9.9",
        "cutadapt 5.2",
        "kit: qiaseq, truseq",
        "15 to 45 nt",
        "tRNA, rRNA",
    ):
        assert told in text
    assert "by their UMI" in text
    assert "human miRBase release 22" in text
    assert "UMI" not in write_text(replace(FACTS, units=["reads"]), [])


def test_each_line_begins_with_the_field_of_geo_until_what_is_left_to_the_author():
    told, left = write_text(FACTS, ["rename a file"]).split("\nLeft to you:\n")
    fields = {line.partition(": ")[0] for line in told.splitlines()}
    assert fields == {
        "data processing step",
        "genome build/assembly",
        "processed data files format and content",
    }
    assert left.startswith("- rename a file\n")
    assert "instrument model" in left
    assert "may be public" in left


def test_of_a_table_of_counts_no_trimming_is_claimed():
    steps = describe_steps(replace(FACTS, from_counts=True))
    assert "table that was made before" in steps[0]
    assert not any("trimmed" in step for step in steps)


def test_another_reference_is_not_called_mirbase():
    facts = replace(FACTS, release="custom", others=[])
    assert "miRBase" not in write_text(facts, [])
