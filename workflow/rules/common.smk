"""What the stages share: the plan of the run, wildcards, input functions. No rules."""

import sys

sys.path.insert(0, str(Path(workflow.basedir) / "workflow" / "scripts"))

from mirtrd.core.job import UserError
from mirtrd.core.provenance import track_imports
from mirtrd.inputs.plan import KITS, make_plan, name_sources, shipped_reference
from mirtrd.screen.watching import Watch

ROOT = Path(workflow.basedir)

try:
    # A table of counts is read before the first job, not again by each.
    PLAN = make_plan(config, ROOT, with_counts=workflow.is_main_process)
except UserError as error:
    sys.exit(f"Error: {error}")
if workflow.is_main_process:
    print(*PLAN.notes, sep="\n", end="\n" if PLAN.notes else "", file=sys.stderr)

config = PLAN.settings
SAMPLES, CONTRASTS = PLAN.samples, list(PLAN.contrasts)
DESIGN, CRITERIA = PLAN.design.as_param(), PLAN.criteria.as_param()
# By which columns figures of the whole cohort colour and shape samples.
FACTOR, SHAPE = PLAN.factor, "batch" if PLAN.has_batches else ""
# Without --cores, as on a cluster, their number is not known.
SAMPLE_THREADS = PLAN.threads_for_a_sample(workflow.resource_settings.cores or 1)


wildcard_constraints:
    sample="|".join(map(re.escape, SAMPLES)),
    contrast="|".join(map(re.escape, CONTRASTS)),


def reads_of(wildcards):
    """The FASTQ files of a sample."""
    return PLAN.reads[wildcards.sample]


def kit_of(wildcards):
    """The kit that is declared for a sample, or "auto"."""
    return PLAN.kits[wildcards.sample]


def contrast_of(wildcards):
    """A contrast, as its scripts take it."""
    return PLAN.contrasts[wildcards.contrast].as_param()
