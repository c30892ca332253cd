"""Quality: which libraries can be trusted.

Needs the counts, the sample sheet and, where there are reads, what became of them. Gives each
sample a status with its reasons, and figures of the libraries. No sample is left out here.
"""

HAEMOLYSIS_FIGURE = (
    multiext("results/quality/haemolysis", ".svg", ".pdf", ".png") if PLAN.has_cell_free else []
)


rule quality:
    """The status of all samples, and figures of their libraries."""
    input:
        "results/quality/samples.tsv",
        "results/quality/entries.tsv",
        multiext("results/quality/composition", ".svg", ".pdf", ".png"),
        HAEMOLYSIS_FIGURE,
        QUALITY_OF_READS,


rule judge_samples:
    """Give each sample a status, with the reasons, and say whether expression uses it."""
    input:
        **EVIDENCE_OF_READS,
        counts="results/counting/mature.counts.tsv",
        duplicates="results/quality/duplicates.tsv",
        haemolysis="results/quality/haemolysis.tsv",
        sheet=config["samples"],
    output:
        status=in_report("results/quality/samples.tsv"),
    log:
        "logs/quality/judge_samples.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.05),
    params:
        matrix=config["library"]["matrix"],
        thresholds=config["quality"],
    script:
        "../scripts/mirtrd/quality/judge_samples.py"


rule judge_entries:
    """Say which entries of the reference are miRNAs, as far as lists and reads tell."""
    input:
        **PLAN.entry_sources,
        **ENTRIES_IN_READS,
        other=list(PLAN.others.values()),
        counts="results/counting/mature.counts.tsv",
    output:
        table="results/quality/entries.tsv",
    log:
        "logs/quality/judge_entries.log",
    conda:
        "../../envs/reads.yaml"
    resources:
        mem_mb=memory(400, 1),
        runtime=runtime(10, 0.05),
    params:
        classes=list(PLAN.others),
    script:
        "../scripts/mirtrd/quality/judge_entries.py"


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
    resources:
        mem_mb=memory(400, 1),
        runtime=runtime(10, 0.05),
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
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.02),
    params:
        matrix=config["library"]["matrix"],
        design=DESIGN,
    script:
        "../scripts/mirtrd/quality/score_haemolysis.py"


rule plot_composition:
    """Draw the most abundant miRNAs of each library."""
    input:
        counts="results/counting/mature.counts.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg=in_report("results/quality/composition.svg"),
        pdf="results/quality/composition.pdf",
        png="results/quality/composition.png",
        table="results/quality/composition.plotted.tsv",
    log:
        "logs/quality/plot_composition.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
    script:
        "../scripts/mirtrd/quality/plot_composition.py"


rule plot_haemolysis:
    """Draw the two signs of broken red blood cells in plasma and serum libraries."""
    input:
        scores="results/quality/haemolysis.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        svg=in_report("results/quality/haemolysis.svg"),
        pdf="results/quality/haemolysis.pdf",
        png="results/quality/haemolysis.png",
        table="results/quality/haemolysis.plotted.tsv",
    log:
        "logs/quality/plot_haemolysis.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
        thresholds=config["quality"],
    script:
        "../scripts/mirtrd/quality/plot_haemolysis.py"
