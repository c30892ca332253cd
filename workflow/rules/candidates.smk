rule rank_candidates:
    """Rank all miRNAs of a contrast, next to what a reader has to know about each."""
    input:
        expression="results/expression/{contrast}.tsv",
        robustness="results/expression/{contrast}.robustness.tsv",
        counts="results/counting/mature.counts.tsv",
        ambiguity="results/counting/mature.ambiguity.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        evidence=ROOT / "resources" / "prior" / "trd_evidence.tsv",
        haemolysis=ROOT / "resources" / "prior" / "haemolysis.tsv",
    output:
        table="results/candidates/{contrast}.tsv",
    log:
        "logs/candidates/{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    params:
        contrast=contrast_of,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/candidates/rank_candidates.py"


rule plot_pileups:
    """Draw the reads of the best candidates of a contrast on their hairpins."""
    input:
        candidates="results/candidates/{contrast}.tsv",
        counts="results/counting/mature.counts.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        fasta="results/reference/reference.fasta",
        matures="results/reference/matures.tsv",
        bam=expand("results/counting/{sample}.bam", sample=SAMPLES),
        index=expand("results/counting/{sample}.bam.bai", sample=SAMPLES),
    output:
        svg="results/candidates/{contrast}.pileups.svg",
        png="results/candidates/{contrast}.pileups.png",
        table="results/candidates/{contrast}.pileups.tsv",
        text="results/candidates/{contrast}.pileups.txt",
    log:
        "logs/candidates/{contrast}.pileups.log",
    benchmark:
        "benchmarks/candidates/{contrast}.pileups.tsv"
    conda:
        "../../envs/expression.yaml"
    params:
        name="{contrast}",
        contrast=contrast_of,
        samples=SAMPLES,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/candidates/plot_pileups.py"
