"""Expression: which miRNAs differ.

Needs the counts and size factors of the usable samples. Gives a table for each contrast, in which
every miRNA of the reference has a status, and figures of it.
"""


rule expression:
    """The table of each contrast, with its figures."""
    input:
        multiext("results/expression/dispersions", ".svg", ".pdf", ".png"),
        expand("results/expression/{contrast}.tsv", contrast=CONTRASTS),
        expand("results/expression/{contrast}.ma.{format}", contrast=CONTRASTS, format=FIGURES),


# The model is fitted once: which of its coefficients are tested does not matter to it.
MODEL = {
    "model": "results/expression/model.tsv",
    "effects": "results/expression/model.effects.tsv",
    "matrix": "results/expression/model.matrix.tsv",
    "outliers": "results/expression/model.outliers.tsv",
    "summary": "results/expression/model.json",
}


rule fit_model:
    """Fit the model of the design, once for all contrasts."""
    input:
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/cohort/size_factors.tsv",
    output:
        **MODEL,
    log:
        "logs/expression/fit_model.log",
    benchmark:
        "benchmarks/expression/fit_model.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(600, 1),
        runtime=runtime(20, 0.2),
    params:
        design=DESIGN,
        min_count=config["expression"]["min_count"],
        distribution=PLAN.criteria.distribution,
    script:
        "../scripts/mirtrd/expression/fit_model.py"


rule test_contrast:
    """Test a contrast on the model; every miRNA of the reference gets a status."""
    input:
        **MODEL,
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        notes="results/cohort/notes.tsv",
        factors="results/cohort/size_factors.tsv",
    output:
        table=in_report("results/expression/{contrast}.tsv"),
        summary="results/expression/{contrast}.fit.json",
    log:
        "logs/expression/test_contrast.{contrast}.log",
    benchmark:
        "benchmarks/expression/test_contrast.{contrast}.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(600, 1),
        runtime=runtime(20, 0.2),
    params:
        contrast=contrast_of,
        design=DESIGN,
        criteria=CRITERIA,
    script:
        "../scripts/mirtrd/expression/test_contrast.py"


rule plot_dispersions:
    """Draw the dispersion of each miRNA, the trend over the mean, and the dispersion used."""
    input:
        model=MODEL["model"],
        summary=MODEL["summary"],
    output:
        svg=in_report("results/expression/dispersions.svg"),
        pdf="results/expression/dispersions.pdf",
        png="results/expression/dispersions.png",
        table="results/expression/dispersions.tsv",
    log:
        "logs/expression/plot_dispersions.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    script:
        "../scripts/mirtrd/expression/plot_dispersions.py"


rule plot_ma:
    """Draw effect against abundance, as estimated and shrunken."""
    input:
        expression="results/expression/{contrast}.tsv",
        fit="results/expression/{contrast}.fit.json",
    output:
        svg=in_report("results/expression/{contrast}.ma.svg"),
        pdf="results/expression/{contrast}.ma.pdf",
        png="results/expression/{contrast}.ma.png",
        table="results/expression/{contrast}.ma.tsv",
    log:
        "logs/expression/plot_ma.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        contrast=contrast_of,
        alpha=config["expression"]["alpha"],
    script:
        "../scripts/mirtrd/expression/plot_ma.py"
