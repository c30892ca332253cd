"""Samples and names are found wherever they stand in a table of counts."""

import pandas as pd
import pytest

from builders.given_counts import ROWS, SAMPLES, as_dict, table, written
from mirtrd.core.job import UserError
from mirtrd.inputs.count_layout import mangled_by_r
from mirtrd.inputs.count_tables import read_counts


def test_row_numbers_in_the_first_column_are_passed_over(tmp_path):
    lines = table(ROWS, separator=",").splitlines()
    text = "\n".join([f'"",{lines[0]}', *(f'"{n}",{x}' for n, x in enumerate(lines[1:], 1))])
    assert as_dict(read_counts(written(tmp_path, text), SAMPLES)) == ROWS
    numbers = "\n".join(f"{n}\t1\t2\t3" for n in range(1, 5))
    with pytest.raises(UserError, match=r"the first column holds row numbers, and no other column"):
        read_counts(written(tmp_path, "\tA\tB\tC\n" + numbers), SAMPLES)


def test_lines_of_comment_before_the_header_are_passed_over(tmp_path):
    comment = '# Program:featureCounts v2.0.6; Command:"featureCounts" "-a" "x.gff3"\n'
    assert as_dict(read_counts(written(tmp_path, comment + table(ROWS)), SAMPLES)) == ROWS
    headed = table(ROWS, header=("#miRNA", *SAMPLES))
    assert as_dict(read_counts(written(tmp_path, headed), SAMPLES)) == ROWS


@pytest.mark.parametrize(
    ("name", "by_r"), [("TRD-01", "TRD.01"), ("1", "X1"), ("001", "X001"), ("a b", "a.b"),
                       (".1", "X.1"), ("ok_1", "ok_1")],
)  # fmt: skip
def test_a_sample_that_r_renamed_is_told(tmp_path, name, by_r):
    assert mangled_by_r(name) == by_r
    if name == by_r:
        return
    path = written(tmp_path, table(ROWS, header=("mirna", by_r, "B", "C")))
    with pytest.raises(UserError, match=rf"it has {by_r}: R writes {name} so; write the table"):
        read_counts(path, [name, "B", "C"])


def test_a_sample_that_differs_in_capitals_is_told(tmp_path):
    path = written(tmp_path, table(ROWS, header=("mirna", "a", "B", "C")))
    with pytest.raises(UserError, match=r"it has a, which differs in capitals only"):
        read_counts(path, SAMPLES)


def test_a_sample_that_is_missing_or_there_twice_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"no sample D \(1 of 2 samples .*\); it has mirna, B, C$"):
        read_counts(written(tmp_path, table(ROWS)), ["A", "D"])
    with pytest.raises(UserError, match=r"has sample A twice"):
        read_counts(written(tmp_path, table(ROWS, header=("mirna", "A", "A", "B"))), ["A", "B"])


def test_columns_and_rows_that_are_not_in_the_sheet_are_named(tmp_path):
    found = read_counts(written(tmp_path, table(ROWS)), ["C", "A"])
    assert list(found.counts.columns) == ["C", "A"]
    assert found.notes == ["columns that are not in the sample sheet, left out: B"]
    frame = pd.DataFrame(ROWS, index=SAMPLES)
    path = written(tmp_path, frame.to_csv(sep="\t", index_label="sample"))
    found = read_counts(path, ["C", "A"])
    assert as_dict(found) == {name: [row[2], row[0]] for name, row in ROWS.items()}
    assert found.notes == ["rows that are not in the sample sheet, left out: B"]


def test_a_name_that_is_empty_is_refused_by_its_line(tmp_path):
    path = written(tmp_path, table(ROWS) + "\t1\t2\t3\n")
    with pytest.raises(UserError, match=r"line 6: the name of the miRNA is empty$"):
        read_counts(path, SAMPLES)
