"""Reference: what inserts are counted on.

Needs the FASTA files of hairpins, matures and other RNAs, and an annotation if there is one.
Gives their sequences as DNA under one naming, and the place of each mature on the hairpins.
"""


rule reference:
    """The reference, checked and laid out."""
    input:
        multiext("results/reference/", "reference.fasta", "sequences.tsv", "matures.tsv"),


def memory_of_reference(wildcards, input, attempt):
    """MB by the size of the files, which may be packed."""
    return memory(200 + 20 * input.size_mb, 0)(wildcards, attempt)


rule prepare_reference:
    """Check the reference of hairpins and other RNAs, lay matures out on hairpins."""
    input:
        **PLAN.reference,
        other=list(config["reference"]["other"].values()),
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
        classes=list(config["reference"]["other"]),
    script:
        "../scripts/mirtrd/reference/prepare_reference.py"


# The FASTA files are no outputs: they are the user's from then on. As outputs, they would be
# downloaded anew when this rule changes.
rule download_rna:
    """Download other human RNAs to reference/other/; only when asked for by its name."""
    input:
        sources=ROOT / "resources" / "other_rna.tsv",
    output:
        record=update("reference/other/SOURCES.tsv"),
        config="reference/other/config_lines.yaml",
    log:
        "logs/reference/download_rna.log",
    localrule: True
    conda:
        "../../envs/reads.yaml"
    params:
        mirror=config["reference"]["mirror"],
    message:
        "Downloading other RNAs; then add the lines of {output.config} to config/config.yaml"
    script:
        "../scripts/mirtrd/reference/download_rna.py"
