"""What the way from FASTQ to counts costs, next to the cutadapt command.

    python tests/benchmark.py [READS]

Simulates one library of READS reads (default: one million) with the model of the demo cohort,
runs each per-sample stage in a process of its own, and prints CPU seconds, peak memory and
ratios. Trimming has to give the same inserts as the cutadapt command; differences are counted.
"""

import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import dnaio

import make_demo

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 250_000  # reads simulated at a time
ADAPTER = "TGGAATTCTCGGGTGCCAAGG"
LIMITS = {"min_length": 16, "max_length": 40, "max_expected_errors": 1, "keep_untrimmed": False}


class Cost(NamedTuple):
    """CPU and wall time in seconds, peak memory in MB."""

    cpu: float
    wall: float
    memory: float


class Names(SimpleNamespace):
    """What a job calls input, output or params."""

    def get(self, name: str):
        return getattr(self, name, None)


def simulate(folder: Path, reads: int) -> list[Path]:
    """Write a plasma-like library as gzipped FASTQ files of CHUNK reads each."""
    mirnas = make_demo.read_abundance(make_demo.ABUNDANCE)
    loci = make_demo.find_loci(mirna.name for mirna in mirnas)
    rng = make_demo.random.Random("benchmark")
    trnas = [make_demo.random_bases(rng, 75) for _ in range(12)]
    paths = []
    for number, start in enumerate(range(0, reads, CHUNK)):
        library = make_demo.Library(
            f"chunk{number}", "control", "A", "F", min(CHUNK, reads - start), "ATCACG"
        )
        records, _, _ = make_demo.simulate_library(library, mirnas, loci, trnas)
        paths.append(folder / f"{library.sample}.fastq.gz")
        make_demo.write_gzip(paths[-1], "".join(records))
    return paths


def run_stage(module: str, job: dict[str, dict]) -> Cost:
    """Run the main function of a script in a new process and measure that."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (module, job))


def _measure(module: str, job: dict[str, dict]) -> Cost:
    sys.path.insert(0, str(ROOT / "workflow" / "scripts"))
    start = time.perf_counter()
    import_module(module).main(SimpleNamespace(**{k: Names(**v) for k, v in job.items()}))
    wall = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def run_cutadapt(reads: Path, trimmed: Path) -> Cost:
    """Run the cutadapt command with the rules of trim_reads."""
    command = [
        *(sys.executable, "-m", "cutadapt", "--cores", "1", "--quiet", "--adapter", ADAPTER),
        *("--error-rate", "0.1", "--overlap", "5", "--discard-untrimmed", "--max-n", "1"),
        *("--minimum-length", "16", "--maximum-length", "40", "--max-expected-errors", "1"),
        *("--output", str(trimmed), str(reads)),
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, after.ru_maxrss / 1024)


def differing_reads(trimmed: Path, inserts: Path) -> int:
    """Reads whose insert differs between a FASTQ file of cutadapt and one of trim_reads."""
    with dnaio.open(trimmed) as file:
        theirs = Counter(record.sequence for record in file)
    with dnaio.open(inserts) as file:
        ours = Counter({r.sequence: int(r.name.rpartition("_x")[2]) for r in file})
    return max((ours - theirs).total(), (theirs - ours).total())


def main(reads: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = folder / "library.fastq.gz"
        library.write_bytes(b"".join(path.read_bytes() for path in simulate(folder, reads)))
        mirbase = ROOT / "resources" / "mirbase"
        path = {key: str(folder / key) for key in ("hairpins.fasta", "matures.tsv", "in.fasta.gz")}
        tally = str(folder / "tally.json")
        reference = {
            "hairpins": str(mirbase / "hsa.hairpins.v22.fasta.gz"),
            "matures": str(mirbase / "hsa.matures.v22.fasta.gz"),
            "annotation": str(mirbase / "hsa.v22.gff3.gz"),
        }
        prepared = {"hairpins": path["hairpins.fasta"], "matures": path["matures.tsv"]}
        prepared["dictionary"] = str(folder / "hairpins.dict")
        run_stage(
            "prepare_reference",
            {"input": reference, "output": prepared, "params": {"species": None}},
        )
        trimming = {
            "input": {"reads": [str(library)]},
            "output": {"inserts": path["in.fasta.gz"], "tally": tally},
            "params": {"adapter": ADAPTER, "limits": LIMITS},
        }
        alignment = {
            "input": {"inserts": path["in.fasta.gz"], "hairpins": path["hairpins.fasta"]},
            "output": {"bam": str(folder / "a.bam"), "tally": tally},
            "params": {"max_mismatches": 1},
        }
        counting = {
            "input": {"bam": str(folder / "a.bam"), "matures": path["matures.tsv"]},
            "output": {"mature": str(folder / "m"), "hairpin": str(folder / "h"), "tally": tally},
            "params": {"ambiguous": "em"},
        }
        costs = {
            "cutadapt command": run_cutadapt(library, folder / "trimmed.fastq"),
            "trim_reads": run_stage("trim_reads", trimming),
            "align_inserts": run_stage("align_inserts", alignment),
            "count_mirnas": run_stage("count_mirnas", counting),
        }
        differing = differing_reads(folder / "trimmed.fastq", Path(path["in.fasta.gz"]))
    report(reads, costs, differing)


def report(reads: int, costs: dict[str, Cost], differing: int) -> None:
    """Print the costs and what they come to per million reads."""
    millions = reads / 1e6
    print(f"{reads:,} simulated reads of 50 nt, gzipped; one core\n")
    print(f"{'':18}{'CPU s':>8}{'wall s':>8}{'MB':>8}{'CPU s per million reads':>26}")
    for name, cost in costs.items():
        print(
            f"{name:18}{cost.cpu:8.2f}{cost.wall:8.2f}{cost.memory:8.0f}{cost.cpu / millions:26.2f}"
        )
    ours = [cost for name, cost in costs.items() if name != "cutadapt command"]
    trimming = costs["trim_reads"].cpu / costs["cutadapt command"].cpu
    print(f"\ntrimming / cutadapt command: {trimming:.2f} of the CPU time")
    print(f"reads with another insert than the cutadapt command gives: {differing}")
    print(f"FASTQ to counts: {sum(c.cpu for c in ours) / millions:.2f} CPU s per million reads")
    print(f"peak memory: {max(c.memory for c in ours):.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
