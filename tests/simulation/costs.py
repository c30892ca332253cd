"""CPU time, wall time and peak memory of jobs, each in a process of its own as Snakemake starts it.

    python tests/simulation/costs.py MODULE JOB

runs the main function of a module with a job that is written as JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ADAPTER = "TGGAATTCTCGGGTGCCAAGG"

# What a rule hands to its script: input, output, params and wildcards.
Parts = Mapping[str, Mapping[str, Any]]


class Cost(NamedTuple):
    """CPU and wall time in seconds, peak memory in MB."""

    cpu: float
    wall: float
    memory: float


class Names(SimpleNamespace):
    """What a job calls input, output or params."""

    def get(self, name: str) -> Any:
        """The value of a name, None if there is none."""
        return getattr(self, name, None)


def measure(command: Sequence[str]) -> Cost:
    """Run a command and measure it, start-up included."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise subprocess.CalledProcessError(status, command)
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def run_script(module: str, job: Parts, threads: int = 1) -> Cost:
    """Run the script of a rule."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"job": job, "threads": threads}, file)
        file.flush()
        return measure([sys.executable, __file__, module, file.name])


def run_cutadapt(reads: Path, trimmed: Path) -> Cost:
    """Run the cutadapt command with the rules of trim_reads, on one core."""
    return measure(
        [
            *(sys.executable, "-m", "cutadapt", "--cores", "1", "--quiet", "--adapter", ADAPTER),
            *("--error-rate", "0.1", "--overlap", "5", "--discard-untrimmed", "--max-n", "1"),
            *("--minimum-length", "15", "--maximum-length", "40", "--max-expected-errors", "1"),
            *("--output", str(trimmed), str(reads)),
        ]
    )


def least(runs: Mapping[str, Callable[[], Cost]], rounds: int) -> dict[str, Cost]:
    """The least cost of each run, of several rounds of all: others may use the machine as well."""
    found: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            found[name].append(run())
    return {name: Cost(*map(min, zip(*costs, strict=True))) for name, costs in found.items()}


def main(module: str, path: str) -> None:
    """Run a job, after the import that Snakemake puts in front of a script."""
    import snakemake.script  # noqa: F401

    sys.path.insert(0, str(ROOT / "workflow" / "scripts"))
    content = json.loads(Path(path).read_text())
    parts = {name: Names(**part) for name, part in content["job"].items()}
    import_module(module).main(SimpleNamespace(**parts, threads=content["threads"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
