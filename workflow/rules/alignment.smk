rule align_inserts:
    """Place the distinct inserts of a sample on hairpins and other RNAs, all best places each."""
    input:
        inserts="results/trimming/{sample}.inserts.fasta.gz",
        fasta="results/reference/reference.fasta",
        sequences="results/reference/sequences.tsv",
        dictionary="results/reference/reference.dict",
        index=multiext("results/reference/reference.fasta", ".amb", ".ann", ".bwt", ".pac", ".sa"),
    output:
        bam="results/alignment/{sample}.bam",
        index="results/alignment/{sample}.bam.bai",
        tally="results/alignment/{sample}.tally.json",
    log:
        "logs/alignment/{sample}.log",
    benchmark:
        "benchmarks/alignment/{sample}.tsv"
    conda:
        "../../envs/reads.yaml"
    resources:
        mem="2GB",
        runtime="1h",
    params:
        max_mismatches=config["alignment"]["max_mismatches"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/align_inserts.py"
