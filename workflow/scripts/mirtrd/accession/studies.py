"""From accessions to a study: its samples, the runs of each, and what has to be told of it.

Nothing is guessed: what cannot be told from the records is a note, or ends in an error.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mirtrd.accession.archives import Archives
from mirtrd.accession.reports import Run
from mirtrd.accession.soft import SMALL_RNA, Record
from mirtrd.core.job import UserError
from mirtrd.inputs.accessions import Accession, find_accession
from mirtrd.reference.names import some

STRATEGIES = ("miRNA-Seq", "ncRNA-Seq")
HUMAN = "9606"
# What of a run says something of its sample; what is the same for all becomes no column.
FACTS = ("library_strategy", "library_selection", "library_layout", "instrument_model", "tax_id")
TITLES = ("sample_title", "experiment_title", "library_name", "sample_alias")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A library: its name, its runs in order, and (key, value) of all that is said of it."""

    name: str
    runs: Sequence[Run]
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Study:
    """What accessions lead to.

    ``notes`` are what to know of it, a line each; ``protocols`` what was done to make libraries;
    ``supplements`` the addresses of the files that were published beside the reads.
    """

    title: str = ""
    samples: Sequence[Sample]
    notes: Sequence[str] = ()
    protocols: Sequence[str] = ()
    supplements: Sequence[str] = ()


@dataclass(kw_only=True)
class Gathered:
    """What was found so far: records of series and of samples, runs, notes."""

    series: list[Record] = field(default_factory=list)
    samples: dict[str, Record] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add_runs(self, runs: Iterable[Run]) -> None:
        self.runs |= {run.name: run for run in runs}


def resolve(accessions: Sequence[Accession], archives: Archives) -> Study:
    """The study of some accessions. UserError if there is none to work with."""
    found = Gathered()
    for accession in accessions:
        if accession.kind == "series":
            _add_series(accession.name, archives.family_of(accession.name), archives, found)
        elif accession.kind in ("study", "project"):
            runs = archives.runs_of(accession.name)
            if not runs:
                raise UserError(f"ENA has no runs of {accession.name}: not public, or mistyped")
            found.add_runs(runs)
    named = [a.name for a in accessions if a.kind == "geo_sample"]
    for name in named:
        if name not in found.samples:
            found.samples[name] = archives.sample_of(name)
    experiments = [_experiment_of(found.samples[name]) for name in named]
    parts = [a.name for a in accessions
             if a.kind in ("experiment", "run", "archive_sample", "biosample")]  # fmt: skip
    if named and not any(experiments):
        found.notes.append(f"{some(named)}: no raw data in the archives")
    if wanted := [name for name in (*filter(None, experiments), *parts) if name]:
        found.add_runs(archives.runs_named(wanted))
    if not found.series and not named:
        _add_records_of_runs(archives, found)
    samples = _join(found)
    if not samples:
        raise UserError(f"no samples in {some([a.name for a in accessions])}")
    return Study(
        title="; ".join(filter(None, (record.value("title") for record in found.series))),
        samples=samples,
        notes=[*found.notes, *_remark(samples)],
        protocols=_protocols_of(found.samples.values()),
        supplements=list(dict.fromkeys(f for record in found.series for f in record.supplements)),
    )


def _add_series(name: str, records: Sequence[Record], archives: Archives, found: Gathered) -> None:
    """A series with its samples and runs; of a SuperSeries, its parts of small RNA."""
    series = next(record for record in records if record.name == name)
    if parts := series.related("SuperSeries of", "series"):
        _add_parts(series, parts, archives, found)
        return
    if not series.is_sequenced:
        raise UserError(
            f"{name} is of {', '.join(series.values('type'))}: counts or reads of sequencing are "
            "needed"
        )
    samples = {record.name: record for record in records if record.kind == "SAMPLE"}
    if whole := series.related("SubSeries of", "series"):
        found.notes.append(f"{name} is a SubSeries of {', '.join(whole)}: only its own is taken")
    studies = series.related("SRA", "study") or series.related("BioProject", "project")
    experiments = list(filter(None, map(_experiment_of, samples.values())))
    runs: list[Run] = []
    if studies:
        runs = [run for study in studies for run in archives.runs_of(study)]
        if not runs:
            found.notes.append(
                f"{name}: ENA has no runs of {', '.join(studies)}: not public, or not there yet"
            )
    elif experiments:
        runs = archives.runs_named(experiments)
    else:
        found.notes.append(
            f"{name} has no raw data in the archives; published counts may be among its "
            "supplementary files"
        )
    found.series.append(series)
    found.samples |= samples
    found.add_runs(runs)


def _add_parts(series: Record, parts: Sequence[str], archives: Archives, found: Gathered) -> None:
    """The parts of a SuperSeries that say they are of small RNA; it owns no runs itself."""
    families = {part: archives.family_of(part) for part in parts}
    types = {part: next(record for record in family if record.name == part).values("type")
             for part, family in families.items()}  # fmt: skip
    small = [part for part in parts if SMALL_RNA in types[part]]
    listed = "; ".join(f"{part} ({', '.join(types[part]) or 'of no type'})" for part in parts)
    if not small:
        raise UserError(
            f"{series.name} is a SuperSeries of {listed}; none says that it is {SMALL_RNA}: name "
            "the one that you mean"
        )
    found.notes.append(f"{series.name} is a SuperSeries of {listed}; taken: {', '.join(small)}")
    for part in small:
        _add_series(part, families[part], archives, found)


def _experiment_of(sample: Record) -> str:
    return next(iter(sample.related("SRA", "experiment")), "")


def _biosample_of(sample: Record) -> str:
    return next(iter(sample.related("BioSample", "biosample")), "")


def _add_records_of_runs(archives: Archives, found: Gathered) -> None:
    """Of runs that came by way of GEO, what GEO says of their samples."""
    aliases = [_geo_name(run) for run in found.runs.values()]
    waiting = list(dict.fromkeys(filter(None, aliases)))
    while waiting:
        sample = archives.sample_of(waiting[0])
        found.samples[sample.name] = sample
        for series in sample.values("series_id")[:1]:
            for record in archives.family_of(series):
                if record.kind == "SERIES":
                    found.series.append(record)
                elif record.name in waiting:
                    found.samples[record.name] = record
        waiting = [name for name in waiting[1:] if name not in found.samples]


def _geo_name(run: Run) -> str:
    """The sample of GEO that a run is of: its experiment has that name at ENA."""
    for alias in (run.fact("experiment_alias"), run.fact("sample_alias")):
        if name := find_accession(alias, "geo_sample"):
            return name
    return ""


def _join(found: Gathered) -> list[Sample]:
    """The samples with their runs: by experiment, else by alias, else by BioSample."""
    by_experiment, by_biosample = {}, {}
    origins = Counter(map(_biosample_of, found.samples.values()))
    for name, record in found.samples.items():
        by_experiment[_experiment_of(record)] = name
        # Of two libraries of one BioSample, a run may be of either.
        if origins[_biosample_of(record)] == 1:
            by_biosample[_biosample_of(record)] = name
    runs_of: dict[str, list[Run]] = defaultdict(list)
    for run in found.runs.values():
        alias = _geo_name(run)
        name = (
            by_experiment.get(run.fact("experiment_accession") or run.name)
            or (alias if alias in found.samples else "")
            or by_biosample.get(run.fact("sample_accession") or run.name, "")
            or ("" if found.samples else run.fact("experiment_accession") or run.name)
        )
        runs_of[name].append(run)
    if strangers := runs_of.pop("", []):
        found.notes.append(
            f"{len(strangers)} runs belong to none of the samples, left out: "
            f"{some([run.name for run in strangers])}"
        )
    without = [name for name in found.samples if name not in runs_of]
    if without and runs_of:
        found.notes.append(f"{len(without)} samples have no runs, left out: {some(without)}")
    names = list(runs_of) if runs_of else list(found.samples)
    if runs_of and found.samples:
        names = [name for name in found.samples if name in runs_of]
    several = len(found.series) > 1
    return [
        Sample(name=name, runs=sorted(runs_of[name], key=lambda run: (len(run.name), run.name)),
               facts=_facts_of(found.samples.get(name), runs_of[name], several))
        for name in names
    ]  # fmt: skip


def _facts_of(record: Record | None, runs: Sequence[Run], several: bool) -> list[tuple[str, str]]:
    """What GEO says of a sample, or else the archive, and then what its runs have in common."""
    facts: list[tuple[str, str]] = []
    if record:
        facts += [("title", record.value("title"))]
        facts += [("series", value) for value in record.values("series_id")[:1] if several]
        facts += [("source_name", record.value("source_name_ch1"))]
        facts += record.characteristics
    else:
        facts += [(name, runs[0].fact(name)) for name in TITLES if runs]
    for name in FACTS:
        values = dict.fromkeys(run.fact(name) for run in runs)
        facts.append((name, ", ".join(filter(None, values))))
    return facts


def _remark(samples: Sequence[Sample]) -> list[str]:
    """What to know of the runs of a study, a line each."""
    runs = [run for sample in samples for run in sample.runs]
    notes = []
    if joined := [sample.name for sample in samples if len(sample.runs) > 1]:
        notes.append(f"{len(joined)} samples have several runs, which are joined: {some(joined)}")
    if paired := [run.name for run in runs if run.is_paired]:
        notes.append(
            f"{len(paired)} runs are paired: read 1 only is taken, as miRNAs are shorter than a "
            f"read: {some(paired)}"
        )
    strategies = Counter(run.fact("library_strategy") for run in runs)
    for strategy, number in sorted(strategies.items()):
        if strategy not in STRATEGIES:
            selections = sorted({run.fact("library_selection") for run in runs
                                 if run.fact("library_strategy") == strategy} - {""})  # fmt: skip
            notes.append(
                f"{number} runs are filed as {strategy or 'nothing'} (selection "
                f"{', '.join(selections) or 'not told'}), not as miRNA-Seq: see in the paper "
                "whether they are of small RNA"
            )
    others = Counter(run.fact("tax_id") for run in runs if run.fact("tax_id") not in ("", HUMAN))
    for taxon, number in sorted(others.items()):
        notes.append(f"{number} runs are of taxon {taxon}, not human: name its reference")
    return notes


def _protocols_of(samples: Iterable[Record]) -> list[str]:
    """How libraries were made, in the depositors' words, the most frequent text first."""
    texts = Counter(" ".join(record.values("extract_protocol_ch1")) for record in samples)
    return [text for text, _ in texts.most_common() if text]
