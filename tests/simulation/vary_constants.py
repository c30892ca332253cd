"""What half and double of each constant of counting do to the accuracy of counts.

    python tests/simulation/vary_constants.py [READS] [--seeds N ...] [--other CLASS=FASTA ...]

Simulates a library of READS reads (default: 200,000; see simulate.py) for each seed (default: four
of them), counts it with the constants as they are and with one of them halved or doubled, and
prints by how much that moves, in the mean over the libraries: the share of miRNA reads that are
counted for the right miRNA and for a wrong one, in percentage points, and other reads that are
counted as miRNA, per million reads. Inserts are cut at their true end, so that trimming plays no
part. Without FASTA files, the other RNAs are made up.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

import numpy as np

import accuracy
import simulate

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "workflow" / "scripts"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from builders.simulated import Drawn, draw_library
from mirtrd.counting.assigning import assign

# Module and name.
CONSTANTS = (
    ("isomir_model", "SUBSTITUTED"),
    ("learning", "PRIOR_READS"),
    ("learning", "MOST_OF_ONE"),
    ("learning", "OWN_ENDS"),
    ("learning", "ITS_OWN"),
    ("pairs", "NEGLIGIBLE"),
    ("pairs", "HOPELESS"),
    ("pairs", "FAR_SLACK"),
    ("chance", "ENOUGH"),
    ("chance", "MISMATCH"),
    ("fragments", "OTHER_TAIL"),
    ("fragments", "NEAR"),
    ("fragments", "NEIGHBOURS"),
    ("fragments", "AT_LEAST"),
    ("variants", "ENOUGH"),
    ("variants", "SHARE"),
    ("vouching", "REACH"),
    ("vouching", "ALIKE"),
    ("vouching", "BESIDE"),
    ("vouching", "BESIDE_SPREAD"),
    ("vouching", "ENDS_SLACK"),
    ("vouching", "LOOKED_AROUND"),
    ("assigning", "NOISE"),
    ("assigning", "MOSTLY"),
)
# What cannot be halved and doubled: shares near 1 (twice as far from it, or half as far), and the
# lengths of tails (half as many, and twice as many).
BY_HAND: dict[str, tuple[object, object]] = {
    "ITS_OWN": (0.5, 0.9),
    "MOSTLY": (0.25, 0.75),
    "OTHER_TAIL": ((0.985, 0.01, 0.002, 0.003), (0.94, 0.04, 0.008, 0.012)),
}
# Modules that use a constant of another one.
USERS = {"OTHER_TAIL": ("fragments", "vouching")}


@dataclass(frozen=True, kw_only=True)
class Moved:
    """By how much accuracy moves: right and wrong in percentage points, other reads per million."""

    right: float
    wrong: float
    other: float


def judge(library: Drawn) -> accuracy.Accuracy:
    """Count a library and hold that against its truth."""
    assigned = assign(library.sample, library.reference)
    pairs, names = assigned.pairs, library.reference.matures.names
    there = np.flatnonzero(assigned.share > 0)
    inserts = library.sample.inserts.sequences[pairs.insert[there]].astype(str).tolist()
    matures, given = pairs.mature[there].tolist(), assigned.share[there].tolist()
    shares: dict[str, dict[str, float]] = {}
    for insert, mature, share in zip(inserts, matures, given, strict=True):
        shares.setdefault(insert, {})[names[mature]] = share
    return accuracy.evaluate(library.origins, shares)


def vary(module: str, name: str) -> tuple[object, object]:
    """The two values that a constant is varied to; whole numbers stay whole."""
    if name in BY_HAND:
        return BY_HAND[name]
    value = getattr(import_module(f"mirtrd.counting.{module}"), name)
    return (value // 2 if isinstance(value, int) else value / 2), value * 2


def compare(before: Sequence[accuracy.Accuracy], after: Sequence[accuracy.Accuracy]) -> Moved:
    """The mean differences over libraries."""
    pairs = list(zip(before, after, strict=True))
    return Moved(
        right=100 * float(np.mean([new.right - old.right for old, new in pairs])),
        wrong=100 * float(np.mean([new.wrong - old.wrong for old, new in pairs])),
        other=float(np.mean([new.false_per_million - old.false_per_million for old, new in pairs])),
    )


def main(reads: int, seeds: Sequence[int], others: dict[str, dict[str, str]]) -> None:
    libraries = [draw_library(simulate.Library(seed, others), reads) for seed in seeds]
    before = [judge(library) for library in libraries]
    for seed, found in zip(seeds, before, strict=True):
        shares = f"right {found.right:.3%}, wrong {found.wrong:.3%}"
        print(f"seed {seed}: {shares}, other reads {found.false_per_million:.0f} per million")
    print(f"\n{'':30}{'becomes':>10}{'right':>9}{'wrong':>9}{'other reads':>13}")
    for module, name in CONSTANTS:
        for value in vary(module, name):
            with ExitStack() as stack:
                for user in USERS.get(name, (module,)):
                    stack.enter_context(patch(f"mirtrd.counting.{user}.{name}", value))
                moved = compare(before, [judge(library) for library in libraries])
            numbers = f"{moved.right:>+9.3f}{moved.wrong:>+9.3f}{moved.other:>+13.0f}"
            shown = value[0] if isinstance(value, tuple) else value
            print(f"{name:30}{shown:>10.4g}{numbers}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("reads", type=int, nargs="?", default=200_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[501, 502, 503, 504])
    parser.add_argument("--other", action="append", default=[], metavar="CLASS=FASTA")
    given = parser.parse_args()
    main(given.reads, given.seeds, simulate.drawn_from(given.other))
