rule check_robustness:
    """Test a contrast again with other normalisers, covariates, samples and another model."""
    input:
        counts="results/counting/mature.counts.tsv",
        factors="results/expression/size_factors.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        expression="results/expression/{contrast}.tsv",
    output:
        table="results/expression/{contrast}.robustness.tsv",
        variants="results/expression/{contrast}.variants.tsv",
    log:
        "logs/expression/{contrast}.robustness.log",
    benchmark:
        "benchmarks/expression/{contrast}.robustness.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem="4GB",
        runtime="1h",
    params:
        contrast="{contrast}",
        expression=config["expression"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/robustness/check_robustness.py"


rule permute_labels:
    """Count what the whole procedure calls on these data when labels mean nothing."""
    input:
        counts="results/counting/mature.counts.tsv",
        factors="results/expression/size_factors.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        expression="results/expression/{contrast}.tsv",
    output:
        table="results/expression/{contrast}.permutations.tsv",
        summary="results/expression/{contrast}.permutations.json",
    log:
        "logs/expression/{contrast}.permutations.log",
    benchmark:
        "benchmarks/expression/{contrast}.permutations.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem="4GB",
        runtime="2h",
    params:
        contrast="{contrast}",
        expression=config["expression"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/robustness/permute_labels.py"


rule plot_robustness:
    """Draw in which variants of the analysis the calls of a contrast hold."""
    input:
        table="results/expression/{contrast}.robustness.tsv",
        variants="results/expression/{contrast}.variants.tsv",
    output:
        svg="results/expression/{contrast}.robustness.svg",
        png="results/expression/{contrast}.robustness.png",
        table="results/expression/{contrast}.robustness.plotted.tsv",
    log:
        "logs/expression/{contrast}.plot_robustness.log",
    conda:
        "../../envs/expression.yaml"
    params:
        contrast="{contrast}",
        alpha=config["expression"]["alpha"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/robustness/plot_robustness.py"


rule diagnose_pvalues:
    """Draw and judge the distribution of the p-values of a contrast."""
    input:
        expression="results/expression/{contrast}.tsv",
    output:
        svg="results/expression/{contrast}.pvalues.svg",
        png="results/expression/{contrast}.pvalues.png",
        table="results/expression/{contrast}.pvalues.tsv",
        summary="results/expression/{contrast}.pvalues.json",
    log:
        "logs/expression/{contrast}.pvalues.log",
    conda:
        "../../envs/expression.yaml"
    params:
        contrast="{contrast}",
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/expression/diagnose_pvalues.py"


rule associate_components:
    """Test the principal components against all that is known of the samples."""
    input:
        counts="results/counting/mature.counts.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        vst="results/expression/vst.tsv",
    output:
        svg="results/expression/components.svg",
        png="results/expression/components.png",
        table="results/expression/components.tsv",
    log:
        "logs/expression/components.log",
    conda:
        "../../envs/expression.yaml"
    params:
        design=config["expression"]["design"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/cohort/associate_components.py"


rule plot_covariates:
    """Draw the principal components once for each column of the sheet."""
    input:
        counts="results/counting/mature.counts.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        vst="results/expression/vst.tsv",
    output:
        svg="results/expression/covariates.svg",
        png="results/expression/covariates.png",
        table="results/expression/covariates.tsv",
    log:
        "logs/expression/covariates.log",
    conda:
        "../../envs/expression.yaml"
    params:
        design=config["expression"]["design"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/cohort/plot_covariates.py"


rule plot_scaling:
    """Draw by group what scaling must not depend on."""
    input:
        counts="results/counting/mature.counts.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        factors="results/expression/size_factors.tsv",
    output:
        svg="results/expression/scaling.svg",
        png="results/expression/scaling.png",
        table="results/expression/scaling.tsv",
        tests="results/expression/scaling.tests.tsv",
    log:
        "logs/expression/scaling.log",
    conda:
        "../../envs/expression.yaml"
    params:
        factor=FACTOR,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/cohort/plot_scaling.py"


rule plot_heatmap:
    """Draw the best candidates of a contrast in all samples."""
    input:
        expression="results/expression/{contrast}.tsv",
        sheet=config["samples"],
        vst="results/expression/vst.tsv",
    output:
        svg="results/expression/{contrast}.heatmap.svg",
        png="results/expression/{contrast}.heatmap.png",
        table="results/expression/{contrast}.heatmap.tsv",
    log:
        "logs/expression/{contrast}.heatmap.log",
    conda:
        "../../envs/expression.yaml"
    params:
        contrast="{contrast}",
        factor=factor_of,
        design=config["expression"]["design"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/candidates/plot_heatmap.py"


rule plot_boxes:
    """Draw the best candidates of a contrast, sample by sample."""
    input:
        expression="results/expression/{contrast}.tsv",
        counts="results/counting/mature.counts.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        factors="results/expression/size_factors.tsv",
    output:
        svg="results/expression/{contrast}.boxes.svg",
        png="results/expression/{contrast}.boxes.png",
        table="results/expression/{contrast}.boxes.tsv",
    log:
        "logs/expression/{contrast}.boxes.log",
    conda:
        "../../envs/expression.yaml"
    params:
        contrast="{contrast}",
        factor=factor_of,
        design=config["expression"]["design"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/candidates/plot_boxes.py"
