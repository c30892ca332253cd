rule prepare_reference:
    """Check the miRNA reference, lay matures out on hairpins."""
    input:
        **REFERENCE,
    output:
        hairpins="results/reference/hairpins.fasta",
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
