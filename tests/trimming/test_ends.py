"""The end of the insert is where the adapter begins."""

from pathlib import Path

import numpy as np
import pytest

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.ends import find_ends, find_prefix
from mirtrd.trimming.reading import read_blocks

ADAPTER = "TGGAATTCTCGGGTGCCAAGG"
INSERT = "CA" * 11


def ends_of(folder: Path, sequences: list[str], layout: Layout) -> list[tuple[int, int, bool]]:
    path = folder / "x.fastq"
    path.write_text("".join(f"@r\n{s}\n+\n{'I' * len(s)}\n" for s in sequences))
    (block,) = read_blocks([str(path)])
    ends = find_ends(block, layout)
    columns = (ends.insert.tolist(), ends.adapter.tolist(), ends.dark.tolist())
    return list(zip(*columns, strict=True))


def test_inserts_and_adapters_end_where_they_were_put(tmp_path):
    reads = [INSERT + ADAPTER + "ACGT", ADAPTER, INSERT, INSERT + "G" * 10, INSERT + ADAPTER[:6]]
    assert ends_of(tmp_path, reads, Layout(adapter=ADAPTER)) == [
        (22, 43, False),
        (0, 21, False),
        (-1, -1, False),
        (-1, -1, True),
        (22, 28, False),
    ]


def test_bases_on_either_side_are_of_the_kit(tmp_path):
    layout = Layout(bases_5p=4, adapter=ADAPTER, bases_3p=4)
    reads = ["ACGT" + INSERT + "TTGA" + ADAPTER, "ACGT" + INSERT + "TTGA" + ADAPTER[:3]]
    assert ends_of(tmp_path, reads, layout) == [(26, 51, False), (26, 33, False)]


def test_a_trimmed_read_ends_with_its_bases(tmp_path):
    reads = ["ACGT" + INSERT + "TTGA", INSERT + "G" * 10]
    layout = Layout(bases_5p=4, bases_3p=4)
    assert ends_of(tmp_path, reads, layout) == [(26, 30, False), (-1, -1, True)]


def test_an_adapter_far_behind_is_aligned(tmp_path):
    (found,) = ends_of(tmp_path, ["CA" * 250 + ADAPTER], Layout(adapter=ADAPTER))
    assert found == (500, 521, False)


@pytest.mark.parametrize(
    ("read", "expected"), [("xxABCxABC", 2), ("ABCD", 0), ("xAB", -1), ("xABC", 1), ("", -1)]
)
def test_a_prefix_is_where_it_is_first(read, expected):
    letters = np.frombuffer(read.ljust(9, "C").encode(), np.uint8)[None]
    assert find_prefix(letters, np.array([len(read)]), "ABC").tolist() == [expected]


def test_a_prefix_longer_than_all_reads_is_nowhere():
    assert find_prefix(np.zeros((3, 2), np.uint8), np.array([2, 2, 2]), "ABC").tolist() == [-1] * 3
