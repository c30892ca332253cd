"""Counting: from inserts to counts of miRNAs.

Needs the inserts of each sample and the reference. Gives each sample's counts, isomiRs and
alignments, in which each read counts once, and the matrices over all samples.
"""


rule counting:
    """Counts of miRNAs, hairpins, isomiRs and classes of RNA in all samples."""
    input:
        expand(
            "results/counting/{sample}.{content}",
            sample=SAMPLES,
            content=["bam", "bam.bai", "gff3"],
        ),
        "results/counting/mature.counts.tsv",
        "results/counting/mature.reads.tsv",
        "results/counting/mature.ambiguity.tsv",
        "results/counting/hairpin.counts.tsv",
        "results/counting/look_alikes.tsv",
        "results/counting/rna_classes.tsv",
        "results/counting/fragments.counts.tsv",
        "results/counting/fragments.tsv",
        "results/counting/isomirs.counts.tsv",
        "results/counting/isomirs.summary.tsv",
        "results/counting/editing.tsv",


rule index_reference:
    """Make the index of hairpins and other RNAs that the inserts of all samples are searched in."""
    input:
        fasta="results/reference/reference.fasta",
        sequences="results/reference/sequences.tsv",
    output:
        index=directory("results/counting/index"),
    log:
        "logs/counting/index_reference.log",
    conda:
        "../../envs/reads.yaml"
    resources:
        mem_mb=memory(1000, 0),
        runtime=runtime(10, 0),
    script:
        "../scripts/mirtrd/counting/index_reference.py"


rule count_mirnas:
    """Place the inserts of a sample and count them on matures and other RNAs, each once."""
    input:
        inserts="results/trimming/{sample}.inserts.fastq.gz",
        index="results/counting/index",
        matures="results/reference/matures.tsv",
        sequences="results/reference/sequences.tsv",
    output:
        mature="results/counting/{sample}.mature.tsv",
        hairpin="results/counting/{sample}.hairpin.tsv",
        other="results/counting/{sample}.other.tsv",
        fragments="results/counting/{sample}.fragments.tsv",
        lengths="results/counting/{sample}.lengths.tsv",
        look_alikes="results/counting/{sample}.look_alikes.tsv",
        isomirs="results/counting/{sample}.isomirs.tsv",
        unaligned="results/counting/{sample}.unaligned.tsv",
        gff3="results/counting/{sample}.gff3",
        bam="results/counting/{sample}.bam",
        index="results/counting/{sample}.bam.bai",
        tally="results/counting/{sample}.tally.json",
    log:
        "logs/counting/count_mirnas.{sample}.log",
    benchmark:
        "benchmarks/counting/count_mirnas.{sample}.tsv"
    conda:
        "../../envs/reads.yaml"
    threads: threads_of_sample
    resources:
        mem_mb=memory_of_sample,
        runtime=minutes_of_sample,
    params:
        ambiguous=config["counting"]["ambiguous"],
        max_mismatches=config["counting"]["max_mismatches"],
        database=PLAN.release,
    script:
        "../scripts/mirtrd/counting/count_mirnas.py"


rule merge_counts:
    """Join the counts of all samples to matrices of matures, hairpins and classes of RNA."""
    input:
        mature=expand("results/counting/{sample}.mature.tsv", sample=SAMPLES),
        hairpin=expand("results/counting/{sample}.hairpin.tsv", sample=SAMPLES),
        lengths=expand("results/counting/{sample}.lengths.tsv", sample=SAMPLES),
        look_alikes=expand("results/counting/{sample}.look_alikes.tsv", sample=SAMPLES),
        matures="results/reference/matures.tsv",
        sequences="results/reference/sequences.tsv",
    output:
        mature="results/counting/mature.counts.tsv",
        reads="results/counting/mature.reads.tsv",
        hairpin="results/counting/hairpin.counts.tsv",
        ambiguity="results/counting/mature.ambiguity.tsv",
        look_alikes="results/counting/look_alikes.tsv",
        classes="results/counting/rna_classes.tsv",
    log:
        "logs/counting/merge_counts.log",
    conda:
        "../../envs/reads.yaml"
    resources:
        mem_mb=memory(400, 1),
        runtime=runtime(10, 0.05),
    params:
        samples=SAMPLES,
        ambiguous=config["counting"]["ambiguous"],
    script:
        "../scripts/mirtrd/counting/merge_counts.py"


rule merge_fragments:
    """Join the fragments of other RNAs of all samples to a matrix by parent and type."""
    input:
        fragments=expand("results/counting/{sample}.fragments.tsv", sample=SAMPLES),
        fasta="results/reference/reference.fasta",
        sequences="results/reference/sequences.tsv",
    output:
        matrix="results/counting/fragments.counts.tsv",
        table="results/counting/fragments.tsv",
    log:
        "logs/counting/merge_fragments.log",
    conda:
        "../../envs/reads.yaml"
    resources:
        mem_mb=memory(1000, 10),
        runtime=runtime(30, 0.5),
    params:
        samples=SAMPLES,
    script:
        "../scripts/mirtrd/counting/merge_fragments.py"


rule merge_isomirs:
    """Join the isomiRs of all samples to one table, describe them and test sites of editing."""
    input:
        isomirs=expand("results/counting/{sample}.isomirs.tsv", sample=SAMPLES),
        matures="results/reference/matures.tsv",
    output:
        counts="results/counting/isomirs.counts.tsv",
        summary="results/counting/isomirs.summary.tsv",
        editing="results/counting/editing.tsv",
    log:
        "logs/counting/merge_isomirs.log",
    benchmark:
        "benchmarks/counting/merge_isomirs.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(2000, 20),
        runtime=runtime(30, 0.5),
    params:
        samples=SAMPLES,
    script:
        "../scripts/mirtrd/counting/merge_isomirs.py"
