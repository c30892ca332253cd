rule align_inserts:
    """Place the distinct inserts of a sample on the hairpins, all best placements each."""
    input:
        inserts="results/trimming/{sample}.inserts.fasta.gz",
        hairpins="results/reference/hairpins.fasta",
        dictionary="results/reference/hairpins.dict",
        index=multiext("results/reference/hairpins.fasta", ".amb", ".ann", ".bwt", ".pac", ".sa"),
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
