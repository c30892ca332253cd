"""The section of cohort and design: who was compared with whom, and what was adjusted for."""

import pandas as pd

from mirtrd.design.formulas import columns_of
from mirtrd.report.markup import Markup, bullets, definitions, element, join, table
from mirtrd.report.results import ContrastResults, Results
from mirtrd.report.wording import enumerate_names, tell_number

# Columns of the sheet that say where reads are, not who was sampled.
OF_FILES = {"fastq", "accession", "kit", "keep", "counts"}
# A column of numbers with more values than this is told by its quartiles, others by their levels.
MOST_LEVELS = 6


def describe_groups(results: Results) -> Markup:
    """The section."""
    expression = results.config["expression"]
    material = sorted(set(results.status["matrix"]) - {"", "NA"})
    pairs = [
        ("Samples", f"{len(results.status):,}, of which {len(results.samples):,} are used"),
        ("Material", enumerate_names(material) or "not said"),
        ("Began with", "reads" if results.has_reads else "a table of counts"),
        ("Design", element("code", expression["design"])),
        (
            "Called different",
            f"adjusted p-value below {expression['alpha']:g}"
            + (
                f", against a log2 change of at most {expression['lfc_threshold']:g}"
                if expression["lfc_threshold"]
                else ""
            ),
        ),
    ]
    return join(
        [definitions(pairs), *(_compare_groups(results, found) for found in results.contrasts)]
    )


def _compare_groups(results: Results, found: ContrastResults) -> Markup:
    """A table of what the sheet says of the groups of a contrast."""
    contrast, design = found.contrast, columns_of(results.config["expression"]["design"])
    samples = results.samples.loc[contrast.samples(results.samples)]
    if contrast.factor:
        groups = {
            level: samples[samples[contrast.factor] == level] for level in contrast.levels[::-1]
        }
    else:
        groups = {"all samples": samples}
    columns = [
        column
        for column in samples.columns
        if column not in OF_FILES and column != contrast.factor and (samples[column] != "").any()
    ]
    rows = [("samples", *(f"{len(group):,}" for group in groups.values()), "")]
    for column in columns:
        told = [summarise(group[column], samples[column]) for group in groups.values()]
        rows.append((column, *told, "yes" if column in design else "no"))
    compared = table(f"{contrast.title}: the groups", ("column", *groups, "in the design"), rows)
    notes = [note for note in found.fit["notes"] if "differ in" in note or "goes with" in note]
    return join([compared, bullets(notes)])


def summarise(values: pd.Series, everyone: pd.Series) -> str:
    """What a column of the sheet says of a group: the median and quartiles of numbers, else how
    many there are of each level; only the number of levels where nearly each sample has its own."""
    filled = values[values != ""]
    numbers = pd.to_numeric(everyone[everyone != ""], errors="coerce")
    if numbers.notna().all() and numbers.nunique() > MOST_LEVELS:
        quartiles = pd.to_numeric(filled).quantile([0.25, 0.5, 0.75])
        low, middle, high = (tell_number(value, 1) for value in quartiles)
        return f"{middle} ({low} to {high})" + _missing(values)
    if everyone.nunique() > MOST_LEVELS:
        return f"{filled.nunique():,} different" + _missing(values)
    counts = filled.value_counts()
    levels = [level for level in dict.fromkeys(everyone) if level in counts.index]
    return ", ".join(f"{level}: {counts[level]:,}" for level in levels) + _missing(values)


def _missing(values: pd.Series) -> str:
    number = int((values == "").sum())
    return f"; {number:,} not known" if number else ""
