"""Counting, in a run that starts from a table of counts instead of from reads.

Needs the table and the sample sheet. Gives the matrix of counts that the later stages use. It
stands in for reference, trimming and counting, and for what later stages draw from reads.
"""

# What the later stages show of reads.
EVIDENCE_OF_READS = {"fate": []}
ENTRIES_IN_READS = {"isomirs": []}
QUALITY_OF_READS = []
CANDIDATES_OF_READS = []
DOSSIER_OF_READS = {"isomirs": [], "summary": []}


rule counting:
    """Counts of miRNAs in all samples."""
    input:
        "results/counting/mature.counts.tsv",


rule import_counts:
    """Take the counts of the samples from a table that was made elsewhere."""
    input:
        **PLAN.name_sources,
        counts=config["counts"]["path"],
        sheet=config["samples"],
    output:
        counts="results/counting/mature.counts.tsv",
        ambiguity="results/counting/mature.ambiguity.tsv",
        names="results/counting/names.tsv",
    log:
        "logs/counting/import_counts.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.02),
    params:
        rounding=config["counts"]["round"],
        empty=config["counts"]["empty"],
    script:
        "../scripts/mirtrd/counting/import_counts.py"
