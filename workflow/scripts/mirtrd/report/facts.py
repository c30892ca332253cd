"""Facts of a run that answer an item of a reporting guideline, each by a name and in a sentence."""

from collections.abc import Callable, Iterable, Mapping

from mirtrd.report.libraries import shorten_reason
from mirtrd.report.results import Results
from mirtrd.report.wording import count, enumerate_names, tell_number, tell_share

UNKNOWN = ("", "NA")


def _known(values: Iterable[str]) -> list[str]:
    return sorted(set(values) - set(UNKNOWN))


def _groups(results: Results) -> str:
    parts = []
    for found in results.contrasts:
        sizes = [f"{number:,} {level}" for level, number in found.fit["samples"].items()]
        parts.append(f"{found.contrast.title}: {' and '.join(sizes)}")
    return "; ".join(parts)


def _samples(results: Results) -> str:
    material = enumerate_names(_known(results.status["matrix"])) or "material not said"
    return f"{count(len(results.status), 'sample')} ({material}); {_groups(results)}"


def _reads(results: Results) -> str:
    if not results.has_reads:
        return ""
    total = int(results.status["reads"].sum())
    return (
        f"{total:,} reads of {count(len(results.status), 'sample')}, to be deposited as they were"
    )


def _flow(results: Results) -> str:
    left = results.left_out
    if left.empty:
        return f"all of {count(len(results.status), 'sample')} are used"
    reasons = [f"{sample}: {shorten_reason(reason)}" for sample, reason in left["reason"].items()]
    return f"{len(left):,} of {len(results.status):,} left out. {enumerate_names(reasons, 4)}"


def _haemolysis(results: Results) -> str:
    measures = {
        "log2 of miR-451a to miR-23a-3p": results.status["haemolysis_ratio"].dropna(),
        "score of haemolysis": results.status["haemolysis_score"].dropna(),
    }
    told = [
        f"{name} {tell_number(values.median(), 1)} (median of {count(len(values), 'sample')})"
        for name, values in measures.items()
        if len(values)
    ]
    return f"by miRNAs: {', '.join(told)}; no measurement of haemoglobin" if told else ""


def _targets(results: Results) -> str:
    listed = [name for found in results.contrasts for name in found.biomarkers.rows.index]
    return f"{len(set(listed)):,} called miRNAs with accession and sequence" if listed else ""


def _paralogues(results: Results) -> str:
    tables = [found.biomarkers.rows for found in results.contrasts]
    number = sum(int((table["paralogues"] != "").sum()) for table in tables)
    total = sum(len(table) for table in tables)
    return f"{number:,} of {total:,} markers have a mature within two bases" if total else ""


def _isomirs(results: Results) -> str:
    shares = [
        share
        for found in results.contrasts
        for share in found.biomarkers.rows["missed_share"].dropna()
    ]
    if not shares:
        return ""
    low, high = tell_share(min(shares)), tell_share(max(shares))
    return f"share of counts that are not as annotated: {low} to {high}"


def _references(results: Results) -> str:
    best = [
        f"{found.contrast.title}: {enumerate_names(list(found.references.rows.index[:3]))}"
        for found in results.contrasts
        if len(found.references.rows)
    ]
    return (
        f"steadiest by geNorm and NormFinder here, to be checked in qPCR. {'; '.join(best)}"
        if best
        else ""
    )


def _cycles(results: Results) -> str:
    lows = [found.biomarkers.rows["cq_low"].min() for found in results.contrasts]
    highs = [found.biomarkers.rows["cq_high"].max() for found in results.contrasts]
    known = [value for value in (*lows, *highs) if value == value]
    return f"about {min(known):.0f} to {max(known):.0f}, a rule of thumb" if known else ""


def _power(results: Results) -> str:
    parts = []
    for found in results.contrasts:
        change = found.verdict["detectable_in_half"]["log2"]
        if change is not None:
            parts.append(
                f"{found.contrast.title}: log2 {tell_number(change)} in half of the tested miRNAs, "
                "with a chance of 80 %"
            )
    return "; ".join(parts)


def _indeterminate(results: Results) -> str:
    parts = [
        f"{found.contrast.title}: {found.number_of('not testable'):,} miRNAs are not testable, "
        "each with its reason"
        for found in results.contrasts
    ]
    return "; ".join(parts)


def _sensitivity(results: Results) -> str:
    parts = []
    for found in results.contrasts:
        held = found.verdict["without_one_sample"]["calls_that_stay"]
        called = found.verdict["calls"]["called"]
        parts.append(
            f"{found.contrast.title}: {held} of {called} calls stay without any one sample"
        )
    return "; ".join(parts) + ". No external validation"


def _covariates(results: Results) -> str:
    design = results.config["expression"]["design"]
    return f"design {design}; components and miRNAs are held against all columns of the sheet"


def _sheet(results: Results) -> str:
    return f"the sample sheet, {results.config['samples']}"


def _material(results: Results) -> str:
    return enumerate_names(_known(results.status["matrix"]))


def _variables(results: Results) -> str:
    return f"all {len(results.counts):,} miRNAs of the reference; none was chosen beforehand"


def _kit(results: Results) -> str:
    kits, units = _known(results.status["kit"]), _known(results.status["unit"])
    return f"{enumerate_names(kits)}; counted are {enumerate_names(units)}" if kits else ""


def _accuracy(results: Results) -> str:
    parts = []
    if any(len(found.biomarkers.rows) for found in results.contrasts):
        parts.append(
            "area under the ROC curve of single miRNAs with DeLong intervals, of the samples they "
            "were found in; no estimate for new people"
        )
    parts += ["of the panel, in persons whom its models had not seen" for _ in results.panels]
    return "; ".join(parts)


def _cutoffs(results: Results) -> str:
    rules = [f"that of the panel: {trained.frozen['threshold']['rule']}"
             for trained in results.panels]  # fmt: skip
    return "; ".join(["none was set or found; areas under the curve only", *rules])


# What is the same in each run.
ALWAYS = {
    "processed": "results/counting/mature.counts.tsv, whole numbers, miRNAs by samples",
    "analysis": "see Methods on this page, and results/run.json",
    "statistics": "see Methods on this page; p-values adjusted by Benjamini-Hochberg",
    "handling": "as counts in a model; no cut-point was chosen",
    "estimates": "change with 95 % interval and p-value of each tested miRNA, results/expression/",
}
OF_RUN: Mapping[str, Callable[[Results], str]] = {
    "samples": _samples,
    "sheet": _sheet,
    "reads": _reads,
    "kit": _kit,
    "material": _material,
    "haemolysis": _haemolysis,
    "flow": _flow,
    "groups": _groups,
    "covariates": _covariates,
    "variables": _variables,
    "power": _power,
    "sensitivity": _sensitivity,
    "accuracy": _accuracy,
    "cutoffs": _cutoffs,
    "indeterminate": _indeterminate,
    "targets": _targets,
    "paralogues": _paralogues,
    "isomirs": _isomirs,
    "references": _references,
    "cycles": _cycles,
}


def find_facts(results: Results) -> dict[str, str]:
    """All facts by name; "" for what this run does not know."""
    return ALWAYS | {name: tell(results) for name, tell in OF_RUN.items()}
