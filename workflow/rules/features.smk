"""Features: fragments of other RNAs and isomiRs, tested as the miRNAs are.

Needs their counts, the usable samples and the size factors of the cohort. Gives a second set of
tables, in a folder of its own, for each kind that the config names, and for isomiRs where those of
one miRNA disagree.
"""


rule features:
    """The tables of each contrast for the features that are asked for besides miRNAs."""
    input:
        expand(
            "results/features/{feature}/{contrast}.{content}",
            feature=PLAN.further_features,
            contrast=CONTRASTS,
            content=["tsv", *(f"volcano.{format}" for format in FIGURES), "permutations.json"],
        ),
        expand(
            "results/features/{feature}/{contrast}.robustness.{format}",
            feature=PLAN.further_features,
            contrast=CONTRASTS,
            format=["tsv", *FIGURES],
        ),
        expand(
            "results/features/isomir/{contrast}.disagreements.tsv",
            contrast=CONTRASTS if "isomir" in PLAN.further_features else [],
        ),


rule select_fragments:
    """Take the fragments of the usable samples, to be tested as miRNAs are."""
    input:
        counts="results/counting/fragments.counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/cohort/size_factors.tsv",
    output:
        counts="results/features/fragment/counts.tsv",
        factors="results/features/fragment/size_factors.tsv",
    log:
        "logs/features/select_fragments.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.05),
    script:
        "../scripts/mirtrd/features/select_fragments.py"


rule sum_isomirs:
    """Add up the isomiRs of the usable samples by ends and tail, to be tested as miRNAs are."""
    input:
        isomirs=expand("results/counting/{sample}.isomirs.tsv", sample=SAMPLES),
        matures="results/reference/matures.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/cohort/size_factors.tsv",
    output:
        counts="results/features/isomir/counts.tsv",
        factors="results/features/isomir/size_factors.tsv",
        isomirs="results/features/isomir/isomirs.tsv",
    log:
        "logs/features/sum_isomirs.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(2000, 20),
        runtime=runtime(30, 0.5),
    params:
        samples=SAMPLES,
    script:
        "../scripts/mirtrd/features/sum_isomirs.py"


use rule fit_model as fit_features with:
    input:
        counts="results/features/{feature}/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/features/{feature}/size_factors.tsv",
    output:
        model="results/features/{feature}/model.tsv",
        effects="results/features/{feature}/model.effects.tsv",
        matrix="results/features/{feature}/model.matrix.tsv",
        outliers="results/features/{feature}/model.outliers.tsv",
        summary="results/features/{feature}/model.json",
    log:
        "logs/features/fit_features.{feature}.log",
    benchmark:
        "benchmarks/features/fit_features.{feature}.tsv"


use rule test_contrast as test_features with:
    input:
        model="results/features/{feature}/model.tsv",
        effects="results/features/{feature}/model.effects.tsv",
        matrix="results/features/{feature}/model.matrix.tsv",
        outliers="results/features/{feature}/model.outliers.tsv",
        summary="results/features/{feature}/model.json",
        counts="results/features/{feature}/counts.tsv",
        samples="results/cohort/samples.tsv",
        notes="results/cohort/notes.tsv",
        factors="results/features/{feature}/size_factors.tsv",
    output:
        table="results/features/{feature}/{contrast}.tsv",
        summary="results/features/{feature}/{contrast}.fit.json",
    log:
        "logs/features/test_features.{feature}.{contrast}.log",
    benchmark:
        "benchmarks/features/test_features.{feature}.{contrast}.tsv"


use rule plot_volcano as plot_feature_volcano with:
    input:
        **NAMES_OF_EVIDENCE,
        expression="results/features/{feature}/{contrast}.tsv",
        verdict="results/features/{feature}/{contrast}.verdict.json",
        fit="results/features/{feature}/{contrast}.fit.json",
        evidence=[],
    output:
        svg=in_report("results/features/{feature}/{contrast}.volcano.svg"),
        pdf="results/features/{feature}/{contrast}.volcano.pdf",
        png="results/features/{feature}/{contrast}.volcano.png",
        table="results/features/{feature}/{contrast}.volcano.tsv",
    log:
        "logs/features/plot_feature_volcano.{feature}.{contrast}.log",


use rule check_robustness as check_features with:
    input:
        counts="results/features/{feature}/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/features/{feature}/size_factors.tsv",
        expression="results/features/{feature}/{contrast}.tsv",
    output:
        table="results/features/{feature}/{contrast}.robustness.tsv",
        variants="results/features/{feature}/{contrast}.variants.tsv",
    log:
        "logs/features/check_features.{feature}.{contrast}.log",
    benchmark:
        "benchmarks/features/check_features.{feature}.{contrast}.tsv"
    params:
        contrast=contrast_of,
        design=DESIGN,
        criteria=CRITERIA,
        min_count=config["expression"]["min_count"],
        method="mirnas",
        references=[],


use rule plot_robustness as plot_feature_robustness with:
    input:
        table="results/features/{feature}/{contrast}.robustness.tsv",
        variants="results/features/{feature}/{contrast}.variants.tsv",
        fit="results/features/{feature}/{contrast}.fit.json",
    output:
        svg=in_report("results/features/{feature}/{contrast}.robustness.svg"),
        pdf="results/features/{feature}/{contrast}.robustness.pdf",
        png="results/features/{feature}/{contrast}.robustness.png",
        table="results/features/{feature}/{contrast}.robustness.plotted.tsv",
    log:
        "logs/features/plot_feature_robustness.{feature}.{contrast}.log",


use rule permute_labels as permute_features with:
    input:
        counts="results/features/{feature}/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/features/{feature}/size_factors.tsv",
        expression="results/features/{feature}/{contrast}.tsv",
    output:
        table="results/features/{feature}/{contrast}.permutations.tsv",
        summary="results/features/{feature}/{contrast}.permutations.json",
    log:
        "logs/features/permute_features.{feature}.{contrast}.log",
    benchmark:
        "benchmarks/features/permute_features.{feature}.{contrast}.tsv"
    params:
        contrast=contrast_of,
        design=DESIGN,
        criteria=CRITERIA,
        min_count=config["expression"]["min_count"],
        method="mirnas",
        references=[],
        permutations=config["expression"]["permutations"],


use rule find_hidden_factors as find_hidden_in_features with:
    input:
        counts="results/features/{feature}/counts.tsv",
        samples="results/cohort/samples.tsv",
        factors="results/features/{feature}/size_factors.tsv",
        expression="results/features/{feature}/{contrast}.tsv",
        permutations="results/features/{feature}/{contrast}.permutations.json",
        permuted="results/features/{feature}/{contrast}.permutations.tsv",
    output:
        table="results/features/{feature}/{contrast}.hidden.tsv",
        summary="results/features/{feature}/{contrast}.hidden.json",
    log:
        "logs/features/find_hidden_in_features.{feature}.{contrast}.log",
    params:
        contrast=contrast_of,
        design=DESIGN,
        criteria=CRITERIA,
        min_count=config["expression"]["min_count"],
        method="mirnas",
        references=[],


use rule judge_contrast as judge_features with:
    input:
        expression="results/features/{feature}/{contrast}.tsv",
        fit="results/features/{feature}/{contrast}.fit.json",
        robustness="results/features/{feature}/{contrast}.robustness.tsv",
        variants="results/features/{feature}/{contrast}.variants.tsv",
        permutations="results/features/{feature}/{contrast}.permutations.json",
        hidden="results/features/{feature}/{contrast}.hidden.json",
    output:
        verdict="results/features/{feature}/{contrast}.verdict.json",
    log:
        "logs/features/judge_features.{feature}.{contrast}.log",


rule compare_isomirs:
    """Tell for each miRNA whether its isomiRs change alike in a contrast."""
    input:
        counts="results/features/isomir/counts.tsv",
        isomirs="results/features/isomir/isomirs.tsv",
        samples="results/cohort/samples.tsv",
        expression="results/features/isomir/{contrast}.tsv",
        mirnas="results/expression/{contrast}.tsv",
    output:
        table="results/features/isomir/{contrast}.disagreements.tsv",
    log:
        "logs/features/compare_isomirs.{contrast}.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 0.5),
        runtime=runtime(10, 0.05),
    params:
        contrast=contrast_of,
        design=DESIGN,
        alpha=config["expression"]["alpha"],
    script:
        "../scripts/mirtrd/features/compare_isomirs.py"
