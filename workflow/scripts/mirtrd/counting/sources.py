"""What a source of inserts is: a way to explain them that tells how many reads it would make."""

from dataclasses import dataclass
from typing import Protocol

from mirtrd.core.arrays import Floats


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a sample before its reads are shared out.

    ``amounts`` are the reads of each mature, ``unexplained`` those of each insert that no mature
    explains.
    """

    amounts: Floats
    unexplained: Floats


class Source(Protocol):
    """A way to explain inserts: isomiRs of matures, fragments of other RNAs, pieces of hairpins
    beside their matures, or chance."""

    def expect(self, known: Known) -> Floats:
        """The reads that the source is expected to make of each insert."""
        ...
