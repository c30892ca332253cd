"""One run at a time in a working directory, by locks that the kernel frees when a process ends.

A run holds ``RUN`` to its end, each of its jobs a share of ``JOBS``. So a second run is refused;
and one that follows a killed run needs no command to unlock: it waits for the jobs that outlived
that, as they could write over newer results. On a file system that has no locks, all is as if no
other run were there.
"""

import errno
import fcntl
import os
import socket
import uuid
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

FOLDER = Path(".snakemake")
RUN, JOBS = FOLDER / "mirtrd.run", FOLDER / "mirtrd.jobs"
# What jobs find the name of their run under.
NAME = "MIRTRD_RUN"
# Answers of a file system to a lock that another process holds.
HELD = (errno.EAGAIN, errno.EACCES)


class BusyError(Exception):
    """Another run is at work in the working directory."""


def begin_run(environment: MutableMapping[str, str], say: Callable[[str], None]) -> IO[str]:
    """Make this process the run of the working directory, for as long as the file is open.

    Its name is put into the environment of its jobs. Waits for jobs of an earlier run, and says so.
    Raises BusyError if there is another run.
    """
    FOLDER.mkdir(exist_ok=True)
    file = RUN.open("a+")
    if not _lock(file, fcntl.LOCK_EX | fcntl.LOCK_NB):
        with file:
            file.seek(0)
            who = " ".join(file.read().split()[1:])
        raise BusyError(
            f"another run is at work in {Path.cwd()} ({who or 'just begun'}): wait for its end, or "
            "start this one in another folder, with --directory"
        )
    name = uuid.uuid4().hex
    file.truncate(0)
    file.write(f"{name} process {os.getpid()} on {socket.gethostname()}\n")
    file.flush()
    # From here on, jobs of an earlier run that have yet to begin find that they are of no use.
    with JOBS.open("a+") as jobs:
        if not _lock(jobs, fcntl.LOCK_EX | fcntl.LOCK_NB):
            say("Jobs of an earlier run, which was killed, are still at work: waiting for them.")
            _lock(jobs, fcntl.LOCK_EX)
    environment[NAME] = name
    return file


@contextmanager
def join_run(name: str | None) -> Iterator[None]:
    """Hold a share for a job of the run of that name; none, if no run has started it.

    Raises BusyError if its run has ended and another has begun.
    """
    if not name or not RUN.is_file():
        yield
        return
    with JOBS.open("a+") as file:
        _lock(file, fcntl.LOCK_SH)
        if RUN.read_text().split()[:1] != [name]:
            raise BusyError("this job belongs to a run that has ended, and another has begun")
        yield


def _lock(file: IO[str], kind: int) -> bool:
    """Lock a file, where locks are known; False if another process holds it."""
    try:
        fcntl.flock(file, kind)
    except OSError as error:
        return error.errno not in HELD
    return True
