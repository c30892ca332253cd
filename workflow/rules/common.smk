"""What the stages share: the plan of the run, wildcards, input functions. No rules."""

import sys

from snakemake import __version__ as SNAKEMAKE

ROOT = Path(str(workflow.current_basedir)).parents[1]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from mirtrd.core.captions import describe_output
from mirtrd.core.fingerprints import track_files
from mirtrd.core.job import UserError
from mirtrd.core.paths import check_writable
from mirtrd.core.provenance import digest_code, track_imports
from mirtrd.inputs.allocations import Allocation
from mirtrd.inputs.configs import Given, gather_config
from mirtrd.inputs.given import given_files
from mirtrd.inputs.plan import KITS, make_plan, name_sources, shipped_reference
from mirtrd.inputs.sizes import memory_for, minutes_for
from mirtrd.inputs.targets import THEMES
from mirtrd.screen.watching import Watch

# Snakemake's own way to read a config ends in a traceback for some mistakes, and of a key that is
# there twice it takes the last. What a workflow that uses this one as a module gives is taken as it
# is.
CONFIG = "config/config.yaml"
GIVEN = Given(values=config)
try:
    if workflow.is_main_process:
        check_writable()
    if not workflow.modifier.skip_configfile:
        ASKED = workflow.config_settings
        GIVEN = gather_config(
            CONFIG, ASKED.overwrite_config, ASKED.configfiles, ASKED.replace_workflow_config
        )
        workflow.configfiles += [CONFIG] if Path(CONFIG).exists() else []
    # A table of counts is read before the first job, not again by each.
    PLAN = make_plan(GIVEN.values, ROOT, with_counts=workflow.is_main_process)
except UserError as error:
    sys.exit(f"Error: {error}" + (f" ({GIVEN.merged})" if GIVEN.merged else ""))
if workflow.is_main_process:
    for note in [*filter(None, [GIVEN.merged]), *PLAN.notes]:
        print(note, file=sys.stderr)

config = PLAN.settings
SAMPLES, CONTRASTS = PLAN.samples, list(PLAN.contrasts)
DESIGN, CRITERIA = PLAN.design.as_param(), PLAN.criteria.as_param()
# By which columns figures of the whole cohort colour and shape samples.
FACTOR, SHAPE = PLAN.factor, "batch" if PLAN.has_batches else ""
REFERENCE = PLAN.design.references.get(FACTOR, "")
# The formats of a figure.
FIGURES = ["svg", "pdf", "png"]
# What most jobs ask of a scheduler, in MB and minutes: a base, and something for each sample. It is
# twice and more of what they took with 1,000 samples and all of miRBase: at most 390 MB.
ALLOCATION = Allocation(samples=len(SAMPLES))
memory, runtime = ALLOCATION.memory, ALLOCATION.runtime


wildcard_constraints:
    sample="|".join(map(re.escape, SAMPLES)),
    contrast="|".join(map(re.escape, CONTRASTS)),
    run=r"[EDS]RR\d+",
    feature="fragment|isomir",


def in_report(path):
    """An output that `snakemake --report` shows, with its caption of workflow/report/."""
    shown = describe_output(path)
    caption = str(ROOT / "workflow" / "report" / shown.caption)
    return report(path, caption=caption, category=shown.category, labels=shown.labels)


def reads_of(wildcards):
    """The FASTQ files of a sample."""
    return PLAN.reads[wildcards.sample]


def own_reads_of(wildcards):
    """The FASTQ files of a sample that are here, and not to be downloaded."""
    return PLAN.own_reads(wildcards.sample)


def kit_of(wildcards):
    """The kit that is declared for a sample, or "auto"."""
    return PLAN.kits[wildcards.sample]


def memory_of_reference(wildcards, input, attempt):
    """MB by the size of the files, which may be packed."""
    return memory(200 + 20 * input.size_mb, 0)(wildcards, attempt)


def memory_of_targets(wildcards, attempt):
    """MB by the size of the tables of targets, which may be packed."""
    return memory(600 + 8 * PLAN.targets.megabytes, 0)(wildcards, attempt)


def memory_of_sample(wildcards, attempt):
    """The MB that trimming or counting a sample may take."""
    return memory_for(PLAN.reads[wildcards.sample], attempt)


def minutes_of_sample(wildcards, attempt):
    """The minutes that trimming or counting a sample may take."""
    return minutes_for(PLAN.reads[wildcards.sample], attempt)


def code_of(wildcards):
    """The digest of all code: the record of a run is out of date when any of it changes."""
    return digest_code(ROOT)


def contrast_of(wildcards):
    """A contrast, as its scripts take it."""
    return PLAN.contrasts[wildcards.contrast].as_param()


def threads_of_sample(wildcards):
    """Cores of this machine that samples leave idle; on a cluster one, as others take the rest."""
    local = workflow.local_exec and not workflow.remote_exec
    return PLAN.threads_for_a_sample((local and workflow.resource_settings.cores) or 1)


def kept_reads(path):
    """Reads that were downloaded: removed once they are used, unless the config keeps them."""
    return path if config["accession"]["keep_reads"] else temp(path)
