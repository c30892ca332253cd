"""What the stages share: the checked config and sheet, wildcards, input functions. No rules."""

import sys

sys.path.insert(0, str(Path(workflow.basedir) / "workflow" / "scripts"))

import pandas as pd

from mirtrd.inputs import materials
from mirtrd.design import designs
from mirtrd.inputs import kits
from mirtrd.inputs import settings
from mirtrd.inputs import sheets
from mirtrd.core.job import UserError
from mirtrd.core.provenance import track_imports
from mirtrd.screen.watching import Watch

ROOT = Path(workflow.basedir)
KITS = ROOT / "resources" / "kits.tsv"
SHIPPED = ROOT / "resources" / "mirbase"


def check_kits(library, sheet):
    """The kit of each sample, by the sheet or else by the config; "auto" is to be inferred."""
    known = [*kits.read_kits(KITS), "custom", "auto"]
    declared = sheet.get("kit", pd.Series("", index=sheet.index)).replace("", library["kit"])
    for sample, kit in declared.items():
        if kit not in known:
            where = f"sample sheet, sample {sample}: kit"
            where = "config: library.kit" if kit == library["kit"] else where
            raise UserError(f"{where} is {kit!r}, expected one of {', '.join(known)}")
    custom = kits.layout_of(library["custom"])
    if "custom" in declared.values and custom == kits.Layout():
        raise UserError("config: library.custom is missing, kit 'custom' needs it")
    if "custom" not in declared.values and custom != kits.Layout():
        raise UserError("config: library.custom is given, but only kit 'custom' uses it")
    for end, other in (("5p", "bases_5p"), ("3p", "bases_3p")):
        if library["custom"][f"umi_{end}"] > library["custom"][other]:
            raise UserError(
                f"config: library.custom.umi_{end} is larger than library.custom.{other}, which "
                "holds it"
            )
    if not 0 <= custom.umi_length <= 24:
        raise UserError("config: library.custom: a UMI of more than 24 nt is not supported")
    return declared.to_dict()


def check_reference(reference):
    """The files of the reference: those of the config, or the ones that ship with the workflow."""
    for name, path in reference["other"].items():
        if not Path(path).is_file():
            raise UserError(
                f"config: reference.other.{name}: the file {path} does not exist; for human RNAs, "
                "run the target download_rna before naming them"
            )
    if reference["spike_ins"]:
        if "spike_in" not in reference["other"]:
            raise UserError("config: reference.spike_ins needs reference.other.spike_in")
        if not Path(reference["spike_ins"]).is_file():
            raise UserError(
                f"config: reference.spike_ins: the file {reference['spike_ins']} does not exist"
            )
    given = {key: reference[key] for key in ("hairpins", "matures", "annotation") if reference[key]}
    if not given:
        return {
            "hairpins": SHIPPED / "hsa.hairpins.v22.fasta.gz",
            "matures": SHIPPED / "hsa.matures.v22.fasta.gz",
            "annotation": SHIPPED / "hsa.v22.gff3.gz",
        }
    for key in ("hairpins", "matures"):
        if key not in given:
            raise UserError(f"config: reference.{key} is missing: give hairpins and matures")
    for key, path in given.items():
        if not Path(path).is_file():
            raise UserError(f"config: reference.{key}: the file {path} does not exist")
    return given


def check_run():
    """Everything that can be wrong with a config and a sheet, before any read is touched."""
    checked = settings.check(config, ROOT / "workflow" / "schemas" / "config.schema.json")
    reference = check_reference(checked["reference"])
    trimming = checked["trimming"]
    if trimming["min_length"] > trimming["max_length"]:
        raise UserError("config: trimming.min_length is larger than trimming.max_length")
    counted = checked["counts"]["path"]
    sheet, notes = sheets.read_sheet(
        checked["samples"], sheets.NEEDED if counted else sheets.REQUIRED
    )
    if counted and not Path(counted).is_file():
        raise UserError(f"config: counts.path: the file {counted} does not exist")
    fastqs = {} if counted else sheets.resolve_fastqs(sheet, checked["samples"])
    declared = check_kits(checked["library"], sheet)
    expression = checked["expression"]
    if expression["size_factors"] == "spike_ins":
        if counted or not checked["reference"]["spike_ins"]:
            raise UserError(
                "config: expression.size_factors 'spike_ins' needs reads, and reference.spike_ins"
            )
        if expression["reference_mirnas"]:
            raise UserError(
                "config: expression.reference_mirnas and size_factors 'spike_ins' exclude each other"
            )
    known = materials.with_stand_in(sheet, expression["design"], checked["library"]["matrix"])
    notes += designs.check_expression(known, expression)
    if workflow.is_main_process:
        print(*notes, sep="\n", end="\n" if notes else "", file=sys.stderr)
    return checked, reference, sheet, fastqs, declared


try:
    config, REFERENCE, SHEET, FASTQS, DECLARED = check_run()
except UserError as error:
    sys.exit(f"Error: {error}")

SAMPLES = list(SHEET.index)
# A run that starts from a table of counts has no reads to tell of.
COUNTED = config["counts"]["path"] is not None
# Cores that would stay idle with one for each sample; more than two are of little use to one.
SAMPLE_THREADS = 2 if (workflow.resource_settings.cores or 1) >= 2 * len(SAMPLES) else 1
CONTRASTS = config["expression"]["contrasts"]
# Figures of the whole cohort are coloured by the factor of the first contrast that has one.
FACTOR = next((c["factor"] for c in CONTRASTS.values() if "factor" in c), "condition")
SHAPE = "batch" if "batch" in SHEET.columns else ""
SPIKE_IN_COUNTS = (
    "results/quality/spike_ins.tsv" if config["expression"]["size_factors"] == "spike_ins" else []
)


wildcard_constraints:
    sample="|".join(map(re.escape, SAMPLES)),
    contrast="|".join(map(re.escape, CONTRASTS)),


def fastqs_of(wildcards):
    """The FASTQ files of a sample."""
    return FASTQS[wildcards.sample]


def kit_of(wildcards):
    """The kit that is declared for a sample, or "auto"."""
    return DECLARED[wildcards.sample]


def contrast_of(wildcards):
    """A contrast as in the config: factor, tested and reference level, or coefficients."""
    return CONTRASTS[wildcards.contrast]


def tested_of(wildcards):
    """The tested level of a contrast, or the name of one of coefficients."""
    return CONTRASTS[wildcards.contrast].get("tested", wildcards.contrast)


def reference_of(wildcards):
    """The reference level of a contrast; nothing for one of coefficients."""
    return CONTRASTS[wildcards.contrast].get("reference", "")


def factor_of(wildcards):
    """The factor of a contrast; for one of coefficients, that of the figures of the cohort."""
    return CONTRASTS[wildcards.contrast].get("factor", FACTOR)
