"""The secondary structure of a hairpin."""


def fold(sequence: str) -> tuple[str, str]:
    """Structure of least free energy in dots and brackets, and its energy; "" without ViennaRNA
    (Lorenz et al. 2011, doi:10.1186/1748-7188-6-26)."""
    try:
        import RNA
    except ImportError:
        return "", ""
    structure, energy = RNA.fold(sequence)
    return structure, f"{energy:.1f} kcal/mol"
