"""The tables of samples become matrices in the order of the reference and of the sheet."""

from pathlib import Path

import pytest

from builders.jobs import job
from mirtrd.counting.merge_counts import Matrix, add_look_alikes, main, name_look_alikes
from mirtrd.reference.sequences import Sequence, write_sequences

LOOK_ALIKES = "mirna\tclass\tother\tcount\tgiven\n"
MATURE = "mirna\tcount\treads\tunique\tperfect\tshared_with\tlook_alike\n"
SAMPLES = {
    "late": (
        MATURE + "let-7a\t12\t30\t10\t9\tlet-7b,let-7c\t\nlet-7b\t3\t4\t1\t3\tlet-7a\ttRNA:a\n",
        "hairpin\tcount\nh2\t15\n",
        "class\tlength\tcount\nmirna\t22\t10\nmirna\t23\t5\nrRNA\t30\t7\nunaligned\t17\t1\n",
        LOOK_ALIKES + "let-7b\ttRNA\ttRNA:a\t4\t1.50\nlet-7c\trRNA\trRNA:b\t6\t0.00\n",
    ),
    "early": (
        MATURE + "let-7a\t8\t8\t8\t0\t\t\n",
        "hairpin\tcount\nh1\t9\n",
        "class\tlength\tcount\nambiguous\t20\t2\nhairpin\t16\t1\nmirna\t22\t8\n",
        LOOK_ALIKES + "let-7b\trRNA\trRNA:b\t9\t0.75\nlet-7b\ttRNA\ttRNA:a\t2\t0.00\n",
    ),
    "empty": (MATURE, "hairpin\tcount\n", "class\tlength\tcount\n", LOOK_ALIKES),
}


@pytest.fixture
def merged(tmp_path) -> dict[str, list[str]]:
    """The lines of each table of the cohort."""
    inputs = {"mature": [], "hairpin": [], "lengths": [], "look_alikes": []}
    for sample, texts in SAMPLES.items():
        for key, text in zip(inputs, texts, strict=True):
            path = tmp_path / f"{sample}.{key}.tsv"
            path.write_text(text)
            inputs[key].append(str(path))
    matures = ("let-7b\th1", "let-7a\th1", "let-7a\th2", "let-7c\th2")
    rows = "".join(f"{row}\t0\t22\tN\n" for row in matures)
    (tmp_path / "matures.tsv").write_text("mirna\thairpin\tstart\tend\tsequence\n" + rows)
    classes = {"h2": "hairpin", "h1": "hairpin", "tRNA:a": "tRNA", "rRNA:b": "rRNA"}
    sequences = [Sequence(name, rna_class, 80) for name, rna_class in classes.items()]
    write_sequences(tmp_path / "sequences.tsv", sequences)
    names = ("mature", "reads", "hairpin", "ambiguity", "classes", "look_alikes")
    reference = {name: str(tmp_path / f"{name}.tsv") for name in ("matures", "sequences")}
    made = job(
        input={**inputs, **reference},
        output={name: str(tmp_path / name) for name in names},
        params={"samples": list(SAMPLES), "ambiguous": "em"},
    )
    main(made)
    return {name: Path(tmp_path / name).read_text().splitlines() for name in names}


def test_matrices_have_every_name_of_the_reference_and_every_sample(merged):
    assert merged["mature"] == [
        "mirna\tlate\tearly\tempty",
        "let-7b\t3\t0\t0",
        "let-7a\t12\t8\t0",
        "let-7c\t0\t0\t0",
    ]
    assert merged["reads"][2] == "let-7a\t30\t8\t0"
    assert merged["hairpin"] == ["hairpin\tlate\tearly\tempty", "h2\t15\t0\t0", "h1\t0\t9\t0"]


def test_classes_have_a_row_for_each_sample(merged):
    assert merged["classes"] == [
        "sample\tmirna\thairpin\tambiguous\ttRNA\trRNA\tunaligned",
        "late\t15\t0\t0\t0\t7\t1",
        "early\t8\t1\t2\t0\t0\t0",
        "empty\t0\t0\t0\t0\t0\t0",
    ]


def test_ambiguity_is_that_of_the_cohort(merged):
    assert merged["ambiguity"] == [
        "mirna\tcount\tunique\tshared\tambiguous_share\tshared_with\tlook_alike\tpolicy",
        "let-7b\t3\t1\t2\t0.6667\tlet-7a\trRNA:b,tRNA:a\tem",
        "let-7a\t20\t18\t2\t0.1000\tlet-7b,let-7c\t\tem",
        "let-7c\t0\t0\t0\t\t\trRNA:b\tem",
    ]


def test_look_alikes_are_those_of_the_cohort_and_of_mirnas_without_reads_too(merged):
    assert merged["look_alikes"] == [
        "mirna\tclass\tother\tsamples\tcount\tgiven\tshare_given\tof_mirna",
        "let-7b\trRNA\trRNA:b\t1\t9\t0.8\t0.0833\t0.2500",
        "let-7b\ttRNA\ttRNA:a\t2\t6\t1.5\t0.2500\t0.5000",
        "let-7c\trRNA\trRNA:b\t1\t6\t0.0\t0.0000\t",
    ]


def named(path: Path, rows: str, count: Matrix) -> dict[str, list[str]]:
    """The look-alikes worth naming, of one sample with these rows."""
    path.write_text(LOOK_ALIKES + rows)
    return name_look_alikes(add_look_alikes([str(path)]), count)


def test_an_rna_that_explains_little_of_a_mirna_is_no_warning(tmp_path):
    count = Matrix(["let-7a"], ["S1"])
    count.add(0, "let-7a", 1000)
    rows = "let-7a\ttRNA\ttRNA:a\t9\t9\nlet-7a\ttRNA\ttRNA:b\t10\t0\n"
    assert named(tmp_path / "x", rows, count) == {"let-7a": ["tRNA:b"]}


@pytest.mark.parametrize(("mismatched", "names"), [(60, {"let-7a": ["mismatched"]}), (40, {})])
def test_a_mirna_is_mismatched_if_most_of_its_reads_in_the_cohort_are(tmp_path, mismatched, names):
    count = Matrix(["let-7a"], ["S1", "S2"])
    count.add(0, "let-7a", mismatched)
    count.add(1, "let-7a", 100 - mismatched)
    rows = f"let-7a\tunknown\tmismatched\t{mismatched}\t{mismatched}\n"
    assert named(tmp_path / "x", rows, count) == names


def test_a_name_that_the_reference_lacks_is_no_silent_loss():
    with pytest.raises(KeyError, match="let-7z"):
        Matrix(["let-7a"], ["S1"]).add(0, "let-7z", 5)
