"""When a sample may not be scored, and what to doubt of a score: each with its reason."""

import math
from collections.abc import Sequence

from mirtrd.panel.frozen import Panel
from mirtrd.panel.scoring import Sample, Score, share_of_reference, spread_from
from mirtrd.reference.names import some

# The least share of the reference miRNAs with reads: a median over fewer is of the abundant ones.
LEAST_SHARE = 0.8
# How far a miRNA may be beyond the lowest and highest of training, in its deviations there
# (beyond the range at all is a caution), and how many times the largest spread of training that
# of a sample may be. Of new persons of the world of training (tests/simulation/judge_panels.py,
# 80 persons, panels of 37 miRNAs), 2 % are refused; of those of another kit that sees each miRNA
# by a factor of 2.7 more or less often 99 %, by 1.6 10 %. With 1 and 1.5, these are 10, 100 and
# 52 %; with 2 and 2, 2, 92 and 10 %.
BEYOND, SPREAD = 2.0, 1.5


def refuse(panel: Panel, sample: Sample) -> list[str]:
    """Why a sample cannot be scored, as far as that needs no score: what it is made of, and what
    it lacks. Empty if nothing is wrong."""
    if sample.failure:
        return [f"the sample failed: {sample.failure}"]
    if empty := describe_empty(panel):
        return [empty]
    reasons = [*refuse_library(panel, sample), *refuse_features(panel, sample)]
    if sample.mirna_reads < panel.limits.mirna_reads:
        reasons.append(
            f"too shallow: {sample.mirna_reads:,} counts of miRNAs, training had at least "
            f"{panel.limits.mirna_reads:,}"
        )
    share = share_of_reference(panel, sample)
    if share < LEAST_SHARE:
        reasons.append(
            f"too shallow: {share:.0%} of the {len(panel.scalers)} miRNAs that samples are scaled "
            f"by have counts, at least {LEAST_SHARE:.0%} expected"
        )
    limit = panel.limits.haemolysis_ratio
    if limit is not None and sample.haemolysis_ratio > limit:
        reasons.append(
            f"haemolysis: log2 ratio of miR-451a to miR-23a-3p {sample.haemolysis_ratio:.3g}, at "
            f"most {limit:g} expected"
        )
    return reasons


def describe_empty(panel: Panel) -> str:
    """Why a panel can score nobody, "" if it can."""
    if panel.features and panel.calibration["slope"] > 0:
        return ""
    return (
        "the panel tells nothing: in training, it did not tell "
        f"{panel.tested} from {panel.reference} in persons whom it had not seen"
    )


def refuse_library(panel: Panel, sample: Sample) -> list[str]:
    """What differs from the libraries of training: kit, material, species, unit, policy."""
    library, known = sample.library, panel.libraries
    reasons = []
    for what, own, trained, remedy in (
        ("kit", library.kit, known.kits, "say it in the column kit of the sheet"),
        ("material", library.matrix, known.matrices, "say it in the column matrix of the sheet"),
        ("unit", library.unit, known.units, "say it in the column unit of the sheet"),
        ("way of counting", library.policy, known.policies, ""),
    ):
        if own in trained or (what == "way of counting" and not own):
            continue
        told = " or ".join(name or "not told" for name in trained)
        if not own:
            reasons.append(f"{what} is not told, that of training is {told}: {remedy}")
        elif list(trained) != [""]:
            reasons.append(f"other {what}: {own}, that of training is {told}")
    if library.species != known.species:
        own = library.species or "not told"
        reasons.append(f"other species: {own}, that of training is {known.species}")
    elif sample.is_other_species:
        reasons.append(
            "other species: more miRNAs than chance allows are mostly mismatched, as in reads that "
            f"are not of {known.species}"
        )
    return reasons


def refuse_features(panel: Panel, sample: Sample) -> list[str]:
    """miRNAs of the panel, or too many of its reference, that were not looked for at all."""
    missing = [row.mirna for row in panel.features if row.accession not in sample.counts]
    if missing:
        return [
            f"missing features: {len(missing)} of the {len(panel.features)} miRNAs of the panel "
            f"were not counted: {some(missing)}"
        ]
    return []


def refuse_values(panel: Panel, sample: Sample, score: Score) -> list[str]:
    """Why a score may not be given: the sample is not of the kind that the panel was trained on."""
    far = [
        part.mirna
        for part, feature in zip(score.contributions, panel.features, strict=True)
        if beyond(part.value, feature.lowest, feature.highest) > BEYOND * feature.deviation
    ]
    reasons = []
    if far:
        reasons.append(
            f"outside the training range: {some(far)} "
            f"{'is' if len(far) == 1 else 'are'} more than {BEYOND:g} standard deviations beyond "
            "what training had"
        )
    spread, limit = spread_from(panel, sample), SPREAD * panel.limits.spread
    if spread > limit:
        reasons.append(
            "outside the training range: the miRNAs that samples are scaled by differ by "
            f"{spread:.2g} (median, log2) from training, at most {limit:.2g} expected: another "
            "kit, another material, or degraded"
        )
    return reasons


def caution(panel: Panel, sample: Sample, score: Score) -> list[str]:
    """What to doubt of a score that may be given."""
    cautions = []
    outside = [
        part.mirna
        for part, feature in zip(score.contributions, panel.features, strict=True)
        if beyond(part.value, feature.lowest, feature.highest) > 0
    ]
    if outside:
        cautions.append(f"slightly outside the training range: {some(outside)}")
    if spread_from(panel, sample) > panel.limits.spread:
        cautions.append("further from the reference than any sample of training")
    cautions += untold(panel)
    if math.isnan(sample.haemolysis_ratio) and panel.limits.haemolysis_ratio is not None:
        cautions.append("haemolysis could not be judged")
    return cautions


def untold(panel: Panel) -> list[str]:
    """What nobody told of the libraries of training, so that it cannot be compared."""
    known = panel.libraries
    lists: Sequence[tuple[str, Sequence[str]]] = (
        ("kit", known.kits),
        ("material", known.matrices),
        ("unit", known.units),
    )
    missing = [what for what, trained in lists if "" in trained]
    return [f"not told of training, so not compared: {', '.join(missing)}"] if missing else []


def beyond(value: float, lowest: float, highest: float) -> float:
    """How far a value is outside a range; 0 within."""
    return max(lowest - value, value - highest, 0.0)
