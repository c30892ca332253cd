"""Archives of tables are unpacked in a folder of ours, or refused whole in one line."""

import gzip
import io
import tarfile
import zipfile

import pytest

from mirtrd.accession import supplements
from mirtrd.accession.supplements import is_archive, refuse_genes, unpack
from mirtrd.core.job import UserError

TABLE = b"hsa-miR-21-5p\t12\n"


def make_tar(path, files, mode="w", **facts):
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            for key, value in facts.items():
                setattr(member, key, value)
            archive.addfile(member, io.BytesIO(content))
    return path


def make_zip(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def refused(path, folder, pattern="*") -> str:
    folder.mkdir(exist_ok=True)
    before = sorted(p for p in folder.parent.rglob("*") if p.parent != folder)
    with pytest.raises(UserError) as raised:
        unpack(path, folder, pattern)
    assert sorted(p for p in folder.parent.rglob("*") if p.parent != folder) == before
    assert "\n" not in str(raised.value)
    return str(raised.value)


def names(members):
    return [member.name for member in members]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tables_of_a_tar_are_unpacked_and_gunzipped(tmp_path, mode):
    files = {
        "GSM1_a.txt.gz": gzip.compress(TABLE),
        "b/GSM2_a.csv": TABLE,
        "GSM1.bw": b"x",
        "._GSM1_a.txt": b"x",
        "MANIFEST.txt": b"x",
        "b/README.txt": b"x",
        "GSM3.fastq.gz": b"x",
    }
    path = make_tar(tmp_path / "x.tar", files, mode)
    (tmp_path / "out").mkdir()
    assert is_archive(path)
    members = unpack(path, tmp_path / "out")
    assert names(members) == ["GSM1_a.txt.gz", "b/GSM2_a.csv"]
    assert [member.path.read_bytes() for member in members] == [TABLE, TABLE]
    assert [member.stem for member in members] == ["GSM1_a", "GSM2_a"]


def test_tables_of_a_zip_are_unpacked(tmp_path):
    path = make_zip(tmp_path / "x.zip", {"a/GSM1.txt": TABLE, "GSM2.txt.gz": gzip.compress(TABLE)})
    (tmp_path / "out").mkdir()
    members = unpack(path, tmp_path / "out")
    assert [member.path.read_bytes() for member in members] == [TABLE, TABLE]


def test_a_pattern_chooses_by_the_name_with_or_without_folders(tmp_path):
    files = {"a/GSM1.mature.txt": TABLE, "a/GSM1.hairpin.txt": TABLE, "b/GSM2.mature.txt": TABLE}
    path = make_tar(tmp_path / "x.tar", files)
    (tmp_path / "out").mkdir()
    assert len(unpack(path, tmp_path / "out", "*mature*")) == 2
    assert names(unpack(path, tmp_path / "out", "GSM1.m*")) == ["a/GSM1.mature.txt"]
    assert names(unpack(path, tmp_path / "out", "b/*")) == ["b/GSM2.mature.txt"]
    assert refused(path, tmp_path / "out", "*z*") == "x.tar holds no table whose name fits '*z*'"


@pytest.mark.parametrize("make", [make_tar, make_zip])
@pytest.mark.parametrize(
    "name", ["../x.txt", "a/../../x.txt", "/etc/x.txt", "..\\x.txt", "C:/x.txt", "C:\\x.txt"]
)
def test_paths_that_lead_out_are_refused(tmp_path, make, name):
    path = make(tmp_path / "x.tar", {"GSM1.txt": TABLE, name: TABLE})
    told = refused(path, tmp_path / "out")
    assert "a path that leads out of it: refused" in told


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_are_refused(tmp_path, kind):
    path = make_tar(tmp_path / "x.tar", {"x.txt": b""}, type=kind, linkname="/etc/passwd")
    assert refused(path, tmp_path / "out") == "x.tar holds 'x.txt', a link or device: refused"


def test_a_tar_that_claims_to_be_large_is_refused_before_it_is_read(tmp_path):
    member = tarfile.TarInfo("x.txt")
    member.size = 3_000_000_000
    (tmp_path / "x.tar").write_bytes(member.tobuf() + b"\0" * 1024)
    assert refused(tmp_path / "x.tar", tmp_path / "out").startswith(
        "x.tar holds more than 2,000,000,000 bytes or 20,000 files: refused"
    )


@pytest.mark.parametrize("make", [make_tar, make_zip])
def test_a_gzipped_bomb_in_it_is_refused(tmp_path, make, monkeypatch):
    monkeypatch.setattr(supplements, "MOST_TABLE", 5_000_000)
    path = make(tmp_path / "x.tar", {"x.txt.gz": gzip.compress(b"0" * 50_000_000)})
    told = refused(path, tmp_path / "out")
    assert told == "x.tar: x.txt.gz holds more than 5,000,000 bytes: refused"
    assert sum(file.stat().st_size for file in (tmp_path / "out").iterdir()) <= 5_000_000


def test_a_zip_bomb_and_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(supplements, "MOST_BYTES", 1_000_000)
    path = make_zip(tmp_path / "x.zip", {"x.txt": b"0" * 2_000_000})
    assert "holds more than 1,000,000 bytes or" in refused(path, tmp_path / "out")
    monkeypatch.setattr(supplements, "MOST_FILES", 3)
    path = make_tar(tmp_path / "x.tar", {f"{n}.txt": TABLE for n in range(4)})
    assert "or 3 files: refused" in refused(path, tmp_path / "out")


def test_what_is_damaged_is_refused(tmp_path):
    path = make_tar(tmp_path / "x.tar.gz", {"x.txt": TABLE * 9999}, "w:gz")
    path.write_bytes(path.read_bytes()[:-30])
    assert refused(path, tmp_path / "out").startswith("x.tar.gz cannot be unpacked (")
    path = make_tar(tmp_path / "x.tar", {"x.txt.gz": gzip.compress(TABLE)[:-9]})
    assert refused(path, tmp_path / "out").startswith("x.tar cannot be unpacked (Compressed file")
    path = make_tar(tmp_path / "y.tar", {"x.txt.gz": gzip.compress(TABLE)[:10] + b"\xff" * 9})
    assert refused(path, tmp_path / "out").startswith("y.tar cannot be unpacked (")


def test_joined_gzip_files_are_read_to_the_end(tmp_path):
    content = gzip.compress(TABLE) + gzip.compress(TABLE)
    path = make_tar(tmp_path / "x.tar", {"x.txt.gz": content})
    (tmp_path / "out").mkdir()
    [member] = unpack(path, tmp_path / "out")
    assert member.path.read_bytes() == TABLE * 2


def test_a_workbook_and_a_table_are_no_archives(tmp_path):
    make_zip(tmp_path / "x.xlsx", {"xl/workbook.xml": b"x"})
    (tmp_path / "x.txt").write_bytes(TABLE)
    (tmp_path / "x.txt.gz").write_bytes(gzip.compress(TABLE))
    assert not any(map(is_archive, tmp_path.iterdir()))


def test_counts_of_genes_by_ncbi_are_refused():
    with pytest.raises(UserError, match=r"mature miRNAs are not in it$"):
        refuse_genes("GSE148576_raw_counts_GRCh38.p13_NCBI.tsv.gz")
    refuse_genes("GSE148576_raw_counts.tsv.gz")
