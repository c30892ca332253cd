rule prepare_reference:
    """Check the miRNA reference, lay matures out on hairpins and index the hairpins."""
    input:
        **REFERENCE,
    output:
        hairpins="results/reference/hairpins.fasta",
        dictionary="results/reference/hairpins.dict",
        matures="results/reference/matures.tsv",
        index=multiext("results/reference/hairpins.fasta", ".amb", ".ann", ".bwt", ".pac", ".sa"),
    log:
        "logs/reference/prepare_reference.log",
    conda:
        "../../envs/reads.yaml"
    params:
        species=config["reference"]["species"],
        shared_code=SHARED_CODE,
    script:
        "../scripts/prepare_reference.py"
