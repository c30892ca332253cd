"""What the jobs of a sample ask for follows the size of its reads."""

import pytest

from mirtrd.inputs.sizes import gzipped_size, memory_for, minutes_for


@pytest.fixture
def files(tmp_path) -> dict[str, str]:
    """Reads of a million letters, as they are and gzipped, and reads that are not there yet."""
    paths = {name: tmp_path / name for name in ("x.fastq", "x.fastq.gz", "later.fastq.gz")}
    for name in ("x.fastq", "x.fastq.gz"):
        paths[name].write_bytes(b"A" * 1_000_000)
    return {name: str(path) for name, path in paths.items()}


def test_files_are_taken_as_if_they_were_gzipped(files):
    assert gzipped_size([files["x.fastq.gz"]] * 2) == 2
    assert gzipped_size([files["x.fastq"]]) == 0.2
    assert gzipped_size([]) == 0


def test_reads_to_be_downloaded_are_taken_for_a_deep_library(files):
    assert gzipped_size([files["later.fastq.gz"]]) == 1000


@pytest.mark.parametrize("ask", [memory_for, minutes_for])
def test_deeper_libraries_and_later_attempts_ask_for_more(files, ask):
    small, large = [files["x.fastq.gz"]], [files["later.fastq.gz"]]
    assert ask([]) <= ask(small) < ask(large)
    assert ask(large, 2) == 2 * ask(large)


def test_fifty_million_reads_get_the_memory_that_they_took(monkeypatch):
    monkeypatch.setattr("mirtrd.inputs.sizes.UNKNOWN", 2070)
    assert memory_for(["none"]) > 2 * 1262
