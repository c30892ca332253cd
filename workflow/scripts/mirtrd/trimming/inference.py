"""The kit that the reads of a sample follow: of the table, of no table, or none that is clear."""

from collections.abc import Mapping
from dataclasses import dataclass

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.anchors import MIN_ANCHORS, Anchors
from mirtrd.trimming.discovery import MIN_MATURES_WITHOUT_ADAPTER, MIN_SUPPORT, discover
from mirtrd.trimming.supports import Candidate, candidates_of, supports_of
from mirtrd.trimming.words import percent

# Matures that an adapter of the table is seen behind: it is not the template of both.
MIN_MATURES = 2
# A second layout that explains a tenth of the reads is named; one of half the support of the
# first means two libraries in one file, and there is no verdict.
MIXED = 0.1
MAX_RUNNER_UP = 0.5


@dataclass(frozen=True, kw_only=True)
class Known:
    """A kit that the reads follow, and how it is called."""

    kit: str
    layout: Layout


@dataclass(frozen=True, kw_only=True)
class Inference:
    """The kit that the reads follow, None with the ``reason`` if they do not tell; the share of
    the anchors that each kit explains."""

    found: Known | None
    supports: Mapping[str, float]
    reason: str | None = None
    warning: str | None = None

    @property
    def best_two(self) -> tuple[str, str | None]:
        """The kits that explain most; the second is None if no other explains any."""
        return _best_two(self.supports)


def infer(anchors: Anchors, kits: Mapping[str, Layout]) -> Inference:
    """The kit of the table that most anchors follow, or else a layout of their own (``custom``).

    Kits that trim alike go by the name of the first.
    """
    candidates = candidates_of(kits)
    supports = supports_of(anchors.weighed, candidates)
    if len(anchors.weighed) < MIN_ANCHORS or anchors.matures < MIN_MATURES:
        return Inference(found=None, supports=supports, reason=anchors.too_few(MIN_MATURES))
    kit, runner_up = _best_two(supports)
    if supports[kit] >= MIN_SUPPORT:
        layout = candidates[kit].layout
        if not layout.adapter and anchors.matures < MIN_MATURES_WITHOUT_ADAPTER:
            reason = anchors.too_few(MIN_MATURES_WITHOUT_ADAPTER)
            return Inference(found=None, supports=supports, reason=reason)
        return _unless_mixed(Known(kit=kit, layout=layout), supports)
    if (discovered := _discover(anchors, candidates, supports)) is not None:
        return discovered
    if not supports[kit]:
        return Inference(found=None, supports=supports, reason="no kit explains the reads")
    explained = [f"{name} {percent(supports[name])}" for name in (kit, runner_up) if name]
    reason = f"the reads agree on no kit, of those with a miRNA {' and '.join(explained)}"
    return Inference(found=None, supports=supports, reason=reason)


def _discover(
    anchors: Anchors, candidates: Mapping[str, Candidate], supports: Mapping[str, float]
) -> Inference | None:
    """The inference if most anchors have a layout of no table, else None."""
    layout = discover(anchors.weighed)
    if layout is None or anchors.matures < MIN_MATURES_WITHOUT_ADAPTER:
        return None
    # Without those that explain nothing, such as a UMI kit whose UMIs are all the same.
    rivals = {name: item for name, item in candidates.items() if supports[name] > 0}
    rivals["custom"] = Candidate(layout=layout, varied=Layout())
    found = {**supports, **supports_of(anchors.weighed, rivals)}
    if found["custom"] < MIN_SUPPORT:
        return None
    warning = f"no kit of the table explains the reads, they have {layout.describe()}"
    return _unless_mixed(Known(kit="custom", layout=layout), found, warning)


def _unless_mixed(
    best: Known, supports: Mapping[str, float], warning: str | None = None
) -> Inference:
    """The inference of the kit that explains most, unless another explains half as much."""
    kit, runner_up = best.kit, _best_two(supports)[1]
    share = supports[runner_up] if runner_up else 0.0
    if share < MIXED:
        return Inference(found=best, supports=supports, warning=warning)
    mixed = (
        f"{percent(supports[kit])} of the reads with a miRNA are {kit}, {percent(share)} are "
        f"{runner_up}: are there two libraries in the file?"
    )
    if share > MAX_RUNNER_UP * supports[kit]:
        return Inference(found=None, supports=supports, reason=mixed)
    both = "; ".join(filter(None, (warning, mixed)))
    return Inference(found=best, supports=supports, warning=both)


def _best_two(supports: Mapping[str, float]) -> tuple[str, str | None]:
    ranked = sorted(supports, key=lambda name: -supports[name])
    return ranked[0], next((name for name in ranked[1:] if supports[name] > 0), None)
