"""What the way from FASTQ to counts costs, and how near the counts are to the truth.

    python tests/simulation/benchmark.py [READS] [--rounds N] [--costs] [--seed N] [--made-up]
                                         [--other CLASS=FASTA ...]
    python tests/simulation/benchmark.py [READS] --seeds N [N ...] [...]

Simulates one library of READS reads (default: one million; see simulate.py) and runs each job of a
sample in a process of its own, as Snakemake does: inferring the kit, trimming, counting. Prints CPU
time, wall time and peak memory next to the `cutadapt` command, which only trims: the least of N
rounds (default: three) in which all are run in turn. Trimming has to give the same inserts as the
cutadapt command; differences are counted. Then what UMIs add, for a million reads of a kit that has
them. The other RNAs are human, and counting knows those that ship, as in the default configuration.

Without --costs, also the accuracy of the counts next to the best that anyone could do who sees only
sequences, and gives each to the miRNA that most of its reads come from; and what inferring the kit
and trimming cost for a small library of each kit. With --seeds, it prints the accuracy for each of
several libraries instead: reads to the right and to a wrong miRNA (of all miRNA reads), other reads
as miRNA per million, the relative error of miRNAs from 10 reads on (90th percentile; without what
trimming drops), and miRNAs that are not there with 10 reads or more, of which so many have a
look-alike.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import dnaio

import accuracy
import make_libraries  # tells Python where the modules of the workflow are
import simulate
from costs import ROOT, Cost, least, run_cutadapt, run_script
from mirtrd.counting.tables import SAMPLE_ISOMIRS, SAMPLE_LOOK_ALIKES
from mirtrd.inputs.kits import Layout, read_kits
from mirtrd.inputs.others import CLASSES, shipped_others
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


class Simulated(NamedTuple):
    """A simulated library in a folder, the reference that is made for it, and the jobs of a sample
    by module."""

    folder: Path
    preparation: dict[str, Any]
    index: dict[str, Any]
    jobs: dict[str, Any]

    def prepare(self) -> None:
        """Make the reference and its index."""
        run_script("mirtrd.reference.prepare_reference", self.preparation)
        run_script("mirtrd.counting.index_reference", self.index)


def simulate_library(folder: Path, reads: int, seed: int, given: Sequence[str]) -> Simulated:
    """Simulate a library, and lay its jobs out as the default configuration does; ``given`` are
    further arguments of the simulation."""
    made = {name: str(folder / name) for name in ("fasta", "sequences", "matures")}
    command = [sys.executable, simulate.__file__, folder, f"--reads={reads}", f"--seed={seed}"]
    # Not in this process: the peak memory of a process is at least that of its parent.
    subprocess.run([*command, *given], check=True)
    written = {path.suffixes[0][1:]: str(path) for path in sorted(folder.glob("other.*.fasta"))}
    if set(written) == set(CLASSES):
        written = shipped_others(ROOT)
    index = str(folder / "index")
    return Simulated(
        folder=folder,
        preparation={
            "input": {
                **{key: str(path) for key, path in MIRBASE.items()},
                "other": list(written.values()),
            },
            "output": made,
            "params": {"species": None, "classes": list(written)},
        },
        index={"input": made, "output": {"index": index}},
        jobs=jobs_of(folder, {"index": index, **made}, str(folder / "reads.fastq.gz")),
    )


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


def read_counts(library: Simulated) -> Counter[str]:
    """The reads of each insert that trimming found."""
    rows = read_inserts(library.folder / "inserts.fastq.gz")
    return Counter({row.sequence: row.reads for row in rows})


def judge(library: Simulated) -> dict[str, accuracy.Accuracy]:
    """Counts of a library against its truth, next to the best that sequence alone allows."""
    folder = library.folder
    inserts = read_counts(library)
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
            library = simulate_library(Path(name), reads, seed, given)
            library.prepare()
            for module, job in library.jobs.items():
                run_script(module, job)
            counted, best = judge(library).values()
            rows = SAMPLE_LOOK_ALIKES.read(Path(name) / "look_alikes")
            flagged = set(counted.invented) & {row["mirna"] for row in rows}
        shares = (counted.right, best.right, counted.wrong, best.wrong)
        cells = [f"{seed:9}", *(f"{share:9.2%}" for share in shares)]
        cells += [f"{counted.false_per_million:9.0f}", f"{counted.error_90_kept:9.2%}"]
        print("".join([*cells, f"{len(counted.invented):9}{len(flagged):9}"]), flush=True)


def main(asked: argparse.Namespace, given: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "kit").mkdir()
        library = simulate_library(folder, asked.reads, asked.seed, given)
        library.prepare()
        trimmed = folder / "trimmed.fastq"
        cutadapt = partial(run_cutadapt, folder / "reads.fastq.gz", trimmed)
        costs = costs_of(library.jobs, cutadapt, asked.rounds)
        on_two = [run_script(module, job, threads=2) for module, job in library.jobs.items()]
        report(asked, costs, on_two)
        *_, umis = costs_of_kit(folder / "kit", UMI_KIT, UMI_READS, asked.rounds)
        print(f"UMIs: {umis * 1e6 / UMI_READS:.2f} CPU s more for a million reads", flush=True)
        if asked.costs:
            return
        inserts = read_counts(library)
        with dnaio.open(trimmed) as file:
            theirs = Counter(record.sequence for record in file)
        differing = max((inserts - theirs).total(), (theirs - inserts).total())
        print(f"reads with another insert than the cutadapt command gives: {differing}")
        print("\n" + accuracy.report(judge(library)))
        kits = read_kits(make_libraries.KITS)
        report_kits({kit: costs_of_kit(folder / "kit", kit, KIT_READS) for kit in kits})


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
    parser.add_argument("--costs", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, nargs="+")
    parser.add_argument("--other", action="append", default=[], metavar="CLASS=FASTA")
    parser.add_argument("--made-up", action="store_true")
    asked = parser.parse_args()
    passed_on = [*(f"--other={item}" for item in asked.other), *["--made-up"] * asked.made_up]
    if asked.seeds:
        judge_seeds(asked.reads, asked.seeds, passed_on)
    else:
        main(asked, passed_on)
