"""A sheet is made of a folder of FASTQ files, or of the header of a table of counts."""

import pytest

from mirtrd.accession.local import samples_of_folder, samples_of_table
from mirtrd.core.job import UserError


def folder_of(tmp_path, *names: str) -> str:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return str(tmp_path)


def test_lanes_belong_together_and_second_reads_are_left_out(tmp_path):
    names = ("T1_S1_L001_R1_001.fastq.gz", "T1_S1_L002_R1_001.fastq.gz", "C 1.R1.fq", "C_2.fq")
    folder = folder_of(tmp_path, *names, "T1_S1_L001_R2_001.fastq.gz", "SRR5_1.fastq",
                       "SRR5_2.fastq", "notes.txt")  # fmt: skip
    found = samples_of_folder(folder)
    assert found.files == {
        "C_1": [f"{folder}/C 1.R1.fq"],
        "C_2": [f"{folder}/C_2.fq"],
        "SRR5": [f"{folder}/SRR5_1.fastq"],
        "T1": [f"{folder}/{names[0]}", f"{folder}/{names[1]}"],
    }
    assert "2 files of second reads are left out" in found.lines("config/samples.x.tsv")


def test_samples_of_one_name_in_two_folders_are_told_apart(tmp_path):
    found = samples_of_folder(folder_of(tmp_path, "run1/T1.fq", "run2/T1.fq", "run2/T2.fq"))
    assert list(found.files) == ["run1_T1", "run2_T1", "T2"]
    sheet = found.sheet().splitlines()
    assert sheet[0] == "sample\tcondition\tfastq"
    assert sheet[1] == f"run1_T1\t\t{tmp_path}/run1/T1.fq"


@pytest.mark.parametrize(
    ("names", "message"),
    [(["a.txt"], "holds no files that end in .fastq"), (["a,b.fq"], "a comma, tab or line break")],
)
def test_a_folder_without_samples_is_refused(tmp_path, names, message):
    with pytest.raises(UserError, match=message):
        samples_of_folder(folder_of(tmp_path, *names))


def test_the_columns_of_numbers_of_a_table_are_its_samples(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("mirna,Length,NA,001,T 3,note\nmiR-1,22,5,0,7,x\nmiR-2,21,5,3,1,y\n")
    found = samples_of_table(str(path))
    assert found.sheet() == "sample\tcondition\nNA\t\n001\t\nT_3\t\n"
    told = found.lines("config/samples.counts.tsv")
    assert f"\ncounts:\n  path: {path}\n" in told
    assert "such as 'T 3', are no names of samples" in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mirna,A\n", "has no rows below its header"),
        ("mirna,A\nmiR-1,x\n", "has no columns of numbers behind the first"),
        ("mirna,A b,A_b\nmiR-1,1,2\n", "two columns are called A_b"),
    ],
)
def test_a_table_without_samples_is_refused(tmp_path, text, message):
    path = tmp_path / "counts.csv"
    path.write_text(text)
    with pytest.raises(UserError, match=message):
        samples_of_table(str(path))
