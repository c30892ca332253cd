"""What is asked for on the command line before there is a run: a sheet, or published counts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mirtrd.core.job import UserError
from mirtrd.core.paths import is_file, is_there
from mirtrd.inputs.accessions import file_stem
from mirtrd.inputs.reserved import check_paths

# What may stand behind --config together with an accession.
KNOWN = ("accession", "condition", "file", "files", "archive")
# Of what a sheet is made that is here: a folder of FASTQ files, or a table of counts.
LOCAL = ("reads", "counts")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An accession, or a folder or table that is here, and what to make of it.

    ``source`` is which of these, as on the command line; ``accession`` is the accession or path.
    ``condition`` is a column of the sheet, ``file`` one with counts, ``pattern`` which tables of
    an archive; "" and "*" where they are not given. ``stem`` is in the names of what is made.
    """

    accession: str
    source: str
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
    given = [key for key in LOCAL if isinstance(config.get(key), str)]
    if given:
        return _ask_local(config, given[0])
    for key in config:
        if key not in KNOWN:
            raise UserError(f"--config {key}=…: is not known here; known are {', '.join(KNOWN)}")
    accession = config["accession"]
    asked = Asked(
        accession=accession,
        source="accession",
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


def _ask_local(config: Mapping[str, Any], source: str) -> Asked:
    if others := [key for key in config if key != source]:
        raise UserError(
            f"--config {source}=… makes a sheet and stands alone, found {others[0]} too; a table "
            "of counts to start from is counts.path of the config"
        )
    path = str(config[source])
    check_paths([path])
    there = Path(path).is_dir() if source == "reads" and is_there(path) else is_file(path)
    if not there:
        kind = "folder of FASTQ files" if source == "reads" else "table of counts"
        raise UserError(f"--config {source}={path}: there is no such {kind}")
    name = Path(path).resolve().name
    name = name if source == "reads" else re.sub(r"\.gz$", "", name).rpartition(".")[0] or name
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._-") or source
    return Asked(
        accession=path, source=source, stem=stem, condition="", file="", pattern="*", mirror=None
    )


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
