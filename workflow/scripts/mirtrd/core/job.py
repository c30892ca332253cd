"""Run the main function of a script as a Snakemake job."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


class UserError(Exception):
    """A mistake in what the user gave: one line that says what was found, what was
    expected and where to mend it. Shown without a traceback."""


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

    A ``UserError`` ends the job with its one line as the last of the log; any other
    exception keeps its traceback.
    """
    job: Job = sys.modules["__main__"].snakemake
    with Path(job.log[0]).open("w") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
        try:
            main(job)
        except UserError as error:
            sys.exit(f"Error: {error}")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
