"""The section meta of the config, its table of studies, and what is refused."""

from pathlib import Path

import pytest

from builders.paths import ROOT
from builders.studies import SOURCES, make_effects, write_run
from builders.workplace import CONFIG
from mirtrd.core.job import UserError
from mirtrd.inputs.plan import make_plan
from mirtrd.inputs.synthesis import find_synthesis, read_lists, read_studies

EFFECTS = {"hsa-miR-21-5p": 1.0, "hsa-miR-16-5p": float("nan")}


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A working directory, next to two runs."""
    for name in ("one", "two"):
        write_run(tmp_path / name, make_effects(EFFECTS))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def write(place: Path, *rows: str, header: str = "study\tpath\tcontrast\ttissue\tnote") -> str:
    path = place / "studies.tsv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return str(path)


ONE = "A\t../one/results\tTRD_vs_control\tplasma\tTruSeq"
TWO = "B\t../two/results\tTRD_vs_control\tplasma\t"


def test_a_study_is_a_folder_of_results_and_a_contrast(place):
    first, second = read_studies(write(place, ONE, TWO))
    assert (first.name, first.tissue, first.note) == ("A", "plasma", "TruSeq")
    assert second.table == "../two/results/expression/TRD_vs_control.tsv"
    assert second.summary == "../two/results/expression/TRD_vs_control.fit.json"
    assert second.counts == "../two/results/cohort/counts.tsv"


def test_a_study_is_a_table_of_a_contrast(place):
    table = place / "lone.tsv"
    table.write_bytes(Path("../one/results/expression/TRD_vs_control.tsv").read_bytes())
    row = "A\t../one/results/expression/TRD_vs_control.tsv"
    whole, lone = read_studies(write(place, row, "B\tlone.tsv", header="study\tpath"))
    assert (whole.contrast, whole.results) == ("TRD_vs_control", "../one/results")
    assert whole.sheet == "../one/results/cohort/samples.tsv"
    assert (lone.contrast, lone.results, lone.summary, lone.sheet) == ("lone", "", "", "")


def test_the_run_itself_is_a_study_before_it_has_results(place):
    own = "A\tresults\tTRD_vs_control"
    rows = (own, "B\t../two/results\tTRD_vs_control")
    studies = read_studies(write(place, *rows, header="study\tpath\tcontrast"), ["TRD_vs_control"])
    assert studies[0].table == "results/expression/TRD_vs_control.tsv"
    assert studies[0].counts == "results/cohort/counts.tsv"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((ONE,), "has 1 studies, expected two or more"),
        ((ONE, ONE), "line 3: study A is there twice"),
        ((ONE, TWO.replace("two", "one")), "is that of study A, too"),
        ((ONE, TWO.replace("two", "three")), r"\.\./three/results does not exist"),
        ((ONE, TWO.replace("TRD_vs_control", "a_vs_b")), "contrasts there are TRD_vs_control"),
        ((ONE, TWO.replace("TRD_vs_control", "")), "column 'contrast' is empty"),
        ((ONE, TWO.replace("plasma", "")), "the tissue of B is empty, that of A is not"),
        ((ONE, "\t../two/results\tTRD_vs_control\tplasma\t"), "line 3: column 'study' is empty"),
        ((ONE, TWO.replace("B", "B" * 41)), "at most 40 letters"),
    ],
)
def test_a_table_of_studies_that_cannot_be_is_refused(place, rows, message):
    with pytest.raises(UserError, match=message):
        read_studies(write(place, *rows))


def test_a_missing_table_or_column_is_named(place):
    with pytest.raises(UserError, match=r"the file nothing\.tsv does not exist"):
        read_studies("nothing.tsv")
    with pytest.raises(UserError, match="column 'path' is missing; found study, folder"):
        read_studies(write(place, "A\tx", header="study\tfolder"))


def test_a_config_of_nothing_but_studies_has_a_plan(place):
    section = {"studies": write(place, ONE, TWO), "show": ["miR-124", "MIMAT0000076"]}
    plan = make_plan({"meta": section}, ROOT)
    assert plan.synthesis is not None
    assert plan.synthesis.name == "synthesis"
    # miR-124 is a hairpin of the release, and a name of hsa-miR-124-3p before; an accession is a
    # name, too.
    assert plan.synthesis.shown[-1] == "hsa-miR-21-5p"
    assert not plan.has_samples
    assert plan.evidence


def test_without_the_section_there_is_no_synthesis(place):
    with pytest.raises(UserError, match=r"config: meta\.studies is missing"):
        make_plan({"meta": None}, ROOT)
    with pytest.raises(UserError, match=r"unknown key meta\.study; known are studies, name"):
        make_plan({"meta": {"study": "a.tsv"}}, ROOT)
    with pytest.raises(UserError, match="config: expression is missing"):
        make_plan({"meta": {"studies": "a.tsv"}, "samples": CONFIG["samples"]}, ROOT)


def given(**section) -> dict:
    return {"meta": {"studies": None, "name": "all", "show": [], "lists": None} | section}


def test_mirnas_to_show_have_to_be_known(place):
    studies = write(place, ONE, TWO)
    with pytest.raises(UserError, match=r"meta\.show: miR-9999 is no mature of the reference"):
        find_synthesis(given(studies=studies, show=["miR-9999"]), SOURCES)
    with pytest.raises(UserError, match=r"meta\.show is given, but meta\.studies is missing"):
        find_synthesis(given(show=["miR-21"]), SOURCES)
    assert find_synthesis(given(), SOURCES) is None


def test_published_lists_have_ranks(place):
    path = place / "lists.tsv"
    path.write_text("list\tmirna\trank\ttested\nX\tmiR-21\t2\t300\n")
    assert read_lists(str(path)) == [
        {"list": "X", "mirna": "miR-21", "rank": 2, "tested": 300, "tissue": ""}
    ]
    for cells, message in (
        ("0\t300", "line 2: rank is '0', expected a whole number from 1"),
        ("3\t2", "rank 3 of 2 miRNAs tested cannot be"),
    ):
        path.write_text(f"list\tmirna\trank\ttested\nX\tmiR-21\t{cells}\n")
        with pytest.raises(UserError, match=message):
            read_lists(str(path))
