"""No contrast has files that are those of something else, and no file a pattern for its name."""

import re
from pathlib import Path

import pytest

from builders.paths import ROOT
from mirtrd.core.job import UserError
from mirtrd.inputs.reserved import CONTENTS, RESERVED, check_names, check_paths

# Those of features are in a folder of each kind.
OUTPUT = r'"results/(\w+)/(?:(?:\{feature\}|fragment|isomir)/)?([^"/]+)"'


def outputs() -> list[tuple[str, str]]:
    """Stage and file name of each result that a rule names."""
    rules = Path(ROOT / "workflow" / "rules").glob("*.smk")
    return [pair for path in rules for pair in re.findall(OUTPUT, path.read_text())]


def test_files_of_the_cohort_next_to_those_of_contrasts_are_reserved():
    stages = {stage for stage, name in outputs() if name.startswith("{contrast}")}
    assert stages >= {"expression", "robustness", "candidates"}
    stems = {
        name.partition(".")[0]
        for stage, name in outputs()
        if stage in stages and not name.startswith("{")
    }
    assert "dispersions" in stems
    assert stems <= set(RESERVED)


def test_all_contents_are_known():
    found = {
        content
        for _, name in outputs()
        for content in re.findall(r"^\{contrast\}\.(\w+)\.(?:\w+|\{\w+\})$", name)
    }
    assert "volcano" in found
    assert found <= set(CONTENTS)


@pytest.mark.parametrize("name", ["pca", "dispersions", "vst"])
def test_a_name_of_another_file_is_refused(name):
    message = rf"^config: expression\.contrasts\.{name}: a file of the results has this name, exp"
    with pytest.raises(UserError, match=message):
        check_names(["TRD_vs_control", name])


def test_a_name_that_reads_as_a_file_of_another_contrast_is_refused():
    message = (
        r"contrasts\.a\.pvalues: a\.pvalues\.tsv would be a file of contrast a, expected another"
    )
    with pytest.raises(UserError, match=message):
        check_names(["a.pvalues", "a"])


def test_other_names_are_fine():
    check_names(["a.pvalues", "b", "b.c", "TRD.vs.control", "pca_"])


@pytest.mark.parametrize("path", ["reads/T1 {lane1}.fastq.gz", "a{b", "c}d/T1.fastq"])
def test_a_path_with_braces_is_refused(path):
    with pytest.raises(UserError) as raised:
        check_paths([None, "reads/T1.fastq.gz", path])
    assert str(raised.value) == (
        f"{path}: braces in a path mean a wildcard to Snakemake: rename the file or folder"
    )


def test_other_letters_in_a_path_are_as_good_as_any():
    check_paths(["reads/T1 (\u00fc) 50%, #1 [a] 'b' \"c\" $d.fastq.gz"])
