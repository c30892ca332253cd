"""What the way from FASTQ to counts costs, and how near the counts are to the truth.

    python tests/simulation/benchmark.py [READS] [--seed N] [--made-up] [--other CLASS=FASTA ...]
    python tests/simulation/benchmark.py [READS] --seeds N [N ...] [...]

Simulates one library of READS reads (default: one million; see simulate.py), runs each per-sample
stage in a process of its own, and prints CPU seconds and peak memory next to the cutadapt command,
and the accuracy of the counts next to the best that anyone could do who sees only sequences, and
gives each to the miRNA that most of its reads come from. Trimming has to give the same inserts as
the cutadapt command; differences are counted. The other RNAs are human, and counting knows those
that ship, as in the default configuration. Then it prints what inferring the kit and trimming cost
for a small library of each kit. With --seeds, it prints the accuracy for each of several libraries
instead: reads to the right and to a wrong miRNA (of all miRNA reads), other reads as miRNA per
million, the relative error of miRNAs from 10 reads on (90th percentile; without what trimming
drops), and miRNAs that are not there with 10 reads or more, of which so many have a look-alike.
"""

import argparse
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import dnaio

import accuracy
import make_libraries  # tells Python where the modules of the workflow are
import simulate
from mirtrd.counting.tables import SAMPLE_ISOMIRS, SAMPLE_LOOK_ALIKES
from mirtrd.inputs.kits import Layout, read_kits
from mirtrd.inputs.others import CLASSES, shipped_others
from mirtrd.trimming.inserts import read_inserts
from mirtrd.trimming.verdicts import Verdict, write_verdict

ROOT = Path(__file__).resolve().parents[2]
MIRBASE = {
    "hairpins": ROOT / "resources/mirbase/hsa.hairpins.v22.fasta.gz",
    "matures": ROOT / "resources/mirbase/hsa.matures.v22.fasta.gz",
    "annotation": ROOT / "resources/mirbase/hsa.v22.gff3.gz",
}
ADAPTER = "TGGAATTCTCGGGTGCCAAGG"
LIMITS = {"min_length": 15, "max_length": 40, "max_expected_errors": 1}
REFERENCE = {"fasta": "reference.fasta", "sequences": "sequences.tsv", "matures": "matures.tsv"}
TABLES = (
    *("mature", "hairpin", "other", "fragments", "lengths", "look_alikes", "isomirs", "unaligned"),
    *("gff3", "bam"),
)
NAMES = ("kit.json", "in.fastq.gz", "trimming.json", "counting.json")
KIT_READS = 200_000  # reads simulated of each kit


class Cost(NamedTuple):
    """CPU and wall time in seconds, peak memory in MB."""

    cpu: float
    wall: float
    memory: float


class Names(SimpleNamespace):
    """What a job calls input, output or params."""

    def get(self, name: str):
        return getattr(self, name, None)


def run_stage(module: str, job: dict[str, dict], threads: int = 1) -> Cost:
    """Run the main function of a script in a new process and measure that."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (module, job, threads))


def _measure(module: str, job: dict[str, dict], threads: int) -> Cost:
    sys.path.insert(0, str(ROOT / "workflow" / "scripts"))
    start = time.perf_counter()
    parts = {name: Names(**part) for name, part in job.items()}
    import_module(module).main(SimpleNamespace(**parts, threads=threads))
    wall = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def run_cutadapt(reads: Path, trimmed: Path) -> Cost:
    """Run the cutadapt command with the rules of trim_reads."""
    command = [
        *(sys.executable, "-m", "cutadapt", "--cores", "1", "--quiet", "--adapter", ADAPTER),
        *("--error-rate", "0.1", "--overlap", "5", "--discard-untrimmed", "--max-n", "1"),
        *("--minimum-length", "15", "--maximum-length", "40", "--max-expected-errors", "1"),
        *("--output", str(trimmed), str(reads)),
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, after.ru_maxrss / 1024)


def trace_reads(library: Path, truth: Path, inserts: Counter[str]) -> Counter[accuracy.Origin]:
    """The reads of each insert and origin."""
    with dnaio.open(library) as file:
        pairs = zip(file, simulate.read_truth(truth), strict=True)
        reads = (
            (record.sequence[:length], source, mirna, kind)
            for record, (source, _, mirna, kind, length) in pairs
        )
        return accuracy.trace(reads, inserts)


def read_shares(isomirs: Path, inserts: Counter[str]) -> dict[str, dict[str, float]]:
    """The share of each insert that was counted for each miRNA, from a table of isomiRs."""
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for row in SAMPLE_ISOMIRS.read(isomirs):
        shares[row["insert"]][row["mirna"]] = row["count"] / inserts[row["insert"]]
    return dict(shares)


def verdict_of(layout: Layout) -> Verdict:
    """The verdict that lets trimming go by a layout."""
    return Verdict(failure=None, warning=None, declared="custom", layout=layout)


def kit_costs(folder: Path) -> dict[str, tuple[float, float, float]]:
    """CPU seconds for each kit: to infer it, to trim reads of 76 nt without their UMIs, and what
    the UMIs add to that."""
    matures = make_libraries.write_matures(folder / "matures.tsv")
    costs = {}
    for kit, layout in read_kits(make_libraries.KITS).items():
        library = make_libraries.simulate(layout, reads=KIT_READS, read_length=76, duplication=3)
        reads = make_libraries.write_fastq(folder / "kit.fastq.gz", library.records)
        paths = {name: str(folder / f"kit.{name}") for name in ("json", "fasta.gz", "tally.json")}
        inference = {
            "input": {"reads": [reads], "matures": matures, "kits": str(make_libraries.KITS)},
            "output": {"verdict": paths["json"]},
            "params": {"declared": "auto", "custom": asdict(Layout()), "on_conflict": "fail"},
        }
        inference["params"]["unit"] = "auto"
        costs_of_kit = [run_stage("mirtrd.trimming.infer_kit", inference).cpu]
        for used in (layout.without_umi(), layout):
            write_verdict(paths["json"], verdict_of(used))
            trimming = {
                "input": {"reads": [reads], "kit": paths["json"]},
                "output": {"inserts": paths["fasta.gz"], "tally": paths["tally.json"]},
                "params": {"limits": LIMITS},
            }
            costs_of_kit.append(run_stage("mirtrd.trimming.trim_reads", trimming).cpu)
        inferring, plain, with_umi = costs_of_kit
        costs[kit] = (inferring, plain, with_umi - plain)
    return costs


class Jobs(NamedTuple):
    """A simulated library in a folder, and the jobs that prepare the reference, trim and count."""

    folder: Path
    preparation: dict[str, dict]
    trimming: dict[str, dict]
    counting: dict[str, dict]


def simulate_library(folder: Path, reads: int, seed: int, given: Sequence[str]) -> Jobs:
    """Simulate a library, and lay its jobs out as the default configuration does; ``given`` are
    further arguments of the simulation."""
    at = {key: str(folder / key) for key in NAMES}
    reference = {key: str(folder / name) for key, name in REFERENCE.items()}
    command = [sys.executable, simulate.__file__, folder, f"--reads={reads}", f"--seed={seed}"]
    # Not in this process: the peak memory of a process is at least that of its parent.
    subprocess.run([*command, *given], check=True)
    written = {path.suffixes[0][1:]: str(path) for path in sorted(folder.glob("other.*.fasta"))}
    if set(written) == set(CLASSES):
        written = shipped_others(ROOT)
    write_verdict(at["kit.json"], verdict_of(Layout(adapter=ADAPTER)))
    return Jobs(
        folder=folder,
        preparation={
            "input": {
                **{key: str(path) for key, path in MIRBASE.items()},
                "other": list(written.values()),
            },
            "output": reference,
            "params": {"species": None, "classes": list(written)},
        },
        trimming={
            "input": {"reads": [str(folder / "reads.fastq.gz")], "kit": at["kit.json"]},
            "output": {"inserts": at["in.fastq.gz"], "tally": at["trimming.json"]},
            "params": {"limits": LIMITS},
        },
        counting={
            "input": {"inserts": at["in.fastq.gz"], **reference},
            "output": {**{key: str(folder / key) for key in TABLES}, "tally": at["counting.json"]},
            "params": {"ambiguous": "em", "max_mismatches": 2, "database": "miRBase22"},
            "wildcards": {"sample": "simulated"},
        },
    )


def judge(jobs: Jobs) -> dict[str, accuracy.Accuracy]:
    """Counts of a library against its truth, next to the best that sequence alone allows."""
    folder = jobs.folder
    read = read_inserts(jobs.counting["input"]["inserts"])
    inserts = Counter({row.sequence: row.reads for row in read})
    origins = trace_reads(folder / "reads.fastq.gz", folder / "truth.tsv.gz", inserts)
    shares = read_shares(folder / "isomirs", inserts)
    return {
        "counted": accuracy.evaluate(origins, shares),
        "sequence alone": accuracy.evaluate(origins, accuracy.best_of_sequence(origins)),
    }


def judge_seeds(reads: int, seeds: Sequence[int], given: Sequence[str]) -> None:
    """Print how near counts are to the truth for several seeds, and no costs."""
    header = ("seed", "right", "best", "wrong", "best", "other/M", "error", "invented", "flagged")
    print("".join(f"{word:>9}" for word in header), flush=True)
    for seed in seeds:
        with tempfile.TemporaryDirectory() as name:
            jobs = simulate_library(Path(name), reads, seed, given)
            run_stage("mirtrd.reference.prepare_reference", jobs.preparation)
            run_stage("mirtrd.trimming.trim_reads", jobs.trimming)
            run_stage("mirtrd.counting.count_mirnas", jobs.counting)
            counted, best = judge(jobs).values()
            rows = SAMPLE_LOOK_ALIKES.read(Path(name) / "look_alikes")
            flagged = set(counted.invented) & {row["mirna"] for row in rows}
        shares = (counted.right, best.right, counted.wrong, best.wrong)
        cells = [f"{seed:9}", *(f"{share:9.2%}" for share in shares)]
        cells += [f"{counted.false_per_million:9.0f}", f"{counted.error_90_kept:9.2%}"]
        print("".join([*cells, f"{len(counted.invented):9}{len(flagged):9}"]), flush=True)


def main(reads: int, seed: int, given: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        jobs = simulate_library(folder, reads, seed, given)
        run_stage("mirtrd.reference.prepare_reference", jobs.preparation)
        costs = {
            "cutadapt command": run_cutadapt(folder / "reads.fastq.gz", folder / "trimmed.fastq"),
            "trim_reads": run_stage("mirtrd.trimming.trim_reads", jobs.trimming),
            "count_mirnas": run_stage("mirtrd.counting.count_mirnas", jobs.counting),
        }
        on_two = {
            "trim_reads": run_stage("mirtrd.trimming.trim_reads", jobs.trimming, threads=2),
            "count_mirnas": run_stage("mirtrd.counting.count_mirnas", jobs.counting, threads=2),
        }
        read = read_inserts(jobs.counting["input"]["inserts"])
        inserts = Counter({row.sequence: row.reads for row in read})
        with dnaio.open(folder / "trimmed.fastq") as file:
            theirs = Counter(record.sequence for record in file)
        differing = max((inserts - theirs).total(), (theirs - inserts).total())
        report(reads, costs, on_two, differing)
        print("\n" + accuracy.report(judge(jobs)))
        report_kits(kit_costs(folder))


def report(reads: int, costs: dict[str, Cost], on_two: dict[str, Cost], differing: int) -> None:
    """Print the costs on one core and on two, and what they come to per million reads."""
    millions = reads / 1e6
    print(f"{reads:,} simulated reads of 51 nt, gzipped; one core\n")
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
    print(f"on two cores: {sum(cost.wall for cost in on_two.values()):.1f} s wall")
    print(f"peak memory: {max(c.memory for c in [*ours, *on_two.values()]):.0f} MB")


def report_kits(costs: dict[str, tuple[float, float, float]]) -> None:
    """Print what inferring and trimming cost for each kit, start-up included."""
    print(f"\n{KIT_READS:,} simulated reads of 76 nt of each kit; CPU s\n")
    print(f"{'':18}{'inference':>11}{'trimming':>10}{'of truseq':>11}{'UMIs':>8}")
    for kit, (inferring, trimming, umis) in costs.items():
        relative = trimming / costs["truseq"][1]
        print(f"{kit:18}{inferring:11.2f}{trimming:10.2f}{relative:11.2f}{umis:8.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("reads", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, nargs="+")
    parser.add_argument("--other", action="append", default=[], metavar="CLASS=FASTA")
    parser.add_argument("--made-up", action="store_true")
    asked = parser.parse_args()
    passed_on = [*(f"--other={item}" for item in asked.other), *["--made-up"] * asked.made_up]
    if asked.seeds:
        judge_seeds(asked.reads, asked.seeds, passed_on)
    else:
        main(asked.reads, asked.seed, passed_on)
