"""Library kits: how a read is built, from the table of kits or from the config."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Layout(NamedTuple):
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
        return self._replace(umi_5p=0, umi_3p=0, umi_after=0)


def read_kits(path: str | Path) -> dict[str, Layout]:
    """The layout of each kit, in the order of the table."""
    with Path(path).open(newline="") as file:
        return {row["kit"]: layout_of(row) for row in csv.DictReader(file, delimiter="\t")}


def layout_of(settings: Mapping[str, Any]) -> Layout:
    """A layout from a row of the table of kits or from ``library.custom`` of the config."""
    fields = {name: settings[name] for name in Layout._fields}
    return Layout(**{k: v or "" if k == "adapter" else int(v) for k, v in fields.items()})
