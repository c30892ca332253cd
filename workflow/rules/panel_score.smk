"""Panel, the other way round: the samples of the sheet by a panel that is there already.

Needs a frozen panel and the counts of each sample. Gives each a score with its reasons, or refuses
it with its reasons. No cohort is needed: a sample is scored by itself, whatever others there are.
"""

if PLAN.from_counts:
    COUNTS_OF_SAMPLE = {
        "kit": [],
        "counts": "results/counting/mature.counts.tsv",
    }
else:
    COUNTS_OF_SAMPLE = {
        "kit": "results/trimming/{sample}.kit.json",
        "tally": "results/trimming/{sample}.tally.json",
        "mature": "results/counting/{sample}.mature.tsv",
        "places": "results/reference/matures.tsv",
    }


rule score:
    """The scores of all samples by the frozen panel."""
    input:
        "results/panel/scores.tsv",


rule score_sample:
    """Score one sample by a frozen panel, or refuse it, with every reason."""
    input:
        **PLAN.name_sources,
        **COUNTS_OF_SAMPLE,
        panel=PLAN.frozen,
        sheet=config["samples"],
    output:
        score="results/panel/{sample}.score.json",
    log:
        "logs/panel/score_sample.{sample}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0),
        runtime=runtime(10, 0),
    params:
        kit=kit_of,
        matrix=config["library"]["matrix"],
        policy=config["counting"]["ambiguous"],
    script:
        "../scripts/mirtrd/panel/score_sample.py"


rule list_scores:
    """List the scores of all samples, and what each miRNA adds to them."""
    input:
        scores=expand("results/panel/{sample}.score.json", sample=SAMPLES),
    output:
        table="results/panel/scores.tsv",
        contributions="results/panel/scores.contributions.tsv",
    log:
        "logs/panel/list_scores.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.02),
    script:
        "../scripts/mirtrd/panel/list_scores.py"
