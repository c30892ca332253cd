"""Fetch a file from a web address or a folder: whole and as expected, or not at all.

What may pass (no connection, a transfer cut off or too slow, a server that is busy) is tried again,
from where the transfer stopped if the server can do so (HTTP range requests). Until it is complete
and checked, a file has ".part" behind its name.
"""

import datetime
import email.utils
import http.client
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from mirtrd.core.digests import md5_of
from mirtrd.core.job import UserError

ATTEMPTS = 3  # in a row that bring less than PROGRESS
PROGRESS = 1_000_000  # bytes
PAUSE = 5.0  # s, before the second attempt; twice as long before each further one
LONGEST_PAUSE = 900.0  # s; a server that asks for more is left alone
TIMEOUT = 60.0  # s without a byte
SLOWEST = 1000.0  # bytes/s, over TIMEOUT
CHUNK = 1 << 18  # bytes
MOST_BYTES = 2_000_000_000  # of a file whose size is not known before
GZIP = b"\x1f\x8b"
# Answers of a server that may differ the next time: too slow, too many requests, its own errors.
PASSING = (408, 425, 429)


@dataclass(frozen=True, kw_only=True)
class Remote:
    """A file to fetch: its web address or path, and what is known of it.

    ``size`` (bytes) and ``md5`` (hexadecimal digits) are those of the file as a whole.
    ``mirror`` is the key of the config that can name a copy.
    """

    address: str
    mirror: str
    size: int | None = None
    md5: str = ""
    most_bytes: int = MOST_BYTES

    @property
    def is_remote(self) -> bool:
        return self.address.startswith(("http://", "https://", "ftp://"))

    @property
    def is_checkable(self) -> bool:
        """Whether it can be told that a part of an earlier run is of this very file."""
        return self.size is not None and bool(self.md5)


class _PassingError(Exception):
    """What may be otherwise the next time; ``pause`` is how long the server asks to wait (s)."""

    def __init__(self, problem: str, pause: float | None = None):
        super().__init__(problem)
        self.pause = pause


class _DamagedError(Exception):
    """The bytes are not those that were expected: fetched anew once, from the start."""


def locate(address: str, name: str, mirror: str | None) -> str:
    """Where a file is: at its address, or under its name in the mirror (web address or folder)."""
    return address if mirror is None else f"{mirror.rstrip('/')}/{name}"


def fetch(remote: Remote, target: Path) -> None:
    """Make ``target`` the file of a remote. A target that is there is replaced at the end.

    Raises UserError if there is no such file, if it is a web page, too large or not as expected,
    or if nothing helps.
    """
    part = target.with_name(f"{target.name}.part")
    if not remote.is_checkable:
        part.unlink(missing_ok=True)
    for again in (False, True):
        try:
            _transfer(remote, part)
            _check(remote, part)
        except _DamagedError as problem:
            part.unlink(missing_ok=True)
            if again:
                raise UserError(
                    f"{remote.address}: {problem}, twice: the file is damaged there, or what was "
                    f"expected is out of date; try later, or name a copy in {remote.mirror}"
                ) from None
        else:
            part.replace(target)
            return


def _transfer(remote: Remote, part: Path) -> None:
    """Fetch what is missing of the part, in as many attempts as bring it further."""
    failed, furthest = 0, 0
    while True:
        try:
            if remote.is_remote:
                _receive(remote, part)
            else:
                _copy(remote, part)
            return
        except _PassingError as error:
            problem = error
        reached = _size_of(part)
        failed = 1 if reached >= furthest + PROGRESS else failed + 1
        furthest = max(furthest, reached)
        if failed == ATTEMPTS:
            raise UserError(
                f"{remote.address}: cannot be downloaded ({problem}; tried {ATTEMPTS} times): try "
                f"later, or name a copy in {remote.mirror}"
            )
        pause = PAUSE * 2 ** (failed - 1) if problem.pause is None else problem.pause
        if pause > LONGEST_PAUSE:
            raise UserError(
                f"{remote.address}: the server asks to wait for {pause:,.0f} s ({problem}): try "
                "later"
            )
        time.sleep(pause)


def _copy(remote: Remote, part: Path) -> None:
    path = Path(remote.address)
    if not path.is_file():
        raise UserError(f"{path}: does not exist ({remote.mirror})")
    with path.open("rb") as file:
        _pass_on(remote, file, part, 0, path.stat().st_size)


def _receive(remote: Remote, part: Path) -> None:
    """One attempt, from the end of what is there."""
    there = _size_of(part)
    if there and there == remote.size:
        return
    request = urllib.request.Request(remote.address)
    if there:
        request.add_header("Range", f"bytes={there}-")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            if response.geturl().endswith("/"):
                raise UserError(f"{remote.address}: leads to a folder, {response.geturl()}")
            there = _start_of(response, there, remote.size)
            length = response.headers["Content-Length"]
            total = remote.size if length is None else there + int(length)
            received = _pass_on(remote, response, part, there, total)
            if total is not None and received < total:
                raise _PassingError(f"cut off after {received} of {total} bytes")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and error.headers["Content-Range"] == f"bytes */{there}":
            return  # nothing lies behind what is there
        # What urllib says of a redirect that leads back has several lines.
        problem = " ".join(f"{error.code} {error.reason}".split())
        if error.code == 416:
            raise _DamagedError(f"{problem}: a part of another file was there") from None
        if error.code in PASSING or error.code >= 500:
            raise _PassingError(problem, retry_after(error.headers["Retry-After"])) from None
        raise UserError(f"{remote.address}: {problem}") from None
    except (OSError, http.client.HTTPException) as error:
        raise _PassingError(str(getattr(error, "reason", error)) or type(error).__name__) from None


def _start_of(response: Any, there: int, size: int | None) -> int:
    """From which byte on the answer goes: where the part ends, or from the start (200)."""
    if getattr(response, "status", 200) != 206:
        return 0
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers["Content-Range"] or "")
    if found and int(found[1]) == there and (size is None or found[2] in ("*", str(size))):
        return there
    raise _DamagedError(f"goes on as another file ({response.headers['Content-Range']})")


def _pass_on(remote: Remote, incoming: Any, part: Path, there: int, total: int | None) -> int:
    """Write what comes in behind the first bytes of the part; how many there are then.

    What is of another kind or too large ends before it is written.
    """
    read = getattr(incoming, "read1", incoming.read)
    chunk = read(CHUNK)
    if not there:
        _refuse_other_kind(remote, part, chunk)
    since, before = time.monotonic(), there
    with _opened(part, "ab" if there else "wb") as out:
        while chunk:
            there += len(chunk)
            _refuse_other_size(remote, max(there, total or 0))
            _write(out, chunk, part)
            if (passed := time.monotonic() - since) > TIMEOUT:
                if there - before < SLOWEST * passed:
                    raise _PassingError(f"{there - before} bytes in {passed:.0f} s")
                since, before = time.monotonic(), there
            chunk = read(CHUNK)
    return there


def _refuse_other_kind(remote: Remote, part: Path, start: bytes) -> None:
    name = part.name.removesuffix(".part")
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise UserError(f"{remote.address}: is an HTML page, expected {name}")
    if name.endswith(".gz") and not start.startswith(GZIP[: len(start) or 1]):
        raise UserError(f"{remote.address}: is not gzipped, expected {name}")


def _refuse_other_size(remote: Remote, size: int) -> None:
    """Refuse what has more bytes than it can have."""
    if remote.size is not None and size > remote.size:
        raise _DamagedError(f"has {size:,} bytes, expected {remote.size:,}")
    if remote.size is None and size > remote.most_bytes:
        raise UserError(
            f"{remote.address}: has {size:,} bytes or more, expected {remote.most_bytes:,} at most"
        )


def _opened(part: Path, mode: str) -> IO[bytes]:
    try:
        return part.open(mode)
    except OSError as error:
        raise UserError(f"{part}: cannot be written ({error.strerror})") from None


def _write(file: IO[bytes], data: bytes, part: Path) -> None:
    """Write at once: a full disk is no error of the connection, and ends all attempts."""
    try:
        file.write(data)
        file.flush()
    except OSError as error:
        raise UserError(f"{part}: cannot be written ({error.strerror})") from None


def _check(remote: Remote, part: Path) -> None:
    """Hold what was fetched against what was expected."""
    size = _size_of(part)
    if remote.size is not None and size != remote.size:
        raise _DamagedError(f"has {size:,} bytes, expected {remote.size:,}")
    if remote.md5 and (found := md5_of(part)) != remote.md5:
        raise _DamagedError(f"its MD5 is {found}, expected {remote.md5}")


def _size_of(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def retry_after(header: str | None) -> float | None:
    """How long a server asks to wait (s): its header Retry-After, a number or a date; None if not.

    https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
    """
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        date = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return max(0.0, (date - datetime.datetime.now(datetime.UTC)).total_seconds())
