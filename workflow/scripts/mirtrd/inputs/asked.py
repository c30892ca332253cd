"""What is asked for on the command line before there is a run: a sheet, or published counts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mirtrd.core.job import UserError
from mirtrd.inputs.accessions import file_stem
from mirtrd.inputs.reserved import check_paths

# What may stand behind --config together with an accession.
KNOWN = ("accession", "condition", "file", "files", "archive")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An accession, and what to make of it.

    ``condition`` is a column of the sheet, ``file`` one with counts, ``pattern`` which tables of
    an archive; "" and "*" where they are not given. ``stem`` is in the names of what is made.
    """

    accession: str
    stem: str
    condition: str
    file: str
    pattern: str
    mirror: str | None

    @property
    def told(self) -> str:
        """The file that says what was made."""
        if self.file:
            return f"logs/accession/collect_counts.{self.stem}.log"
        return f"config/samples.{self.stem}.yaml"


def read_asked(config: Mapping[str, Any], path: str | Path) -> Asked:
    """What is asked for by ``config``, the command line. The file ``path`` may name a mirror."""
    for key in config:
        if key not in KNOWN:
            raise UserError(f"--config {key}=…: is not known here; known are {', '.join(KNOWN)}")
    accession = config["accession"]
    asked = Asked(
        accession=accession,
        stem=file_stem(accession),
        condition=str(config.get("condition") or ""),
        file=str(config.get("file") or ""),
        pattern=str(config.get("files") or "*"),
        mirror=_mirror_of(config) or _mirror_of(_read_leniently(path)),
    )
    check_paths([asked.file, asked.pattern, asked.mirror])
    if re.search("[{}]", asked.condition):
        raise UserError(f"condition={asked.condition}: give the name that the sheet has for it")
    return asked


def _mirror_of(config: Any) -> str | None:
    archive = config.get("archive") if isinstance(config, dict) else None
    mirror = archive.get("mirror") if isinstance(archive, dict) else None
    return mirror if isinstance(mirror, str) and mirror else None


def _read_leniently(path: str | Path) -> Any:
    """A config as it is, for one key of it: there may be none yet, or it is still being written."""
    try:
        return yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
