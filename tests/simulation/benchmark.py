"""What the way from FASTQ to counts costs, and how near the counts are to the truth.

    python tests/simulation/benchmark.py [READS] [--rounds N] [--seed N] [--other CLASS=FASTA ...]
                                         [--costs]

Simulates one library of READS reads (default: one million; see simulate.py) and runs each job of a
sample in a process of its own, as Snakemake does: inferring the kit, trimming, counting. Prints CPU
time, wall time and peak memory next to the `cutadapt` command, which only trims: the least of N
rounds (default: three) in which all are run in turn. Trimming has to give the same inserts as the
cutadapt command; differences are counted. Then what UMIs add, for a million reads of a kit that has
them. Without FASTA files, the other RNAs are made up.

Without --costs, also the accuracy of the counts next to the best that anyone could do who sees only
sequences, and gives each to the miRNA that most of its reads come from; and what inferring the kit
and trimming cost for a small library of each kit.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import dnaio

import accuracy
import make_libraries  # tells Python where the modules of the workflow are
import simulate
from costs import ROOT, Cost, least, run_cutadapt, run_script
from mirtrd.counting.tables import SAMPLE_ISOMIRS
from mirtrd.inputs.kits import Layout, read_kits
from mirtrd.trimming.inserts import read_inserts
from mirtrd.trimming.verdicts import Verdict, write_verdict

MIRBASE = {
    "hairpins": ROOT / "resources/mirbase/hsa.hairpins.v22.fasta.gz",
    "matures": ROOT / "resources/mirbase/hsa.matures.v22.fasta.gz",
    "annotation": ROOT / "resources/mirbase/hsa.v22.gff3.gz",
}
INFER, TRIM = "mirtrd.trimming.infer_kit", "mirtrd.trimming.trim_reads"
COUNT = "mirtrd.counting.count_mirnas"
LIMITS = {"min_length": 15, "max_length": 40, "max_expected_errors": 1}
TABLES = ("mature", "hairpin", "other", "fragments", "lengths", "look_alikes", "isomirs")
KIT_READS = 200_000  # reads simulated of each kit
UMI_KIT, UMI_READS = "qiaseq", 1_000_000


def jobs_of(folder: Path, reference: Mapping[str, str], reads: str) -> dict[str, Any]:
    """The three jobs of a sample, by module."""
    at = {name: str(folder / name) for name in ("kit.json", "inserts.fastq.gz", "tally.json")}
    tables = {name: str(folder / name) for name in (*TABLES, "unaligned", "gff3", "bam", "tally")}
    return {
        INFER: {
            "input": {
                "reads": [reads],
                "matures": reference["matures"],
                "kits": str(make_libraries.KITS),
            },
            "output": {"verdict": at["kit.json"]},
            "params": {
                "declared": "auto",
                "custom": asdict(Layout()),
                "on_conflict": "fail",
                "unit": "auto",
            },
        },
        TRIM: {
            "input": {"reads": [reads], "kit": at["kit.json"]},
            "output": {"inserts": at["inserts.fastq.gz"], "tally": at["tally.json"]},
            "params": {"limits": LIMITS},
        },
        COUNT: {
            "input": {"inserts": at["inserts.fastq.gz"], **reference},
            "output": tables,
            "params": {"ambiguous": "em", "max_mismatches": 2, "database": "miRBase22"},
            "wildcards": {"sample": "simulated"},
        },
    }


def prepare(folder: Path, others: Mapping[str, str]) -> dict[str, str]:
    """The reference and its index, made as in a run."""
    mirbase = {key: str(path) for key, path in MIRBASE.items()}
    made = {name: str(folder / name) for name in ("fasta", "sequences", "matures")}
    preparation = {
        "input": {**mirbase, "other": list(others.values())},
        "output": made,
        "params": {"species": None, "classes": list(others)},
    }
    run_script("mirtrd.reference.prepare_reference", preparation)
    index = {"input": made, "output": {"index": str(folder / "index")}}
    run_script("mirtrd.counting.index_reference", index)
    return {"index": str(folder / "index"), **made}


def costs_of(jobs: Mapping[str, Any], cutadapt: Any, rounds: int) -> dict[str, Cost]:
    """The least cost of each job, on one core."""
    runs = {name.rpartition(".")[2]: partial(run_script, name, job) for name, job in jobs.items()}
    return least({"cutadapt command": cutadapt, **runs}, rounds)


def costs_of_kit(folder: Path, kit: str, reads: int, rounds: int = 1) -> tuple[float, float, float]:
    """CPU seconds for a library of a kit: to infer it, to trim reads of 76 nt without their UMIs,
    and what the UMIs add to that."""
    layout = read_kits(make_libraries.KITS)[kit]
    library = make_libraries.simulate(layout, reads=reads, read_length=76, duplication=3)
    written = make_libraries.write_fastq(folder / "kit.fastq.gz", library.records)
    del library
    matures = make_libraries.write_matures(folder / "kit.matures.tsv")
    jobs = jobs_of(folder, {"matures": matures}, written)
    inferring = partial(run_script, INFER, jobs[INFER])
    runs = {"infer": inferring}
    for name, used in (("without", layout.without_umi()), ("with", layout)):
        given = folder / f"{name}.kit.json"
        write_verdict(given, verdict_of(used))
        trimming = jobs[TRIM] | {"input": {"reads": [written], "kit": str(given)}}
        runs[name] = partial(run_script, TRIM, trimming)
    costs = least(runs, rounds)
    plain, with_umis = costs["without"].cpu, costs["with"].cpu
    return costs["infer"].cpu, plain, with_umis - plain


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


def main(asked: argparse.Namespace) -> None:
    others = dict(item.split("=", 1) for item in asked.other)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "umis").mkdir()
        library, truth = folder / "reads.fastq.gz", folder / "truth.tsv.gz"
        given = [f"--other={name}={path}" for name, path in others.items()]
        size = [f"--reads={asked.reads}", f"--seed={asked.seed}"]
        # Not in this process: the peak memory of a process is at least that of its parent.
        subprocess.run([sys.executable, simulate.__file__, folder, *size, *given], check=True)
        written = {path.suffixes[0][1:]: str(path) for path in folder.glob("other.*.fasta")}
        reference = prepare(folder, written)
        jobs = jobs_of(folder, reference, str(library))
        trimmed = folder / "trimmed.fastq"
        costs = costs_of(jobs, partial(run_cutadapt, library, trimmed), asked.rounds)
        on_two = [run_script(module, job, threads=2) for module, job in jobs.items()]
        report(asked, costs, on_two)
        *_, umis = costs_of_kit(folder / "umis", UMI_KIT, UMI_READS, asked.rounds)
        print(f"UMIs: {umis * 1e6 / UMI_READS:.2f} CPU s more for a million reads", flush=True)
        if asked.costs:
            return
        inserts = Counter(
            {row.sequence: row.reads for row in read_inserts(folder / "inserts.fastq.gz")}
        )
        with dnaio.open(trimmed) as file:
            theirs = Counter(record.sequence for record in file)
        differing = max((inserts - theirs).total(), (theirs - inserts).total())
        print(f"reads with another insert than the cutadapt command gives: {differing}")
        origins = trace_reads(library, truth, inserts)
        shares = read_shares(folder / "isomirs", inserts)
        columns = {
            "counted": accuracy.evaluate(origins, shares),
            "sequence alone": accuracy.evaluate(origins, accuracy.best_of_sequence(origins)),
        }
        print("\n" + accuracy.report(columns))
        kits = read_kits(make_libraries.KITS)
        report_kits({kit: costs_of_kit(folder / "umis", kit, KIT_READS) for kit in kits})


def report(asked: argparse.Namespace, costs: Mapping[str, Cost], on_two: list[Cost]) -> None:
    """Print the costs on one core and on two, and what they come to per million reads."""
    millions = asked.reads / 1e6
    ours = [cost for name, cost in costs.items() if name != "cutadapt command"]
    rows = {
        **costs,
        "all three jobs": Cost(
            sum(cost.cpu for cost in ours),
            sum(cost.wall for cost in ours),
            max(cost.memory for cost in ours),
        ),
    }
    print(f"{asked.reads:,} simulated reads of 51 nt, gzipped; one core, least of {asked.rounds}\n")
    print(f"{'':18}{'CPU s':>8}{'wall s':>8}{'MB':>8}{'CPU s per million reads':>26}")
    for name, cost in rows.items():
        print(
            f"{name:18}{cost.cpu:8.2f}{cost.wall:8.2f}{cost.memory:8.0f}{cost.cpu / millions:26.2f}"
        )
    share = rows["all three jobs"].cpu / costs["cutadapt command"].cpu
    print(f"\nall three jobs / cutadapt command: {share:.2f} of the CPU time")
    wall, memory = sum(cost.wall for cost in on_two), max(cost.memory for cost in on_two)
    print(f"on two cores: {wall:.1f} s wall, {memory:.0f} MB", flush=True)


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
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--other", action="append", default=[], metavar="CLASS=FASTA")
    parser.add_argument("--costs", action="store_true")
    main(parser.parse_args())
