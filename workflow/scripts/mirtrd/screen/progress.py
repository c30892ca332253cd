"""What a run says while it goes on: one line for each job, in the words of its rule.

Snakemake's own page for each job stays in its log, under ``.snakemake/log/``, and in dry runs.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from snakemake_interface_logger_plugins.common import LogEvent

# What Snakemake tells of itself. Anything else that it says is shown, such as what it waits for.
EVENTS = {
    LogEvent.WORKFLOW_STARTED,
    LogEvent.RESOURCES_INFO,
    LogEvent.JOB_STARTED,
    LogEvent.PROGRESS,
    LogEvent.SHELLCMD,
    LogEvent.GROUP_INFO,
}
BEGINNINGS = (
    "Assuming unrestricted shared filesystem usage",
    "Building DAG of jobs",
    "Using shell: ",
    "Conda environments: ignored",
    "Singularity containers: ignored",
    "Select jobs to execute",
    "Removing output files of failed job",
    # Drafts that a failed job would have made for the first time.
    "Cannot restore ",
    "Exiting because a job execution failed",
    "Complete log(s): ",
    "Elapsed time: ",
    "WorkflowError:\nAt least one job did not complete successfully.",
)
# The exception of a script that ended by itself; what it said stands in its log.
SCRIPT_ENDED = "returned non-zero exit status 1."
NOTHING_TO_DO = "Nothing to be done"
# Lines of a log that are shown where it does not end in a line of ours.
LOG_LINES = 30
TRACEBACK = "Traceback (most recent call last)"
# What SLURM writes into its own log of jobs that it ends.
SCHEDULER = re.compile(r"slurmstepd: error: (.+)")
SILENCE = "Error: the job ended without a word, as one that is killed for want of memory does"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A job that failed: what it was to do, its log, and the last words in it."""

    job: str
    log: str
    message: str


def in_words(sentence: str, wildcards: Mapping[str, str]) -> str:
    """The sentence of a rule with the names of what a job is about, and without its full stop.

    "Test a contrast." is "Test the contrast TRD_vs_control" for that contrast.
    """
    words = sentence.strip().split("\n")[0].removesuffix(".")
    for kind, name in wildcards.items():
        article = next((a for a in ("a", "each", "the") if f" {a} {kind}" in words), None)
        if article:
            words = words.replace(f" {article} {kind}", f" {kind} {name}", 1)
        else:
            words += f" ({name})"
    return words


def last_words(logs: Sequence[str]) -> str:
    """What a failed job wrote at last: our one line, the end of a traceback, or what a scheduler
    says that ended it."""
    for log in logs:
        lines = _lines_of(log)
        if lines and lines[-1].startswith("Error: "):
            return lines[-1]
        if told := [found[1] for line in lines if (found := SCHEDULER.match(line))]:
            return f"Error: {told[0].strip('* ')}"
        if lines:
            return "\n".join(lines[-LOG_LINES:])
    return SILENCE


def tells_why(logs: Sequence[str]) -> bool:
    """Whether the logs of a job hold the reason why it failed."""
    texts = [_lines_of(log) for log in logs]
    return any(
        lines and (lines[-1].startswith("Error: ") or any(TRACEBACK in line for line in lines))
        for lines in texts
    )


def _lines_of(log: str) -> list[str]:
    try:
        return Path(log).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return []


class Progress(logging.Formatter):
    """Decides which of Snakemake's records reach the screen, and words them.

    ``sentences`` gives what a rule does, nothing for one that only names targets. ``ending`` gives
    the last lines of a run in which there was nothing to do, ``shown`` is what leads to the working
    directory from where the command was typed.
    """

    def __init__(self, sentences: Callable[[str], str], ending: Callable[[], str], shown: str = ""):
        super().__init__()
        self.sentences = sentences
        self.ending = ending
        self.shown = shown
        self._total = 0
        # By Snakemake's number of the job.
        self._words: dict[int, str] = {}
        self._lines: dict[int, int] = {}
        self._failed: dict[int, Failure] = {}
        # Jobs of a group that failed for another one, whose own error is still to come.
        self._excused: set[int] = set()

    @property
    def failures(self) -> list[Failure]:
        """The jobs that failed and were not done in another try."""
        return list(self._failed.values())

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is shown. A job that runs elsewhere is told of when it is finished, as
        all of them may be sent off at once."""
        known = vars(record)
        event = known.get("event")
        if event == LogEvent.JOB_INFO:
            return self._note_job(known) and known["local"]
        if event == LogEvent.JOB_FINISHED:
            self._failed.pop(known["job_id"], None)
            return known["job_id"] in self._words and known["job_id"] not in self._lines
        if event == LogEvent.GROUP_ERROR:
            return self._note_group_failure(known)
        if event == LogEvent.JOB_ERROR:
            if known["jobid"] in self._excused:
                self._excused.remove(known["jobid"])
                return False
            self._note_failure(known)
        if event == LogEvent.RUN_INFO:
            stats = known["stats"].items()
            self._total = sum(n for rule, n in stats if rule != "total" and self.sentences(rule))
            return self._total > 0
        message = str(record.msg)
        return event not in EVENTS and not (
            message.startswith(BEGINNINGS) or message.rstrip().endswith(SCRIPT_ENDED)
        )

    def format(self, record: logging.LogRecord) -> str:
        known = vars(record)
        event = known.get("event")
        if event == LogEvent.JOB_INFO:
            return self._line(known["jobid"])
        if event == LogEvent.JOB_FINISHED:
            return self._line(known["job_id"])
        if event in (LogEvent.JOB_ERROR, LogEvent.GROUP_ERROR):
            jobs = known["job_error_info"] if event == LogEvent.GROUP_ERROR else [known]
            failure = self._failed[min(job["jobid"] for job in jobs)]
            return f"Failed: {failure.job} ({failure.log})\n{failure.message}"
        if event == LogEvent.RUN_INFO:
            return f"{self._total:,} jobs to do"
        message = record.getMessage()
        return f"{message}\n{self.ending()}" if message.startswith(NOTHING_TO_DO) else message

    def _note_job(self, known: Mapping[str, Any]) -> bool:
        sentence = self.sentences(known["rule_name"])
        if sentence:
            words = known["rule_msg"] or in_words(sentence, known["wildcards"])
            self._words[known["jobid"]] = words
        return bool(sentence)

    def _line(self, job: int) -> str:
        number = self._lines.setdefault(job, len(self._lines) + 1)
        return f"[{number:{len(str(self._total))}}/{self._total}] {self._words[job]}"

    def _note_failure(self, known: Mapping[str, Any]) -> None:
        words = self._words.get(known["jobid"], known["rule_name"])
        logs = list(known["log"])
        log = f"{self.shown}{logs[0]}" if logs else "no log"
        self._failed[known["jobid"]] = Failure(job=words, log=log, message=last_words(logs))

    def _note_group_failure(self, known: Mapping[str, Any]) -> bool:
        """Of jobs that were sent off together, and failed together, excuse those whose logs do not
        say why. If none does, all were ended from outside, and that is to be told once."""
        jobs = sorted(known["job_error_info"], key=itemgetter("jobid"))
        guilty = [job["jobid"] for job in jobs if tells_why(list(job["log"]))]
        self._excused |= {job["jobid"] for job in jobs}.difference(guilty)
        if not guilty:
            first = jobs[0]
            words = self._words.get(first["jobid"], first["rule_name"])
            more = f", and {len(jobs) - 1:,} more jobs with it" * (len(jobs) > 1)
            logs = [str(log) for log in known["aux_logs"] if log]
            self._failed[first["jobid"]] = Failure(
                job=words + more, log=(logs or ["no log"])[0], message=last_words(logs)
            )
        return not guilty
