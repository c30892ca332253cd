rule trim_reads:
    """Trim the reads of a sample at the 3' adapter and collapse them to distinct inserts."""
    input:
        reads=fastqs_of,
    output:
        inserts="results/trimming/{sample}.inserts.fasta.gz",
        tally="results/trimming/{sample}.tally.json",
    log:
        "logs/trimming/{sample}.log",
    benchmark:
        "benchmarks/trimming/{sample}.tsv"
    conda:
        "../../envs/reads.yaml"
    resources:
        mem="2GB",
        runtime="1h",
    params:
        adapter=ADAPTER,
        limits=config["trimming"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/trim_reads.py"
