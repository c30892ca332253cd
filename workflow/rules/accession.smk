"""Accession: reads of the runs that the sheet names, from the European Nucleotide Archive.

Needs the column accession of the sheet; without it, nothing of this runs. Gives the first reads of
each run, which are removed once they are counted, and a record of what was downloaded.
"""


rule accession:
    """The record of what was downloaded, and the reads themselves if they are kept."""
    input:
        "results/accession/downloads.tsv",


rule find_runs:
    """Find the files of first reads of the runs of the sheet."""
    output:
        runs="results/accession/runs.tsv",
    log:
        "logs/accession/find_runs.log",
    localrule: True
    conda:
        "../../envs/reads.yaml"
    params:
        runs=list(PLAN.runs),
        mirror=config["archive"]["mirror"],
    script:
        "../scripts/mirtrd/accession/find_runs.py"


# What was fetched stays as it is when runs are added. Nor can another way to fetch change
# bytes that are held against their MD5, so what the script imports is no reason to fetch again.
rule download_run:
    """Download the first reads of a run."""
    input:
        runs=ancient("results/accession/runs.tsv"),
    output:
        reads=kept_reads("results/accession/{run}.fastq.gz"),
        record="results/accession/{run}.download.tsv",
    log:
        "logs/accession/download_run.{run}.log",
    retries: 2
    localrule: True
    conda:
        "../../envs/reads.yaml"
    resources:
        downloads=1,
    params:
        imported_code="",
    script:
        "../scripts/mirtrd/accession/download_run.py"


rule list_downloads:
    """List what was downloaded."""
    input:
        # A table that lacks a run of the sheet is out of date.
        runs="results/accession/runs.tsv",
        records=expand("results/accession/{run}.download.tsv", run=PLAN.runs),
        # Reads that are not kept are not fetched for the list alone.
        used=(
            []
            if config["accession"]["keep_reads"]
            else expand("results/trimming/{sample}.inserts.fastq.gz", sample=SAMPLES)
        ),
    output:
        downloads="results/accession/downloads.tsv",
    log:
        "logs/accession/list_downloads.log",
    localrule: True
    conda:
        "../../envs/reads.yaml"
    script:
        "../scripts/mirtrd/accession/list_downloads.py"
