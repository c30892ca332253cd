"""The reads of runs are downloaded whole, whatever stops them."""

import os
import random
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from builders import archive
from builders.archive import file_path, publish, reads_of, run_of
from builders.paths import ROOT
from mirtrd.accession.download_run import main
from mirtrd.accession.find_runs import find_files
from mirtrd.accession.tables import DOWNLOADS, RUNS
from mirtrd.core.digests import md5_of
from mirtrd.core.job import UserError

NAMES = [f"SRR{8426000 + number}" for number in range(1, 9)]
# What a run of the workflow does with its runs: four at a time, those that are not there yet.
DRIVER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from mirtrd.accession.download_run import main
from mirtrd.core import download

download.PAUSE = 0.0
folder, *names = sys.argv[1:]

def fetch(name):
    reads = Path(folder, f"{name}.fastq.gz")
    if not reads.exists():
        main(SimpleNamespace(
            wildcards=SimpleNamespace(run=name), input=SimpleNamespace(runs=f"{folder}/runs.tsv"),
            output=SimpleNamespace(reads=str(reads), record=f"{folder}/{name}.download.tsv")))

with ThreadPoolExecutor(4) as pool:
    list(pool.map(fetch, names))
"""


@pytest.fixture
def runs(server, archives, tmp_path):
    """The table of eight runs whose files are at the server."""
    publish(server, [run_of(number, server.address) for number in range(1, 9)])
    RUNS.write(tmp_path / "runs.tsv", find_files(NAMES, archives))
    server.requests.clear()
    return tmp_path / "runs.tsv"


def job(runs, name):
    folder = runs.parent
    return SimpleNamespace(
        wildcards=SimpleNamespace(run=name),
        input=SimpleNamespace(runs=str(runs)),
        output=SimpleNamespace(
            reads=str(folder / f"{name}.fastq.gz"), record=str(folder / f"{name}.download.tsv")
        ),
    )


def test_a_run_and_the_record_of_it(server, runs):
    main(job(runs, NAMES[0]))
    reads = runs.parent / f"{NAMES[0]}.fastq.gz"
    assert reads.read_bytes() == reads_of(NAMES[0])
    [record] = DOWNLOADS.read(runs.parent / f"{NAMES[0]}.download.tsv")
    assert record["address"] == f"{server.address}{file_path(NAMES[0])}"
    assert record["md5"] == md5_of(reads)
    assert record["size"] == reads.stat().st_size
    assert time.strptime(record["date"], "%Y-%m-%d")


def test_a_file_that_is_not_as_reported_is_not_there(server, runs):
    server.files[file_path(NAMES[0])] = reads_of(NAMES[1])
    with pytest.raises(UserError, match=", twice: the file is damaged there, or what was expected"):
        main(job(runs, NAMES[0]))
    assert not (runs.parent / f"{NAMES[0]}.fastq.gz").exists()


def test_killed_at_any_moment_the_same_files_come_and_none_that_was_complete_comes_again(
    server, runs
):
    command = [sys.executable, "-c", DRIVER, str(runs.parent), *NAMES]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "workflow" / "scripts")}
    for name in NAMES:
        # A second for each file, so that some are half there at any moment.
        server.trouble(file_path(name), always=archive.drip(150, 0.05))
    rng = random.Random(14)
    complete: set[str] = set()
    continued = 0
    for _ in range(10):
        run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        while run.poll() is None and not server.requests:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.5))
        run.send_signal(signal.SIGKILL)
        run.wait()
        asked = {path for path, _ in server.requests}
        continued += sum(start > 0 for _, start in server.requests)
        assert not asked & {file_path(name) for name in complete}
        server.requests.clear()
        complete = {name for name in NAMES if (runs.parent / f"{name}.fastq.gz").exists()}
    assert continued
    server.troubles.clear()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    for name in NAMES:
        assert (runs.parent / f"{name}.fastq.gz").read_bytes() == reads_of(name)
    assert not list(runs.parent.glob("*.part"))
