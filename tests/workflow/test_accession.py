"""From an accession to a sheet, to reads, to counts, as a user types it, against a mirror here."""

import gzip
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from builders import archive
from builders.archive import (
    SERIES,
    reads_of,
    report_of,
    run_of,
    sample_record,
    series_record,
)
from builders.paths import ROOT
from builders.workplace import CONFIG

RUNS = [f"SRR{8426000 + number}" for number in range(1, 9)]
# Of the moments at which a download is killed, and how many of them.
SEED, KILLS = 14, 2
FAMILY = f"/archive/{SERIES}_family.soft.gz"


@pytest.fixture
def mirror(monkeypatch):
    """A server with a study of eight runs, each file under its name."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with archive.serving() as server:
        rows = [run_of(number, server.address) for number in range(1, 9)]
        samples = [sample_record(n, [f"response: {'R' if n % 2 else 'NR'}"]) for n in range(1, 9)]
        suppl = "ftp://ftp.ncbi.nlm.nih.gov/geo/series/GSE148nnn/GSE148576/suppl/GSE148576_c.txt.gz"
        record = "".join((series_record(files=[suppl]), *samples))
        server.files[FAMILY] = gzip.compress(record.encode())
        header = "\t".join(("mirna", *(f"{number}_W0" for number in range(1, 9))))
        row = "\t".join(("hsa-miR-21-5p", *map(str, range(1, 9))))
        server.files["/archive/GSE148576_c.txt.gz"] = gzip.compress(f"{header}\n{row}\n".encode())
        for name in ("SRP256285", *RUNS):
            server.files[f"/archive/{name}.filereport.tsv"] = report_of(rows)
        for run in RUNS:
            server.files[f"/archive/{run}.fastq.gz"] = reads_of(run)
        yield server


def command(folder: Path, *arguments: str) -> list[str]:
    common = ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(folder)]
    return [sys.executable, "-m", "snakemake", "--cores", "8", *common, *arguments]


def snakemake(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    run = subprocess.run(command(folder, *arguments), capture_output=True, text=True)
    assert "Traceback" not in run.stdout + run.stderr
    return run


def ask(folder: Path, mirror: archive.Server, target: str, *config: str):
    place = f'archive={{"mirror": "{mirror.address}/archive"}}'
    return snakemake(folder, target, "--config", f"accession={SERIES}", place, *config)


def write_run(folder: Path, mirror: archive.Server, keep: bool) -> None:
    """A config and a sheet of the eight runs."""
    (folder / "config").mkdir()
    config = CONFIG | {
        "accession": {"keep_reads": keep},
        "archive": {"mirror": f"{mirror.address}/archive"},
        "library": {"kit": "truseq"},
    }
    (folder / "config" / "config.yaml").write_text(yaml.safe_dump(config))
    rows = [f"S{n}\t{'TRD' if n % 2 else 'control'}\t{run}\n" for n, run in enumerate(RUNS)]
    (folder / "config" / "samples.tsv").write_text(
        "".join(("sample\tcondition\taccession\n", *rows))
    )


def test_a_sheet_needs_no_config_and_is_shown_with_its_lines(tmp_path, mirror):
    run = ask(tmp_path, mirror, "sheet", "condition=response")
    assert run.returncode == 0, run.stderr
    sheet = (tmp_path / "config" / f"samples.{SERIES}.tsv").read_text().splitlines()
    assert sheet[:2] == ["sample\tcondition\taccession\ttitle", f"GSM4473001\tR\t{RUNS[0]}\t1_W0"]
    shown = run.stdout + run.stderr
    assert f"samples: config/samples.{SERIES}.tsv" in shown
    assert "#   - source_name: plasma vesicles" in shown
    lines = yaml.safe_load((tmp_path / "config" / f"samples.{SERIES}.yaml").read_text())
    (tmp_path / "config" / "config.yaml").write_text(yaml.safe_dump(lines))
    run = snakemake(tmp_path, "--dry-run")
    assert run.returncode == 0, run.stderr
    assert "download_run" in run.stdout
    counts = ask(tmp_path, mirror, "published_counts", "file=GSE148576_c.txt.gz")
    assert counts.returncode == 0, counts.stderr
    assert "the name is title" in counts.stdout + counts.stderr
    table = (tmp_path / "config" / f"counts.{SERIES}.tsv").read_text().splitlines()
    assert table[0].split("\t")[2:] == [f"GSM{4473000 + n}" for n in range(1, 9)]
    assert table[1].split("\t")[2:] == [str(n) for n in range(1, 9)]


def test_a_broken_config_and_a_mistake_end_in_one_line(tmp_path, mirror):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.yaml").write_text("samples: [no\n")
    assert ask(tmp_path, mirror, "sheet").returncode == 0
    run = ask(tmp_path, mirror, "sheet", "condition=sex")
    assert run.returncode != 0
    shown = (run.stdout + run.stderr).rstrip().splitlines()
    assert "Error: condition=sex: is no column; columns are title, response" in shown
    run = snakemake(tmp_path, "sheet", "--config", "accession=depression")
    assert run.returncode != 0
    assert run.stderr.rstrip().splitlines()[-1].startswith("Error: accession 'depression' is none")


def test_an_edited_sheet_is_left_alone(tmp_path, mirror):
    ask(tmp_path, mirror, "sheet")
    sheet = tmp_path / "config" / f"samples.{SERIES}.tsv"
    sheet.write_text(sheet.read_text().replace("\tNR", "\tresistant"))
    edited = sheet.read_text()
    run = ask(tmp_path, mirror, "sheet", "condition=response")
    assert run.returncode != 0
    assert "was edited since it was made: move or delete it" in run.stdout + run.stderr
    assert sheet.read_text() == edited


def test_a_dry_run_asks_nobody(tmp_path, mirror):
    write_run(tmp_path, mirror, keep=False)
    run = snakemake(tmp_path, "--dry-run")
    assert run.returncode == 0, run.stderr
    assert re.search(r"^download_run +8$", run.stdout, flags=re.MULTILINE)
    assert mirror.requests == []


@pytest.mark.parametrize("keep", [False, True])
def test_reads_are_removed_once_they_are_used_unless_they_are_kept(tmp_path, mirror, keep):
    write_run(tmp_path, mirror, keep)
    for run in RUNS:
        mirror.trouble(f"/archive/{run}.fastq.gz", always=archive.drip(150, 0.05))
    run = snakemake(tmp_path, "accession", "results/trimming/S1.inserts.fastq.gz")
    assert run.returncode == 0, run.stdout + run.stderr
    folder = tmp_path / "results" / "accession"
    assert bool(list(folder.glob("*.fastq.gz"))) == keep
    assert 2 <= mirror.most_at_once <= 4
    assert len((folder / "downloads.tsv").read_text().splitlines()) == 9
    requests = len(mirror.requests)
    again = snakemake(tmp_path, "accession", "results/trimming/S1.inserts.fastq.gz")
    assert again.returncode == 0
    assert len(mirror.requests) == requests


def test_a_further_run_is_fetched_alone(tmp_path, mirror):
    write_run(tmp_path, mirror, keep=True)
    sheet = tmp_path / "config" / "samples.tsv"
    whole = sheet.read_text()
    sheet.write_text(whole.replace(f"S7\tTRD\t{RUNS[7]}\n", ""))
    assert snakemake(tmp_path, "accession").returncode == 0
    sheet.write_text(whole)
    run = snakemake(tmp_path, "accession", "--dry-run")
    assert re.search(r"^download_run +1$", run.stdout, flags=re.MULTILINE), run.stdout


def test_killed_and_started_again_goes_on_where_it_was(tmp_path, mirror):
    """Snakemake and all its jobs are killed at once, with some of the eight files half there."""
    write_run(tmp_path, mirror, keep=True)
    for run in RUNS:
        mirror.trouble(f"/archive/{run}.fastq.gz", always=archive.drip(150, 0.1))
    folder = tmp_path / "results" / "accession"
    rng = random.Random(SEED)
    complete: set[str] = set()
    again = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            command(tmp_path, "accession"),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None and not list(folder.glob("*.part")):
            time.sleep(0.05)
        time.sleep(rng.uniform(0.1, 2.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        again += sum(bool(mirror.asked(f"/archive/{name}.fastq.gz")) for name in complete)
        mirror.requests.clear()
        complete = {path.name.partition(".")[0] for path in folder.glob("*.fastq.gz")}
    mirror.troubles.clear()
    run = snakemake(tmp_path, "accession")
    assert run.returncode == 0, run.stdout + run.stderr
    again += sum(bool(mirror.asked(f"/archive/{name}.fastq.gz")) for name in complete)
    # A file is complete a moment before Snakemake knows of it.
    assert again <= 1
    for name in RUNS:
        assert (folder / f"{name}.fastq.gz").read_bytes() == reads_of(name)
    assert not list(folder.glob("*.part"))
