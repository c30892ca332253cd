"""What the way from FASTQ to counts costs, next to the cutadapt command.

    python tests/benchmark.py [READS]

Simulates one library of READS reads (default: one million) with the model of the demo cohort,
runs each per-sample stage in a process of its own, and prints CPU seconds, peak memory and
ratios. Trimming has to give the same inserts as the cutadapt command; differences are counted.
Then it does the same for inferring the kit and trimming, for a small library of each kit.
"""

import json
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
import make_libraries  # tells Python where the modules of the workflow are
from mirtrd.inserts import read_inserts
from mirtrd.kits import Layout, read_kits

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 250_000  # reads simulated at a time
ADAPTER = "TGGAATTCTCGGGTGCCAAGG"
LIMITS = {"min_length": 16, "max_length": 40, "max_expected_errors": 1}
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
    ours = Counter({insert.sequence: insert.reads for insert in read_inserts(inserts)})
    return max((ours - theirs).total(), (theirs - ours).total())


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
            "params": {"declared": "auto", "custom": Layout()._asdict(), "on_conflict": "fail"},
        }
        inference["params"]["unit"] = "auto"
        costs_of_kit = [run_stage("infer_kit", inference).cpu]
        for used in (layout.without_umi(), layout):
            Path(paths["json"]).write_text(json.dumps({"failure": None, "layout": used._asdict()}))
            trimming = {
                "input": {"reads": [reads], "kit": paths["json"]},
                "output": {"inserts": paths["fasta.gz"], "tally": paths["tally.json"]},
                "params": {"limits": LIMITS},
            }
            costs_of_kit.append(run_stage("trim_reads", trimming).cpu)
        inferring, plain, with_umi = costs_of_kit
        costs[kit] = (inferring, plain, with_umi - plain)
    return costs


def main(reads: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = folder / "library.fastq.gz"
        library.write_bytes(b"".join(path.read_bytes() for path in simulate(folder, reads)))
        mirbase = ROOT / "resources" / "mirbase"
        names = ("reference.fasta", "reference.dict", "sequences.tsv", "matures.tsv", "kit.json")
        names += ("in.fasta.gz", "in.json", "a.bam", "a.json", "m", "h", "o", "l", "c.json")
        path = {name: str(folder / name) for name in names}
        reference = {
            "hairpins": str(mirbase / "hsa.hairpins.v22.fasta.gz"),
            "matures": str(mirbase / "hsa.matures.v22.fasta.gz"),
            "annotation": str(mirbase / "hsa.v22.gff3.gz"),
            "other": [],
        }
        prepared = {"fasta": path["reference.fasta"], "dictionary": path["reference.dict"]}
        prepared |= {"sequences": path["sequences.tsv"], "matures": path["matures.tsv"]}
        params = {"species": None, "classes": []}
        run_stage("prepare_reference", {"input": reference, "output": prepared, "params": params})
        layout = Layout(adapter=ADAPTER)
        Path(path["kit.json"]).write_text(json.dumps({"failure": None, "layout": layout._asdict()}))
        trimming = {
            "input": {"reads": [str(library)], "kit": path["kit.json"]},
            "output": {"inserts": path["in.fasta.gz"], "tally": path["in.json"]},
            "params": {"limits": LIMITS},
        }
        alignment = {
            "input": {"inserts": path["in.fasta.gz"], **prepared},
            "output": {"bam": path["a.bam"], "tally": path["a.json"]},
            "params": {"max_mismatches": 1},
        }
        counting = {
            "input": {"bam": path["a.bam"], "alignment": path["a.json"], **prepared},
            "output": {
                **{"mature": path["m"], "hairpin": path["h"], "other": path["o"]},
                **{"lengths": path["l"], "tally": path["c.json"]},
            },
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
        report_kits(kit_costs(folder))


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


def report_kits(costs: dict[str, tuple[float, float, float]]) -> None:
    """Print what inferring and trimming cost for each kit, start-up included."""
    print(f"\n{KIT_READS:,} simulated reads of 76 nt of each kit; CPU s\n")
    print(f"{'':18}{'inference':>11}{'trimming':>10}{'of truseq':>11}{'UMIs':>8}")
    for kit, (inferring, trimming, umis) in costs.items():
        relative = trimming / costs["truseq"][1]
        print(f"{kit:18}{inferring:11.2f}{trimming:10.2f}{relative:11.2f}{umis:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
