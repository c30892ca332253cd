"""Molecules behind reads: unique molecular identifiers (UMIs), their errors and collisions."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from mirtrd.inserts import Insert

# From this many neighbours by chance for each UMI, networks join most molecules of an insert.
DENSE = 1.0


class Molecules(NamedTuple):
    """Inserts counted in molecules, and the largest share of all UMIs that one insert uses."""

    inserts: list[Insert]
    space_used: float


class Tags(NamedTuple):
    """The UMIs of one insert: codes (two bits for each base, sorted) and the reads of each."""

    codes: np.ndarray
    reads: np.ndarray


def count_molecules(pairs: Mapping[str, int]) -> Molecules:
    """The molecules of each insert, from the reads of each ``"<insert> <UMI>"``.

    UMIs of an insert that differ at one base are one molecule if the one has at least twice the
    reads of the other, less one: the directional network of UMI-tools (Smith et al. 2017,
    doi:10.1101/gr.209601.116). Where an insert has so many molecules that UMIs are neighbours,
    or equal, by chance, the number is raised by what is expected to be lost that way. An insert
    that differs at one base from one with more reads and has mostly the same UMIs is a
    sequencing error of that: the shared UMIs are no molecules of its own.
    """
    reads: Counter[str] = Counter()
    by_length: dict[int, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    for pair, count in pairs.items():
        insert, umi = pair.split(" ")
        reads[insert] += count
        by_length[len(umi)][insert].append((umi, count))
    molecules = dict.fromkeys(reads, 0.0)
    space_used = 0.0
    for length, umis in sorted(by_length.items()):
        tags = _encode(umis, length)
        errors = _errors_of_inserts(tags, length)
        counted = _count(tags, errors, length)
        for insert, number in counted.items():
            molecules[insert] += number
            space_used = max(space_used, number / 4**length)
    inserts = [
        Insert(insert, min(round(molecules[insert]), number), number)
        for insert, number in reads.items()
    ]
    return Molecules(inserts, space_used)


def _encode(umis: Mapping[str, list[tuple[str, int]]], length: int) -> dict[str, Tags]:
    pairs = [pair for found in umis.values() for pair in found]
    letters = np.frombuffer("".join(umi for umi, _ in pairs).encode(), dtype=np.uint8)
    # Bits 1 and 2 of the letters A, C, G and T differ.
    digits = ((letters >> 1) & 3).astype(np.int64).reshape(-1, length)
    codes = digits @ (1 << (2 * np.arange(length, dtype=np.int64)))
    reads = np.array([count for _, count in pairs])
    sizes = [len(found) for found in umis.values()]
    order = np.lexsort((codes, np.repeat(np.arange(len(sizes)), sizes)))
    ends = np.cumsum(sizes)[:-1]
    parts = zip(np.split(codes[order], ends), np.split(reads[order], ends), strict=True)
    return {insert: Tags(*part) for insert, part in zip(umis, parts, strict=True)}


def _errors_of_inserts(tags: Mapping[str, Tags], length: int) -> dict[str, np.ndarray]:
    """Which UMIs of an insert are sequencing errors of another insert (a mask for each)."""
    total = {insert: int(found.reads.sum()) for insert, found in tags.items()}
    errors: dict[str, np.ndarray] = {}
    for parent, reads in total.items():
        if reads == 1:
            continue
        codes, parent_reads = tags[parent]
        by_chance = len(codes) / 4**length
        for child in _substituted(parent):
            if 2 * total.get(child, reads) - 1 > reads:
                continue
            place = np.minimum(np.searchsorted(codes, tags[child].codes), len(codes) - 1)
            same = (codes[place] == tags[child].codes) & (
                parent_reads[place] >= 2 * tags[child].reads - 1
            )
            if same.mean() - by_chance > 0.5 * (1 - by_chance):
                errors[child] = errors.get(child, False) | same
    return errors


def _substituted(sequence: str) -> Iterator[str]:
    for position, base in enumerate(sequence):
        for other in "ACGT":
            if other != base:
                yield f"{sequence[:position]}{other}{sequence[position + 1 :]}"


def _count(
    tags: Mapping[str, Tags], errors: Mapping[str, np.ndarray], length: int
) -> dict[str, float]:
    """The molecules of each insert, its UMI errors joined or taken off."""
    left = {
        insert: Tags(found.codes[~errors[insert]], found.reads[~errors[insert]])
        if insert in errors
        else found
        for insert, found in tags.items()
    }
    neighbours = 3 * length / 4**length
    sparse = {i: t for i, t in left.items() if len(t.codes) * neighbours < DENSE}
    molecules: dict[str, float] = {}
    joined = reads_of_sparse = 0.0
    for insert, (seeds, absorbed) in _cluster(sparse, length).items():
        number = _not_lost(seeds, absorbed, neighbours)
        molecules[insert] = _without_collisions(number, 4**length)
        joined += len(left[insert].codes) - number
        reads_of_sparse += left[insert].reads.sum()
    error_rate = max(joined, 0) / max(reads_of_sparse, 1)
    for insert in left.keys() - sparse.keys():
        # Among dense UMIs, an error is seen only if it hits a UMI that no molecule has.
        codes, reads = left[insert]
        unseen = 1 - len(codes) / 4**length
        number = len(codes) - error_rate * reads.sum() * unseen
        molecules[insert] = _without_collisions(number, 4**length)
    return molecules


def _cluster(tags: Mapping[str, Tags], length: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each insert, the reads of the UMIs that stand and of those that another absorbs."""
    if not tags:
        return {}
    sizes = [len(found.codes) for found in tags.values()]
    owner = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    codes = np.concatenate([found.codes for found in tags.values()])
    reads = np.concatenate([found.reads for found in tags.values()])
    children: dict[int, list[int]] = defaultdict(list)
    for position in range(length):
        # UMIs that are equal but for this base stand next to each other.
        key = (owner << (2 * length)) | (codes & ~(3 << (2 * position)))
        order = np.argsort(key, kind="stable")
        ordered = key[order]
        for lag in (1, 2, 3):
            near = np.flatnonzero(ordered[lag:] == ordered[:-lag])
            one, other = order[near], order[near + lag]
            for parent, child in ((one, other), (other, one)):
                directed = reads[parent] >= 2 * reads[child] - 1
                for a, b in zip(parent[directed], child[directed], strict=True):
                    children[a].append(b)
    absorbed = np.zeros(len(codes), dtype=bool)
    seen: set[int] = set()
    for seed in sorted(children, key=lambda node: (-reads[node], node)):
        if seed in seen:
            continue
        seen.add(seed)
        reached = [seed]
        while reached:
            for child in children.get(reached.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    absorbed[child] = True
                    reached.append(child)
    ends = np.cumsum(sizes)
    return {
        insert: (part[~gone], part[gone])
        for insert, size, end in zip(tags, sizes, ends, strict=True)
        for part, gone in [(reads[end - size : end], absorbed[end - size : end])]
    }


def _not_lost(seeds: np.ndarray, absorbed: np.ndarray, neighbours: float) -> float:
    """The molecules of which ``seeds`` are left after some were absorbed by chance.

    ``neighbours`` is the chance that a UMI is a neighbour of a given other one.
    """
    left = len(seeds)
    if left * neighbours < 1e-4:
        return left
    ordered, others = np.sort(seeds), np.sort(absorbed)
    # A molecule is lost next to a UMI of at least twice its reads, less one, whether that stands
    # or was absorbed itself; of two that stand with a single read each, one is lost.
    needed = 2 * ordered - 1
    near = left - np.searchsorted(ordered, np.maximum(needed, ordered + 1))
    near = near + len(others) - np.searchsorted(others, needed)
    near = near + 0.5 * np.where(ordered == 1, (ordered == 1).sum(), 0)
    kept = np.exp(-neighbours * near)
    return float((1 / kept).sum())


def _without_collisions(molecules: float, space: int) -> float:
    """The molecules that use so many different UMIs, of ``space`` that are equally frequent."""
    return -space * math.log1p(-min(molecules / space, 1 - 1 / space))
