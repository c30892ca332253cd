"""Names of miRNAs and samples, as short as a figure needs them."""

import re
from collections.abc import Iterable

LONGEST_NAME = 28  # characters


def shorten(name: str) -> str:
    """A name with its middle left out if it is very long."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME // 2]}…{name[-LONGEST_NAME // 2 + 1 :]}"


def short_names(names: Iterable[str]) -> list[str]:
    """The names of miRNAs without the species prefix if all have the same.

    Of a group, joined with slashes, two members are named and the others counted. What stands
    behind a bar, the type of a fragment or the variant of an isomiR, stays.
    """
    parted = [name.partition("|") for name in names]
    groups = [group.split("/") for group, _, _ in parted]
    prefixes = {member.partition("-")[0] for group in groups for member in group}
    prefix = next(iter(prefixes)) if len(prefixes) == 1 else ""
    if re.fullmatch(r"(?!mir$|let$|lin$|trna$)[a-z]{3,4}", prefix, re.IGNORECASE):
        groups = [[member.removeprefix(f"{prefix}-") for member in group] for group in groups]
    return [
        _shorten_group(group) + f" {part}".rstrip()
        for group, (_, _, part) in zip(groups, parted, strict=True)
    ]


def _shorten_group(group: list[str]) -> str:
    return "/".join(group[:2]) + (f" (+{len(group) - 2})" if len(group) > 2 else "")
