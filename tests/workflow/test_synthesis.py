"""A synthesis as a user types it: a config of nothing but studies, and no sheet."""

import numpy as np
import pytest
import yaml

from builders.checkout import Checkout
from builders.studies import make_effects, some_mirnas, write_run
from builders.workplace import CONFIG, SHEET, Workplace
from mirtrd.meta.tables import SYNTHESIS


def write_config(folder, rows: list[str], **section) -> None:
    (folder / "config").mkdir(exist_ok=True)
    table = folder / "config" / "studies.tsv"
    table.write_text("\n".join(["study\tpath\tcontrast\ttissue", *rows]) + "\n")
    config = {"meta": {"studies": "config/studies.tsv", "name": "trd"} | section}
    (folder / "config" / "config.yaml").write_text(yaml.safe_dump(config))


@pytest.fixture
def runs(tmp_path):
    names = some_mirnas(40)
    for number in range(3):
        changes = np.random.default_rng(number).normal(0, 0.3, 40)
        changes[:4] = 2.0
        write_run(tmp_path / f"run{number}", make_effects(dict(zip(names, changes, strict=True))))
    (tmp_path / "here").mkdir()
    return tmp_path


def test_a_config_of_studies_alone_gives_a_synthesis(runs):
    rows = [f"S{n}\t../run{n}/results\tTRD_vs_control\tplasma" for n in range(3)]
    write_config(runs / "here", rows, show=["miR-135a-5p"])
    place = Checkout(folder=runs / "here")
    jobs = place.jobs_to_do()
    assert jobs == dict.fromkeys(
        ("combine_studies", "compare_directions", "compare_samples", "plot_forests", "plot_map",
         "plot_tissues", "record_run"), 1,
    )  # fmt: skip
    run = place.run("results/meta/trd.tsv")
    assert run.code == 0, run.text
    assert "trd (plasma, 3 studies, main): 4 consistent, " in run.text
    table = SYNTHESIS.read_frame(runs / "here" / "results" / "meta" / "trd.tsv")
    assert (table["status"].iloc[:4] == "consistent").all()


def test_a_run_with_samples_can_be_a_study_of_its_own_synthesis(tmp_path):
    (tmp_path / "here").mkdir()
    write_run(tmp_path / "other", make_effects({"hsa-miR-21-5p": 1.0}))
    place = Workplace(tmp_path / "here")
    place.write_sheet(SHEET)
    table = "study\tpath\tcontrast\nown\tresults\tTRD_vs_control\n"
    (place.folder / "studies.tsv").write_text(f"{table}B\t../other/results\tTRD_vs_control\n")
    place.write_config(CONFIG | {"meta": {"studies": "studies.tsv"}})
    run = place.dry_run("--cores", "1", "results/meta/synthesis.tsv")
    assert run.returncode == 0, run.stderr
    assert "rule test_contrast" in run.stdout
    assert "rule combine_studies" in run.stdout
