"""Candidates, as far as only reads can show them.

Needs the candidate list and the alignments of all samples. Gives the reads of the best candidates
on their hairpins.
"""

CANDIDATES_OF_READS = expand(
    "results/candidates/{contrast}.pileups.{format}", contrast=CONTRASTS, format=FIGURES
)
# What the dossiers tell of isomiRs.
DOSSIER_OF_READS = {
    "isomirs": ["results/counting/isomirs.counts.tsv"],
    "summary": ["results/counting/isomirs.summary.tsv"],
}


rule plot_pileups:
    """Draw the reads of the best candidates of a contrast on their hairpins."""
    input:
        candidates="results/candidates/{contrast}.tsv",
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        status="results/quality/samples.tsv",
        fasta="results/reference/reference.fasta",
        matures="results/reference/matures.tsv",
        bam=expand("results/counting/{sample}.bam", sample=SAMPLES),
        index=expand("results/counting/{sample}.bam.bai", sample=SAMPLES),
    output:
        svg=in_report("results/candidates/{contrast}.pileups.svg"),
        pdf="results/candidates/{contrast}.pileups.pdf",
        png="results/candidates/{contrast}.pileups.png",
        table="results/candidates/{contrast}.pileups.tsv",
        text="results/candidates/{contrast}.pileups.txt",
    log:
        "logs/candidates/plot_pileups.{contrast}.log",
    benchmark:
        "benchmarks/candidates/plot_pileups.{contrast}.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(800, 1),
        runtime=runtime(15, 0.1),
    params:
        contrast=contrast_of,
        samples=SAMPLES,
    script:
        "../scripts/mirtrd/candidates/plot_pileups.py"
