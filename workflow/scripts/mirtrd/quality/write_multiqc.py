"""Write the numbers of a run as custom content of MultiQC, https://multiqc.info."""

import json
from pathlib import Path

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import RNA_CLASSES
from mirtrd.quality.lengths import read_lengths
from mirtrd.quality.looks import FATE_LOOKS, class_looks
from mirtrd.quality.sections import (
    bars,
    general_statistics,
    haemolysis_points,
    length_lines,
    sample_table,
)
from mirtrd.quality.status import read_status
from mirtrd.quality.tables import HAEMOLYSIS, READ_FATE

# Names of samples stay as they are, and nothing is asked of the internet.
SETTINGS = {
    "title": "mirtrd",
    "fn_clean_exts": [],
    "fn_clean_trim": [],
    "no_version_check": True,
    "no_ai": True,
    "show_analysis_paths": False,
    "intro_text": "The numbers of results/quality, for readers of MultiQC.",
    "run_modules": ["custom_content"],
    "custom_content": {
        "order": [
            "mirtrd_samples",
            "mirtrd_fate",
            "mirtrd_classes",
            "mirtrd_lengths",
            "mirtrd_haemolysis",
        ]
    },
}


def main(job: Job) -> None:
    status = read_status(job.input.status)
    fate, classes = READ_FATE.read_frame(job.input.fate), RNA_CLASSES.read_frame(job.input.classes)
    lengths = read_lengths(job.input.lengths, list(status.index))
    content = {
        job.output.general: general_statistics(status),
        job.output.samples: sample_table(status),
        job.output.fate: bars(
            "fate", "Read fate", "Every read has exactly one fate.", fate, FATE_LOOKS
        ),
        job.output.classes: bars(
            "classes", "Classes of RNA", "What the inserts align to.", classes, class_looks(classes)
        ),
        job.output.lengths: length_lines(lengths),
        job.output.haemolysis: haemolysis_points(HAEMOLYSIS.read_frame(job.input.haemolysis)),
        job.output.settings: SETTINGS,
    }
    for path, value in content.items():
        Path(path).write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    run(main)
