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
        "../scripts/check_robustness.py"


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
        "../scripts/permute_labels.py"
