"""What the stages share: the checked config and sheet, wildcards, input functions. No rules."""

import csv
import hashlib
import sys

sys.path.insert(0, str(Path(workflow.basedir) / "workflow" / "scripts"))

from mirtrd import designs, settings, sheets
from mirtrd.jobs import UserError

ROOT = Path(workflow.basedir)
SHIPPED = ROOT / "resources" / "mirbase"
# Snakemake reruns a rule whose script changed, but does not look into what a script imports.
SHARED_CODE = hashlib.sha256(
    b"".join(path.read_bytes() for path in sorted(ROOT.glob("workflow/scripts/mirtrd/*.py")))
).hexdigest()[:16]


def check_adapter(library):
    """The adapter of the kit, from the table of kits or, for a custom one, from the config."""
    with open(ROOT / "resources" / "kits.tsv", newline="") as file:
        kits = {row["kit"]: row["adapter"] for row in csv.DictReader(file, delimiter="\t")}
    if library["kit"] == "custom":
        if not library["adapter"]:
            raise UserError("config: library.adapter is missing, library.kit 'custom' needs it")
        return library["adapter"]
    if library["kit"] not in kits:
        known = ", ".join([*kits, "custom"])
        raise UserError(f"config: library.kit is {library['kit']!r}, expected one of {known}")
    if library["adapter"]:
        raise UserError("config: library.adapter is given, but only library.kit 'custom' uses it")
    return kits[library["kit"]]


def check_reference(reference):
    """The files of the reference: those of the config, or the ones that ship with the workflow."""
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
    adapter = check_adapter(checked["library"])
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
    notes += designs.check_expression(sheet, checked["expression"])
    if workflow.is_main_process:
        print(*notes, sep="\n", end="\n" if notes else "", file=sys.stderr)
    return checked, adapter, reference, sheet, fastqs


try:
    config, ADAPTER, REFERENCE, SHEET, FASTQS = check_run()
except UserError as error:
    sys.exit(f"Error: {error}")

SAMPLES = list(SHEET.index)
CONTRASTS = config["expression"]["contrasts"]
# Figures of the whole cohort are coloured by the factor of the first contrast that has one.
FACTOR = next((c["factor"] for c in CONTRASTS.values() if "factor" in c), "condition")
SHAPE = "batch" if "batch" in SHEET.columns else ""


wildcard_constraints:
    sample="|".join(map(re.escape, SAMPLES)),
    contrast="|".join(map(re.escape, CONTRASTS)),


def fastqs_of(wildcards):
    """The FASTQ files of a sample."""
    return FASTQS[wildcards.sample]


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
