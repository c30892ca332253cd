rule rank_candidates:
    """Rank all miRNAs of a contrast, next to what a reader has to know about each."""
    input:
        expression="results/expression/{contrast}.tsv",
        robustness="results/expression/{contrast}.robustness.tsv",
        counts="results/counting/mature.counts.tsv",
        ambiguity="results/counting/mature.ambiguity.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        evidence=ROOT / "resources" / "prior" / "trd_evidence.tsv",
        haemolysis=ROOT / "resources" / "prior" / "haemolysis.tsv",
    output:
        table="results/candidates/{contrast}.tsv",
    log:
        "logs/candidates/{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    params:
        contrast=contrast_of,
        shared_code=SHARED_CODE,
    script:
        "../scripts/rank_candidates.py"
