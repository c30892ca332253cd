"""What a run says at its end: where to look first, which samples failed, what to read.

All numbers are read from results of the run; what is missing or out of date is left out.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mirtrd.core.documents import read_document
from mirtrd.core.job import UserError
from mirtrd.panel.tables import SCORES
from mirtrd.quality.tables import STATUS
from mirtrd.screen.progress import Failure

# What is listed of samples, contrasts and failed jobs, before "and 7 more".
FEW = 3
# Letters of the reason of a sample; the whole of it is in the table.
WIDTH = 100
UNCALLED = ("not significant", "not testable")
SYNTHESISED = ("consistent", "inconsistent", "not shown")
REPORT = "results/report/report.html"
# Where each contrast and each sample leaves a file, whatever the run starts from.
OF_CONTRAST = "results/expression/*.fit.json"
OF_SAMPLE = "results/trimming/*.tally.json"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A run at its end.

    ``samples``, ``contrasts`` and the ``synthesis`` are those of the config, ``current`` the
    results that are up to date and were asked for. ``folder`` is the working directory, ``shown``
    what leads to it from where the command was typed. ``undone`` jobs did not start, as they need a
    failed one.
    """

    samples: Sequence[str]
    contrasts: Sequence[str]
    current: Container[str]
    synthesis: str = ""
    folder: Path = Path()
    shown: str = ""
    failures: Sequence[Failure] = ()
    undone: int = 0

    def path(self, result: str) -> str:
        """A result as the user would type it."""
        return f"{self.shown}{result}"

    def document(self, result: str) -> dict[str, Any]:
        """What is in a JSON file; nothing if it is not there, out of date or damaged."""
        if result not in self.current:
            return {}
        try:
            content = read_document(self.folder / result)
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


def describe_end(ended: Ended) -> list[str]:
    """The lines at the end of a run; what failed comes last."""
    first = "Done. Where to look first:"
    if ended.failures:
        first = (
            f"Not finished: {_jobs(len(ended.failures))} failed, {ended.undone:,} did not start."
        )
    elif ended.undone:
        first = f"Stopped before {_jobs(ended.undone)}. The same command goes on from here."
    parts = (
        *describe_report(ended),
        *describe_contrasts(ended),
        *describe_synthesis(ended),
        *describe_panels(ended),
        *describe_scores(ended),
        *describe_samples(ended),
        *describe_leftovers(ended),
    )
    if not parts and not (ended.failures or ended.undone):
        first = "Done."
    return [first, *parts, *describe_failures(ended)]


def describe_report(ended: Ended) -> list[str]:
    """Where the page is that holds all of it."""
    return [f"  All on one page: {ended.path(REPORT)}"] if REPORT in ended.current else []


def describe_contrasts(ended: Ended) -> list[str]:
    """The verdicts of each contrast, its list of candidates, and what there is to read of it."""
    found = {
        name: ended.document(f"results/expression/{name}.fit.json") for name in ended.contrasts
    }
    found = {name: fit for name, fit in found.items() if isinstance(fit.get("status"), dict)}
    lines = []
    for name, fit in list(found.items())[:FEW]:
        table = f"results/candidates/{name}.tsv"
        if table not in ended.current:
            table = f"results/expression/{name}.tsv"
        lines.append(f"  {name}: {_verdicts(fit['status'])}: {ended.path(table)}")
        lines += _to_read(ended, name, fit)
    if len(found) > FEW:
        lines.append(
            f"  and {len(found) - FEW} more contrasts: {ended.path('results/candidates/')}"
        )
    return lines


def _verdicts(numbers: dict[str, int]) -> str:
    called = ("changed",) if numbers.get("changed") else ("up", "down")
    others = [f"{numbers.get(verdict, 0):,} {verdict}" for verdict in UNCALLED]
    if not any(numbers.get(verdict) for verdict in called):
        return ", ".join(["no miRNA is called", *others])
    return ", ".join([f"{numbers.get(verdict, 0):,} {verdict}" for verdict in called] + others)


def _to_read(ended: Ended, name: str, fit: dict[str, Any]) -> list[str]:
    warnings = []
    pvalues = ended.document(f"results/robustness/{name}.pvalues.json")
    if pvalues.get("verdict", "well-behaved") != "well-behaved":
        warnings.append(f"verdict on its p-values: {pvalues['verdict']}")
    notes = [note for note in fit.get("notes", ()) if not _is_of_sample(note, ended.samples)]
    if notes:
        summary = ended.path(f"results/expression/{name}.fit.json")
        warnings.append(f"{len(notes)} notes on the test: {summary}")
    return [f"    Read: {'; '.join(warnings)}"] if warnings else []


def describe_synthesis(ended: Ended) -> list[str]:
    """The verdicts of the synthesis for each tissue that has several studies."""
    summary = f"results/meta/{ended.synthesis}.json"
    found = ended.document(summary) if ended.synthesis else {}
    lines = []
    for part in found.get("tissues", ()):
        told = [f"{part['status'][status]:,} {status}" for status in SYNTHESISED]
        if len(part["studies"]) > 1:
            where = f"{part['tissue']}, {len(part['studies'])} studies, {part['use']}"
            lines.append(f"  {ended.synthesis} ({where}): {', '.join(told)}")
    if found:
        lines.append(f"    Table: {ended.path(f'results/meta/{ended.synthesis}.tsv')}")
    if notes := found.get("notes"):
        lines.append(f"    Read: {len(notes)} notes on the studies: {ended.path(summary)}")
    return lines


def describe_panels(ended: Ended) -> list[str]:
    """The AUC of each panel that was trained, and whether it is more than exploratory."""
    lines = []
    for name in ended.contrasts:
        found = ended.document(f"results/panel/{name}.panel.json")
        if isinstance(found.get("performance"), dict):
            told = found["performance"]
            low, high = told["auc_interval"]
            lines.append(
                f"  panel of {name}: AUC {told['auc']:.2f} ({low:.2f} to {high:.2f}) in persons "
                f"left out, {told['verdict'].partition(':')[0]}: "
                f"{ended.path(f'results/panel/{name}.performance.tsv')}"
            )
    return lines


def describe_scores(ended: Ended) -> list[str]:
    """How many samples were scored by a panel, and how many refused."""
    if SCORES.path not in ended.current:
        return []
    try:
        statuses = Counter(row["status"] for row in SCORES.read(ended.folder / SCORES.path))
    except (OSError, ValueError, UserError):
        return []
    told = ", ".join(f"{number} {status}" for status, number in sorted(statuses.items()))
    return [f"  scores: {told}: {ended.path(SCORES.path)}"]


def _is_of_sample(note: str, samples: Iterable[str]) -> bool:
    return any(note.startswith(f"{sample} is left out") for sample in samples)


def describe_samples(ended: Ended) -> list[str]:
    """Samples that failed, and samples with warnings, the first few with their first reason."""
    if STATUS.path not in ended.current:
        return []
    try:
        table = list(STATUS.read(ended.folder / STATUS.path))
    except (OSError, ValueError, UserError):
        return []
    rows = [row for row in table if row["sample"] in ended.samples]
    lines = []
    for status, words in (("fail", "failed"), ("warn", "have warnings")):
        of_status = [row for row in rows if row["status"] == status]
        if of_status:
            told = f"{len(of_status)} of {len(rows)} samples {words}"
            lines.append(f"  {told}: {ended.path(STATUS.path)}")
            lines += [f"    {row['sample']}: {_first(row['reason'])}" for row in of_status[:FEW]]
            lines += [f"    and {len(of_status) - FEW} more"] * (len(of_status) > FEW)
    return lines


def _first(reason: str) -> str:
    """The first of several reasons, cut short, without the key of the config that decided it."""
    words = re.sub(r" \(quality\.[\w.]+\)$", "", reason.split("; ")[0])
    return words if len(words) <= WIDTH else f"{words[:WIDTH].rstrip()} …"


def describe_leftovers(ended: Ended) -> list[str]:
    """Contrasts and samples that have results but are not in the config any more."""
    gone: list[str] = []
    if not ended.samples:
        return gone  # a synthesis knows nothing of a run in the same folder
    for kind, pattern, known in (
        ("contrast", OF_CONTRAST, ended.contrasts),
        ("sample", OF_SAMPLE, ended.samples),
    ):
        end = pattern.rpartition("*")[2]
        names = sorted(path.name.removesuffix(end) for path in ended.folder.glob(pattern))
        gone += [f"{kind} {name}" for name in names if name not in known]
    return [f"  Results of what is not in the config any more: {_few(gone)}"] if gone else []


def describe_failures(ended: Ended) -> list[str]:
    """The jobs that failed, each with its log and, at last, what it said."""
    lines = []
    if len(ended.failures) > FEW:
        lines.append(f"  {len(ended.failures) - FEW} more failed before:")
    for failure in ended.failures[-FEW:]:
        lines += [f"  {failure.job} ({failure.log}):", failure.message.splitlines()[-1]]
    return lines


def _few(items: Sequence[str]) -> str:
    more = f" and {len(items) - FEW:,} more" if len(items) > FEW else ""
    return ", ".join(items[:FEW]) + more


def _jobs(number: int) -> str:
    return f"{number:,} job{'s' * (number != 1)}"
