"""IsomiRs of miRNAs as rows of the table of a sample."""

from mirtrd.counting.joining import IsomirRow

#        1234567890123456789012
LET7 = "TGAGGTAGTAGGTTGTATAGTT"
MIR16 = "TAGCAGCACGTAAATATTGGCG"


def rows_of(*rows: tuple[str, str, int, str]) -> list[IsomirRow]:
    """Rows of insert, variant, count and changes, of a miRNA m."""
    return [IsomirRow("m", *row) for row in rows]
