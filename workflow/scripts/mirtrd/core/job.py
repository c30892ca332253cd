"""Run the main function of a script as a Snakemake job."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


class UserError(Exception):
    """A mistake in what the user gave: one line that says what was found, what was
    expected and where to mend it. Shown without a traceback."""


def run(main: Callable[[Any], None], job: Any) -> None:
    """Call ``main(job)`` with everything that is printed, by C libraries too, in the job's log.

    A ``UserError`` ends the job with its one line as the last of the log; any other
    exception keeps its traceback.
    """
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
