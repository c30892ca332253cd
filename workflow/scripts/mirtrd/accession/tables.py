"""The tables of what was asked of the archives, and what was fetched."""

from mirtrd.core.tables import Table, text, whole

RUNS = Table(
    path="results/accession/runs.tsv",
    sentence="The files of first reads of the runs of the sheet, as ENA reports them.",
    columns=(
        text("run", "Accession of the run."),
        text("address", "Where its file of first reads is, in the archive or in `archive.mirror`."),
        text("md5", "MD5 of the file, in hexadecimal digits."),
        whole("size", "Size of the file.", "bytes"),
    ),
)

DOWNLOADS = Table(
    path="results/accession/downloads.tsv",
    sentence="What was downloaded. The files themselves are removed once they are counted, unless "
    "`accession.keep_reads` is true.",
    columns=(
        text("run", "Accession of the run."),
        text("address", "Where its file of first reads was downloaded from."),
        text("md5", "MD5 of the file, as reported and as received, in hexadecimal digits."),
        whole("size", "Size of the file.", "bytes"),
        text("date", "Day of the download (UTC), as year-month-day."),
    ),
)
