"""What is said of counts that dominate the estimate of their miRNA."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from mirtrd.design.matrices import first_of
from mirtrd.expression.models import FittedModel

# A sample with outlying counts of more miRNAs than this is told of as a sample. Of more miRNAs with
# outliers here and there than the second, only the number is told.
MOST_OF_A_SAMPLE, MOST_NAMED = 3, 10
LISTED = "see model.outliers.tsv"


def outlier_notes(model: FittedModel, table: pd.DataFrame) -> list[str]:
    """Sentences on the miRNAs of ``table`` that have outliers, by Cook's distance.

    First the samples that hold those of many miRNAs; then miRNAs whose outliers are elsewhere:
    which were replaced, and which are not testable.
    """
    by_mirna = model.outliers.groupby(level=0)
    samples = by_mirna["sample"].agg(list)
    replaced = {
        name: samples[name] for name in table.index.intersection(model.replaced, sort=False)
    }
    lost = {
        name: [by_mirna.get_group(name).set_index("sample")["cooks"].idxmax()]
        for name in table.index[table["pvalue"].isna()]
    }
    affected = Counter(
        sample for found in (replaced, lost) for own in found.values() for sample in own
    )
    strange = {sample: n for sample, n in affected.most_common() if n > MOST_OF_A_SAMPLE}
    notes = [_of_samples(strange)] if strange else []
    notes += _of_mirnas(
        {name: own for name, own in replaced.items() if not set(own) <= strange.keys()},
        "{name}: outlier counts were replaced ({samples}, Cook's distance)",
        "outlier counts of {number} {more}miRNAs were replaced (Cook's distance), {listed}",
        "further " if strange else "",
    )
    notes += _of_mirnas(
        {name: own for name, own in lost.items() if not set(own) <= strange.keys()},
        "{name} is not testable: {samples} is an outlier (Cook's distance)",
        "{number} {more}miRNAs are not testable, by outliers (Cook's distance), {listed}",
        "further " if strange else "",
    )
    return notes


def _of_samples(strange: Mapping[str, int]) -> str:
    listed = first_of([f"{sample} ({number})" for sample, number in strange.items()])
    one = len(strange) == 1
    return (
        f"{listed} {'is an outlier' if one else 'are outliers'} of many miRNAs at once (Cook's "
        f"distance): look at {'this library' if one else 'these libraries'} before the calls"
    )


def _of_mirnas(
    found: Mapping[str, Sequence[str]], each: str, all_of_them: str, more: str
) -> list[str]:
    if len(found) > MOST_NAMED:
        return [all_of_them.format(number=len(found), more=more, listed=LISTED)]
    return [each.format(name=name, samples=", ".join(own)) for name, own in found.items()]
