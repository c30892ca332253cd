"""Cohort: the usable samples as a whole, before any test.

Needs the counts and the status of all samples. Gives the usable samples and their counts, size
factors, variance-stabilised counts, and figures of what parts the samples: components, distances,
covariates and scaling.
"""


rule cohort:
    """Size factors, and figures of the structure of the cohort."""
    input:
        "results/cohort/size_factors.tsv",
        "results/cohort/vst.tsv",
        "results/cohort/cpm.tsv",
        expand(
            "results/cohort/{figure}.{format}",
            figure=["pca", "distances", "components", "covariates", "scaling"],
            format=FIGURES,
        ),


rule select_samples:
    """Choose the usable samples, once for all that follows."""
    input:
        counts="results/counting/mature.counts.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        samples="results/cohort/samples.tsv",
        counts="results/cohort/counts.tsv",
        notes="results/cohort/notes.tsv",
    log:
        "logs/cohort/select_samples.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.02),
    params:
        design=DESIGN,
        sum_libraries_of=config["expression"]["sum_libraries_of"],
    script:
        "../scripts/mirtrd/cohort/select_samples.py"


rule normalise_counts:
    """Size factors and variance-stabilised counts of the usable samples."""
    input:
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        spike_ins="results/quality/spike_ins.tsv" if PLAN.scaled_by_spike_ins else [],
    output:
        factors="results/cohort/size_factors.tsv",
        cpm="results/cohort/cpm.tsv",
        vst="results/cohort/vst.tsv",
    log:
        "logs/cohort/normalise_counts.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.1),
    params:
        design=DESIGN,
        min_count=config["expression"]["min_count"],
        method=config["expression"]["size_factors"],
        references=config["expression"]["reference_mirnas"],
    script:
        "../scripts/mirtrd/cohort/normalise_counts.py"


rule plot_pca:
    """Draw the principal components of the variance-stabilised counts."""
    input:
        vst="results/cohort/vst.tsv",
        sheet=config["samples"],
    output:
        svg=in_report("results/cohort/pca.svg"),
        pdf="results/cohort/pca.pdf",
        png="results/cohort/pca.png",
        table="results/cohort/pca.tsv",
    log:
        "logs/cohort/plot_pca.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
        shape=SHAPE,
    script:
        "../scripts/mirtrd/cohort/plot_pca.py"


rule plot_distances:
    """Draw the distances between samples on the variance-stabilised counts."""
    input:
        vst="results/cohort/vst.tsv",
        sheet=config["samples"],
    output:
        svg=in_report("results/cohort/distances.svg"),
        pdf="results/cohort/distances.pdf",
        png="results/cohort/distances.png",
        table="results/cohort/distances.tsv",
    log:
        "logs/cohort/plot_distances.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
        shape=SHAPE,
    script:
        "../scripts/mirtrd/cohort/plot_distances.py"


rule associate_components:
    """Test the principal components against all that is known of the samples."""
    input:
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        vst="results/cohort/vst.tsv",
    output:
        svg=in_report("results/cohort/components.svg"),
        pdf="results/cohort/components.pdf",
        png="results/cohort/components.png",
        table="results/cohort/components.tsv",
    log:
        "logs/cohort/associate_components.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        formula=config["expression"]["design"],
        alpha=config["expression"]["alpha"],
    script:
        "../scripts/mirtrd/cohort/associate_components.py"


rule plot_covariates:
    """Draw the principal components once for each column of the sheet."""
    input:
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        vst="results/cohort/vst.tsv",
    output:
        svg=in_report("results/cohort/covariates.svg"),
        pdf="results/cohort/covariates.pdf",
        png="results/cohort/covariates.png",
        table="results/cohort/covariates.tsv",
    log:
        "logs/cohort/plot_covariates.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
        formula=config["expression"]["design"],
    script:
        "../scripts/mirtrd/cohort/plot_covariates.py"


rule plot_scaling:
    """Draw by group what scaling must not depend on."""
    input:
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/cohort/size_factors.tsv",
    output:
        svg=in_report("results/cohort/scaling.svg"),
        pdf="results/cohort/scaling.pdf",
        png="results/cohort/scaling.png",
        table="results/cohort/scaling.tsv",
        tests="results/cohort/scaling.tests.tsv",
    log:
        "logs/cohort/plot_scaling.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        factor=FACTOR,
        reference=REFERENCE,
        alpha=config["expression"]["alpha"],
    script:
        "../scripts/mirtrd/cohort/plot_scaling.py"
