"""The tables of the folder for GEO, with the columns of its metadata sheet (template of 2024)."""

from mirtrd.core.tables import Table, number, text, whole

_MIRNA = text("mirna", "Mature miRNA; names of identical sequence are joined by slashes.")

READ_DIGESTS = Table(
    path="results/geo/{sample}.md5.tsv",
    sentence="Checksums of the FASTQ files of one sample.",
    columns=(
        text("path", "The file, as the sheet has it."),
        text("md5", "Its MD5 sum, of the file as it is."),
    ),
)

RAW_COUNTS = Table(
    path="results/geo/raw_counts.tsv",
    sentence="Counts of all samples, as `results/counting/mature.counts.tsv`.",
    columns=(_MIRNA,),
    others=whole("{sample}", "Count in this sample.", "reads, or molecules"),
)

CPM = Table(
    path="results/geo/cpm.tsv",
    sentence="Counts of all samples as shares of all miRNA counts of the sample.",
    columns=(_MIRNA,),
    others=number("{sample}", "Value in this sample.", "counts per million"),
)

GEO_SAMPLES = Table(
    path="results/geo/samples.tsv",
    sentence="The samples, in the columns of the sheet `Metadata` of GEO; what the run does not "
    "know is empty.",
    columns=(
        text("library name", "Name of the sample."),
        text("title", "The same; GEO asks for one of a kind."),
        text("library strategy", "`miRNA-Seq`."),
        text("organism", "Species, from the sheet, or human with the reference that ships."),
        text("tissue", "What the sample is: column `tissue` or `matrix`, or `library.matrix`."),
        text("cell line", "From the sheet."),
        text("cell type", "From the sheet."),
        text("genotype", "From the sheet."),
        text("treatment", "From the sheet."),
        text("batch", "From the sheet."),
        text("molecule", "From the sheet, such as total RNA."),
        text("single or paired-end", "`single`: first reads are what is analysed."),
        text("instrument model", "From the sheet."),
        text("description", "Kit, what is counted, and whether the sample took part."),
    ),
    others=text(
        "{column}",
        "Further columns of the sheet, then `processed data file` and `raw file`, as often as "
        "there are such files.",
    ),
)

DIGESTS = Table(
    path="results/geo/md5.tsv",
    sentence="Checksums of all files of the submission, for the sheet `MD5 Checksums` of GEO.",
    columns=(
        text("file name", "Name of the file, which GEO wants to be one of a kind."),
        text("file checksum", "Its MD5 sum."),
        text("file type", "`raw` or `processed`."),
        text("path", "Where it is."),
    ),
)
