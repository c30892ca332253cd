"""Meta: what several studies say together, and where they do not agree.

Needs a table of studies, each with the results of a run or its table of a contrast; no samples of
its own. Gives for every miRNA an estimate over the studies of a tissue, with a status and forest
plots, and puts published lists and directions beside it.
"""

SYNTHESIS = PLAN.synthesis


wildcard_constraints:
    synthesis=re.escape(SYNTHESIS.name),


rule meta:
    """What several studies say together."""
    input:
        expand(
            "results/meta/{synthesis}.{content}",
            synthesis=SYNTHESIS.name,
            content=["tsv", "json", "overlaps.tsv"]
            + ["reports.tsv"] * bool(PLAN.evidence)
            + ["ranks.tsv"] * bool(SYNTHESIS.lists),
        ),
        expand(
            "results/meta/{synthesis}.{figure}.{format}",
            synthesis=SYNTHESIS.name,
            figure=["forest", "map", "tissues"],
            format=FIGURES,
        ),


rule compare_samples:
    """Find samples that two studies have in common."""
    input:
        **PLAN.name_sources,
        summaries=SYNTHESIS.files("summary"),
        counts=SYNTHESIS.files("counts"),
        sheets=SYNTHESIS.files("sheet"),
    output:
        table="results/meta/{synthesis}.overlaps.tsv",
        notes="results/meta/{synthesis}.overlaps.json",
    log:
        "logs/meta/compare_samples.{synthesis}.log",
    benchmark:
        "benchmarks/meta/compare_samples.{synthesis}.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(700, 0),
        runtime=runtime(20, 0),
    params:
        studies=SYNTHESIS.params,
        limit=config["quality"]["nearest_cv"]["warn"],
        on_shared_samples=config["meta"]["on_shared_samples"],
    script:
        "../scripts/mirtrd/meta/compare_samples.py"


rule combine_studies:
    """Put the effects of several studies together, miRNA by miRNA and tissue by tissue."""
    input:
        **PLAN.name_sources,
        effects=SYNTHESIS.files("table"),
        summaries=SYNTHESIS.files("summary"),
        notes="results/meta/{synthesis}.overlaps.json",
    output:
        table=in_report("results/meta/{synthesis}.tsv"),
        studies="results/meta/{synthesis}.studies.tsv",
        names="results/meta/{synthesis}.names.tsv",
        summary="results/meta/{synthesis}.json",
    log:
        "logs/meta/combine_studies.{synthesis}.log",
    benchmark:
        "benchmarks/meta/combine_studies.{synthesis}.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(700, 0),
        runtime=runtime(20, 0),
    params:
        studies=SYNTHESIS.params,
        alpha=config["meta"]["alpha"],
    script:
        "../scripts/mirtrd/meta/combine_studies.py"


rule compare_directions:
    """Hold published directions against those of the synthesis, by tissue."""
    input:
        **PLAN.name_sources,
        table="results/meta/{synthesis}.tsv",
        evidence=PLAN.evidence,
    output:
        table="results/meta/{synthesis}.reports.tsv",
        summary="results/meta/{synthesis}.concordance.tsv",
    log:
        "logs/meta/compare_directions.{synthesis}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(700, 0),
        runtime=runtime(20, 0),
    script:
        "../scripts/mirtrd/meta/compare_directions.py"


rule aggregate_ranks:
    """Aggregate the ranks of published lists of top miRNAs, by tissue."""
    input:
        **PLAN.name_sources,
        lists=SYNTHESIS.lists,
    output:
        table="results/meta/{synthesis}.ranks.tsv",
    log:
        "logs/meta/aggregate_ranks.{synthesis}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(700, 0),
        runtime=runtime(20, 0),
    script:
        "../scripts/mirtrd/meta/aggregate_ranks.py"


rule plot_forests:
    """Draw the changes of the best miRNAs, and of those to show, in all studies."""
    input:
        table="results/meta/{synthesis}.tsv",
        studies="results/meta/{synthesis}.studies.tsv",
    output:
        svg=in_report("results/meta/{synthesis}.forest.svg"),
        pdf="results/meta/{synthesis}.forest.pdf",
        png="results/meta/{synthesis}.forest.png",
        table="results/meta/{synthesis}.forest.tsv",
    log:
        "logs/meta/plot_forests.{synthesis}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(700, 0),
        runtime=runtime(20, 0),
    params:
        shown=list(SYNTHESIS.shown),
    script:
        "../scripts/mirtrd/meta/plot_forests.py"


rule plot_map:
    """Draw the changes of the best miRNAs in all studies as a map."""
    input:
        table="results/meta/{synthesis}.tsv",
        studies="results/meta/{synthesis}.studies.tsv",
    output:
        svg=in_report("results/meta/{synthesis}.map.svg"),
        pdf="results/meta/{synthesis}.map.pdf",
        png="results/meta/{synthesis}.map.png",
        table="results/meta/{synthesis}.map.tsv",
    log:
        "logs/meta/plot_map.{synthesis}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(700, 0),
        runtime=runtime(20, 0),
    params:
        shown=list(SYNTHESIS.shown),
    script:
        "../scripts/mirtrd/meta/plot_map.py"


rule plot_tissues:
    """Draw what can be said of the miRNAs in each tissue."""
    input:
        table="results/meta/{synthesis}.tsv",
        summary="results/meta/{synthesis}.json",
    output:
        svg=in_report("results/meta/{synthesis}.tissues.svg"),
        pdf="results/meta/{synthesis}.tissues.pdf",
        png="results/meta/{synthesis}.tissues.png",
        table="results/meta/{synthesis}.tissues.tsv",
    log:
        "logs/meta/plot_tissues.{synthesis}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(700, 0),
        runtime=runtime(20, 0),
    params:
        shown=list(SYNTHESIS.shown),
    script:
        "../scripts/mirtrd/meta/plot_tissues.py"
