# A run that starts from a count table makes these files from it instead of from reads.
ruleorder: import_counts > merge_counts


rule import_counts:
    """Take the counts of the samples from a table that was made elsewhere."""
    input:
        counts=config["counts"]["path"],
        sheet=config["samples"],
    output:
        counts="results/counting/mature.counts.tsv",
        ambiguity="results/counting/mature.ambiguity.tsv",
    log:
        "logs/counting/import_counts.log",
    conda:
        "../../envs/expression.yaml"
    params:
        rounding=config["counts"]["round"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/counting/import_counts.py"
