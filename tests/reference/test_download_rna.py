"""Downloads from a server on this machine: what is good is kept, what is not leaves no trace."""

import functools
import gzip
import hashlib
import http.server
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from builders.paths import ROOT, SHARED
from builders.workplace import Workplace, with_key
from mirtrd.core import download
from mirtrd.core.job import UserError
from mirtrd.reference import download_rna
from mirtrd.reference.download_rna import (
    BY_BIOTYPE,
    CLASSES,
    bsd_sum,
    class_of,
    complete_trnas,
    describe,
    main,
    read_sources,
)

SOURCES = read_sources(str(ROOT / "resources" / "other_rna.tsv"))


def header(identifier: str, biotype: str, more: str = "") -> str:
    place = "ncrna chromosome:GRCh38:1:1000:1100:-1 gene:ENSG00000000001.1"
    kind = f"gene_biotype:{biotype} transcript_biotype:{biotype}"
    return f">{identifier} {place} {kind}{more}\n"


U6 = " gene_symbol:RNU6-1 description:RNA, U6 small nuclear 1 [Source:HGNC Symbol;Acc:HGNC:10227]"
COPY = " gene_symbol:RNU6-9P description:RNA, U6 small nuclear 9, pseudogene [Source:HGNC Symbol]"
ENSEMBL = (
    header("ENST01.1", "snRNA", U6)
    + "ACGTACGTAC\nGTACGT\n"
    + header("ENST02.1", "snRNA", COPY)
    + "ACGTACGTAC\n"
    + header("ENST03.1", "snoRNA", " gene_symbol:SNORD3A")
    + "GGGGCC\n"
    + header("ENST04.1", "scaRNA", " gene_symbol:SCARNA2")
    + "GGGGCA\n"
    + header("ENST05.1", "rRNA", " gene_symbol:RNA5S1")
    + "TTTACR\n"
    + header("ENST06.1", "Mt_rRNA", " gene_symbol:MT-RNR1")
    + "TTTACC\n"
    + header("ENST07.1", "Mt_tRNA", " gene_symbol:MT-TF")
    + "GTTTAT\n"
    + header("ENST08.1", "misc_RNA", " gene_symbol:RNY4 description:RNA, Ro60-associated Y4")
    + "GGCTGG\n"
    + header("ENST09.1", "misc_RNA", " gene_symbol:Y_RNA description:Y RNA [Source:RFAM]")
    + "GGCTGA\n"
    + header("ENST10.1", "misc_RNA", " gene_symbol:RN7SL1")
    + "GCCGGG\n"
    + header("ENST11.1", "miRNA", " gene_symbol:MIR21")
    + "TAGCTTATCAGACTGATGTTGA\n"
    + header("ENST12.1", "lncRNA")
    + "ACACAC\n"
)
TRNAS = (
    ">Homo_sapiens_tRNA-Ala-AGC-1-1 (tRNAscan-SE ID: chr6.trna1) Ala (AGC)\nGGGGUA\nUAGC\n"
    ">Homo_sapiens_tRNA-His-GTG-1-1 (tRNAscan-SE ID: chr6.trna2) His (GTG)\nGCCGUG\n"
)
PRERIBOSOMAL = ">NR_046235.3 Homo sapiens RNA, 45S pre-ribosomal N5\nGCTGAC\n\n"
# The FASTA files that have to come of it, worked out by hand.
EXPECTED = {
    "tRNA": ">tRNA-Ala-AGC-1-1\nGGGGTATAGCCCA\n>tRNA-His-GTG-1-1\nGGCCGTGCCA\n",
    "Mt_tRNA": ">MT-TF|ENST07.1\nGTTTATCCA\n",
    "rRNA": ">RNA5S1|ENST05.1\nTTTACN\n>MT-RNR1|ENST06.1\nTTTACC\n>NR_046235.3\nGCTGAC\n",
    "Y_RNA": ">RNY4|ENST08.1\nGGCTGG\n>Y_RNA|ENST09.1\nGGCTGA\n",
    "snoRNA": ">SNORD3A|ENST03.1\nGGGGCC\n>SCARNA2|ENST04.1\nGGGGCA\n",
    "snRNA": ">RNU6-1|ENST01.1\nACGTACGTACGTACGT\n",
}
NCRNA = "ncrna.fa.gz"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; paths that end in a word of TROUBLE make trouble."""

    def do_GET(self):
        self.server.requests.append(self.path)
        trouble = self.server.trouble.get(self.path.rpartition("/")[2])
        if trouble == "busy" and self.server.requests.count(self.path) < 3:
            self.send_error(503)
        elif trouble == "cut off":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b">x\nACGT\n")
        else:
            super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def origin(tmp_path, monkeypatch):
    """A server of good files: its folder, its address, and what it does wrong by file name."""
    monkeypatch.setattr(download, "PAUSE", 0.0)
    monkeypatch.setattr(download, "TIMEOUT", 5.0)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    folder = tmp_path / "origin"
    folder.mkdir()
    (folder / NCRNA).write_bytes(gzip.compress(ENSEMBL.encode(), mtime=0))
    (folder / "trna.fa").write_text(TRNAS)
    (folder / "45S.fa").write_text(PRERIBOSOMAL)
    write_checksums(folder)
    handler = functools.partial(Handler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.requests, server.trouble = [], {}
        server.folder, server.address = folder, f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def write_checksums(folder: Path) -> None:
    """The file that Ensembl writes, with the command that Ensembl uses."""
    run = subprocess.run(["sum", NCRNA], cwd=folder, capture_output=True, text=True, check=True)
    checksum, blocks = run.stdout.split()[:2]
    (folder / "CHECKSUMS").write_text(f"00001 1 README\n{checksum} {blocks} {NCRNA}\n")


def job(tmp_path: Path, address: str, mirror: str | None = None):
    table = tmp_path / "sources.tsv"
    rows = (
        ("file", "url", "checksums", "class"),
        (NCRNA, f"{address}/{NCRNA}", f"{address}/CHECKSUMS", BY_BIOTYPE),
        ("trna.fa", f"{address}/trna.fa", "", "tRNA"),
        ("45S.fa", f"{address}/45S.fa", "", "rRNA"),
    )
    table.write_text("".join("\t".join(row) + "\n" for row in rows))
    folder = tmp_path / "reference" / "other"
    folder.mkdir(parents=True, exist_ok=True)
    return SimpleNamespace(
        input=SimpleNamespace(sources=str(table)),
        output=SimpleNamespace(
            record=str(folder / "SOURCES.tsv"), config=str(folder / "config_lines.yaml")
        ),
        params=SimpleNamespace(mirror=mirror),
    )


def made(tmp_path: Path) -> dict[str, str]:
    files = (tmp_path / "reference" / "other").iterdir()
    return {path.stem: path.read_text() for path in files if path.suffix == ".fasta"}


def refused(tmp_path: Path, job) -> str:
    """The one line with which a download ends, after which nothing of it is left."""
    folder = tmp_path / "reference" / "other"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(UserError) as raised:
        main(job)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_good_files_become_one_fasta_for_each_class(tmp_path, origin):
    main(job(tmp_path, origin.address))
    assert made(tmp_path) == EXPECTED
    folder = tmp_path / "reference" / "other"
    rows = [line.split("\t") for line in (folder / "SOURCES.tsv").read_text().splitlines()]
    assert rows[0] == ["file", "url", "sha256", "verified", "date"]
    for row in rows[1:]:
        assert row[2] == hashlib.sha256((origin.folder / row[0]).read_bytes()).hexdigest()
    assert [row[3] for row in rows[1:]] == [f"{origin.address}/CHECKSUMS", "", ""]
    assert len(list(folder.iterdir())) == len(CLASSES) + 2
    lines = yaml.safe_load((folder / "config_lines.yaml").read_text())["reference"]["other"]
    assert lines == {name: str(folder / f"{name}.fasta") for name in CLASSES}


@pytest.mark.parametrize("kind", ["folder", "web address", "web address/"])
def test_a_mirror_is_used_instead_of_the_addresses(tmp_path, origin, kind):
    mirror = str(origin.folder) if kind == "folder" else origin.address + kind[11:]
    main(job(tmp_path, "http://127.0.0.1:9/nowhere", mirror))
    assert made(tmp_path) == EXPECTED
    assert bool(origin.requests) == (kind != "folder")


def test_a_file_that_a_mirror_lacks_is_named(tmp_path, origin):
    (origin.folder / "trna.fa").unlink()
    message = refused(tmp_path, job(tmp_path, origin.address, str(origin.folder)))
    assert message == f"{origin.folder}/trna.fa: does not exist (reference.mirror)"


@pytest.mark.parametrize("name", [NCRNA, "trna.fa", "CHECKSUMS"])
def test_a_web_page_is_refused(tmp_path, origin, name):
    (origin.folder / name).write_text("\n<!DOCTYPE html>\n<html>please log in</html>\n")
    message = refused(tmp_path, job(tmp_path, origin.address))
    assert message == f"{origin.address}/{name}: is an HTML page, expected {name}"


def test_a_missing_file_is_refused_at_once(tmp_path, origin):
    (origin.folder / "45S.fa").unlink()
    message = refused(tmp_path, job(tmp_path, origin.address))
    assert message == f"{origin.address}/45S.fa: 404 File not found"
    assert origin.requests.count("/45S.fa") == 1


def test_a_wrong_checksum_is_refused(tmp_path, origin):
    (origin.folder / NCRNA).write_bytes(gzip.compress(b">x\nACGT\n", mtime=0))
    message = refused(tmp_path, job(tmp_path, origin.address))
    assert message.startswith(f"{origin.address}/{NCRNA}: checksum ")
    assert message.endswith("the file is damaged or is another release")


def test_a_file_without_its_checksum_is_refused(tmp_path, origin):
    (origin.folder / "CHECKSUMS").write_text("00001 1 README\n")
    message = refused(tmp_path, job(tmp_path, origin.address))
    assert message == f"{origin.address}/{NCRNA}: its checksum is not in CHECKSUMS"


def test_a_transfer_that_is_cut_off_is_tried_again_and_refused(tmp_path, origin):
    origin.trouble["trna.fa"] = "cut off"
    message = refused(tmp_path, job(tmp_path, origin.address))
    assert "cut off after 8 of 100000 bytes; tried 3 times" in message
    assert origin.requests.count("/trna.fa") == 3


def test_a_server_that_is_busy_is_asked_again(tmp_path, origin):
    origin.trouble["trna.fa"] = "busy"
    main(job(tmp_path, origin.address))
    assert made(tmp_path) == EXPECTED
    assert origin.requests.count("/trna.fa") == 3


def test_without_a_server_the_mirror_is_proposed(tmp_path, origin):
    message = refused(tmp_path, job(tmp_path, "http://127.0.0.1:9"))
    assert "Connection refused; tried 3 times" in message
    assert message.endswith("or name a copy in reference.mirror")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("trna.fa", ">tRNA-Ala\nMKLV\n", "trna.fa: record tRNA-Ala holds L, expected"),
        ("trna.fa", "", "trna.fa: is empty, expected a FASTA file"),
        ("45S.fa", "Error: busy\n", "45S.fa: cannot be read as FASTA"),
    ],
)
def test_what_is_no_fasta_is_refused(tmp_path, origin, name, content, message):
    (origin.folder / name).write_text(content)
    assert message in refused(tmp_path, job(tmp_path, origin.address))


@pytest.mark.parametrize(
    ("limit", "told"), [("MOST_BYTES", "bytes or more"), ("MOST_EXPANDED", "holds")]
)
def test_what_is_too_large_for_what_it_is_is_refused(tmp_path, origin, monkeypatch, limit, told):
    (origin.folder / NCRNA).write_bytes(gzip.compress(b">x\n" + b"A" * 3_000_000))
    write_checksums(origin.folder)
    monkeypatch.setattr(download_rna, limit, 2000)
    message = refused(tmp_path, job(tmp_path, origin.address))
    assert message.startswith(f"{origin.address}/{NCRNA}: ")
    assert told in message


def test_another_layout_of_headers_is_refused(tmp_path, origin):
    fasta = ENSEMBL.replace("biotype:Mt_tRNA", "biotype:mito_tRNA")
    (origin.folder / NCRNA).write_bytes(gzip.compress(fasta.encode()))
    write_checksums(origin.folder)
    message = refused(tmp_path, job(tmp_path, origin.address))
    assert message == "the files hold no Mt_tRNA: has their format changed?"


def test_a_file_that_changed_is_refused_until_its_record_is_deleted(tmp_path, origin):
    main(job(tmp_path, origin.address))
    main(job(tmp_path, origin.address))
    (origin.folder / "trna.fa").write_text(TRNAS.replace("GCCGUG", "GCCGUA"))
    message = refused(tmp_path, job(tmp_path, origin.address))
    assert message.startswith(f"{origin.address}/trna.fa: is not the file of 20")
    assert message.endswith("delete the line of trna.fa in reference/other/SOURCES.tsv")
    record = tmp_path / "reference" / "other" / "SOURCES.tsv"
    kept = [line for line in record.read_text().splitlines() if not line.startswith("trna.fa")]
    record.write_text("\n".join(kept) + "\n")
    main(job(tmp_path, origin.address))
    assert made(tmp_path)["tRNA"].endswith("GGCCGTACCA\n")


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 1025, 3_000_000])
def test_the_checksum_is_that_of_the_command(tmp_path, size):
    path = tmp_path / "x"
    path.write_bytes(bytes(number * number % 251 for number in range(size)))
    run = subprocess.run(["sum", path], capture_output=True, text=True, check=True)
    assert bsd_sum(path) == tuple(map(int, run.stdout.split()[:2]))


def test_trnas_that_end_in_cca_are_complete():
    assert complete_trnas({"a": "GGCCA", "b": "TTCCA"}) == {"a": "GGCCA", "b": "TTCCA"}
    assert complete_trnas({"a": "GGCCA", "b": "TT"}) == {"a": "GGCCACCA", "b": "TTCCA"}


def test_the_table_of_sources_is_pinned_and_encrypted():
    for source in SOURCES:
        assert source.url.startswith("https://")
        assert source.rna_class in (BY_BIOTYPE, *CLASSES)
    (ensembl,) = (source for source in SOURCES if source.rna_class == BY_BIOTYPE)
    folder, _, name = ensembl.url.rpartition("/")
    assert "/release-113/" in folder
    assert (ensembl.file, ensembl.checksums) == (name, f"{folder}/CHECKSUMS")


def test_the_target_of_the_workflow_keeps_its_record(tmp_path, origin):
    """Snakemake deletes outputs before a job; the record has to outlive that, and failures."""
    (tmp_path / "study").mkdir()
    place = Workplace(tmp_path / "study")
    place.write_config(with_key("reference.mirror", str(origin.folder)))
    for name, source in zip((NCRNA, "trna.fa", "45S.fa"), SOURCES, strict=True):
        (origin.folder / name).rename(origin.folder / source.file)
    checksums = (origin.folder / "CHECKSUMS").read_text()
    (origin.folder / "CHECKSUMS").write_text(checksums.replace(NCRNA, SOURCES[0].file))
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--forcerun", "download_rna"]
    command += ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(place.folder)]
    command += ["--", "download_rna"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    folder = place.folder / "reference" / "other"
    made = {path.stem: path.read_text() for path in folder.glob("*.fasta")}
    assert made == EXPECTED
    record = (folder / "SOURCES.tsv").read_text()
    (origin.folder / SOURCES[1].file).write_text(TRNAS.replace("GCCGUG", "GCCGUA"))
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode != 0
    assert "hg38-mature-tRNAs.fa: is not the file of 20" in run.stderr
    assert (folder / "SOURCES.tsv").read_text() == record
    assert {path.stem: path.read_text() for path in folder.glob("*.fasta")} == EXPECTED


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent")
def test_headers_of_ensembl_are_understood():
    """As grep counts them: 2,072 snRNAs and 1,009 snoRNAs, 1,836 with the word pseudogene."""
    lines = (
        (SHARED / "reference" / "Homo_sapiens.GRCh38.snRNAsnoRNArRNAtRNA.fa")
        .read_text()
        .splitlines()
    )
    found = [describe(line) for line in lines if "gene_biotype" in line]
    classes = [class_of(facts) for facts in found]
    assert set(classes) == {"snRNA", "snoRNA", ""}
    assert len(classes) == 2072 + 1009
    assert classes.count("") == 1836
    assert sum(facts.get("gene_symbol") == "RNU6-1" for facts in found) == 1
