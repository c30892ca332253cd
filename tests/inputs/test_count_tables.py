"""A table of counts gives the same counts in whatever shape, or a line that says what is wrong."""

import csv
import gzip
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.given_counts import ROWS, SAMPLES, as_dict, table, written
from builders.paths import MIRBASE
from mirtrd.core.job import UserError
from mirtrd.inputs.count_tables import read_counts
from mirtrd.reference.names import read_names

NAMES = read_names(
    MIRBASE / "hsa.matures.v22.fasta.gz",
    MIRBASE / "hsa.hairpins.v22.fasta.gz",
    MIRBASE / "hsa.former_names.tsv",
)


@pytest.mark.parametrize("special", [
    "miRNAtotal", "Total", "__no_feature", "__alignment_not_unique", "N_unmapped", "N_noFeature",
    "no_feature", "ambiguous", "too_low_aQual", "not_aligned", "total reads", "Sum",
])  # fmt: skip
def test_rows_that_are_no_mirna_are_left_out_by_name(tmp_path, special):
    path = written(tmp_path, table({special: [9, 8, 7], **ROWS}))
    found = read_counts(path, SAMPLES)
    assert as_dict(found) == ROWS
    assert found.notes == [f"rows that are no miRNA, left out: {special}"]


def test_names_that_a_tool_joined_stay_one_row(tmp_path):
    rows = {"hsa-let-7a-5p|hsa-let-7c-5p": [1, 2, 3], "hsa-miR-103a-3p;hsa-miR-107": [4, 5, 6],
            "hsa-let-7b-5p/7f-5p": [7, 8, 9]}  # fmt: skip
    found = read_counts(written(tmp_path, table(rows)), SAMPLES, names=NAMES)
    assert as_dict(found) == {
        "hsa-let-7a-5p/hsa-let-7c-5p": [1, 2, 3],
        "hsa-miR-103a-3p/hsa-miR-107": [4, 5, 6],
        "hsa-let-7b-5p/hsa-let-7f-5p": [7, 8, 9],
    }


def test_rows_of_a_mature_under_each_of_its_hairpins_are_one(tmp_path):
    rows = {"hsa-mir-7-1_hsa-miR-7-5p": [100, 50, 30], "hsa-mir-7-2_hsa-miR-7-5p": [100, 50, 30]}
    found = read_counts(written(tmp_path, table(rows)), SAMPLES)
    assert as_dict(found) == {"hsa-miR-7-5p": [100, 50, 30]}
    assert "the same reads: the largest was taken" in found.notes[0]
    rows["hsa-mir-7-2_hsa-miR-7-5p"] = [90, 61, 22]
    found = read_counts(written(tmp_path, table(rows)), SAMPLES)
    assert as_dict(found) == {"hsa-miR-7-5p": [190, 111, 52]}
    header = ("#miRNA", "A", "precursor", "B", "C")
    text = "\t".join(header) + "\nm\t5\tp1\t6\t7\nm\t5\tp2\t6\t7\n"
    assert as_dict(read_counts(written(tmp_path, text), SAMPLES)) == {"m": [5, 6, 7]}


def test_two_rows_of_one_mirna_are_refused(tmp_path):
    path = written(tmp_path, table(ROWS) + "hsa-miR-451a\t1\t2\t3\n")
    with pytest.raises(UserError, match=r"has hsa-miR-451a twice: give one row for each miRNA"):
        read_counts(path, SAMPLES)


def test_names_of_older_releases_and_without_species_are_lifted(tmp_path):
    rows = {"miR-21": [1, 2, 3], "hsa-miR-320a": [4, 5, 6], "let-7a*": [7, 8, 9], "x": [1, 1, 1]}
    found = read_counts(written(tmp_path, table(rows)), SAMPLES, names=NAMES)
    assert list(found.counts.index) == ["hsa-miR-21-5p", "hsa-miR-320a-3p", "hsa-let-7a-3p", "x"]
    assert found.notes[0].startswith("3 of 4 names were lifted")
    assert found.notes[1] == "1 of 4 names are unknown: x"
    assert found.matches["x"].how == "unknown"


def test_names_that_would_become_one_stay_as_they_are(tmp_path):
    rows = {"hsa-miR-320a": [1, 2, 3], "hsa-miR-320a-3p": [4, 5, 6]}
    found = read_counts(written(tmp_path, table(rows)), SAMPLES, names=NAMES)
    assert as_dict(found) == rows
    assert "names that would become one stay as they are" in found.notes[-1]


def test_names_of_hairpins_are_not_taken_for_matures(tmp_path):
    rows = {"hsa-mir-21": [1, 2, 3], "hsa-let-7b": [4, 5, 6]}
    found = read_counts(written(tmp_path, table(rows)), SAMPLES, names=NAMES)
    assert as_dict(found) == rows
    assert found.notes[-1].startswith("2 of 2 names are no mature miRNA of the reference")


def as_workbook(rows: list[list]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    book.save(file)
    return file.getvalue()


names = st.lists(
    st.text("ABCXYZabc0123456789._-", min_size=1, max_size=6).filter(lambda n: n[0].isalnum()),
    min_size=2, max_size=5, unique_by=str.lower,
)  # fmt: skip


@given(data=st.data())
def test_the_same_counts_come_out_of_any_dialect(tmp_path_factory, data):
    """Separators, quotes, encodings, line ends, orders, row numbers, comments, orientation."""
    samples = data.draw(names.filter(lambda found: not any(map(str.isdecimal, found))))
    mirnas = data.draw(st.permutations(list(NAMES.accessions)[:40]))[:6]
    cells = st.integers(0, 10**6)
    counts = {
        m: data.draw(st.lists(cells, min_size=len(samples), max_size=len(samples))) for m in mirnas
    }
    counts[mirnas[0]] = [n + 1 for n in counts[mirnas[0]]]
    order = data.draw(st.permutations(range(len(samples))))
    rows = [["miRNA", *(samples[i] for i in order)]]
    rows += [[m, *(counts[m][i] for i in order)] for m in mirnas]
    if data.draw(st.booleans()):
        rows = [list(row) for row in zip(*rows, strict=True)]
    if numbered := data.draw(st.booleans()):
        rows = [["", *rows[0]], *([n, *row] for n, row in enumerate(rows[1:], 1))]
    path = tmp_path_factory.mktemp("dialect") / "table"
    if data.draw(st.booleans()):
        path.write_bytes(as_workbook(rows))
    else:
        file = io.StringIO()
        csv.writer(
            file,
            delimiter=data.draw(st.sampled_from("\t,; ")),
            quoting=data.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])),
            lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])),
        ).writerows(rows)
        comment = "" if numbered else data.draw(st.sampled_from(["", "# made by a tool\n"]))
        encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))
        content = (comment + file.getvalue()).encode(encoding)
        path.write_bytes(gzip.compress(content) if data.draw(st.booleans()) else content)
    try:
        found = read_counts(path, samples, names=NAMES)
    except UserError as error:
        pytest.fail(str(error))
    assert list(found.counts.columns) == samples
    assert as_dict(found) == counts
