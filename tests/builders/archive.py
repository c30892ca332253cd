"""A server on this machine that speaks as ENA and GEO do, well or badly.

The handler of the standard library ignores ``Range``; this one does not.
"""

import contextlib
import email.utils
import gzip
import hashlib
import http.server
import itertools
import random
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Sequence

REPORT, RECORD = "/ena/portal/api/filereport", "/geo/query/acc.cgi"
FIELDS = (
    "run_accession", "experiment_accession", "experiment_alias", "sample_accession",
    "secondary_sample_accession", "study_accession", "secondary_study_accession", "sample_alias",
    "sample_title", "experiment_title", "library_name", "library_layout", "library_strategy",
    "library_source", "library_selection", "instrument_model", "read_count", "base_count", "tax_id",
    "fastq_ftp", "fastq_md5", "fastq_bytes",
)  # fmt: skip


class Server(http.server.ThreadingHTTPServer):
    """Serves ``files`` by path. ``troubles`` are what it does first, request by request.

    ``runs`` are the rows of reports at ENA. ``requests`` are the paths that were asked for, with
    the first byte that was wanted; a report is called REPORT and the accession, a record of GEO
    RECORD, the accession and what of it.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.troubles: dict[str, Iterator[Trouble]] = {}
        self.runs: list[dict[str, str]] = []
        self.requests: list[tuple[str, int]] = []
        self.released = threading.Event()
        self.answering = self.most_at_once = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def trouble(self, path: str, *first: "Trouble", always: "Trouble | None" = None) -> None:
        """What goes wrong at the first requests for a path, or at all further ones too."""
        rest: Iterable[Trouble] = itertools.repeat(always) if always else ()
        self.troubles[path] = itertools.chain(first, rest)

    def asked(self, path: str) -> list[int]:
        """From which bytes on a path was asked for, request by request."""
        return [start for asked, start in self.requests if asked == path]

    def handle_error(self, *_: object) -> None:
        """A client that goes away is no error."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with the bytes of a file from where they are wanted."""

    server: Server

    def do_GET(self) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        start = int(wanted[1]) if wanted else 0
        self.path = self.short_path()
        self.server.requests.append((self.path, start))
        self.server.answering += 1
        self.server.most_at_once = max(self.server.most_at_once, self.server.answering)
        try:
            self.answer(start)
        finally:
            self.server.answering -= 1

    def answer(self, start: int) -> None:
        """With trouble if there is any left for this path, else as the archives do."""
        trouble = next(self.server.troubles.get(self.path, iter(())), None)
        if trouble is not None:
            trouble(self, start)
        elif self.path in self.server.files:
            self.give(self.server.files[self.path], start)
        elif self.path.startswith(REPORT):
            self.report(self.path.rpartition("/")[2])
        elif self.path.startswith(RECORD):
            self.give(PAGE)  # with status 200, as GEO does
        else:
            self.send_error(404)

    def short_path(self) -> str:
        """The path, with what is asked for of reports and records behind it."""
        parts = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        if parts.path == REPORT:
            assert query["result"] == "read_run"
            assert (query["format"], query["limit"]) == ("tsv", "0")
            assert set(query["fields"].split(",")) <= set(FIELDS)
            return f"{REPORT}/{query['accession']}"
        if parts.path == RECORD:
            assert (query["form"], query["view"]) == ("text", "brief")
            return f"{RECORD}/{query['acc']}/{query['targ']}"
        return self.path

    def report(self, accession: str) -> None:
        """ENA refuses accessions of GEO, and has no content for what it does not know."""
        rows = [run for run in self.server.runs if accession in run.values()]
        if accession.startswith("GS"):
            self.send_error(400)
        elif not rows:
            self.send_response(204)
            self.end_headers()
        else:
            self.give(report_of(rows))

    def give(self, content: bytes, start: int = 0, most: int | None = None) -> None:
        """Send what lies behind the start, or only the first of it."""
        if start and start >= len(content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(content)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start:] if most is None else content[start : start + most])

    def log_message(self, *_: object) -> None:
        pass


Trouble = Callable[[Handler, int], None]


def busy(code: int = 503, after: str | None = None) -> Trouble:
    """An error that passes, with or without the time to wait."""

    def answer(handler: Handler, start: int) -> None:
        handler.send_response(code)
        if after is not None:
            handler.send_header("Retry-After", after)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def in_seconds(seconds: float) -> str:
    """A date of HTTP."""
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


def cut_off(most: int) -> Trouble:
    """The connection ends after some bytes of those that were announced."""
    return lambda handler, start: handler.give(handler.server.files[handler.path], start, most)


def without_ranges(most: int | None = None) -> Trouble:
    """The whole file with 200, whatever was wanted."""
    return lambda handler, start: handler.give(handler.server.files[handler.path], 0, most)


def instead(content: bytes) -> Trouble:
    """Other bytes with 200, from the start."""
    return lambda handler, start: handler.give(content, 0)


def continued_as(content: bytes) -> Trouble:
    """The end of another file."""
    return lambda handler, start: handler.give(content, start)


def empty(code: int = 204) -> Trouble:
    """No content."""

    def answer(handler: Handler, start: int) -> None:
        handler.send_response(code)
        handler.end_headers()

    return answer


def silent(handler: Handler, start: int) -> None:
    """No answer until the end of the test."""
    handler.server.released.wait(20)


def drip(size: int, pause: float) -> Trouble:
    """A few bytes at a time, with pauses."""

    def answer(handler: Handler, start: int) -> None:
        content = handler.server.files[handler.path]
        handler.send_response(206 if start else 200)
        if start:
            whole = len(content)
            handler.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        handler.send_header("Content-Length", str(len(content) - start))
        handler.end_headers()
        with contextlib.suppress(OSError):
            for at in range(start, len(content), size):
                handler.wfile.write(content[at : at + size])
                if handler.server.released.wait(pause):
                    return

    return answer


def moved(to: str) -> Trouble:
    """A redirect."""

    def answer(handler: Handler, start: int) -> None:
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


PAGE = b"\n<!DOCTYPE html>\n<html><body>Access is limited</body></html>\n"


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A server that runs until the end of the block."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


def gzipped_reads(seed: int, number: int = 40) -> bytes:
    """A gzipped FASTQ file of random reads."""
    rng = random.Random(seed)
    reads = ("".join(rng.choices("ACGT", k=40)) for _ in range(number))
    text = "".join(f"@r{n}\n{read}\n+\n{'I' * 40}\n" for n, read in enumerate(reads))
    return gzip.compress(text.encode(), mtime=0)


def report_of(runs: Iterable[dict[str, str]], fields: Iterable[str] = FIELDS) -> bytes:
    """The answer of ENA on runs."""
    fields = list(fields)
    rows = ("\t".join(run.get(name, "") for name in fields) for run in runs)
    return "".join(f"{line}\n" for line in ("\t".join(fields), *rows)).encode()


def run_of(
    number: int, address: str, *, ends: Sequence[str] = ("",), **facts: str
) -> dict[str, str]:
    """The row of a run, of sample ``number``; ``ends`` stand in the names of its files.

    Those are at ``file_path(run, end)`` of the address.
    """
    run = facts.get("run_accession", f"SRR{8426000 + number}")
    contents = [reads_of(run, end) for end in ends]
    return {
        "run_accession": run,
        "experiment_accession": f"SRX{5692000 + number}",
        "experiment_alias": f"GSM{4473000 + number}",
        "sample_accession": f"SAMN{14586000 + number}",
        "sample_alias": f"GSM{4473000 + number}",
        "study_accession": PROJECT,
        "secondary_study_accession": STUDY,
        "library_layout": "PAIRED" if "_2" in ends else "SINGLE",
        "library_strategy": "miRNA-Seq",
        "library_selection": "size fractionation",
        "instrument_model": "NextSeq 500",
        "tax_id": "9606",
        "fastq_ftp": ";".join(f"{address}{file_path(run, end)}" for end in ends),
        "fastq_md5": ";".join(hashlib.md5(content).hexdigest() for content in contents),
        "fastq_bytes": ";".join(str(len(content)) for content in contents),
        **facts,
    }


def file_path(run: str, end: str = "") -> str:
    """Where ENA has a file of a run."""
    return f"/vol1/fastq/{run[:6]}/00{run[-1]}/{run}/{run}{end}.fastq.gz"


def reads_of(run: str, end: str = "", number: int = 40) -> bytes:
    """The reads of a run: different for each run and end, the same each time."""
    return gzipped_reads(sum(map(ord, f"{run}{end}")) + int(run[3:]), number)


def publish(server: Server, runs: Iterable[dict[str, str]]) -> None:
    """Put runs into the report, and their files where it says they are."""
    for run in runs:
        server.runs.append(run)
        for address in filter(None, run["fastq_ftp"].split(";")):
            name = address.rpartition("/")[2].removesuffix(".fastq.gz")
            run_name, mate, number = name.partition("_")
            server.files[urllib.parse.urlsplit(address).path] = reads_of(run_name, mate + number)


STUDY, PROJECT, SERIES = "SRP256285", "PRJNA625077", "GSE148576"
SMALL_RNA = "Non-coding RNA profiling by high throughput sequencing"
NCBI = "https://www.ncbi.nlm.nih.gov"
STUDY_LINK = f"SRA: {NCBI}/sra?term={STUDY}"
PROJECT_LINK = f"BioProject: {NCBI}/bioproject/{PROJECT}"


def series_record(
    name: str = SERIES,
    relations: Iterable[str] = (PROJECT_LINK, STUDY_LINK),
    types: Iterable[str] = (SMALL_RNA,),
    files: Iterable[str] = (),
) -> str:
    """The record of a series in SOFT."""
    lines = [
        f"^SERIES = {name}",
        f"!Series_title = Vesicles of {name}",
        f"!Series_geo_accession = {name}",
        *(f"!Series_type = {value}" for value in types),
        *(f"!Series_supplementary_file = {value}" for value in files),
        *(f"!Series_relation = {value}" for value in relations),
    ]
    return "".join(f"{line}\n" for line in lines)


def sample_record(
    number: int,
    characteristics: Iterable[str],
    *,
    series: str = SERIES,
    source: str = "plasma vesicles",
    with_runs: bool = True,
    protocol: str = "NEXTFLEX Small RNA-Seq kit v3",
) -> str:
    """The record of a sample in SOFT."""
    name = f"GSM{4473000 + number}"
    lines = [
        f"^SAMPLE = {name}",
        f"!Sample_title = {number}_W0",
        f"!Sample_geo_accession = {name}",
        "!Sample_type = SRA",
        f"!Sample_source_name_ch1 = {source}",
        "!Sample_organism_ch1 = Homo sapiens",
        *(f"!Sample_characteristics_ch1 = {value}" for value in characteristics),
        "!Sample_extract_protocol_ch1 = RNA was extracted.",
        f"!Sample_extract_protocol_ch1 = {protocol}",
        "!Sample_library_strategy = RNA-Seq",
        f"!Sample_relation = BioSample: {NCBI}/biosample/SAMN{14586000 + number}",
        *([f"!Sample_relation = SRA: {NCBI}/sra?term=SRX{5692000 + number}"] if with_runs else []),
        "!Sample_supplementary_file_1 = NONE",
        f"!Sample_series_id = {series}",
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def family_path(series: str) -> str:
    """Where GEO has the family file of a series."""
    stub = f"{series[:-3]}nnn" if len(series) > 6 else "GSEnnn"
    return f"/geo/series/{stub}/{series}/soft/{series}_family.soft.gz"


def publish_family(server: Server, series: str, *records: str) -> None:
    """Put a series and its samples where GEO has them."""
    text = "^DATABASE = GeoMiame\n!Database_name = Gene Expression Omnibus (GEO)\n" + "".join(
        records
    )
    server.files[family_path(series)] = gzip.compress(text.encode(), mtime=0)
