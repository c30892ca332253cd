"""Provenance: what made the results.

Needs the config and the files that it names. Gives one file that says which code, software and
data the results are of, and from which the run can be repeated.
"""


rule provenance:
    """The record of the run."""
    input:
        "results/run.json",


# Not in the container, which has no git; its packages are those of the conda environments.
rule record_run:
    """Record the code, the software, the reference and the config of the run."""
    input:
        **given_files(PLAN),
        runs="results/accession/runs.tsv" if PLAN.runs else [],
    output:
        record="results/run.json",
    log:
        "logs/provenance/record_run.log",
    localrule: True
    conda:
        "../../envs/reads.yaml"
    container:
        None
    params:
        code=code_of,
        config=config,
        given=list(given_files(PLAN)),
        release=PLAN.release,
        samples=len(SAMPLES),
        snakemake=SNAKEMAKE,
    script:
        "../scripts/mirtrd/provenance/record_run.py"
