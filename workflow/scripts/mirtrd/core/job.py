"""Run the main function of a script as a Snakemake job."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from mirtrd.core.locks import NAME, BusyError, join_run


class UserError(Exception):
    """A mistake in what the user gave: one line that says what was found, what was
    expected and where to mend it. Shown without a traceback."""


# A full disk, a quota, a disk or a folder that may not be written to.
OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


class Job(Protocol):
    """What Snakemake hands to a script: everything under the names that its rule gives it."""

    input: Any
    output: Any
    params: Any
    wildcards: Any
    log: Any
    threads: int


def run(main: Callable[[Job], None]) -> None:
    """Call ``main`` with the job of this script, in the job's log all that is printed, by C
    libraries too.

    A ``UserError``, and a disk that is full or may not be written to, end the job with one line as
    the last of the log; any other exception keeps its traceback. Where the log cannot be written,
    the line is on the screen.
    """
    job: Job = sys.modules["__main__"].snakemake
    screen = os.dup(sys.stderr.fileno())
    line = ""
    try:
        with join_run(os.environ.get(NAME)), Path(job.log[0]).open("w") as log:
            os.dup2(log.fileno(), sys.stdout.fileno())
            os.dup2(log.fileno(), sys.stderr.fileno())
            try:
                main(job)
            finally:
                sys.stdout.flush()
    except UserError as error:
        line = f"Error: {error}"
    except BusyError as error:
        # On the screen only: the log is that of another run now.
        os.write(screen, f"Error: {error}\n".encode())
        os._exit(1)
    except OSError as error:
        if error.errno not in OF_THE_DISK:
            raise
        line = f"Error: {_in_words(error, job.log[0])}"
    if line:
        _say(line, screen)
        # Not by sys.exit: what is printed at the exit may find the disk full again.
        os._exit(1)


def _in_words(error: OSError, log: str) -> str:
    where = error.filename or f"the results, or their log {log},"
    return (
        f"{where} cannot be written ({error.strerror}): make room or get permission, then start "
        "the run again"
    )


def _say(line: str, screen: int) -> None:
    """Write the last line of the log; of the screen, if the log cannot be written."""
    text = f"{line}\n".encode(errors="backslashreplace")
    try:
        if os.fstat(sys.stderr.fileno()).st_ino == os.fstat(screen).st_ino:
            raise OSError("the log was not opened")
        if os.write(sys.stderr.fileno(), text) < len(text):
            raise OSError("the disk is full")
    except OSError:
        os.write(screen, text)
