rule summarise_reads:
    """Account for every read of every sample, and give each sample a status."""
    input:
        trimming=expand("results/trimming/{sample}.tally.json", sample=SAMPLES),
        counting=expand("results/counting/{sample}.tally.json", sample=SAMPLES),
    output:
        fate="results/quality/read_fate.tsv",
        status="results/quality/samples.tsv",
    log:
        "logs/quality/summarise_reads.log",
    conda:
        "../../envs/reads.yaml"
    params:
        samples=SAMPLES,
        min_mirna_reads=config["quality"]["min_mirna_reads"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/summarise_reads.py"


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
        "../scripts/plot_read_fate.py"


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
        "../scripts/plot_composition.py"
