"""Panel: what miRNAs together tell of one person, judged in persons whom the model has not seen.

Needs the usable samples with their counts and status, and a contrast of two levels. Gives a frozen
panel by which a new sample is scored alone, how well it does in persons left out, what it finds on
shuffled labels, and checklists of what a report owes. Off unless the config names the contrast.
"""

# What all jobs read the training cohort from.
TRAINING = {
    "counts": "results/cohort/counts.tsv",
    "samples": "results/cohort/samples.tsv",
    "status": "results/quality/samples.tsv",
    "ambiguity": "results/counting/mature.ambiguity.tsv",
    "red_cells": ROOT / "resources" / "prior" / "haemolysis.tsv",
}
# How a panel is learnt, wherever that is done anew.
PROCEDURE = {
    "contrast": contrast_of,
    "formula": config["expression"]["design"],
    "matrix": config["library"]["matrix"],
    "min_count": config["expression"]["min_count"],
    "haemolysis_limit": config["quality"]["haemolysis_ratio"]["warn"],
}


rule panel:
    """A frozen panel of the contrast, and how far it can be trusted."""
    input:
        expand(
            "results/panel/{contrast}.{content}",
            contrast=PLAN.trained,
            content=["panel.json", "performance.tsv", "checklists.tsv"],
        ),
        expand(
            "results/panel/{contrast}.{figure}.{format}",
            contrast=PLAN.trained,
            figure=["honesty", "performance", "selection"],
            format=FIGURES,
        ),


rule validate_panel:
    """Predict each person by models that have not seen them, all learnt anew within each fold."""
    input:
        **PLAN.name_sources,
        **TRAINING,
    output:
        predictions="results/panel/{contrast}.predictions.tsv",
        summary="results/panel/{contrast}.validation.json",
    log:
        "logs/panel/validate_panel.{contrast}.log",
    benchmark:
        "benchmarks/panel/validate_panel.{contrast}.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(700, 1),
        runtime=runtime(20, 1),
    params:
        **PROCEDURE,
    script:
        "../scripts/mirtrd/panel/validate_panel.py"


rule shuffle_panel:
    """Run the whole procedure on shuffled labels, and what two common mistakes would show."""
    input:
        **PLAN.name_sources,
        **TRAINING,
    output:
        table="results/panel/{contrast}.shuffled.tsv",
    log:
        "logs/panel/shuffle_panel.{contrast}.log",
    benchmark:
        "benchmarks/panel/shuffle_panel.{contrast}.tsv"
    conda:
        "../../envs/expression.yaml"
    threads: 4
    resources:
        mem_mb=memory(1500, 2),
        runtime=runtime(30, 2),
    params:
        **PROCEDURE,
    script:
        "../scripts/mirtrd/panel/shuffle_panel.py"


rule freeze_panel:
    """Fit the panel on all persons and freeze it, with its performance in persons left out."""
    input:
        **PLAN.name_sources,
        **TRAINING,
        predictions="results/panel/{contrast}.predictions.tsv",
        summary="results/panel/{contrast}.validation.json",
        shuffled="results/panel/{contrast}.shuffled.tsv",
    output:
        panel="results/panel/{contrast}.panel.json",
        performance="results/panel/{contrast}.performance.tsv",
        samples="results/panel/{contrast}.samples.tsv",
        selection="results/panel/{contrast}.selection.tsv",
    log:
        "logs/panel/freeze_panel.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(700, 1),
        runtime=runtime(20, 0.1),
    params:
        **PROCEDURE,
        mismatched_limit=config["quality"]["mismatched_mirnas"]["warn"],
        kits=dict(PLAN.kits),
        policy="" if PLAN.from_counts else config["counting"]["ambiguous"],
        release=PLAN.release,
        config={name: config[name] for name in ("expression", "panel")},
    script:
        "../scripts/mirtrd/panel/freeze_panel.py"


rule fill_checklists:
    """Fill in TRIPOD+AI, STARD and REMARK as far as the run can, and say what the author owes."""
    input:
        checklists=ROOT / "resources" / "panel" / "checklists.tsv",
        panel="results/panel/{contrast}.panel.json",
        performance="results/panel/{contrast}.performance.tsv",
        summary="results/panel/{contrast}.validation.json",
        status="results/quality/samples.tsv",
    output:
        table="results/panel/{contrast}.checklists.tsv",
    log:
        "logs/panel/fill_checklists.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.02),
    params:
        design=config["expression"]["design"],
        min_count=config["expression"]["min_count"],
    script:
        "../scripts/mirtrd/panel/fill_checklists.py"


rule plot_honesty:
    """Draw the AUC of persons left out next to what selection outside the folds would have shown."""
    input:
        shuffled="results/panel/{contrast}.shuffled.tsv",
        panel="results/panel/{contrast}.panel.json",
    output:
        svg=in_report("results/panel/{contrast}.honesty.svg"),
        pdf="results/panel/{contrast}.honesty.pdf",
        png="results/panel/{contrast}.honesty.png",
        table="results/panel/{contrast}.honesty.tsv",
    log:
        "logs/panel/plot_honesty.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.02),
    script:
        "../scripts/mirtrd/panel/plot_honesty.py"


rule plot_performance:
    """Draw ROC curve, calibration and decision curve of persons left out."""
    input:
        predictions="results/panel/{contrast}.predictions.tsv",
        performance="results/panel/{contrast}.performance.tsv",
        panel="results/panel/{contrast}.panel.json",
    output:
        svg=in_report("results/panel/{contrast}.performance.svg"),
        pdf="results/panel/{contrast}.performance.pdf",
        png="results/panel/{contrast}.performance.png",
        table="results/panel/{contrast}.performance.plotted.tsv",
    log:
        "logs/panel/plot_performance.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.02),
    script:
        "../scripts/mirtrd/panel/plot_performance.py"


rule plot_selection:
    """Draw how often the miRNAs were chosen, and their coefficients in the frozen panel."""
    input:
        selection="results/panel/{contrast}.selection.tsv",
        panel="results/panel/{contrast}.panel.json",
    output:
        svg=in_report("results/panel/{contrast}.selection.svg"),
        pdf="results/panel/{contrast}.selection.pdf",
        png="results/panel/{contrast}.selection.png",
        table="results/panel/{contrast}.selection.plotted.tsv",
    log:
        "logs/panel/plot_selection.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.02),
    script:
        "../scripts/mirtrd/panel/plot_selection.py"
