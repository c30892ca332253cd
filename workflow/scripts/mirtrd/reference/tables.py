"""The tables of the reference."""

from mirtrd.core.tables import Table, text, whole

MATURES = Table(
    path="results/reference/matures.tsv",
    sentence="Where the mature miRNAs lie on the hairpins; several rows for a mature on several.",
    columns=(
        text("mirna", "Mature miRNA; names of identical sequence are joined by slashes."),
        text("hairpin", "Hairpin (precursor)."),
        whole("start", "First base of the mature on the hairpin, from 0.", "nt"),
        whole("end", "Base behind the last one of the mature, from 0.", "nt"),
        text("sequence", "Sequence of the mature, in the letters of DNA."),
    ),
)
