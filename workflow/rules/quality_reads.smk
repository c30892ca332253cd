"""Quality, as far as only reads can tell.

Needs the tallies of trimming and counting. Gives the fate of every read, the evidence by which
samples are judged, and figures of it.
"""

EVIDENCE_OF_READS = {
    "kit": expand("results/trimming/{sample}.kit.json", sample=SAMPLES),
    "trimming": expand("results/trimming/{sample}.tally.json", sample=SAMPLES),
    "lengths": expand("results/counting/{sample}.lengths.tsv", sample=SAMPLES),
    "mature": expand("results/counting/{sample}.mature.tsv", sample=SAMPLES),
    "fate": "results/quality/read_fate.tsv",
    "matures": "results/reference/matures.tsv",
}
ENTRIES_IN_READS = {
    "isomirs": "results/counting/isomirs.summary.tsv",
    "arms": "results/counting/hairpin.counts.tsv",
    "ambiguity": "results/counting/mature.ambiguity.tsv",
    "loci": "results/reference/matures.tsv",
}
QUALITY_OF_READS = [
    "results/quality/read_fate.tsv",
    "results/quality/unaligned.tsv",
    "results/quality/multiqc/multiqc_config.yaml",
    expand(
        "results/quality/{figure}.{format}",
        figure=["kits", "read_fate", "rna_classes", "lengths"]
        + ["spike_ins"] * bool(config["reference"]["spike_ins"]),
        format=FIGURES,
    ),
]


rule summarise_reads:
    """Account for every read of every sample."""
    input:
        trimming=expand("results/trimming/{sample}.tally.json", sample=SAMPLES),
        counting=expand("results/counting/{sample}.tally.json", sample=SAMPLES),
    output:
        fate="results/quality/read_fate.tsv",
    log:
        "logs/quality/summarise_reads.log",
    conda:
        "../../envs/reads.yaml"
    resources:
        mem_mb=memory(300, 0.1),
        runtime=runtime(5, 0.02),
    params:
        samples=SAMPLES,
    script:
        "../scripts/mirtrd/quality/summarise_reads.py"


rule list_unaligned:
    """List the most frequent inserts of the cohort that nothing of the reference explains."""
    input:
        unaligned=expand("results/counting/{sample}.unaligned.tsv", sample=SAMPLES),
        tally=expand("results/counting/{sample}.tally.json", sample=SAMPLES),
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        fasta="results/reference/reference.fasta",
        sequences="results/reference/sequences.tsv",
        matures="results/reference/matures.tsv",
    output:
        table="results/quality/unaligned.tsv",
        counts="results/quality/unaligned.counts.tsv",
        shares="results/quality/unaligned.samples.tsv",
    log:
        "logs/quality/list_unaligned.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 1),
        runtime=runtime(10, 0.05),
    params:
        samples=SAMPLES,
        contrasts=[contrast.as_param() for contrast in PLAN.contrasts.values()],
    script:
        "../scripts/mirtrd/quality/list_unaligned.py"


rule plot_read_fate:
    """Draw what became of the reads of each sample."""
    input:
        fate="results/quality/read_fate.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg=in_report("results/quality/read_fate.svg"),
        pdf="results/quality/read_fate.pdf",
        png="results/quality/read_fate.png",
        table="results/quality/read_fate.plotted.tsv",
    log:
        "logs/quality/plot_read_fate.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
    script:
        "../scripts/mirtrd/quality/plot_read_fate.py"


rule plot_classes:
    """Draw which classes of RNA make up the inserts of each library."""
    input:
        classes="results/counting/rna_classes.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg=in_report("results/quality/rna_classes.svg"),
        pdf="results/quality/rna_classes.pdf",
        png="results/quality/rna_classes.png",
        table="results/quality/rna_classes.plotted.tsv",
    log:
        "logs/quality/plot_classes.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
    script:
        "../scripts/mirtrd/quality/plot_classes.py"


rule plot_lengths:
    """Draw how long the inserts of each library are, by class of RNA."""
    input:
        lengths=expand("results/counting/{sample}.lengths.tsv", sample=SAMPLES),
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg=in_report("results/quality/lengths.svg"),
        pdf="results/quality/lengths.pdf",
        png="results/quality/lengths.png",
        table="results/quality/lengths.plotted.tsv",
    log:
        "logs/quality/plot_lengths.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
    script:
        "../scripts/mirtrd/quality/plot_lengths.py"


rule plot_kits:
    """Draw how well the reads of each sample agree with each kit."""
    input:
        kits=expand("results/trimming/{sample}.kit.json", sample=SAMPLES),
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg=in_report("results/quality/kits.svg"),
        pdf="results/quality/kits.pdf",
        png="results/quality/kits.png",
        table="results/quality/kits.plotted.tsv",
    log:
        "logs/quality/plot_kits.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
    script:
        "../scripts/mirtrd/quality/plot_kits.py"


rule count_spike_ins:
    """Count the spike-ins, and fit their counts to the amounts that were added."""
    input:
        amounts=config["reference"]["spike_ins"] or [],
        other=expand("results/counting/{sample}.other.tsv", sample=SAMPLES),
        sequences="results/reference/sequences.tsv",
    output:
        table="results/quality/spike_ins.tsv",
        fit="results/quality/spike_ins.fit.tsv",
    log:
        "logs/quality/count_spike_ins.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.02),
    params:
        samples=SAMPLES,
    script:
        "../scripts/mirtrd/quality/count_spike_ins.py"


rule plot_spike_ins:
    """Draw the counts of spike-ins against the amounts that were added."""
    input:
        table="results/quality/spike_ins.tsv",
        fit="results/quality/spike_ins.fit.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg=in_report("results/quality/spike_ins.svg"),
        pdf="results/quality/spike_ins.pdf",
        png="results/quality/spike_ins.png",
    log:
        "logs/quality/plot_spike_ins.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
    script:
        "../scripts/mirtrd/quality/plot_spike_ins.py"


rule write_multiqc:
    """Write the numbers of the run as custom content of MultiQC."""
    input:
        status="results/quality/samples.tsv",
        fate="results/quality/read_fate.tsv",
        classes="results/counting/rna_classes.tsv",
        lengths=expand("results/counting/{sample}.lengths.tsv", sample=SAMPLES),
        haemolysis="results/quality/haemolysis.tsv",
    output:
        general="results/quality/multiqc/general_mqc.json",
        samples="results/quality/multiqc/samples_mqc.json",
        fate="results/quality/multiqc/read_fate_mqc.json",
        classes="results/quality/multiqc/rna_classes_mqc.json",
        lengths="results/quality/multiqc/lengths_mqc.json",
        haemolysis="results/quality/multiqc/haemolysis_mqc.json",
        settings="results/quality/multiqc/multiqc_config.yaml",
    log:
        "logs/quality/write_multiqc.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.02),
    script:
        "../scripts/mirtrd/quality/write_multiqc.py"


rule multiqc:
    """Make the report of MultiQC, which has to be installed; not part of a run by default."""
    input:
        rules.write_multiqc.output,
        settings="results/quality/multiqc/multiqc_config.yaml",
    output:
        report="results/quality/multiqc_report.html",
    log:
        "logs/quality/multiqc.log",
    conda:
        "../../envs/multiqc.yaml"
    resources:
        mem_mb=memory(1000, 1),
        runtime=runtime(10, 0.02),
    shell:
        "multiqc --force --no-data-dir --config {input.settings:q} --filename {output.report:q}"
        " results/quality/multiqc &> {log:q}"
