"""A file is known by its bytes, whatever its time stamp."""

import gzip
import os
from types import SimpleNamespace

import pytest

from mirtrd.core.fingerprints import PARAMETER, SMALL, fingerprint, track_files

random_bytes = os.urandom(SMALL)


class Rule(SimpleNamespace):
    """As far as a rule of Snakemake's is asked."""

    def set_params(self, **params) -> None:
        self.params |= params


def asked(inputs: list, **wildcards) -> list[str]:
    rule = Rule(script="a.py", input=inputs, params={})
    track_files([rule])
    return rule.params[PARAMETER](SimpleNamespace(**wildcards))


def test_other_bytes_in_a_file_of_the_same_size_and_time_are_noticed(tmp_path):
    path = tmp_path / "sheet.tsv"
    path.write_text("sample\tTRD\n")
    before, times = fingerprint(path), path.stat()
    path.write_text("sample\tTRE\n")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert fingerprint(path) != before


def test_a_time_stamp_changes_nothing(tmp_path):
    path = tmp_path / "reads.fastq"
    path.write_text("@r\nACGT\n+\nIIII\n")
    before = fingerprint(path)
    os.utime(path, (1, 1))
    assert fingerprint(path) == before


def test_a_change_in_the_middle_of_a_large_gzipped_file_is_noticed(tmp_path):
    """Stored as it is, so that both files have the same size."""
    found = []
    for letter in (b"A", b"C"):
        content = random_bytes + letter + random_bytes
        path = tmp_path / "reads.fastq.gz"
        path.write_bytes(gzip.compress(content, 0, mtime=0))
        found.append(fingerprint(path))
    assert path.stat().st_size > 2 * SMALL
    assert found[0] != found[1]
    assert found[0].split()[0] == found[1].split()[0]


def test_a_file_that_is_not_there_has_none(tmp_path):
    assert fingerprint(tmp_path / "nothing") == ""


def test_files_that_a_rule_makes_are_left_to_snakemake(tmp_path):
    (tmp_path / "a.fastq").write_text("@r\nACGT\n+\nIIII\n")

    def reads_of(wildcards) -> list[str]:
        return [str(tmp_path / f"{wildcards.sample}.fastq"), "results/accession/SRR1.fastq.gz"]

    expected = [fingerprint(tmp_path / "a.fastq")]
    assert asked([reads_of, "results/reference/matures.tsv"], sample="a") == expected


@pytest.mark.parametrize("form", [str, lambda path: [path], lambda path: {"reads": [path]}])
def test_an_input_function_may_give_one_path_several_or_named_ones(tmp_path, form):
    path = tmp_path / "a.fastq"
    path.write_text("@r\nACGT\n+\nIIII\n")
    assert asked([lambda wildcards: form(str(path))]) == [fingerprint(path)]


def test_a_rule_without_a_script_is_left_alone():
    rule = Rule(script=None, input=["config/samples.tsv"], params={})
    track_files([rule])
    assert rule.params == {}
