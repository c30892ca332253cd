"""Candidates: the list of each contrast, next to what a reader has to know of each miRNA.

Needs the tables of expression and robustness, and published evidence, if there is any. Gives the
list and figures of its best, a dossier of each miRNA with its tier, published directions next to
ours, and two lists: markers that an assay could measure, and hypotheses for experiments.
"""

# Evidence is about human miRNAs, under names of several releases.
NAMES_OF_EVIDENCE = name_sources(shipped_reference(ROOT))


rule candidates:
    """The candidate list of each contrast, with figures of its best."""
    input:
        expand("results/candidates/{contrast}.tsv", contrast=CONTRASTS),
        expand(
            "results/candidates/{contrast}.{figure}.{format}",
            contrast=CONTRASTS,
            figure=["volcano", "heatmap", "boxes"],
            format=FIGURES,
        ),
        expand(
            "results/candidates/{contrast}.{table}.tsv",
            contrast=CONTRASTS,
            table=["dossier", "biomarkers", "references", "therapeutics"]
            + ["concordance"] * bool(PLAN.evidence),
        ),
        CANDIDATES_OF_READS,


rule rank_candidates:
    """Rank all miRNAs of a contrast, next to what a reader has to know about each."""
    input:
        **NAMES_OF_EVIDENCE,
        expression="results/expression/{contrast}.tsv",
        robustness="results/robustness/{contrast}.tsv",
        verdict="results/robustness/{contrast}.verdict.json",
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        ambiguity="results/counting/mature.ambiguity.tsv",
        entries="results/quality/entries.tsv",
        evidence=PLAN.evidence,
        haemolysis=ROOT / "resources" / "prior" / "haemolysis.tsv",
    output:
        table=in_report("results/candidates/{contrast}.tsv"),
    log:
        "logs/candidates/rank_candidates.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.02),
    params:
        contrast=contrast_of,
        matrix=config["library"]["matrix"],
    script:
        "../scripts/mirtrd/candidates/rank_candidates.py"


rule compare_reports:
    """Hold published directions against those of a contrast, within the tissue of the samples."""
    input:
        **NAMES_OF_EVIDENCE,
        expression="results/expression/{contrast}.tsv",
        samples="results/cohort/samples.tsv",
        evidence=PLAN.evidence,
    output:
        table="results/candidates/{contrast}.concordance.tsv",
        summary="results/candidates/{contrast}.concordance.json",
    log:
        "logs/candidates/compare_reports.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.05),
    params:
        contrast=contrast_of,
        matrix=config["library"]["matrix"],
    script:
        "../scripts/mirtrd/candidates/compare_reports.py"


rule write_dossiers:
    """Write all that the run knows of each miRNA in a contrast into one row."""
    input:
        **DOSSIER_OF_READS,
        candidates="results/candidates/{contrast}.tsv",
        concordance=["results/candidates/{contrast}.concordance.tsv"] if PLAN.evidence else [],
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/cohort/size_factors.tsv",
        vst="results/cohort/vst.tsv",
        matures=PLAN.reference["matures"],
    output:
        table="results/candidates/{contrast}.dossier.tsv",
    log:
        "logs/candidates/write_dossiers.{contrast}.log",
    benchmark:
        "benchmarks/candidates/write_dossiers.{contrast}.tsv"
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.05),
    params:
        contrast=contrast_of,
        design=DESIGN,
        alpha=config["expression"]["alpha"],
    script:
        "../scripts/mirtrd/candidates/write_dossiers.py"


rule list_biomarkers:
    """List the calls of a contrast as markers that an assay could measure."""
    input:
        dossier="results/candidates/{contrast}.dossier.tsv",
        summary=DOSSIER_OF_READS["summary"],
        matures=PLAN.reference["matures"],
    output:
        table=in_report("results/candidates/{contrast}.biomarkers.tsv"),
    log:
        "logs/candidates/list_biomarkers.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.05),
    script:
        "../scripts/mirtrd/candidates/list_biomarkers.py"


rule rank_references:
    """Rank the miRNAs that may serve as references of qPCR by how steady they are."""
    input:
        dossier="results/candidates/{contrast}.dossier.tsv",
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
    output:
        table="results/candidates/{contrast}.references.tsv",
    log:
        "logs/candidates/rank_references.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.05),
    params:
        contrast=contrast_of,
    script:
        "../scripts/mirtrd/candidates/rank_references.py"


rule list_therapeutics:
    """List what the calls of a contrast, and miRNAs with published experiments, would ask for."""
    input:
        **NAMES_OF_EVIDENCE,
        dossier="results/candidates/{contrast}.dossier.tsv",
        samples="results/cohort/samples.tsv",
        evidence=PLAN.evidence,
        therapies=ROOT / "resources" / "prior" / "therapies.tsv",
        delivery=ROOT / "resources" / "prior" / "delivery.tsv",
    output:
        table=in_report("results/candidates/{contrast}.therapeutics.tsv"),
    log:
        "logs/candidates/list_therapeutics.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.05),
    params:
        contrast=contrast_of,
        matrix=config["library"]["matrix"],
    script:
        "../scripts/mirtrd/candidates/list_therapeutics.py"


rule plot_volcano:
    """Draw effect against evidence below the verdict, with what the literature proposes ringed."""
    input:
        **NAMES_OF_EVIDENCE,
        expression="results/expression/{contrast}.tsv",
        verdict="results/robustness/{contrast}.verdict.json",
        fit="results/expression/{contrast}.fit.json",
        evidence=PLAN.evidence,
    output:
        svg=in_report("results/candidates/{contrast}.volcano.svg"),
        pdf="results/candidates/{contrast}.volcano.pdf",
        png="results/candidates/{contrast}.volcano.png",
        table="results/candidates/{contrast}.volcano.tsv",
    log:
        "logs/candidates/plot_volcano.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        contrast=contrast_of,
        alpha=config["expression"]["alpha"],
    script:
        "../scripts/mirtrd/candidates/plot_volcano.py"


rule plot_heatmap:
    """Draw the best candidates of a contrast in all samples."""
    input:
        candidates="results/candidates/{contrast}.tsv",
        fit="results/expression/{contrast}.fit.json",
        sheet=config["samples"],
        vst="results/cohort/vst.tsv",
    output:
        svg=in_report("results/candidates/{contrast}.heatmap.svg"),
        pdf="results/candidates/{contrast}.heatmap.pdf",
        png="results/candidates/{contrast}.heatmap.png",
        table="results/candidates/{contrast}.heatmap.tsv",
    log:
        "logs/candidates/plot_heatmap.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        contrast=contrast_of,
        factor=FACTOR,
        reference=REFERENCE,
        formula=config["expression"]["design"],
    script:
        "../scripts/mirtrd/candidates/plot_heatmap.py"


rule plot_boxes:
    """Draw the best candidates of a contrast, sample by sample."""
    input:
        candidates="results/candidates/{contrast}.tsv",
        fit="results/expression/{contrast}.fit.json",
        counts="results/cohort/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/cohort/size_factors.tsv",
    output:
        svg=in_report("results/candidates/{contrast}.boxes.svg"),
        pdf="results/candidates/{contrast}.boxes.pdf",
        png="results/candidates/{contrast}.boxes.png",
        table="results/candidates/{contrast}.boxes.tsv",
    log:
        "logs/candidates/plot_boxes.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(500, 0.5),
        runtime=runtime(10, 0.03),
    params:
        contrast=contrast_of,
        factor=FACTOR,
        reference=REFERENCE,
        formula=config["expression"]["design"],
    script:
        "../scripts/mirtrd/candidates/plot_boxes.py"
