"""What is asked of GEO and ENA, in as few requests as they can answer."""

import gzip
import re
import tempfile
import urllib.parse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mirtrd.accession.reports import FIELDS, Run, read_report
from mirtrd.accession.soft import Record, parse_soft
from mirtrd.core.download import GZIP, Remote, fetch, locate
from mirtrd.core.files import UNREADABLE
from mirtrd.core.job import UserError
from mirtrd.reference.names import some

# Bytes of a record or report: those of 10,000 samples are a tenth of it.
MOST_BYTES = 200_000_000
MIRROR = "archive.mirror"
REPORT = ".filereport.tsv"


@dataclass(frozen=True, kw_only=True)
class Archives:
    """Where GEO and ENA are. ``mirror`` is a folder, or a web address, that has their files.

    In it, reports of ENA are called ``{accession}.filereport.tsv``, records of GEO
    ``{accession}_family.soft.gz``, and all other files as in the archive.
    """

    mirror: str | None = None
    reports: str = "https://www.ebi.ac.uk/ena/portal/api/filereport"
    records: str = "https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi"
    files: str = "https://ftp.ncbi.nlm.nih.gov/geo"

    @property
    def folder(self) -> Path | None:
        """The mirror, if it is a folder."""
        is_folder = self.mirror is not None and "://" not in self.mirror
        return Path(self.mirror) if is_folder and self.mirror is not None else None

    def runs_of(self, accession: str) -> list[Run]:
        """The runs of an accession, but not of GEO, which ENA refuses; none if it knows none."""
        query = {"accession": accession, "result": "read_run", "fields": ",".join(FIELDS),
                 "format": "tsv", "limit": "0"}  # fmt: skip
        address = f"{self.reports}?{urllib.parse.urlencode(query, safe=',')}"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{accession}{REPORT}"
            try:
                self._fetch(address, path)
            except UserError as error:
                # Without the long list of fields.
                raise UserError(str(error).replace(address, address.partition("&")[0])) from None
            return read_report(path, accession)

    def runs_named(self, names: Sequence[str]) -> list[Run]:
        """The runs of several accessions. Of each study that they belong to, all is asked at once.

        UserError for those that are not there.
        """
        runs: dict[str, Run] = {}
        if self.folder is not None:
            for path in sorted(self.folder.glob(f"*{REPORT}")):
                runs |= {run.name: run for run in read_report(path, path.name)}
        waiting = [name for name in names if not _has(runs.values(), name)]
        unknown = []
        while waiting and self.folder is None:
            found = self.runs_of(waiting[0])
            if found and len(waiting) > 1 and found[0].study:
                found = [*found, *self.runs_of(found[0].study)]
            runs |= {run.name: run for run in found}
            if not _has(runs.values(), waiting[0]):
                unknown.append(waiting[0])
            waiting = [name for name in waiting[1:] if not _has(runs.values(), name)]
        if unknown := unknown + waiting:
            where = f"no report in {MIRROR} has" if self.folder is not None else "ENA has"
            no = "" if self.folder is not None else "no runs of "
            raise UserError(f"{where} {no}{some(unknown)}: not public, or mistyped")
        wanted = set(names)
        return [run for run in runs.values() if run.names & wanted]

    def family_of(self, series: str) -> list[Record]:
        """The records of a series and its samples; UserError if GEO has none."""
        stub = f"{series[:-3] if len(series) > 6 else 'GSE'}nnn"
        file = f"{series}_family.soft.gz"
        return self._records(series, f"{self.files}/series/{stub}/{series}/soft/{file}", file)

    def sample_of(self, name: str) -> Record:
        """The record of a sample."""
        records = self._records(name, self._form(name, "self"), f"{name}.soft")
        return next(record for record in records if record.name == name)

    def _records(self, name: str, address: str, file: str) -> list[Record]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file
            try:
                self._fetch(address, path)
            except UserError as error:
                if ": 404 " not in str(error) or not file.endswith(".gz") or self.mirror:
                    raise _explained(error, name) from None
                path = Path(folder) / f"{name}.soft"  # of a series that is so new
                try:
                    self._fetch(self._form(name, "all"), path)
                except UserError as second:
                    raise _explained(second, name) from None
            records = _read_soft(path, name)
        found = [record for record in records if record.kind in ("SERIES", "SAMPLE")]
        if not any(record.name == name for record in found):
            raise UserError(f"GEO has no record of {name}: not public, or mistyped")
        return found

    def _form(self, name: str, target: str) -> str:
        return f"{self.records}?acc={name}&targ={target}&form=text&view=brief"

    def _fetch(self, address: str, path: Path) -> None:
        located = locate(address, path.name, self.mirror)
        print(f"asking {located}", flush=True)
        fetch(Remote(address=located, mirror=MIRROR, most_bytes=MOST_BYTES), path)


def _has(runs: Iterable[Run], name: str) -> bool:
    return any(name in run.names for run in runs)


def _explained(error: UserError, name: str) -> UserError:
    """GEO answers with a page in place of what it will not show."""
    if ": is an HTML page" in str(error):
        return UserError(
            f"GEO answers with a web page in place of the record of {name}: it is not public, or "
            "GEO limits access at the moment; look at it in a browser, or try later"
        )
    if ": 404 " in str(error):
        return UserError(f"GEO has no record of {name}: not public, or mistyped")
    return error


def _read_soft(path: Path, name: str) -> list[Record]:
    try:
        with path.open("rb") as plain:
            zipped = plain.read(2) == GZIP
        with gzip.open(path) if zipped else path.open("rb") as file:
            return list(parse_soft(file))
    except UNREADABLE as error:
        raise UserError(f"the record of {name} from GEO is damaged ({error}): try later") from None


def name_of(address: str) -> str:
    """The name of a file by its web address."""
    return urllib.parse.unquote(re.split(r"[?#]", address)[0].rpartition("/")[2])
