"""Names and colours of the fates of reads and of the classes of inserts."""

import itertools
from collections.abc import Iterable

# Name and colour of each fate, from useful to lost: blue aligns to miRNA genes, green to other RNAs
# or is read twice, grey to nothing, orange to brown tells of the library, purple of the sequencing.
FATE_LOOKS = {
    "mirna": ("miRNA", "#08306B"),
    "hairpin": ("miRNA hairpin", "#4292C6"),
    "ambiguous": ("ambiguous", "#9ECAE1"),
    "other_rna": ("other RNA", "#238B45"),
    "duplicate": ("PCR duplicate", "#A8DDB5"),
    "unaligned": ("not aligned", "#BDBDBD"),
    "too_short": ("insert too short", "#FEE391"),
    "too_long": ("insert too long", "#FEC44F"),
    "adapter_dimer": ("adapter dimer", "#EC7014"),
    "no_adapter": ("no adapter", "#8C2D04"),
    "no_umi": ("no UMI", "#FBB4B9"),
    "n_rich": ("too many N", "#DADAEB"),
    "low_quality": ("low quality", "#9E9AC8"),
    "poly_g": ("poly-G only", "#54278F"),
}
# Colours of the classes of inserts that every run has: blue for miRNA genes, grey for nothing.
CLASS_COLOURS = {
    "mirna": "#08306B",
    "hairpin": "#4292C6",
    "ambiguous": "#9ECAE1",
    "unaligned": "#BDBDBD",
}
CLASS_NAMES = {"mirna": "miRNA", "hairpin": "miRNA hairpin", "unaligned": "not aligned"}
# Colours of other RNAs, none of them blue or grey, neighbours unlike.
OTHER_COLOURS = (
    "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00",
    "#882255", "#B8DE6F", "#661100", "#F7B6D2", "#117733",
)  # fmt: skip


def class_looks(classes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name and colour of each class of inserts: miRNA genes, then other RNAs, then the rest."""
    known = dict.fromkeys(classes)
    others = [name for name in known if name not in CLASS_COLOURS]
    colours = dict(zip(others, itertools.cycle(OTHER_COLOURS), strict=False))
    order = [*(name for name in CLASS_COLOURS if name != "unaligned"), *others, "unaligned"]
    return {
        name: (CLASS_NAMES.get(name, name.replace("_", " ")), (CLASS_COLOURS | colours)[name])
        for name in order
        if name in known
    }
