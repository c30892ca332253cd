"""The page of the kits, from their table."""

import csv

from pages.checkout import ROOT, make_table

KITS = ROOT / "resources" / "kits.tsv"


def read_kits() -> list[dict[str, str]]:
    """The rows of the table of kits."""
    with KITS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def describe_umi(kit: dict[str, str]) -> str:
    """The UMI of a kit: its lengths and where it is."""
    if kit["umi_after"] != "0":
        return f"{kit['umi_after']}, behind the adapter"
    if kit["umi_5p"] != "0" or kit["umi_3p"] != "0":
        return f"{kit['umi_5p']} + {kit['umi_3p']}, the random bases"
    return "none"


def write_kits() -> str:
    """Every kit of the table."""
    rows = (
        (
            f"`{kit['kit']}`",
            kit["bases_5p"],
            f"`{kit['adapter']}`" if kit["adapter"] else "none",
            kit["bases_3p"],
            describe_umi(kit),
            kit["protocols"],
        )
        for kit in read_kits()
    )
    return (
        "# Kits\n\n"
        "The names that `library.kit` and the column `kit` of the sample sheet know, next to "
        "`auto` and `custom`. Lengths are in nt. [Kits and UMIs](../how-to/kits.md) says how to "
        "choose, and how to add one.\n\n"
        + make_table(("kit", "5' bases", "3' adapter", "3' bases", "UMI", "protocols"), rows)
    )
