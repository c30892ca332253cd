"""The sections of the report, in its order. A new one is a module with a function, and a line here.

The function takes the results of the run and, if it is about a contrast, those of the contrast, and
gives HTML; nothing if there is nothing to say, and the section is left out. What it needs of the
run that is not there yet is an input of the rule and a field of the results.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mirtrd.report.checklists import describe_checklists
from mirtrd.report.explorer import describe_explorer
from mirtrd.report.groups import describe_groups
from mirtrd.report.libraries import describe_libraries
from mirtrd.report.lists import describe_lists
from mirtrd.report.markup import Markup
from mirtrd.report.methods import describe_methods
from mirtrd.report.overview import describe_overview
from mirtrd.report.published import describe_published
from mirtrd.report.results import ContrastResults, Results
from mirtrd.report.sources import describe_sources
from mirtrd.report.stability import describe_stability
from mirtrd.report.structure import describe_structure
from mirtrd.report.targeted import describe_targeted
from mirtrd.report.trained import describe_trained
from mirtrd.report.untestable import describe_untestable


@dataclass(frozen=True, kw_only=True)
class OfRun:
    """A section of the whole run; ``anchor`` is where links to it lead."""

    anchor: str
    title: str
    describe: Callable[[Results], Markup]


@dataclass(frozen=True, kw_only=True)
class OfContrast:
    """A section of each contrast; behind the name of the contrast, ``anchor`` is where links to it
    lead."""

    anchor: str
    title: str
    describe: Callable[[Results, ContrastResults], Markup]


BEFORE = (
    OfRun(anchor="verdicts", title="In short", describe=describe_overview),
    OfRun(anchor="cohort", title="Cohort and design", describe=describe_groups),
    OfRun(anchor="samples", title="Samples and reads", describe=describe_libraries),
    OfRun(anchor="structure", title="Structure", describe=describe_structure),
)
OF_EACH = (
    OfContrast(anchor="explorer", title="All miRNAs", describe=describe_explorer),
    OfContrast(anchor="lists", title="Markers and hypotheses", describe=describe_lists),
    OfContrast(anchor="untestable", title="What is not testable", describe=describe_untestable),
    OfContrast(anchor="published", title="Published directions", describe=describe_published),
    OfContrast(anchor="targets", title="Targets", describe=describe_targeted),
    OfContrast(anchor="robustness", title="Robustness", describe=describe_stability),
    OfContrast(anchor="panel", title="Panel", describe=describe_trained),
)
AFTER = (
    OfRun(anchor="methods", title="Methods", describe=describe_methods),
    OfRun(anchor="checklists", title="Reporting checklists", describe=describe_checklists),
    OfRun(anchor="files", title="Files and versions", describe=describe_sources),
)
