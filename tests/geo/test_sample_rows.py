"""The samples in the columns of GEO's sheet."""

import pandas as pd
import pytest

from mirtrd.geo.sample_rows import HUMAN, Cohort, arrange_samples, find_doubts
from mirtrd.geo.tables import GEO_SAMPLES

SHEET = pd.DataFrame(
    {
        "fastq": ["x/a.fastq.gz", "x/b1.fastq.gz,x/b2.fastq.gz"],
        "condition": ["TRD", "control"],
        "Cell_type": ["PBMC", ""],
        "kit": ["truseq", ""],
    },
    index=pd.Index(["A", "B"], name="sample"),
)
STATUS = pd.DataFrame(
    {"used": ["yes", "no"], "reason": ["", "too few reads"], "kit": ["truseq", "truseq"],
     "unit": ["reads", "reads"]},
    index=SHEET.index,
)  # fmt: skip
READS = {"A": ["x/a.fastq.gz"], "B": ["x/b1.fastq.gz", "x/b2.fastq.gz"]}


def arrange(sheet: pd.DataFrame = SHEET, reads: dict = READS, **other: str):
    cohort = Cohort(
        sheet=sheet, status=STATUS, reads=reads,
        **({"material": "plasma", "organism": HUMAN} | other),
    )  # fmt: skip
    further, rows = arrange_samples(cohort, ["raw_counts.tsv", "cpm.tsv"])
    names = [*GEO_SAMPLES.header, *further]
    return further, [list(zip(names, row, strict=True)) for row in rows]


def test_what_the_run_knows_is_filled_in_and_what_it_does_not_is_empty():
    _, [first, second] = arrange()
    told = dict(first)
    assert told["library name"] == told["title"] == "A"
    assert (told["library strategy"], told["single or paired-end"]) == ("miRNA-Seq", "single")
    assert (told["organism"], told["tissue"]) == (HUMAN, "plasma")
    assert told["cell type"] == "PBMC"
    assert told["instrument model"] == told["molecule"] == ""
    assert told["description"] == "kit truseq; counts are reads; took part"
    imported = STATUS.assign(kit="", unit="counts")
    cohort = Cohort(sheet=SHEET, status=imported, reads={}, material="", organism="")
    description = GEO_SAMPLES.header.index("description")
    assert arrange_samples(cohort, [])[1][0][description] == "took part"
    assert dict(second)["description"].endswith("took no part (too few reads)")


def test_files_stand_behind_the_further_columns_as_often_as_there_are_any():
    further, [first, second] = arrange()
    files = ["processed data file"] * 2 + ["raw file"] * 2
    assert further == ["condition", *files]
    assert [cell for _, cell in first][-5:] == [
        "TRD",
        "raw_counts.tsv",
        "cpm.tsv",
        "a.fastq.gz",
        "",
    ]
    assert [cell for _, cell in second][-2:] == ["b1.fastq.gz", "b2.fastq.gz"]


def test_columns_of_the_sheet_are_taken_for_those_of_geo():
    sheet = SHEET.assign(species="Mus musculus", matrix=["serum", ""])
    _, [first, second] = arrange(sheet)
    assert (dict(first)["organism"], dict(first)["tissue"]) == ("Mus musculus", "serum")
    assert dict(second)["tissue"] == "plasma"


def test_names_that_two_files_have_and_samples_without_files_are_told():
    notes = find_doubts({"A": ["x/a.gz"], "B": ["y/a.gz"], "C": []})
    assert notes[0] == "several FASTQ files are called a.gz: rename all but one"
    assert notes[1].startswith("no FASTQ files are here of C:")
    assert find_doubts(READS) == []


@pytest.mark.parametrize("reads", [{}, {"A": [], "B": []}])
def test_without_reads_there_is_no_column_of_raw_files(reads):
    further, _ = arrange(reads=reads)
    assert "raw file" not in further
