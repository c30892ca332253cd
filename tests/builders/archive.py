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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

REPORT = "/ena/portal/api/filereport"
FIELDS = (
    "run_accession", "experiment_accession", "experiment_alias", "sample_accession",
    "secondary_sample_accession", "study_accession", "secondary_study_accession", "sample_alias",
    "sample_title", "experiment_title", "library_name", "library_layout", "library_strategy",
    "library_source", "library_selection", "instrument_model", "read_count", "base_count", "tax_id",
    "fastq_ftp", "fastq_md5", "fastq_bytes",
)  # fmt: skip


class Server(http.server.ThreadingHTTPServer):
    """Serves ``files`` by path. ``troubles`` are what it does first, request by request.

    ``requests`` are the paths that were asked for, with the first byte that was wanted.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.troubles: dict[str, Iterator[Trouble]] = {}
        self.requests: list[tuple[str, int]] = []
        self.released = threading.Event()

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
        self.server.requests.append((self.path, start))
        trouble = next(self.server.troubles.get(self.path, iter(())), None)
        if trouble is not None:
            trouble(self, start)
        elif self.path not in self.server.files:
            self.send_error(404)
        else:
            self.give(self.server.files[self.path], start)

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


@dataclass(kw_only=True)
class Study:
    """A study at ENA and, if it has samples, a series at GEO: what they answer is made of it."""

    study: str = "SRP256285"
    series: str = "GSE148576"
    project: str = "PRJNA625077"
    runs: list[dict[str, str]] = field(default_factory=list)
    soft: str = ""

    def report(self) -> bytes:
        """The answer of ENA."""
        rows = ("\t".join(run.get(name, "") for name in FIELDS) for run in self.runs)
        return "".join(f"{line}\n" for line in ("\t".join(FIELDS), *rows)).encode()


def run_at_ena(number: int, files: dict[str, bytes], address: str, **facts: str) -> dict[str, str]:
    """The row of a run; its files by name, in this order."""
    run = f"SRR{8426000 + number}"
    folder = f"{address}/vol1/fastq/{run[:6]}/00{run[-1]}/{run}"
    return {
        "run_accession": run,
        "experiment_accession": f"SRX{5692000 + number}",
        "experiment_alias": f"GSM{4473000 + number}",
        "sample_accession": f"SAMN{14586000 + number}",
        "sample_alias": f"GSM{4473000 + number}",
        "study_accession": "PRJNA625077",
        "secondary_study_accession": "SRP256285",
        "library_layout": "SINGLE",
        "library_strategy": "miRNA-Seq",
        "library_selection": "size fractionation",
        "instrument_model": "NextSeq 500",
        "tax_id": "9606",
        "fastq_ftp": ";".join(f"{folder}/{name}" for name in files),
        "fastq_md5": ";".join(hashlib.md5(content).hexdigest() for content in files.values()),
        "fastq_bytes": ";".join(str(len(content)) for content in files.values()),
        **facts,
    }
