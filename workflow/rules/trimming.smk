"""Trimming: from reads to distinct inserts.

Needs the FASTQ files of each sample and the table of kits. Gives the distinct inserts of each
sample with their counts, and what became of the reads that have none.
"""


rule trimming:
    """The inserts of all samples."""
    input:
        expand("results/trimming/{sample}.inserts.fastq.gz", sample=SAMPLES),


rule infer_kit:
    """Infer the kit of a sample from its reads, and hold the declared one against it."""
    input:
        reads=reads_of,
        matures="results/reference/matures.tsv",
        kits=ROOT / KITS,
    output:
        verdict="results/trimming/{sample}.kit.json",
    log:
        "logs/trimming/infer_kit.{sample}.log",
    conda:
        "../../envs/reads.yaml"
    params:
        declared=kit_of,
        custom=config["library"]["custom"],
        on_conflict=config["library"]["on_conflict"],
        unit=config["counting"]["unit"],
    script:
        "../scripts/mirtrd/trimming/infer_kit.py"


rule trim_reads:
    """Take the inserts out of the reads of a sample and collapse equal ones."""
    input:
        reads=reads_of,
        kit="results/trimming/{sample}.kit.json",
    output:
        inserts="results/trimming/{sample}.inserts.fastq.gz",
        tally="results/trimming/{sample}.tally.json",
    log:
        "logs/trimming/trim_reads.{sample}.log",
    benchmark:
        "benchmarks/trimming/trim_reads.{sample}.tsv"
    conda:
        "../../envs/reads.yaml"
    threads: threads_of_sample
    resources:
        mem_mb=memory_of_sample,
        runtime=minutes_of_sample,
    params:
        limits=config["trimming"],
    script:
        "../scripts/mirtrd/trimming/trim_reads.py"
