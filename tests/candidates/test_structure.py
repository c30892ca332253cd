"""Structure is an extra that a run can do without."""

import sys
from types import ModuleType

from mirtrd.candidates.structure import fold


def test_structure_is_that_of_vienna_rna_if_it_is_there(monkeypatch):
    module = ModuleType("RNA")
    module.fold = lambda sequence: ("(" + "." * (len(sequence) - 2) + ")", -1.25)
    monkeypatch.setitem(sys.modules, "RNA", module)
    assert fold("GAAAC") == ("(...)", "-1.2 kcal/mol")
    monkeypatch.setitem(sys.modules, "RNA", None)
    assert fold("GAAAC") == ("", "")
