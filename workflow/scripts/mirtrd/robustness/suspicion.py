"""Whether something that the design lacks makes miRNAs rise and fall together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

# A hidden factor is suspected if surrogates of it in the design leave less than this share of the
# calls. Of 300 random halves of 46 patients (20 + 20) 21 have calls, all false, and 19 of these
# lose all; with 40 true changes put into halves, one of 98 loses so many.
KEPT = 0.5
# Verdicts on p-values that say nothing of it.
SILENT = ("cannot be told", "not judged")


def percent(share: float) -> str:
    """A share as it stands in a sentence."""
    return f"{share:.2g} %" if (share := 100 * share) < 1 else f"{share:.0f} %"


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """Whether a hidden factor is ``suspected``, None where that cannot be told, and why, in words.

    Each source has a constructor of its own; ``joined`` makes one of several.
    """

    suspected: bool | None
    reasons: tuple[str, ...] = ()

    @classmethod
    def of_permutations(cls, verdict: str, permutations: Mapping[str, Any]) -> Self:
        """By the verdict on the p-values, and the summary of the permutations as its file has it:
        suspected if shuffled labels, too, give small p-values or calls."""
        if verdict in SILENT:
            return cls(suspected=None)
        if verdict == "anti-conservative":
            share = percent(permutations["small_p_share"])
            reason = f"with shuffled labels, too, {share} of the p-values are below 0.05"
            return cls(suspected=True, reasons=(reason,))
        if verdict == "hidden factor":
            share = percent(permutations["share_with_any_call"])
            return cls(suspected=True, reasons=(f"{share} of the shuffles give calls, too",))
        return cls(suspected=False)

    @classmethod
    def of_surrogates(cls, *, called: int, kept: int, factors: int) -> Self:
        """By how many of the calls are ``kept`` with so many surrogate factors in the design."""
        if not called or kept >= KEPT * called:
            return cls(suspected=False)
        which = "the only call is" if called == 1 else f"{called - kept:,} of {called:,} calls are"
        what = "one factor" if factors == 1 else f"{factors} factors"
        reason = f"{which} lost with {what} estimated from the residuals in the design"
        return cls(suspected=True, reasons=(reason,))

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Self:
        """What ``as_document`` made."""
        return cls(suspected=document["suspected"], reasons=tuple(document["reasons"]))

    def as_document(self) -> dict[str, Any]:
        """For a file that others read."""
        return {
            "suspected": self.suspected,
            "sentence": self.sentence,
            "reasons": list(self.reasons),
        }

    @classmethod
    def joined(cls, parts: Iterable[Self]) -> Self:
        """Suspected if any source says so; not to be told if none can tell."""
        parts = list(parts)
        answers = [part.suspected for part in parts if part.suspected is not None]
        return cls(
            suspected=any(answers) if answers else None,
            reasons=tuple(reason for part in parts if part.suspected for reason in part.reasons),
        )

    @property
    def sentence(self) -> str:
        """What is suspected, and why."""
        if self.suspected is None:
            return "Whether a hidden factor is at work cannot be told."
        if not self.suspected:
            return "No hidden factor shows."
        return f"A hidden factor is suspected: {'; '.join(self.reasons)}."
