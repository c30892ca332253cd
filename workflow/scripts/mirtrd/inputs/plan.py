"""What a run is to do: config and sheet, checked once, before any rule is defined."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from mirtrd.core.features import FRAGMENT, MIRNA
from mirtrd.core.job import UserError
from mirtrd.core.paths import is_file
from mirtrd.core.tables import Table
from mirtrd.design.checks import check_design
from mirtrd.design.contrasts import Contrast, Criteria, Design
from mirtrd.design.formulas import columns_of
from mirtrd.design.mixtures import describe_mixtures
from mirtrd.design.persons import describe_sums, libraries_to_sum, summed_samples
from mirtrd.inputs.count_tables import read_counts
from mirtrd.inputs.fastqs import Fastqs, resolve_fastqs, resolve_runs
from mirtrd.inputs.kits import Layout, layout_of, read_kits
from mirtrd.inputs.materials import HAEMOLYSIS, cell_free_samples, with_stand_in
from mirtrd.inputs.others import SPIKE_IN, find_others
from mirtrd.inputs.reserved import check_names, check_paths
from mirtrd.inputs.settings import check_config
from mirtrd.inputs.sheets import NEEDED, REQUIRED, read_sheet
from mirtrd.inputs.synthesis import Synthesis, find_synthesis
from mirtrd.inputs.targets import TargetSources, find_targets
from mirtrd.reference.names import read_names
from mirtrd.reference.tables import ACCEPTED, EVIDENCE, FORMER_NAMES

SCHEMA = Path("workflow") / "schemas" / "config.schema.json"
KITS = Path("resources") / "kits.tsv"
SHIPPED = Path("resources") / "mirbase"
SHIPPED_RELEASE = "miRBase22"
# Kits that are not in the table: described by the config, and to be inferred from the reads.
CUSTOM, AUTO = "custom", "auto"
LONGEST_UMI = 24  # nt
# The section of studies that are put together, and the keys without which a run has no samples.
SYNTHESIS, OF_SAMPLES = "meta", ("samples", "expression")
# The reads of a run that is downloaded.
DOWNLOADED = "results/accession/{}.fastq.gz"
# Figures of the cohort are coloured by this column if no contrast compares levels.
DEFAULT_FACTOR = "condition"
# What the config has for no table of published reports and, in a list, for the one that ships; and
# what such a table may say.
NO_EVIDENCE, SHIPPED_EVIDENCE, DIRECTIONS = "none", "shipped", ("up", "down", "")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A checked config and sheet, and what the rules ask of them.

    ``settings`` is the config with its defaults. ``reads`` has the FASTQ files of each sample, some
    of which are still to be downloaded: those of ``runs``; ``reference`` has the files by their
    part in it, ``others`` those of other RNAs by class. All are empty in a run from a count table,
    but ``others``. ``kits`` are as declared. ``evidence`` is the table of published reports, if
    there is one. ``factor`` is the column that colours figures of the whole cohort. ``synthesis``
    says which studies are to be put together; a run of nothing else has no samples. ``targets``
    names tables of targets. ``notes`` are what the user should know before the run starts.
    """

    settings: Mapping[str, Any]
    samples: Sequence[str]
    reads: Mapping[str, Sequence[str]]
    runs: Sequence[str]
    kits: Mapping[str, str]
    reference: Mapping[str, str]
    others: Mapping[str, str]
    evidence: Sequence[str]
    design: Design
    criteria: Criteria
    factor: str
    has_batches: bool
    has_cell_free: bool
    synthesis: Synthesis | None
    targets: TargetSources
    notes: Sequence[str]

    @property
    def from_counts(self) -> bool:
        """Whether the run starts from a table of counts and has no reads to tell of."""
        return self.settings["counts"]["path"] is not None

    @property
    def has_samples(self) -> bool:
        """Whether the run has samples of its own."""
        return bool(self.samples)

    @property
    def name_sources(self) -> dict[str, str]:
        """The files that tell the names of miRNAs: those of the reference and, of the one that
        ships, names of older releases."""
        return name_sources(self.reference)

    @property
    def release(self) -> str:
        """The name of the reference: the release that ships with the workflow, or "custom"."""
        return "custom" if self.settings["reference"]["hairpins"] else SHIPPED_RELEASE

    @property
    def entry_sources(self) -> dict[str, str]:
        """The files that tell which entries of the reference are miRNAs, and their names."""
        return self.name_sources | entry_sources(self.reference, self.settings["reference"])

    @property
    def further_features(self) -> list[str]:
        """What is tested besides miRNAs."""
        return [name for name in self.settings["expression"]["features"] if name != MIRNA]

    @property
    def contrasts(self) -> dict[str, Contrast]:
        """The contrasts by name, in the order of the config."""
        return {contrast.name: contrast for contrast in self.design.contrasts}

    @property
    def scaled_by_spike_ins(self) -> bool:
        """Whether size factors come from spike-ins."""
        return self.settings["expression"]["size_factors"] == "spike_ins"

    def own_reads(self, sample: str) -> list[str]:
        """The FASTQ files of a sample that are here: none that is downloaded, or put away."""
        downloaded = set(map(DOWNLOADED.format, self.runs))
        return [path for path in self.reads[sample] if path not in downloaded and is_file(path)]

    def threads_for_a_sample(self, cores: int) -> int:
        """How many threads a job of one sample gets: cores that would stay idle with one for each
        sample are of use, but more than two are of little."""
        return 2 if cores >= 2 * len(self.samples) else 1


def make_plan(config: Mapping[str, Any], root: Path, with_counts: bool = True) -> Plan:
    """The plan of a run. Raises UserError for everything that can be wrong with a config, a sheet
    and, unless left out by ``with_counts``, a table of counts; no read is touched.

    ``root`` is the folder of the workflow. Paths in the config are relative to the working
    directory.
    """
    if SYNTHESIS in config and not any(key in config for key in OF_SAMPLES):
        return plan_synthesis(config, root)
    settings = check_config(config, root / SCHEMA)
    trimming, expression = settings["trimming"], settings["expression"]
    check_names(expression["contrasts"])
    others = find_others(settings["reference"], root)
    reference = find_reference(settings["reference"], others.files, root)
    if trimming["min_length"] > trimming["max_length"]:
        raise UserError("config: trimming.min_length is larger than trimming.max_length")
    path, counted = settings["samples"], settings["counts"]["path"]
    sheet, notes = read_sheet(path, NEEDED if counted else REQUIRED)
    if counted and with_counts:
        notes += check_counts(settings["counts"], list(sheet.index), reference)
    fastqs = Fastqs(of={}, archived=[]) if counted else resolve_fastqs(sheet, path)
    files = fastqs.of
    notes += fastqs.notes
    runs = {} if counted else resolve_runs(sheet, path)
    evidence = find_evidence(settings["evidence"], root / EVIDENCE.path)
    spike_ins, genes = settings["reference"]["spike_ins"], settings["reference"]["mirgenedb"]
    check_paths([str(root), path, counted, *reference.values(), spike_ins, genes])
    check_paths(list(others.files.values()))
    check_paths([*evidence, *(file for of_sample in files.values() for file in of_sample)])
    given = sheet["kit"].to_dict() if "kit" in sheet else {}
    kits = declare_kits(settings["library"], given, sheet.index, root / KITS)
    check_scaling(settings)
    check_features(settings, others.files)
    material = settings["library"]["matrix"]
    design, criteria = Design.from_config(expression), Criteria.from_config(expression)
    taking_part = sheet[sheet["keep"] != "no"] if "keep" in sheet else sheet
    if taking_part.empty:
        raise UserError(f"{path}: column 'keep' is 'no' for all samples: none is left to compare")
    notes += describe_mixtures(taking_part, design, declared_columns(taking_part, kits))
    column = expression["sum_libraries_of"] or ""
    sums = libraries_to_sum(taking_part, column, design, HAEMOLYSIS)
    notes += [f"expression: {note}" for note in describe_sums(sums, column).values()]
    taking_part = summed_samples(taking_part, sums)
    notes += check_design(with_stand_in(taking_part, design.formula, material), design, criteria)
    notes += [others.note] if others.note and not counted else []
    return Plan(
        settings=settings,
        samples=list(sheet.index),
        reads={s: [*files[s], *map(DOWNLOADED.format, runs[s])] for s in files},
        runs=[run for of_sample in runs.values() for run in of_sample],
        kits=kits,
        reference=reference,
        others=others.files,
        evidence=evidence,
        design=design,
        criteria=criteria,
        factor=find_factor(sheet, design, path),
        has_batches="batch" in sheet.columns,
        has_cell_free=bool(cell_free_samples(sheet, material)),
        synthesis=find_synthesis(settings, name_sources(reference), expression["contrasts"]),
        targets=find_targets(settings),
        notes=notes,
    )


def plan_synthesis(config: Mapping[str, Any], root: Path) -> Plan:
    """The plan of a run that has no samples, but puts together what other runs found."""
    settings = check_config(config, root / SCHEMA, required=[SYNTHESIS])
    reference = find_reference(settings["reference"], {}, root)
    evidence = find_evidence(settings["evidence"], root / EVIDENCE.path)
    check_paths([str(root), *reference.values(), *evidence])
    synthesis = find_synthesis(settings, name_sources(reference))
    if synthesis is None:
        raise UserError("config: meta.studies is missing")
    return Plan(
        settings=settings,
        samples=[],
        reads={},
        runs=[],
        kits={},
        reference=reference,
        others={},
        evidence=evidence,
        design=Design(formula=""),
        criteria=Criteria(alpha=settings["meta"]["alpha"]),
        factor="",
        has_batches=False,
        has_cell_free=False,
        synthesis=synthesis,
        targets=TargetSources(),
        notes=[],
    )


def find_factor(sheet: pd.DataFrame, design: Design, path: str) -> str:
    """The factor of the first contrast that has one; else the column condition, or another of the
    design."""
    factors = [contrast.factor for contrast in design.contrasts if contrast.factor]
    if factors:
        return factors[0]
    columns = [name for name in columns_of(design.formula) if name in sheet]
    filled = DEFAULT_FACTOR in sheet and not (sheet[DEFAULT_FACTOR] == "").any()
    found = [*[DEFAULT_FACTOR] * filled, *columns, *sheet.columns]
    if not found:
        raise UserError(f"{path}: has the column sample alone: add one that parts the samples")
    return found[0]


def declared_columns(sheet: pd.DataFrame, kits: Mapping[str, str]) -> dict[str, pd.Series]:
    """What the sheet and the config say of each library, "" where they leave it open."""
    declared = pd.Series(kits, dtype=str).reindex(sheet.index).replace(AUTO, "")
    others = {name: sheet[name] for name in ("matrix", "species", "organism") if name in sheet}
    return {"kit": declared, **others}


def find_evidence(given: str | Sequence[str] | None, shipped: Path) -> list[str]:
    """The tables of published reports: that of depression, which ships with the workflow, another,
    several, or none. Raises UserError for one that is not there or not of that form."""
    if given == NO_EVIDENCE:
        return []
    if given is None:
        return [str(shipped)]
    paths = [given] if isinstance(given, str) else given
    return [str(shipped) if path == SHIPPED_EVIDENCE else check_evidence(path) for path in paths]


def check_evidence(path: str) -> str:
    """The path of a table of published reports; UserError if it is none."""
    if not is_file(path):
        raise UserError(
            f"config: evidence: the file {path} does not exist; expected a table of published "
            "reports, or none"
        )
    try:
        rows = list(EVIDENCE.read(path))
    except (UserError, OSError, ValueError):
        raise UserError(
            f"config: evidence: {path} is not as expected: text in UTF-8 with tabs between the "
            f"columns {', '.join(EVIDENCE.header)}"
        ) from None
    for line, row in enumerate(rows, start=2):
        if not row["mirna"] or row["direction"] not in DIRECTIONS:
            raise UserError(
                f"config: evidence: {path}, line {line}: found mirna {row['mirna']!r} and "
                f"direction {row['direction']!r}, expected a name and up, down or nothing"
            )
    return path


def shipped_reference(root: Path) -> dict[str, str]:
    """The files of human miRBase that ship with the workflow."""
    return {
        "hairpins": str(root / SHIPPED / "hsa.hairpins.v22.fasta.gz"),
        "matures": str(root / SHIPPED / "hsa.matures.v22.fasta.gz"),
        "annotation": str(root / SHIPPED / "hsa.v22.gff3.gz"),
    }


def find_reference(
    reference: Mapping[str, Any], others: Mapping[str, str], root: Path
) -> dict[str, str]:
    """The files of the reference: those of the config, or the ones that ship with the workflow.

    ``others`` are the files of other RNAs, which spike-ins have to be among. Raises UserError for
    one that is missing or has no file.
    """
    if reference["spike_ins"]:
        if SPIKE_IN not in others:
            raise UserError("config: reference.spike_ins needs reference.other.spike_in")
        if not is_file(reference["spike_ins"]):
            raise UserError(
                f"config: reference.spike_ins: the file {reference['spike_ins']} does not exist"
            )
    given = {key: reference[key] for key in ("hairpins", "matures", "annotation") if reference[key]}
    if genes := reference["mirgenedb"]:
        if given and "annotation" not in given:
            raise UserError("config: reference.mirgenedb needs reference.annotation")
        if not is_file(genes):
            raise UserError(f"config: reference.mirgenedb: the file {genes} does not exist")
    if not given:
        return shipped_reference(root)
    for key in ("hairpins", "matures"):
        if key not in given:
            raise UserError(f"config: reference.{key} is missing: give hairpins and matures")
    for key, path in given.items():
        if not is_file(path):
            raise UserError(f"config: reference.{key}: the file {path} does not exist")
    return given


def name_sources(reference: Mapping[str, str]) -> dict[str, str]:
    """The files of a reference that tell names, and that of former ones if there is one."""
    files = {part: reference[part] for part in ("matures", "hairpins")}
    return files | shipped_beside(reference, former=FORMER_NAMES)


def entry_sources(reference: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, str]:
    """The files that tell which entries of a reference are miRNAs, as far as there are any."""
    files = shipped_beside(reference, accepted=ACCEPTED)
    if genes := given["mirgenedb"]:
        files |= {"annotation": reference["annotation"], "mirgenedb": genes}
    return files


def shipped_beside(reference: Mapping[str, str], **tables: Table) -> dict[str, str]:
    """Those of the tables that lie beside the matures: they ship with the human reference."""
    paths = {
        part: Path(reference["matures"]).with_name(Path(table.path).name)
        for part, table in tables.items()
    }
    return {part: str(path) for part, path in paths.items() if path.is_file()}


def check_counts(
    counts: Mapping[str, Any], samples: Sequence[str], reference: Mapping[str, str]
) -> list[str]:
    """What is to be doubted of a table of counts; UserError if it cannot be taken."""
    names = read_names(**name_sources(reference))
    found = read_counts(
        counts["path"], samples, names=names, rounding=counts["round"], empty=counts["empty"]
    )
    return list(found.warnings)


def declare_kits(
    library: Mapping[str, Any], column: Mapping[str, str], samples: Sequence[str], table: Path
) -> dict[str, str]:
    """The kit of each sample, by the sheet's column or else by the config.

    Raises UserError for a kit that is not known, and for a custom one that is not described, not
    used or impossible.
    """
    known = [*read_kits(table), CUSTOM, AUTO]
    kits = {sample: column.get(sample) or library["kit"] for sample in samples}
    for sample, kit in kits.items():
        if kit not in known:
            where = f"sample sheet, sample {sample}: kit"
            where = "config: library.kit" if kit == library["kit"] else where
            raise UserError(f"{where} is {kit!r}, expected one of {', '.join(known)}")
    custom = layout_of(library["custom"])
    if CUSTOM in kits.values() and custom == Layout():
        raise UserError("config: library.custom is missing, kit 'custom' needs it")
    if CUSTOM not in kits.values() and custom != Layout():
        raise UserError("config: library.custom is given, but only kit 'custom' uses it")
    for end, other in (("5p", "bases_5p"), ("3p", "bases_3p")):
        if library["custom"][f"umi_{end}"] > library["custom"][other]:
            raise UserError(
                f"config: library.custom.umi_{end} is larger than library.custom.{other}, which "
                "holds it"
            )
    if custom.umi_length > LONGEST_UMI:
        raise UserError(
            f"config: library.custom: a UMI of more than {LONGEST_UMI} nt is not supported"
        )
    return kits


def check_scaling(settings: Mapping[str, Any]) -> None:
    """Refuse size factors that this run cannot have."""
    expression = settings["expression"]
    if expression["size_factors"] != "spike_ins":
        return
    if expression["sum_libraries_of"]:
        raise UserError(
            "config: expression.sum_libraries_of and size_factors 'spike_ins' exclude each other"
        )
    if settings["counts"]["path"] or not settings["reference"]["spike_ins"]:
        raise UserError(
            "config: expression.size_factors 'spike_ins' needs reads, and reference.spike_ins"
        )
    if expression["reference_mirnas"]:
        raise UserError(
            "config: expression.reference_mirnas and size_factors 'spike_ins' exclude each other"
        )


def check_features(settings: Mapping[str, Any], others: Mapping[str, str]) -> None:
    """Refuse features that this run cannot count."""
    asked = settings["expression"]["features"]
    if MIRNA not in asked:
        raise UserError(
            f"config: expression.features is {', '.join(asked)}, expected mirna among them: all "
            "other results rest on it"
        )
    if settings["counts"]["path"] and len(asked) > 1:
        raise UserError(
            f"config: expression.features: {asked[1] if asked[0] == MIRNA else asked[0]} needs "
            "reads; a run from a table of counts has miRNAs alone"
        )
    if FRAGMENT in asked and not others:
        raise UserError(
            "config: expression.features: fragment needs reference.other, the RNAs that fragments "
            "are of"
        )
