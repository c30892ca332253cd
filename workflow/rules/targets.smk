"""Targets: which genes the called miRNAs target, and whether these are of the two themes.

Needs tables of targets, which the config names and none of which ships, and the tables of
expression. Gives the targets of each call, and for the themes and any other gene sets a p-value
against random lists of miRNAs, with the usual one beside it. Without a table of targets it gives
nothing, and nothing else changes.
"""

THEMES_THAT_SHIP = ROOT / THEMES


rule targets:
    """The targets of the calls of each contrast, if the config names tables of targets."""
    input:
        expand(
            "results/targets/{contrast}.{content}",
            contrast=CONTRASTS,
            content=["targets.tsv", "themes.tsv", "gene_sets.tsv"],
        )
        + expand(
            "results/targets/{contrast}.enrichment.{format}", contrast=CONTRASTS, format=FIGURES
        )
        + ["results/targets/target_counts.tsv"]
        if PLAN.targets.tables
        else [],
    log:
        "logs/targets/targets.log",
    localrule: True
    params:
        said=PLAN.targets.said,
    shell:
        "echo {params.said:q} | tee {log:q} >&2"


rule read_targets:
    """Read tables of targets, as downloaded, and put them under the names of this run."""
    input:
        **PLAN.name_sources,
        tables=PLAN.targets.tables,
        counts="results/cohort/counts.tsv",
        themes=THEMES_THAT_SHIP,
    output:
        pairs="results/targets/mirna_targets.tsv",
        mirnas="results/targets/target_counts.tsv",
        summary="results/targets/target_tables.json",
    log:
        "logs/targets/read_targets.log",
    benchmark:
        "benchmarks/targets/read_targets.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory_of_targets,
        runtime=runtime(60, 0),
    script:
        "../scripts/mirtrd/targets/read_targets.py"


rule list_targets:
    """List the targets of the miRNAs that a contrast calls."""
    input:
        expression="results/expression/{contrast}.tsv",
        pairs="results/targets/mirna_targets.tsv",
        themes=THEMES_THAT_SHIP,
    output:
        table="results/targets/{contrast}.targets.tsv",
    log:
        "logs/targets/list_targets.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory_of_targets,
        runtime=runtime(10, 0),
    script:
        "../scripts/mirtrd/targets/list_targets.py"


rule test_themes:
    """Ask whether the calls of a contrast target sets of genes more often than random miRNAs do."""
    input:
        expression="results/expression/{contrast}.tsv",
        pairs="results/targets/mirna_targets.tsv",
        matures=PLAN.name_sources["matures"],
        themes=THEMES_THAT_SHIP,
        gene_sets=PLAN.targets.gene_sets,
    output:
        themes=in_report("results/targets/{contrast}.themes.tsv"),
        gene_sets="results/targets/{contrast}.gene_sets.tsv",
    log:
        "logs/targets/test_themes.{contrast}.log",
    benchmark:
        "benchmarks/targets/test_themes.{contrast}.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory_of_targets,
        runtime=runtime(60, 0),
    params:
        contrast=contrast_of,
    script:
        "../scripts/mirtrd/targets/test_themes.py"


rule plot_enrichment:
    """Draw how often targets of the calls are in sets of genes, next to random miRNAs."""
    input:
        themes="results/targets/{contrast}.themes.tsv",
        gene_sets="results/targets/{contrast}.gene_sets.tsv",
        fit="results/expression/{contrast}.fit.json",
    output:
        svg=in_report("results/targets/{contrast}.enrichment.svg"),
        pdf="results/targets/{contrast}.enrichment.pdf",
        png="results/targets/{contrast}.enrichment.png",
        table="results/targets/{contrast}.enrichment.tsv",
    log:
        "logs/targets/plot_enrichment.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0),
        runtime=runtime(10, 0),
    params:
        contrast=contrast_of,
    script:
        "../scripts/mirtrd/targets/plot_enrichment.py"
