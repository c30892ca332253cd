rule count_mirnas:
    """Place the inserts of a sample and count them on matures and hairpins, each read once."""
    input:
        inserts="results/trimming/{sample}.inserts.fasta.gz",
        fasta="results/reference/reference.fasta",
        sequences="results/reference/sequences.tsv",
        matures="results/reference/matures.tsv",
    output:
        mature="results/counting/{sample}.mature.tsv",
        hairpin="results/counting/{sample}.hairpin.tsv",
        isomirs="results/counting/{sample}.isomirs.tsv",
        bam="results/alignment/{sample}.bam",
        index="results/alignment/{sample}.bam.bai",
        tally="results/counting/{sample}.tally.json",
    log:
        "logs/counting/{sample}.log",
    benchmark:
        "benchmarks/counting/{sample}.tsv"
    conda:
        "../../envs/reads.yaml"
    resources:
        mem="2GB",
        runtime="1h",
    params:
        ambiguous=config["counting"]["ambiguous"],
        max_mismatches=config["alignment"]["max_mismatches"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/count_mirnas.py"


rule merge_counts:
    """Join the counts of all samples to one matrix of matures and one of hairpins."""
    input:
        mature=expand("results/counting/{sample}.mature.tsv", sample=SAMPLES),
        hairpin=expand("results/counting/{sample}.hairpin.tsv", sample=SAMPLES),
        matures="results/reference/matures.tsv",
        sequences="results/reference/sequences.tsv",
    output:
        mature="results/counting/mature.counts.tsv",
        hairpin="results/counting/hairpin.counts.tsv",
        ambiguity="results/counting/mature.ambiguity.tsv",
    log:
        "logs/counting/merge_counts.log",
    conda:
        "../../envs/reads.yaml"
    params:
        samples=SAMPLES,
        ambiguous=config["counting"]["ambiguous"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/merge_counts.py"
