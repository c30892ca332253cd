"""The section of methods: a text to paste into a paper, of this run alone."""

from collections.abc import Sequence
from pathlib import Path

from mirtrd.report.citations import Citation, Cited
from mirtrd.report.libraries import shorten_reason
from mirtrd.report.markup import Markup, element, join, paragraph
from mirtrd.report.results import ContrastResults, Results, Trained
from mirtrd.report.wording import count, enumerate_names, tell_share

CUTADAPT = "10.14806/ej.17.1.200"
MIRBASE = "10.1093/nar/gky1141"
PYDESEQ2 = "10.1093/bioinformatics/btad547"
DESEQ2 = "10.1186/s13059-014-0550-8"
QUASI, EDGER = "10.1515/1544-6115.1826", "10.1093/nar/gkaf018"
APEGLM = "10.1093/bioinformatics/bty895"
LIMMA = "10.1093/nar/gkv007"
TMM = "10.1186/gb-2010-11-3-r25"
DELONG = "10.2307/2531595"
GENORM = "10.1186/gb-2002-3-7-research0034"
NORMFINDER = "10.1158/0008-5472.CAN-04-0496"
ELASTIC_NET, SAMPLE_SIZE = "10.18637/jss.v033.i01", "10.1002/sim.7992"
SNAKEMAKE = "10.12688/f1000research.29032.2"
SIZE_FACTORS = {
    "ratio": "the median of ratios",
    "poscounts": "the median of ratios over positive counts",
    "spike_ins": "spike-ins",
}
# What is done with what fits several miRNAs, by `counting.ambiguous`.
SHARED = {
    "em": "shared out by expectation-maximisation",
    "fractional": "shared out evenly",
    "unique": "left out",
}

# Where the checklist of a panel says how it was made.
GUIDELINE = "TRIPOD+AI"
ITEM_OF_CANDIDATES, ITEM_OF_FOLDS, ITEM_OF_MODEL = "9a", "12a", "12c"


def write_methods(results: Results) -> tuple[list[str], list[Citation]]:
    """The paragraphs, and the works that they cite in the order in which they do."""
    cited = Cited.of(results.citations)
    paragraphs = [
        _tell_counting(results, cited),
        _tell_samples(results),
        *(_tell_test(results, contrast, cited) for contrast in results.contrasts),
        _tell_checks(results, cited),
        *_tell_targets(results),
        *(_tell_panel(trained, cited) for trained in results.panels),
        _tell_software(results, cited),
    ]
    return paragraphs, list(cited.found.values())


def _tell_counting(results: Results, cited: Cited) -> str:
    config, release = results.config, results.record["reference"]
    if not results.has_reads:
        return (
            f"Counts of miRNAs in {count(len(results.status), 'sample')} were taken from a table "
            f"[by whom, and how reads were counted] and named by {release} {cited.cite(MIRBASE)}."
        )
    trimming, counting = config["trimming"], config["counting"]
    kits = sorted(set(results.status["kit"]) - {"", "NA"})
    units = sorted(set(results.status["unit"]) - {"", "NA"}) or ["reads"]
    versions = results.record["software"]
    others = [file["file"] for file in results.record["files"] if file["use"] == "other"]
    return (
        f"Small-RNA reads of {count(len(results.status), 'sample')} "
        f"({f'library kit: {enumerate_names(kits)}' if kits else 'library kit not known'}) were "
        f"trimmed with cutadapt {versions['cutadapt']} {cited.cite(CUTADAPT)}; inserts of "
        f"{trimming['min_length']} to {trimming['max_length']} nt with at most "
        f"{count(trimming['max_expected_errors'], 'expected error')} were kept. They were aligned "
        f"to the hairpins of {release} {cited.cite(MIRBASE)}"
        f"{' in competition with other RNAs' if others else ''}, with at most "
        f"{counting['max_mismatches']} mismatches. Each "
        f"{' or '.join(unit.removesuffix('s') for unit in units)} was counted once; those that fit "
        f"several miRNAs were {SHARED[counting['ambiguous']]}."
    )


def _tell_samples(results: Results) -> str:
    left, total = results.left_out["reason"], len(results.status)
    if left.empty:
        return f"All {total:,} samples were used."
    reasons = [f"{sample} ({_decisive(reason) or 'not used'})" for sample, reason in left.items()]
    verb = "was" if len(left) == 1 else "were"
    return (
        f"{len(left):,} of {total:,} samples {verb} left out before any test: "
        f"{enumerate_names(reasons)}."
    )


def _decisive(reasons: str) -> str:
    """Of the reasons of a sample those that make it fail, if the thresholds of failure do."""
    parts = reasons.split("; ")
    failing = [part for part in parts if part.endswith(".fail)")]
    return shorten_reason("; ".join(failing or parts))


def _tell_test(results: Results, found: ContrastResults, cited: Cited) -> str:
    expression, fit, contrast = results.config["expression"], found.fit, found.contrast
    groups = [f"{number:,} {level}" for level, number in fit["samples"].items()]
    method, _, details = str(fit["size_factors"]).partition(" ")
    scaling = f"{SIZE_FACTORS.get(method, method)} {details}".rstrip()
    compared = (
        f"{contrast.tested} was compared with {contrast.reference}"
        if contrast.factor
        else f"The contrast {contrast.name} was tested"
    )
    threshold = expression["lfc_threshold"]
    against = f" against a log2 fold change of at most {threshold:g}" if threshold else ""
    quasi = f" {cited.cite(QUASI, EDGER)}" if fit["test"].startswith("quasi") else ""
    tested = found.verdict["calls"]["tested"]
    return (
        f"{compared} ({' and '.join(groups)}). miRNAs with {fit['count_filter']} were tested "
        f"({tested:,} with a p-value). Libraries were scaled by {scaling} "
        f"{cited.cite(DESEQ2)}. Counts were modelled by negative binomial regression with the "
        f"design {fit['design']}, with the dispersions of PyDESeq2 "
        f"{results.record['software']['pydeseq2']} {cited.cite(PYDESEQ2)}; the test was the "
        f"{fit['test']}{quasi}{against}. p-values were adjusted by Benjamini-Hochberg, "
        f"and miRNAs with an adjusted p-value below {expression['alpha']:g} were called different. "
        f"Shrunken changes are those of apeglm {cited.cite(APEGLM)}."
    )


def _tell_checks(results: Results, cited: Cited) -> str:
    numbers = {found.permutations["permutations"] for found in results.contrasts}
    most = f"{'up to ' if len(numbers) > 1 else ''}{max(numbers)} times"
    shuffled = (
        f"Labels were permuted {most}, the whole procedure repeated. " if any(numbers) else ""
    )
    return (
        f"Each contrast was tested again with other normalisers, such as TMM {cited.cite(TMM)}, "
        "without covariates, with surrogates of hidden factors where there were any, without "
        "single samples, and by two other models, DESeq2 and limma-trend "
        f"{cited.cite(LIMMA)}. {shuffled}Areas under the ROC curve of single miRNAs are of the "
        "samples that they were found in, with intervals by DeLong's method "
        f"{cited.cite(DELONG)}. References for qPCR were ranked by geNorm {cited.cite(GENORM)} and "
        f"NormFinder {cited.cite(NORMFINDER)}."
    )


def _tell_targets(results: Results) -> list[str]:
    """A paragraph on targets; none if no table of them was given."""
    if not any(found.themes is not None for found in results.contrasts):
        return []
    files = [
        Path(file["file"]).name for file in results.record["files"] if file["use"] == "targets"
    ]
    return [
        f"Targets of the called miRNAs are of {enumerate_names(files)} [release and citation of "
        "each]. How many of them are in a set of genes was held against random lists of equally "
        "many tested miRNAs of like abundance, with families of one seed kept together."
    ]


def _tell_panel(trained: Trained, cited: Cited) -> str:
    """How a panel was made and judged, as its checklist has it."""
    panel = trained.frozen
    tested, reference = panel["tested"], panel["reference"]
    told = trained.checklists.loc[GUIDELINE].set_index("item")["text"]
    permuted, *_ = trained.performance.loc["permutation p", "meaning"].partition(", by")
    return (
        f"A panel of miRNAs that tells {tested} from {reference} was trained on "
        f"{panel['samples'][tested]:,} and {panel['samples'][reference]:,} samples of "
        f"{count(panel['samples']['persons'], 'person')}, for research use only: "
        f"{told[ITEM_OF_MODEL]} {cited.cite(ELASTIC_NET)}. Candidates were "
        f"{told[ITEM_OF_CANDIDATES]}. It was validated in {told[ITEM_OF_FOLDS]}. The p-value of "
        f"its area under the ROC curve is the {permuted}; whether the sample is large enough was "
        f"judged by published criteria {cited.cite(SAMPLE_SIZE)}. No person of another study was "
        "scored."
    )


def _tell_software(results: Results, cited: Cited) -> str:
    record = results.record
    code, software = record["code"], record["software"]
    commit = f", commit {code['commit'][:10]}" if code.get("commit") else ""
    changed = " (modified)" if code.get("modified") else ""
    named = ("python", "pandas", "numpy", "scipy")
    versions = ", ".join(f"{name} {software[name]}" for name in named if software.get(name))
    return (
        f"The analysis was made with mirtrd {code['version']}{commit}{changed}, run by Snakemake "
        f"{software['snakemake']} {cited.cite(SNAKEMAKE)}, with {versions}. The false-discovery "
        f"rate was {tell_share(results.config['expression']['alpha'])}."
    )


def describe_methods(results: Results) -> Markup:
    """The section: the text with a button that copies it, and the works that it cites."""
    paragraphs, works = write_methods(results)
    return join(
        [
            paragraph(
                "Made from the config, the record and the results of this run. What stands in "
                "[brackets] only you know. Check it as you would check the text of a colleague."
            ),
            element(
                "div",
                *map(paragraph, paragraphs),
                _list_works(works),
                id="methods-text",
                class_="prose",
            ),
            element("button", "Copy the text", type="button", class_="copy",
                    data_copy="methods-text"),
            element("p", role="status", class_="said"),
        ]
    )  # fmt: skip


def _list_works(works: Sequence[Citation]) -> Markup:
    items = [element("li", work.full) for work in works]
    return join([element("h3", "References"), element("ol", *items, class_="works")])
