"""A small study in a folder, runs of it that are disturbed, and whether their results are whole."""

import gzip
import os
import signal
import subprocess
from itertools import islice
from pathlib import Path

from builders.checkout import Checkout
from builders.paths import DEMO

LIBRARIES = ("TRD01", "TRD02", "CTL01", "CTL04")
READS = 400
CONFIG = """\
samples: config/samples.tsv
library: {kit: truseq}
expression:
  design: ~ condition
  contrasts:
    TRD_vs_control: {factor: condition, tested: TRD, reference: control}
"""
# From reads to counts, and which samples can be used; the rest is not more of the same.
TARGETS = ("counting", "results/quality/samples.tsv")


def write_study(folder: Path) -> Checkout:
    """The first reads of some libraries of the demo, with a config and a sheet."""
    (folder / "config").mkdir(parents=True)
    (folder / "reads").mkdir()
    rows = ["sample\tcondition\tfastq"]
    for library in LIBRARIES:
        condition = "TRD" if library.startswith("TRD") else "control"
        rows.append(f"{library}\t{condition}\treads/{library}.fastq.gz")
        with gzip.open(DEMO / "reads" / f"{library}.fastq.gz") as file:
            reads = b"".join(islice(file, 4 * READS))
        (folder / "reads" / f"{library}.fastq.gz").write_bytes(gzip.compress(reads, 1, mtime=0))
    (folder / "config" / "samples.tsv").write_text("\n".join(rows) + "\n")
    (folder / "config" / "config.yaml").write_text(CONFIG)
    return Checkout(folder=folder)


def start(study: Checkout, *options: str) -> subprocess.Popen:
    """A run that goes on by itself, in a group of processes of its own."""
    log = (study.folder / "run.log").open("a")
    with log:
        return subprocess.Popen(
            study.command(*TARGETS, *options), start_new_session=True, stdout=log, stderr=log
        )


def kill_group(run: subprocess.Popen) -> None:
    """Kill Snakemake and all its jobs at once, as a node that goes down does."""
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def kill_alone(run: subprocess.Popen) -> None:
    """Kill Snakemake and leave its jobs at work."""
    os.kill(run.pid, signal.SIGKILL)
    run.wait()


def kill_job(run: subprocess.Popen) -> None:
    """Kill a job that is at work, as the kernel does when the memory is full; then let the run end
    by itself."""
    if jobs := scripts_of(run):
        os.kill(jobs[0], signal.SIGKILL)
    run.wait()


def scripts_of(run: subprocess.Popen) -> list[int]:
    """The processes of a run that execute scripts of rules."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
            group = os.getpgid(int(path.parent.name))
        except (OSError, ProcessLookupError):
            continue
        is_script = len(words) > 1 and b"/.snakemake/scripts/" in words[1]
        if group == run.pid and is_script:
            found.append(int(path.parent.name))
    return sorted(found)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of all results by their path."""
    results = folder / "results"
    return {
        path.relative_to(results).as_posix(): path.read_bytes()
        for path in sorted(results.rglob("*"))
        if path.is_file()
    }
