"""Published counts become one table under the names of the sheet."""

import gzip
import io
import tarfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from builders.archive import publish_family, series_record
from mirtrd.accession import collect_counts
from mirtrd.accession.collect_counts import collect, main
from mirtrd.core.job import UserError
from mirtrd.inputs.count_tables import read_counts

SHEET = {"sample": ["GSM1", "GSM2"], "title": ["plasma A", "plasma B"]}
ADDRESS = "https://ftp.ncbi.nlm.nih.gov/geo/series/x/suppl/"


def tar_of(path, files):
    with tarfile.open(path, "w") as archive:
        for name, text in files.items():
            content = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def refused(path, pattern="*") -> str:
    with pytest.raises(UserError) as raised:
        collect(path, SHEET, pattern)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_tables_of_samples_are_merged_and_what_is_not_found_is_0(tmp_path):
    files = {
        "GSM2_b.txt.gz": "name\tcount\nhsa-miR-21-5p\t5\nhsa-miR-451a\t7\n",
        "GSM1_a.txt.gz": "name\tcount\nhsa-miR-21-5p\t3\n",
        "GSM9_z.txt.gz": "name\tcount\nhsa-miR-21-5p\t1\n",
    }
    found = collect(tar_of(tmp_path / "GSE1_RAW.tar", files), SHEET, "*")
    assert found.counts == {("hsa-miR-21-5p", ""): ["3", "5"], ("hsa-miR-451a", ""): ["0", "7"]}
    assert found.notes == [
        "the name of the file begins with the sample",
        "tables of no sample, left out: GSM9_z.txt.gz",
        "2 tables of names and counts",
        "1 of 2 names are not in the tables of all samples: taken as 0, as tools leave out what "
        "they did not find",
    ]


def test_files_are_named_by_another_column_where_there_is_no_accession(tmp_path):
    files = {"x/A.counts": "hsa-miR-21-5p\t3\n", "x/B.counts": "hsa-miR-21-5p\t5\n"}
    found = collect(tar_of(tmp_path / "x.tar", files), SHEET, "*")
    assert found.counts == {("hsa-miR-21-5p", ""): ["3", "5"]}


def test_several_tables_of_a_sample_ask_for_a_pattern(tmp_path):
    files = {f"GSM{n}_{kind}.txt": "hsa-miR-21-5p\t3\n" for n in (1, 2) for kind in ("a", "iso")}
    path = tar_of(tmp_path / "x.tar", files)
    assert refused(path) == (
        "x.tar holds several tables of GSM1 (GSM1_a.txt, GSM1_iso.txt): name those that hold the "
        "counts, such as files='*mature*'"
    )
    assert collect(path, SHEET, "*_a*").counts == {("hsa-miR-21-5p", ""): ["3", "3"]}


def test_tables_of_several_tools_are_not_mixed(tmp_path):
    other = "miRNA_ID\tread_count\treads_per_million_miRNA_mapped\tcross-mapped\nx\t1\t1\tN\n"
    path = tar_of(tmp_path / "x.tar", {"GSM1.txt": "hsa-miR-21-5p\t3\n", "GSM2.txt": other})
    assert "holds tables of several kinds (TCGA/GDC (hairpins), names and counts)" in refused(path)


def test_a_missing_sample_is_told(tmp_path):
    path = tar_of(tmp_path / "x.tar", {"GSM1.txt": "a\t3\n", "GSM3.txt": "a\t3\n"})
    assert refused(path).startswith("x.tar: 1 of 2 samples of the sheet cannot be told in it, such")


@pytest.mark.parametrize(
    "text",
    [
        "mirna\tB\tA\thsa\nhsa-miR-21-5p\t5\t3\t1\nhsa-miR-451a\t7.5\t0\t1\n",
        "mirna,plasma B,plasma A\nhsa-miR-21-5p,5,3\nhsa-miR-451a,7.5,0\n",
        "sample\thsa-miR-21-5p\thsa-miR-451a\nGSM2\t5\t7.5\nGSM1\t3\t0\n",
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_table_of_all_samples_is_renamed_and_its_cells_stay(tmp_path, text, packed):
    path = tmp_path / "x.txt"
    path.write_text(text)
    if packed:
        path = tar_of(tmp_path / "x.tar", {"x.txt.gz": text})
    assert collect(path, SHEET, "*").counts == {
        ("hsa-miR-21-5p", ""): ["3", "5"],
        ("hsa-miR-451a", ""): ["0", "7.5"],
    }


def test_a_workbook_is_read(tmp_path):
    book = openpyxl.Workbook()
    for row in (["mirna", "A", "B"], ["hsa-miR-21-5p", 3, 5]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    assert collect(tmp_path / "x.xlsx", SHEET, "*").counts == {("hsa-miR-21-5p", ""): ["3", "5"]}


def test_precursors_are_kept_for_the_reader_of_counts(tmp_path):
    """miRDeep2 lists the same reads under each precursor."""
    header = "#miRNA\tread_count\tprecursor\ttotal\tseq\tseq(norm)\n"
    rows = "".join(f"hsa-let-7a-5p\t{{0}}.00\thsa-let-7a-{n}\t1\t1\t1\n" for n in (1, 2, 3))
    files = {f"GSM{n}.csv": header + rows.format(50 * n) for n in (1, 2)}
    collected = collect(tar_of(tmp_path / "x.tar", files), SHEET, "*")
    path = tmp_path / "counts.tsv"
    collect_counts.COLLECTED.write(
        path, [(*key, *cells) for key, cells in collected.counts.items()], SHEET["sample"]
    )
    counts = read_counts(path, SHEET["sample"]).counts
    assert counts.to_dict("list") == {"GSM1": [50], "GSM2": [100]}


@pytest.fixture
def job(tmp_path, archives, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(collect_counts, "Archives", lambda mirror: archives)
    Path("config").mkdir()
    text = "sample\tcondition\ttitle\nGSM1\t\tplasma A\nGSM2\t\tplasma B\n"
    Path("config/samples.GSE1.tsv").write_text(text)

    def of(file):
        return SimpleNamespace(
            output=SimpleNamespace(counts="config/counts.GSE1.tsv"),
            params=SimpleNamespace(accession="GSE1", sheet="config/samples.GSE1.tsv", file=file,
                                   pattern="*", mirror=None),
        )  # fmt: skip

    return of


def test_a_supplementary_file_is_fetched_and_becomes_the_table(server, job, capsys):
    files = [f"{server.address}/suppl/GSE1_counts.txt.gz", f"{ADDRESS}GSE1_x.tar"]
    publish_family(server, "GSE1", series_record("GSE1", files=files))
    server.files["/suppl/GSE1_counts.txt.gz"] = gzip.compress(b"id\tA\tB\nhsa-miR-21-5p\t3\t5\n")
    main(job("GSE1_counts.txt.gz"))
    assert Path("config/counts.GSE1.tsv").read_text() == (
        "mirna\tprecursor\tGSM1\tGSM2\nhsa-miR-21-5p\t\t3\t5\n"
    )
    assert "1 rows of 2 samples from GSE1_counts.txt.gz" in capsys.readouterr().out


def test_a_file_on_this_machine_needs_no_archive(server, job):
    Path("mine.csv").write_text("id,A,B\nhsa-miR-21-5p,3,5\n")
    main(job("mine.csv"))
    assert server.requests == []
    assert Path("config/counts.GSE1.tsv").read_text().endswith("hsa-miR-21-5p\t\t3\t5\n")


def test_what_is_not_among_the_files_is_told(server, job):
    publish_family(server, "GSE1", series_record("GSE1", files=[f"{ADDRESS}GSE1_x.tar"]))
    with pytest.raises(UserError) as raised:
        main(job("GSE1_y.tar"))
    assert str(raised.value) == (
        "file=GSE1_y.tar: is no file here, and not among the supplementary files of GSE1: "
        "GSE1_x.tar"
    )


def test_counts_of_genes_are_refused_before_they_are_fetched(server, job):
    with pytest.raises(UserError, match="holds counts of genes that NCBI made"):
        main(job("GSE1_raw_counts_GRCh38.p13_NCBI.tsv.gz"))
    assert server.requests == []


def test_without_a_sheet_the_way_to_it_is_told(job):
    Path("config/samples.GSE1.tsv").unlink()
    with pytest.raises(UserError, match="make it first, with snakemake --cores 1 sheet --config "):
        main(job("x.tar"))
