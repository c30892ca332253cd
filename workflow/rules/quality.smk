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
    params:
        samples=SAMPLES,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/summarise_reads.py"


rule find_duplicates:
    """Find samples whose miRNA profiles are too alike to be two libraries."""
    input:
        counts="results/counting/mature.counts.tsv",
    output:
        table="results/quality/duplicates.tsv",
    log:
        "logs/quality/find_duplicates.log",
    conda:
        "../../envs/expression.yaml"
    params:
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/find_duplicates.py"


rule score_haemolysis:
    """Score plasma and serum libraries for broken red blood cells."""
    input:
        counts="results/counting/mature.counts.tsv",
        sheet=config["samples"],
        signature=ROOT / "resources" / "prior" / "haemolysis.tsv",
    output:
        table="results/quality/haemolysis.tsv",
    log:
        "logs/quality/score_haemolysis.log",
    conda:
        "../../envs/expression.yaml"
    params:
        matrix=config["library"]["matrix"],
        expression=config["expression"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/score_haemolysis.py"


rule judge_samples:
    """Give each sample a status, with the reasons, and say whether expression uses it."""
    input:
        kit=expand("results/trimming/{sample}.kit.json", sample=SAMPLES_WITH_READS),
        trimming=expand("results/trimming/{sample}.tally.json", sample=SAMPLES_WITH_READS),
        lengths=expand("results/counting/{sample}.lengths.tsv", sample=SAMPLES_WITH_READS),
        mature=expand("results/counting/{sample}.mature.tsv", sample=SAMPLES_WITH_READS),
        fate=[] if COUNTED else "results/quality/read_fate.tsv",
        matures=[] if COUNTED else "results/reference/matures.tsv",
        counts="results/counting/mature.counts.tsv",
        duplicates="results/quality/duplicates.tsv",
        haemolysis="results/quality/haemolysis.tsv",
        sheet=config["samples"],
    output:
        status="results/quality/samples.tsv",
    log:
        "logs/quality/judge_samples.log",
    conda:
        "../../envs/expression.yaml"
    params:
        matrix=config["library"]["matrix"],
        thresholds=config["quality"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/judge_samples.py"


rule plot_read_fate:
    """Draw what became of the reads of each sample."""
    input:
        fate="results/quality/read_fate.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg="results/quality/read_fate.svg",
        png="results/quality/read_fate.png",
        table="results/quality/read_fate.plotted.tsv",
    log:
        "logs/quality/plot_read_fate.log",
    conda:
        "../../envs/expression.yaml"
    params:
        factor=FACTOR,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/plot_read_fate.py"


rule plot_classes:
    """Draw which classes of RNA make up the inserts of each library."""
    input:
        classes="results/counting/rna_classes.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg="results/quality/rna_classes.svg",
        png="results/quality/rna_classes.png",
        table="results/quality/rna_classes.plotted.tsv",
    log:
        "logs/quality/plot_classes.log",
    conda:
        "../../envs/expression.yaml"
    params:
        factor=FACTOR,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/plot_classes.py"


rule plot_lengths:
    """Draw how long the inserts of each library are, by class of RNA."""
    input:
        lengths=expand("results/counting/{sample}.lengths.tsv", sample=SAMPLES),
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg="results/quality/lengths.svg",
        png="results/quality/lengths.png",
        table="results/quality/lengths.plotted.tsv",
    log:
        "logs/quality/plot_lengths.log",
    conda:
        "../../envs/expression.yaml"
    params:
        factor=FACTOR,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/plot_lengths.py"


rule plot_composition:
    """Draw the most abundant miRNAs of each library."""
    input:
        counts="results/counting/mature.counts.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg="results/quality/composition.svg",
        png="results/quality/composition.png",
        table="results/quality/composition.plotted.tsv",
    log:
        "logs/quality/plot_composition.log",
    conda:
        "../../envs/expression.yaml"
    params:
        factor=FACTOR,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/plot_composition.py"


rule plot_kits:
    """Draw how well the reads of each sample agree with each kit."""
    input:
        kits=expand("results/trimming/{sample}.kit.json", sample=SAMPLES),
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg="results/quality/kits.svg",
        png="results/quality/kits.png",
        table="results/quality/kits.plotted.tsv",
    log:
        "logs/quality/plot_kits.log",
    conda:
        "../../envs/expression.yaml"
    params:
        factor=FACTOR,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/plot_kits.py"


rule plot_haemolysis:
    """Draw the two signs of broken red blood cells in plasma and serum libraries."""
    input:
        scores="results/quality/haemolysis.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg="results/quality/haemolysis.svg",
        png="results/quality/haemolysis.png",
        table="results/quality/haemolysis.plotted.tsv",
    log:
        "logs/quality/plot_haemolysis.log",
    conda:
        "../../envs/expression.yaml"
    params:
        factor=FACTOR,
        thresholds=config["quality"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/plot_haemolysis.py"


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
    params:
        shared_code=SHARED_CODE,
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
    shell:
        "multiqc --force --no-data-dir --config {input.settings:q} --filename {output.report:q}"
        " results/quality/multiqc &> {log:q}"


rule plot_spike_ins:
    """Hold the counts of spike-ins against the amounts that were added."""
    input:
        amounts=config["reference"]["spike_ins"] or [],
        other=expand("results/counting/{sample}.other.tsv", sample=SAMPLES),
        sequences="results/reference/sequences.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        table="results/quality/spike_ins.tsv",
        fit="results/quality/spike_ins.fit.tsv",
        svg="results/quality/spike_ins.svg",
        png="results/quality/spike_ins.png",
    log:
        "logs/quality/plot_spike_ins.log",
    conda:
        "../../envs/expression.yaml"
    params:
        samples=SAMPLES,
        factor=FACTOR,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/quality/plot_spike_ins.py"
