"""GEO: what a submission to the Gene Expression Omnibus asks for, in one folder.

Needs the reads, the matrix of counts and the record of the run; made only when asked for. Gives
matrices of counts, a table of samples in the columns of GEO's sheet, the checksums of all files and
the text on data processing.
"""


rule geo:
    """The folder for a submission to GEO."""
    input:
        expand(
            "results/geo/{file}",
            file=["raw_counts.tsv", "cpm.tsv", "samples.tsv", "md5.tsv", "processing.txt"],
        ),


rule digest_reads:
    """Take the MD5 sums of the FASTQ files of one sample."""
    input:
        reads=own_reads_of,
    output:
        table="results/geo/{sample}.md5.tsv",
    log:
        "logs/geo/digest_reads.{sample}.log",
    conda:
        "../../envs/reads.yaml"
    resources:
        mem_mb=memory(200, 0),
        runtime=minutes_of_sample,
    script:
        "../scripts/mirtrd/geo/digest_reads.py"


rule write_submission:
    """Write matrices, samples, checksums and data processing as GEO asks for them."""
    input:
        counts="results/counting/mature.counts.tsv",
        sheet=config["samples"],
        status="results/quality/samples.tsv",
        record="results/run.json",
        digests=[] if PLAN.from_counts else expand("results/geo/{sample}.md5.tsv", sample=SAMPLES),
    output:
        counts="results/geo/raw_counts.tsv",
        cpm="results/geo/cpm.tsv",
        samples="results/geo/samples.tsv",
        digests="results/geo/md5.tsv",
        processing="results/geo/processing.txt",
    log:
        "logs/geo/write_submission.log",
    conda:
        "../../envs/expression.yaml"
    resources:
        mem_mb=memory(400, 1),
        runtime=runtime(10, 0.05),
    params:
        samples=SAMPLES,
        from_counts=PLAN.from_counts,
        release=PLAN.release,
        others=list(PLAN.others),
        matrix=config["library"]["matrix"],
        lengths=[config["trimming"]["min_length"], config["trimming"]["max_length"]],
    script:
        "../scripts/mirtrd/geo/write_submission.py"
