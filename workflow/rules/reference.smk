"""Reference: what inserts are counted on.

Needs the FASTA files of hairpins, matures and other RNAs, and an annotation if there is one.
Gives their sequences as DNA under one naming, and the place of each mature on the hairpins.
"""


rule reference:
    """The reference, checked and laid out."""
    input:
        multiext("results/reference/", "reference.fasta", "sequences.tsv", "matures.tsv"),


rule prepare_reference:
    """Check the reference of hairpins and other RNAs, lay matures out on hairpins."""
    input:
        **PLAN.reference,
        other=list(PLAN.others.values()),
    output:
        fasta="results/reference/reference.fasta",
        sequences="results/reference/sequences.tsv",
        matures="results/reference/matures.tsv",
    log:
        "logs/reference/prepare_reference.log",
    conda:
        "../../envs/reads.yaml"
    resources:
        mem_mb=memory_of_reference,
        runtime=runtime(30, 0),
    params:
        species=config["reference"]["species"],
        classes=list(PLAN.others),
    script:
        "../scripts/mirtrd/reference/prepare_reference.py"
