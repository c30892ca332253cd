"""What is said at the end when a sheet or a table was asked for, in place of a run."""

from pathlib import Path
from typing import Any

from mirtrd.screen.ending import describe_failures
from mirtrd.screen.watching import Watch


class WatchAsked(Watch):
    """Shows, at the end, the file that says what was made."""

    def __init__(self, workflow: Any, told: str):
        super().__init__(workflow, (), ())
        self.told = Path(told)

    def describe_end(self) -> str:
        if failed := describe_failures(self.ended()):
            return "\n".join(failed)
        return self.told.read_text(encoding="utf-8") if self.told.is_file() else "Done."
