"""A small working directory, and the command that a user types in it."""

import copy
import gzip
import subprocess
import sys
from pathlib import Path

import yaml

from builders.paths import ROOT

CONTRAST = {"factor": "condition", "tested": "TRD", "reference": "control"}
CONFIG = {
    "samples": "config/samples.tsv",
    "expression": {"design": "~ condition", "contrasts": {"TRD_vs_control": CONTRAST}},
}
HEADER = "sample\tcondition\tbatch\tfastq\n"
SHEET = (
    HEADER
    + "T1\tTRD\tA\treads/T1.fastq.gz\n"
    + "T2\tTRD\tB\treads/T2.fastq.gz\n"
    + "C1\tcontrol\tA\treads/C1.fastq.gz\n"
    + "C2\tcontrol\tB\treads/C2.fastq.gz\n"
)


class Workplace:
    """A small working directory and the command that a user types in it."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "config").mkdir()
        (folder / "reads").mkdir()
        for sample in ("T1", "T2", "C1", "C2"):
            path = folder / "reads" / f"{sample}.fastq.gz"
            path.write_bytes(gzip.compress(b"@r1\nTGGAATTC\n+\nIIIIIIII\n"))
        self.write_config(CONFIG)
        self.write_sheet(SHEET)

    def write_config(self, config: dict) -> None:
        (self.folder / "config" / "config.yaml").write_text(yaml.safe_dump(config))

    def write_sheet(self, text: str | bytes) -> Path:
        path = self.folder / "config" / "samples.tsv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def dry_run(self, *options: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "snakemake", *(options or ("--cores", "1")), "--dry-run"]
        command += ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(self.folder)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def error(self) -> str:
        """The one line of a run that is refused."""
        result = self.dry_run()
        assert result.returncode != 0
        assert "Traceback" not in result.stderr + result.stdout
        errors = [line for line in result.stderr.splitlines() if line.startswith("Error:")]
        assert len(errors) == 1, result.stderr
        assert result.stderr.rstrip().endswith(errors[0]), "something stands behind the error"
        return errors[0]


def with_key(path: str, value) -> dict:
    """The config with one key, named with dots, set to a value."""
    config = copy.deepcopy(CONFIG)
    *outer, last = path.split(".")
    section = config
    for name in outer:
        section = section.setdefault(name, {})
    section[last] = value
    return config
