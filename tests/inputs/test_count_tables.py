"""A table of counts gives the same counts in whatever shape, or a line that says what is wrong."""

import csv
import gzip
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.paths import MIRBASE
from mirtrd.core.job import UserError
from mirtrd.inputs.count_tables import doubts, mangled_by_r, read_counts
from mirtrd.reference.names import read_names

NAMES = read_names(
    MIRBASE / "hsa.matures.v22.fasta.gz",
    MIRBASE / "hsa.hairpins.v22.fasta.gz",
    MIRBASE / "hsa.former_names.tsv",
)
SAMPLES = ["A", "B", "C"]
ROWS = {
    "hsa-miR-21-5p": [5, 0, 7],
    "hsa-miR-16-5p": [70, 91, 33],
    "hsa-let-7a-5p": [1, 2, 4],
    "hsa-miR-451a": [900, 3, 28],
}


def written(tmp_path, text: str | bytes, name: str = "counts.tsv"):
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def table(rows: dict, header=("mirna", *SAMPLES), separator="\t") -> str:
    lines = [header, *([name, *cells] for name, cells in rows.items())]
    return "".join(separator.join(map(str, line)) + "\n" for line in lines)


def as_dict(found) -> dict:
    return {name: list(row) for name, row in found.counts.iterrows()}


@pytest.mark.parametrize("special", [
    "miRNAtotal", "Total", "__no_feature", "__alignment_not_unique", "N_unmapped", "N_noFeature",
    "no_feature", "ambiguous", "too_low_aQual", "not_aligned", "total reads", "Sum",
])  # fmt: skip
def test_rows_that_are_no_mirna_are_left_out_by_name(tmp_path, special):
    path = written(tmp_path, table({special: [9, 8, 7], **ROWS}))
    found = read_counts(path, SAMPLES)
    assert as_dict(found) == ROWS
    assert found.notes == [f"rows that are no miRNA, left out: {special}"]


def test_a_row_that_is_the_sum_of_all_others_is_left_out(tmp_path):
    sums = [sum(column) for column in zip(*ROWS.values(), strict=True)]
    found = read_counts(written(tmp_path, table({**ROWS, "every one": sums})), SAMPLES)
    assert as_dict(found) == ROWS
    assert found.notes == ["rows that are the sum of all others, left out: every one"]
    # All but one sample: a coincidence, or a miRNA.
    found = read_counts(written(tmp_path, table({**ROWS, "x": [*sums[:2], 1]})), SAMPLES)
    assert "x" in found.counts.index


def test_a_name_that_is_empty_is_refused_by_its_line(tmp_path):
    path = written(tmp_path, table(ROWS) + "\t1\t2\t3\n")
    with pytest.raises(UserError, match=r"line 6: the name of the miRNA is empty$"):
        read_counts(path, SAMPLES)


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


def test_blank_cells_are_zero_only_if_the_config_says_so(tmp_path):
    path = written(tmp_path, table({**ROWS, "x": [1, "", "NA"]}))
    with pytest.raises(
        UserError,
        match=r"x, sample B \(and 1 more cells\): the cell is blank, .*: if it means zero, as "
        r"where tables were joined, set counts\.empty to 0$",
    ):
        read_counts(path, SAMPLES)
    assert as_dict(read_counts(path, SAMPLES, empty=0)) == {**ROWS, "x": [1, 0, 0]}


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("x", r"'x' is not a number$"),
        ("1e999", r"'1e999' is not a number$"),
        ("-1", r"'-1' is negative: counts are needed"),
        ("1.5", r"'1\.5' is not a whole number: give raw counts; .* counts\.round to true$"),
    ],
)
def test_what_is_no_count_is_refused(tmp_path, cell, message):
    path = written(tmp_path, table({**ROWS, "m": [1, cell, 3]}))
    with pytest.raises(UserError, match=r"counts\.tsv, m, sample B: " + message):
        read_counts(path, SAMPLES)


def test_expected_counts_are_rounded_when_asked(tmp_path):
    path = written(tmp_path, table({"m": [1.4, 7.6, "3"], "n": [2, 9, 100]}))
    assert as_dict(read_counts(path, SAMPLES, rounding=True)) == {"m": [1, 8, 3], "n": [2, 9, 100]}
    shares = table({"m": [600000.5, 1.5, 9.5], "n": [399999.5, 999998.5, 999990.5]})
    with pytest.raises(UserError, match=r"every sample adds up to 1,000,000: these are shares"):
        read_counts(written(tmp_path, shares), SAMPLES, rounding=True)


def simulated(seed: int = 1) -> pd.DataFrame:
    """Counts of 400 miRNAs in 8 samples of unequal depth."""
    random = np.random.default_rng(seed)
    means = np.exp(random.normal(2.5, 2, 400))
    depth = np.array([0.3, 0.5, 0.8, 1, 1.2, 1.6, 2.2, 3])
    dispersed = random.gamma(4, 0.25, (400, 8))
    return pd.DataFrame(random.poisson(means[:, None] * depth * dispersed))


@pytest.mark.parametrize("seed", range(5))
def test_rounded_values_that_are_no_counts_are_doubted(seed):
    counts = simulated(seed)
    assert doubts(counts) == []
    cpm = (counts / counts.sum() * 1e6).round().astype(int)
    assert "as CPM do" in doubts(cpm)[0]
    scaled = (counts * counts.sum().max() / counts.sum() * 3).round().astype(int)
    scaled.iloc[0] += [0, 500, 0, 90, 0, 4000, 0, 900]
    assert any("no 1" in line for line in doubts(scaled)) or "as CPM do" in doubts(scaled)[0]
    logs = np.log2(counts + 1).round().astype(int)
    assert "as logarithms are" in doubts(logs)[0]


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
