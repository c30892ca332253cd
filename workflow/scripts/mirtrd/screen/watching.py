"""Where Snakemake is asked what a run does, and its handler of the screen is given our words."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mirtrd.core.locks import BusyError, begin_run
from mirtrd.screen.ending import Ended, describe_end
from mirtrd.screen.progress import Progress

SCREEN = "DefaultStreamHandler"


class Watch:
    """A run of a Snakemake workflow, told of on the screen in the words of its rules.

    A dry run, a job on another machine, and one with ``--verbose`` or another logger keep what
    Snakemake says.
    """

    def __init__(
        self,
        workflow: Any,
        samples: Sequence[str],
        contrasts: Sequence[str],
        synthesis: str = "",
    ):
        self.workflow = workflow
        self.samples = samples
        self.contrasts = contrasts
        self.synthesis = synthesis
        place = os.path.relpath(Path.cwd(), workflow.rundir)
        self.shown = "" if place == "." else f"{place}/"
        self.progress = Progress(self._sentence_of, self.describe_end, self.shown)
        manager, settings = workflow.logger_manager, workflow.logger_manager.settings
        if workflow.is_main_process and not (settings.dryrun or settings.verbose):
            for handler in manager.logger.handlers:
                if handler.name == SCREEN:
                    # Before that of --quiet, to hear of all jobs.
                    handler.filters.insert(0, self.progress)
                    handler.setFormatter(self.progress)

    def begin(self) -> None:
        """Take the working directory for this run, or end it with one line."""
        say = self.workflow.logger_manager.logger.info
        try:
            # Until this process ends, however it does.
            self.lock = begin_run(os.environ, say)
        except BusyError as error:
            sys.exit(f"Error: {error}")

    def _sentence_of(self, name: str) -> str:
        """What a rule does; nothing for one that only names what others make."""
        rule = self.workflow.get_rule(name)
        return "" if rule.norun else str(rule.docstring or name).strip('"')

    def describe_end(self) -> str:
        """The last lines of the run, on the results that are as the config wants them."""
        return "\n".join(describe_end(self.ended()))

    def ended(self) -> Ended:
        """The run as it is now."""
        dag = self.workflow.dag
        undone = [job for job in dag.jobs if dag.needrun(job) and not dag.finished(job)]
        done = set(dag.jobs).difference(undone)
        failures = self.progress.failures
        return Ended(
            samples=self.samples,
            contrasts=self.contrasts,
            synthesis=self.synthesis,
            current={str(file) for job in done for file in job.output},
            shown=self.shown,
            failures=failures,
            undone=sum(not job.rule.norun for job in undone) - len(failures),
        )

    def end(self) -> None:
        """Say, on the screen and in Snakemake's log, what came of the run."""
        self.workflow.logger_manager.logger.info(self.describe_end())
