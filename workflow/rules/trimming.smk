rule infer_kit:
    """Infer the kit of a sample from its reads, and hold the declared one against it."""
    input:
        reads=fastqs_of,
        matures="results/reference/matures.tsv",
        kits=KITS,
    output:
        verdict="results/trimming/{sample}.kit.json",
    log:
        "logs/trimming/{sample}.kit.log",
    conda:
        "../../envs/reads.yaml"
    params:
        declared=kit_of,
        custom=config["library"]["custom"],
        on_conflict=config["library"]["on_conflict"],
        unit=config["counting"]["unit"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/trimming/infer_kit.py"


rule trim_reads:
    """Take the inserts out of the reads of a sample and collapse equal ones."""
    input:
        reads=fastqs_of,
        kit="results/trimming/{sample}.kit.json",
    output:
        inserts="results/trimming/{sample}.inserts.fastq.gz",
        tally="results/trimming/{sample}.tally.json",
    log:
        "logs/trimming/{sample}.log",
    benchmark:
        "benchmarks/trimming/{sample}.tsv"
    conda:
        "../../envs/reads.yaml"
    threads: SAMPLE_THREADS
    resources:
        mem="2GB",
        runtime="1h",
    params:
        limits=config["trimming"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/trimming/trim_reads.py"
