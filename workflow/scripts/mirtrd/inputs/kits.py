"""Library kits: how a read is built, from the table of kits or from the config."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from mirtrd.core.tables import Table, text, whole

KITS = Table(
    path="resources/kits.tsv",
    sentence="How the reads of each kit are built.",
    columns=(
        text("kit", "The name of the kit, as in `library.kit` and in the sample sheet."),
        whole("bases_5p", "Bases of the kit before the insert.", "nt"),
        text("adapter", "The 3' adapter as it stands in the read; empty in trimmed reads."),
        whole("bases_3p", "Bases of the kit between insert and adapter.", "nt"),
        whole("umi_5p", "The first of the 5' bases, which are part of the UMI.", "nt"),
        whole("umi_3p", "The last of the 3' bases, which are part of the UMI.", "nt"),
        whole("umi_after", "The bases of the UMI behind the adapter.", "nt"),
        text("protocols", "The products and protocols that build reads this way."),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A read from 5' to 3': bases, insert, bases, adapter, UMI; all lengths in nt.

    ``adapter`` is as it stands in the read, "" in reads that were trimmed before. The UMI is
    made of the first ``umi_5p`` of the 5' bases, the last ``umi_3p`` of the 3' bases and
    ``umi_after`` bases behind the adapter.
    """

    bases_5p: int = 0
    adapter: str = ""
    bases_3p: int = 0
    umi_5p: int = 0
    umi_3p: int = 0
    umi_after: int = 0

    @property
    def umi_length(self) -> int:
        """The length of the UMI in nt, 0 without one."""
        return self.umi_5p + self.umi_3p + self.umi_after

    def without_umi(self) -> "Layout":
        """The same read, its UMI not looked at; two kits with this in common trim alike."""
        return replace(self, umi_5p=0, umi_3p=0, umi_after=0)

    def trims_as(self, other: "Layout") -> bool:
        """Whether reads of two layouts have the same insert.

        An adapter may be given at any length.
        """
        length = min(len(self.adapter), len(other.adapter))
        return (
            (self.bases_5p, self.bases_3p) == (other.bases_5p, other.bases_3p)
            and self.adapter[:length] == other.adapter[:length]
            and bool(self.adapter) == bool(other.adapter)
        )

    def describe(self) -> str:
        """The layout in words."""
        around = ""
        if self.bases_5p or self.bases_3p:
            around = f"{self.bases_5p} bases before and {self.bases_3p} behind the insert, "
        adapter = f"adapter {self.adapter}" if self.adapter else "no adapter"
        umi = f", {self.umi_after} random bases behind it" if self.umi_after else ""
        return f"{around}{adapter}{umi}"


def read_kits(path: str | Path) -> dict[str, Layout]:
    """The layout of each kit, in the order of the table."""
    return {row["kit"]: layout_of(row) for row in KITS.read(path)}


def layout_of(settings: Mapping[str, Any]) -> Layout:
    """A layout from its fields by name: a row of the table, or ``library.custom`` of the config.

    The config has None for no adapter.
    """
    values = {field.name: settings[field.name] for field in fields(Layout)}
    return Layout(**values | {"adapter": values["adapter"] or ""})
