"""From small-RNA reads, or a table of counts, to candidate miRNAs: the stages in reading order."""

import shlex
import sys

from snakemake.utils import min_version

min_version("9.27")

# Snakemake hands the path of its Python to the shell as it is, which splits it at blanks
# (https://github.com/snakemake/snakemake/issues/2645).
sys.executable = shlex.quote(sys.executable)


# What `snakemake --report` begins with.
report: "workflow/report/run.rst"


# Of --sdm apptainer; containers/mirtrd.def makes it.
container: str(Path(str(workflow.current_basedir)) / "containers/mirtrd.sif")


# With one of these on the command line, there is no run yet: a sheet is made of it.
if any(isinstance(config.get(key), str) for key in ("accession", "reads", "counts")):

    include: "workflow/rules/accession_sheet.smk"

else:

    include: "workflow/rules/common.smk"

    if PLAN.has_samples:
        if PLAN.from_counts:

            include: "workflow/rules/counting_import.smk"

        else:
            if PLAN.runs:

                include: "workflow/rules/accession.smk"
            include: "workflow/rules/reference.smk"
            include: "workflow/rules/trimming.smk"
            include: "workflow/rules/counting.smk"
            include: "workflow/rules/quality_reads.smk"
            include: "workflow/rules/candidates_reads.smk"
        include: "workflow/rules/quality.smk"

        if PLAN.compares:

            include: "workflow/rules/cohort.smk"
            include: "workflow/rules/expression.smk"
            include: "workflow/rules/robustness.smk"
            include: "workflow/rules/candidates.smk"
            include: "workflow/rules/targets.smk"

            if not PLAN.from_counts:

                include: "workflow/rules/features.smk"

        if PLAN.trained:

            include: "workflow/rules/panel.smk"

        if PLAN.frozen:

            include: "workflow/rules/panel_score.smk"

    if PLAN.synthesis:

        include: "workflow/rules/meta.smk"
    include: "workflow/rules/provenance.smk"

    if PLAN.compares:

        include: "workflow/rules/report.smk"
        include: "workflow/rules/geo.smk"

    rule all:
        """Everything: the targets of the stages."""
        default_target: True
        input:
            rules.accession.input if PLAN.runs else [],
            [
                rules.counting.input,
                rules.quality.input,
            ]
            if PLAN.has_samples
            else [],
            [
                rules.cohort.input,
                rules.expression.input,
                rules.robustness.input,
                rules.candidates.input,
                rules.targets.input,
                [] if PLAN.from_counts else rules.features.input,
                rules.report.input,
            ]
            if PLAN.compares
            else [],
            rules.panel.input if PLAN.trained else [],
            rules.score.input if PLAN.frozen else [],
            rules.meta.input if PLAN.synthesis else [],
            rules.provenance.input,

    RUN = Watch(workflow, SAMPLES, CONTRASTS, PLAN.synthesis.name if PLAN.synthesis else "")


track_imports(workflow.rules)
track_files(workflow.rules)


onstart:
    RUN.begin()


onsuccess:
    RUN.end()


onerror:
    RUN.end()
