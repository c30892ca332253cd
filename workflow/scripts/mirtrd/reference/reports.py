"""Published directions: which tissue a report is about, and how often its sign is ours.

A report says in its own words what it was measured in. Blood cells, the fluid without cells and the
vesicles in it are different things, between which the same miRNA often goes different ways, so that
a report is only held against results of the same one.
"""

import re
from collections import Counter
from collections.abc import Iterable

DIRECTIONS = ("up", "down")
# Words that say where it was measured, the more special first; one part may say several.
FRACTIONS = {
    "csf": r"\bcsf\b|cerebrospinal",
    "brain": r"brain|pfc\b|\bacc\b|\bba ?\d+\b|cortex|amygdala|hippocamp|habenula|raphe|"
    r"accumbens|striatum|thalam|cerebell|post-?mortem",
    "pbmc": r"\bpbmcs?\b|mononuclear|lymphocyte|\bleu[ck]ocyte",
    "monocytes": r"monocyte",
    "plasma": r"plasma",
    "serum": r"serum|\bsera\b",
    "saliva": r"saliva",
    "urine": r"urine",
    "fibroblasts": r"fibroblast",
    "whole blood": r"\bblood\b(?! cells)",
}
VESICLES = re.compile(r"exosom|vesic|\bs?evs?\b|ndev")
ANIMAL = re.compile(r"\b(mouse|mice|murine|rats?|rodent|macaque|monkey|fly)\b")
UNKNOWN = re.compile(r"not (shown|stated|said|known)|unknown")


def fractions_of(tissue: str) -> frozenset[str]:
    """What a report was measured in, such as {"serum", "csf"} of "CSF, serum"; parts about animals
    are left out, and what cannot be told is the words themselves.

    A cell-free fluid and its vesicles ("plasma", "plasma vesicles") are two things.
    """
    words = re.sub(r"[_\s]+", " ", tissue.lower()).strip()
    if UNKNOWN.search(words):
        return frozenset()
    found: set[str] = set()
    for part in re.split(r"[,;/+&]| and ", words):
        # The + of "L1CAM+ EV" parts no tissues: what is left are vesicles of what stood before.
        if not part.strip() or ANIMAL.search(part):
            continue
        named = [name for name, pattern in FRACTIONS.items() if re.search(pattern, part)]
        if len(named) > 1 and "whole blood" in named:
            named.remove("whole blood")  # mononuclear cells of blood are no whole blood
        found.update(named or [" ".join(part.split())])
    if VESICLES.search(words):
        fluids = found & {"plasma", "serum", "csf", "saliva", "urine", "whole blood"}
        return frozenset(f"{fluid} vesicles" for fluid in fluids) or frozenset({"vesicles"})
    return frozenset(found)


def is_same_tissue(ours: str, reported: str) -> bool:
    """Whether a report was measured, among others, in what our samples are."""
    return bool(fractions_of(ours) & fractions_of(reported))


def majority(directions: Iterable[str]) -> str:
    """The direction of most reports, "" without a majority; those without direction do not vote."""
    votes = Counter(direction for direction in directions if direction in DIRECTIONS)
    if votes["up"] == votes["down"]:
        return ""
    return max(votes, key=lambda way: votes[way])


def sign_test(agree: int, contradict: int) -> float | None:
    """The two-sided p-value that published signs and ours agree by chance; None without any."""
    from scipy.stats import binomtest  # not at the top: to match tissues needs no scipy

    if not agree + contradict:
        return None
    return float(binomtest(agree, agree + contradict).pvalue)
