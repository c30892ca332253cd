"""Where things are in the checkout, and the data that some checks need."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / ".test"
ORACLES = ROOT / "tests" / "oracles"
RESOURCES = ROOT / "resources"
MIRBASE = RESOURCES / "mirbase"
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.json"
SNAKEFILE = ROOT / "Snakefile"
# Real data for checks that are skipped where it is absent.
SHARED = ROOT.parent / "shared" / "data"
CASES = SHARED.parent / "cases"
