rule prepare_reference:
    """Check the miRNA reference, lay matures out on hairpins."""
    input:
        **REFERENCE,
    output:
        fasta="results/reference/reference.fasta",
        sequences="results/reference/sequences.tsv",
        matures="results/reference/matures.tsv",
    log:
        "logs/reference/prepare_reference.log",
    conda:
        "../../envs/reads.yaml"
    params:
        species=config["reference"]["species"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/prepare_reference.py"
