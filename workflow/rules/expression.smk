rule normalise_counts:
    """Size factors and variance-stabilised counts of the usable samples."""
    input:
        counts="results/counting/mature.counts.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
        spike_ins=SPIKE_IN_COUNTS,
    output:
        factors="results/expression/size_factors.tsv",
        vst="results/expression/vst.tsv",
    log:
        "logs/expression/normalise_counts.log",
    conda:
        "../../envs/expression.yaml"
    params:
        expression=config["expression"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/cohort/normalise_counts.py"


rule fit_expression:
    """Test a contrast with PyDESeq2; every miRNA of the reference gets a status."""
    input:
        counts="results/counting/mature.counts.tsv",
        factors="results/expression/size_factors.tsv",
        status="results/quality/samples.tsv",
        sheet=config["samples"],
    output:
        table="results/expression/{contrast}.tsv",
        summary="results/expression/{contrast}.fit.json",
    log:
        "logs/expression/{contrast}.fit.log",
    benchmark:
        "benchmarks/expression/{contrast}.fit.tsv"
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
        "../scripts/mirtrd/expression/fit_expression.py"


rule plot_dispersions:
    """Draw the dispersion of each miRNA, the trend over the mean, and the dispersion used."""
    input:
        # The model, and so its dispersions, is the same for all contrasts.
        expression=f"results/expression/{next(iter(CONTRASTS))}.tsv",
        summary=f"results/expression/{next(iter(CONTRASTS))}.fit.json",
    output:
        svg="results/expression/dispersions.svg",
        png="results/expression/dispersions.png",
        table="results/expression/dispersions.tsv",
    log:
        "logs/expression/plot_dispersions.log",
    conda:
        "../../envs/expression.yaml"
    params:
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/expression/plot_dispersions.py"


rule plot_volcano:
    """Draw effect against evidence, with the miRNAs that the literature proposes ringed."""
    input:
        expression="results/expression/{contrast}.tsv",
        evidence=ROOT / "resources" / "prior" / "trd_evidence.tsv",
    output:
        svg="results/expression/{contrast}.volcano.svg",
        png="results/expression/{contrast}.volcano.png",
        table="results/expression/{contrast}.volcano.tsv",
    log:
        "logs/expression/{contrast}.volcano.log",
    conda:
        "../../envs/expression.yaml"
    params:
        contrast="{contrast}",
        tested=tested_of,
        reference=reference_of,
        alpha=config["expression"]["alpha"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/expression/plot_volcano.py"


rule plot_ma:
    """Draw effect against abundance, as estimated and shrunken."""
    input:
        expression="results/expression/{contrast}.tsv",
    output:
        svg="results/expression/{contrast}.ma.svg",
        png="results/expression/{contrast}.ma.png",
        table="results/expression/{contrast}.ma.tsv",
    log:
        "logs/expression/{contrast}.ma.log",
    conda:
        "../../envs/expression.yaml"
    params:
        contrast="{contrast}",
        tested=tested_of,
        reference=reference_of,
        alpha=config["expression"]["alpha"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/expression/plot_ma.py"


rule plot_pca:
    """Draw the principal components of the variance-stabilised counts."""
    input:
        vst="results/expression/vst.tsv",
        sheet=config["samples"],
    output:
        svg="results/expression/pca.svg",
        png="results/expression/pca.png",
        table="results/expression/pca.tsv",
    log:
        "logs/expression/plot_pca.log",
    conda:
        "../../envs/expression.yaml"
    params:
        factor=FACTOR,
        shape=SHAPE,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/cohort/plot_pca.py"


rule plot_distances:
    """Draw the distances between samples on the variance-stabilised counts."""
    input:
        vst="results/expression/vst.tsv",
        sheet=config["samples"],
    output:
        svg="results/expression/distances.svg",
        png="results/expression/distances.png",
        table="results/expression/distances.tsv",
    log:
        "logs/expression/plot_distances.log",
    conda:
        "../../envs/expression.yaml"
    params:
        factor=FACTOR,
        shape=SHAPE,
        shared_code=SHARED_CODE,
    script:
        "../scripts/mirtrd/cohort/plot_distances.py"
