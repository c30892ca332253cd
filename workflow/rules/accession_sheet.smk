"""What is made before there is a run: a sheet of a study, or a table of its published counts.

Needs an accession behind --config, or a folder of FASTQ files, or a table of counts, and neither a
config nor a sheet. Gives the sheet and the lines
of the config that belong to it, for the user to look at; with file=…, a table for counts.path.
"""

import sys

ROOT = Path(str(workflow.current_basedir)).parents[1]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from mirtrd.core.fingerprints import track_files
from mirtrd.core.job import UserError
from mirtrd.core.paths import check_writable
from mirtrd.core.provenance import track_imports
from mirtrd.inputs.asked import read_asked
from mirtrd.screen.asking import WatchAsked

try:
    check_writable()
    ASKED = read_asked(config, "config/config.yaml")
except UserError as error:
    sys.exit(f"Error: {error}")


rule sheet:
    """The sheet of a study."""
    input:
        expand("config/samples.{accession}.tsv", accession=ASKED.stem),


rule published_counts:
    """The table of the published counts of a study."""
    input:
        expand("config/counts.{accession}.tsv", accession=ASKED.stem),


# A sheet that was edited is not made anew: it has to be there when the job begins.
rule make_sheet:
    """Make the sheet of a study, of a folder of FASTQ files, or of a table of counts."""
    output:
        sheet=update("config/samples.{accession}.tsv"),
        lines=update("config/samples.{accession}.yaml"),
    log:
        "logs/accession/make_sheet.{accession}.log",
    localrule: True
    conda:
        "../../envs/expression.yaml"
    params:
        accession=ASKED.accession,
        source=ASKED.source,
        condition=ASKED.condition,
        mirror=ASKED.mirror,
    script:
        "../scripts/mirtrd/accession/make_sheet.py"


rule collect_counts:
    """Make a table of published counts, under the names of the samples."""
    output:
        counts="config/counts.{accession}.tsv",
    log:
        "logs/accession/collect_counts.{accession}.log",
    localrule: True
    conda:
        "../../envs/expression.yaml"
    params:
        accession=ASKED.accession,
        sheet="config/samples.{accession}.tsv",
        file=ASKED.file,
        pattern=ASKED.pattern,
        mirror=ASKED.mirror,
    script:
        "../scripts/mirtrd/accession/collect_counts.py"


RUN = WatchAsked(workflow, ASKED.told)
