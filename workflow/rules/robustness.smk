"""Robustness: how far each call hangs on a choice, and what chance alone would call.

Needs the counts, the size factors and the table of a contrast. Gives the tests of the contrast
under other choices of analysis and under permuted labels, a verdict on its p-values, and the verdict
on the contrast in a line.
"""


rule robustness:
    """Each contrast under other choices, and under permuted labels."""
    input:
        expand("results/robustness/{contrast}.tsv", contrast=CONTRASTS),
        expand("results/robustness/{contrast}.{format}", contrast=CONTRASTS, format=FIGURES),
        expand("results/robustness/{contrast}.verdict.json", contrast=CONTRASTS),
        expand(
            "results/robustness/{contrast}.pvalues.{format}",
            contrast=CONTRASTS,
            format=FIGURES,
        ),


rule check_robustness:
    """Test a contrast again with other normalisers, covariates, samples and models."""
    input:
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/cohort/size_factors.tsv",
        expression="results/expression/{contrast}.tsv",
    output:
        table="results/robustness/{contrast}.tsv",
        variants="results/robustness/{contrast}.variants.tsv",
    log:
        "logs/robustness/check_robustness.{contrast}.log",
    benchmark:
        "benchmarks/robustness/check_robustness.{contrast}.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(1000, 2),
        runtime=runtime(30, 0.3),
    params:
        contrast=contrast_of,
        design=DESIGN,
        criteria=CRITERIA,
        min_count=config["expression"]["min_count"],
        method=config["expression"]["size_factors"],
        references=config["expression"]["reference_mirnas"],
    script:
        "../scripts/mirtrd/robustness/check_robustness.py"


rule permute_labels:
    """Count what the whole procedure calls on these data when labels mean nothing."""
    input:
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/cohort/size_factors.tsv",
        expression="results/expression/{contrast}.tsv",
    output:
        table="results/robustness/{contrast}.permutations.tsv",
        summary="results/robustness/{contrast}.permutations.json",
    log:
        "logs/robustness/permute_labels.{contrast}.log",
    benchmark:
        "benchmarks/robustness/permute_labels.{contrast}.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(1000, 2),
        runtime=runtime(60, 0.3),
    params:
        contrast=contrast_of,
        design=DESIGN,
        criteria=CRITERIA,
        min_count=config["expression"]["min_count"],
        method=config["expression"]["size_factors"],
        references=config["expression"]["reference_mirnas"],
        permutations=config["expression"]["permutations"],
    script:
        "../scripts/mirtrd/robustness/permute_labels.py"


rule plot_robustness:
    """Draw in which variants of the analysis the calls of a contrast hold."""
    input:
        table="results/robustness/{contrast}.tsv",
        variants="results/robustness/{contrast}.variants.tsv",
        fit="results/expression/{contrast}.fit.json",
    output:
        svg=in_report("results/robustness/{contrast}.svg"),
        pdf="results/robustness/{contrast}.pdf",
        png="results/robustness/{contrast}.png",
        table="results/robustness/{contrast}.plotted.tsv",
    log:
        "logs/robustness/plot_robustness.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        contrast=contrast_of,
        alpha=config["expression"]["alpha"],
    script:
        "../scripts/mirtrd/robustness/plot_robustness.py"


rule diagnose_pvalues:
    """Draw the p-values of a contrast, and judge them by those with permuted labels."""
    input:
        expression="results/expression/{contrast}.tsv",
        permutations="results/robustness/{contrast}.permutations.tsv",
        fit="results/expression/{contrast}.fit.json",
    output:
        svg=in_report("results/robustness/{contrast}.pvalues.svg"),
        pdf="results/robustness/{contrast}.pvalues.pdf",
        png="results/robustness/{contrast}.pvalues.png",
        table="results/robustness/{contrast}.pvalues.tsv",
        summary="results/robustness/{contrast}.pvalues.json",
    log:
        "logs/robustness/diagnose_pvalues.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        contrast=contrast_of,
    script:
        "../scripts/mirtrd/robustness/diagnose_pvalues.py"


rule find_hidden_factors:
    """Look for what acts on many miRNAs and the design lacks, and whether it may make the calls."""
    input:
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/cohort/size_factors.tsv",
        expression="results/expression/{contrast}.tsv",
        permutations="results/robustness/{contrast}.permutations.json",
        permuted="results/robustness/{contrast}.permutations.tsv",
    output:
        table="results/robustness/{contrast}.hidden.tsv",
        summary="results/robustness/{contrast}.hidden.json",
    log:
        "logs/robustness/find_hidden_factors.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(1000, 2),
        runtime=runtime(30, 0.3),
    params:
        contrast=contrast_of,
        design=DESIGN,
        criteria=CRITERIA,
        min_count=config["expression"]["min_count"],
        method=config["expression"]["size_factors"],
        references=config["expression"]["reference_mirnas"],
    script:
        "../scripts/mirtrd/robustness/find_hidden_factors.py"


rule judge_contrast:
    """Say in one line what the run knows of a contrast, for those who read its results."""
    input:
        expression="results/expression/{contrast}.tsv",
        fit="results/expression/{contrast}.fit.json",
        robustness="results/robustness/{contrast}.tsv",
        variants="results/robustness/{contrast}.variants.tsv",
        permutations="results/robustness/{contrast}.permutations.json",
        hidden="results/robustness/{contrast}.hidden.json",
    output:
        verdict="results/robustness/{contrast}.verdict.json",
    log:
        "logs/robustness/judge_contrast.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.02),
    params:
        alpha=config["expression"]["alpha"],
    script:
        "../scripts/mirtrd/robustness/judge_contrast.py"
