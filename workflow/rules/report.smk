"""Report: one page to hand on, and a workbook of each contrast.

Needs the tables, documents and figures of all stages before. Gives one HTML file that loads nothing
else, and for those who use spreadsheets the lists of each contrast with a sheet that explains them.
"""

# The contrast whose panel was trained, if any.
TRAINED = [PLAN.trained] * bool(PLAN.trained)
# What only reads give is no part of it in a run from a table of counts.
FIGURES_OF_REPORT = expand(
    "results/{figure}.{format}",
    figure=["quality/composition"]
    + ["quality/haemolysis"] * PLAN.has_cell_free
    + ["quality/read_fate", "quality/rna_classes", "quality/lengths"] * (not PLAN.from_counts)
    + ["cohort/pca", "cohort/components", "cohort/scaling", "cohort/distances"],
    format=["svg", "png"],
) + expand(
    "results/{figure}.{format}",
    figure=expand(
        ["robustness/{contrast}", "robustness/{contrast}.pvalues"]
        + ["candidates/{contrast}.heatmap", "candidates/{contrast}.boxes"]
        + ["candidates/{contrast}.pileups"] * (not PLAN.from_counts)
        + ["targets/{contrast}.enrichment"] * bool(PLAN.targets.tables),
        contrast=CONTRASTS,
    )
    + expand("panel/{contrast}.{figure}", contrast=TRAINED, figure=["honesty", "performance"]),
    format=["svg", "png"],
)


rule report:
    """The report, and the workbook of each contrast."""
    input:
        "results/report/report.html",
        expand("results/report/{contrast}.xlsx", contrast=CONTRASTS),


rule write_report:
    """Write the report: one page that holds all it needs."""
    input:
        record="results/run.json",
        status="results/quality/samples.tsv",
        fate=[] if PLAN.from_counts else ["results/quality/read_fate.tsv"],
        samples="results/cohort/samples.tsv",
        counts="results/cohort/counts.tsv",
        factors="results/cohort/size_factors.tsv",
        components="results/cohort/components.tsv",
        fits=expand("results/expression/{contrast}.fit.json", contrast=CONTRASTS),
        verdicts=expand("results/robustness/{contrast}.verdict.json", contrast=CONTRASTS),
        permutations=expand("results/robustness/{contrast}.permutations.json", contrast=CONTRASTS),
        pvalues=expand("results/robustness/{contrast}.pvalues.json", contrast=CONTRASTS),
        hidden=expand("results/robustness/{contrast}.hidden.json", contrast=CONTRASTS),
        robustness=expand("results/robustness/{contrast}.tsv", contrast=CONTRASTS),
        dossiers=expand("results/candidates/{contrast}.dossier.tsv", contrast=CONTRASTS),
        biomarkers=expand("results/candidates/{contrast}.biomarkers.tsv", contrast=CONTRASTS),
        references=expand("results/candidates/{contrast}.references.tsv", contrast=CONTRASTS),
        therapeutics=expand("results/candidates/{contrast}.therapeutics.tsv", contrast=CONTRASTS),
        reports=expand(
            "results/candidates/{contrast}.concordance.tsv",
            contrast=CONTRASTS if PLAN.evidence else [],
        ),
        agreements=expand(
            "results/candidates/{contrast}.concordance.json",
            contrast=CONTRASTS if PLAN.evidence else [],
        ),
        themes=expand(
            "results/targets/{contrast}.themes.tsv",
            contrast=CONTRASTS if PLAN.targets.tables else [],
        ),
        gene_sets=expand(
            "results/targets/{contrast}.gene_sets.tsv",
            contrast=CONTRASTS if PLAN.targets.tables else [],
        ),
        panel=expand("results/panel/{contrast}.panel.json", contrast=TRAINED),
        validation=expand("results/panel/{contrast}.validation.json", contrast=TRAINED),
        performance=expand("results/panel/{contrast}.performance.tsv", contrast=TRAINED),
        selection=expand("results/panel/{contrast}.selection.tsv", contrast=TRAINED),
        panel_checklists=expand("results/panel/{contrast}.checklists.tsv", contrast=TRAINED),
        figures=FIGURES_OF_REPORT,
        citation=ROOT / "CITATION.cff",
        checklists=ROOT / "resources" / "reporting" / "checklists.tsv",
        template=ROOT / "workflow" / "report" / "page" / "page.html",
        style=ROOT / "workflow" / "report" / "page" / "report.css",
        script=ROOT / "workflow" / "report" / "page" / "report.js",
    output:
        page="results/report/report.html",
    log:
        "logs/report/write_report.log",
    benchmark:
        "benchmarks/report/write_report.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(600, 1),
        runtime=runtime(10, 0.05),
    params:
        contrasts=[contrast.as_param() for contrast in PLAN.contrasts.values()],
    script:
        "../scripts/mirtrd/report/write_report.py"


rule write_workbook:
    """Write the lists of a contrast as a workbook, with a sheet that explains each column."""
    input:
        dossier="results/candidates/{contrast}.dossier.tsv",
        biomarkers="results/candidates/{contrast}.biomarkers.tsv",
        therapeutics="results/candidates/{contrast}.therapeutics.tsv",
        status="results/quality/samples.tsv",
        verdict="results/robustness/{contrast}.verdict.json",
    output:
        workbook="results/report/{contrast}.xlsx",
    log:
        "logs/report/write_workbook.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(600, 0.5),
        runtime=runtime(10, 0.05),
    params:
        contrast=contrast_of,
    script:
        "../scripts/mirtrd/report/write_workbook.py"
