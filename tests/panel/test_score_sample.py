"""One sample alone: from counts, in any company, or refused with every reason."""

import json

import numpy as np
import pandas as pd
import pytest

from builders.jobs import job
from builders.panels import World
from builders.paths import MIRBASE
from mirtrd.counting.tables import MATURE_COUNTS
from mirtrd.panel.score_sample import main
from mirtrd.panel.tables import TRAINED


def run(study, folder, sample, counts, sheet):
    """The document of a sample, in a run with these counts and this sheet."""
    folder.mkdir(exist_ok=True)
    MATURE_COUNTS.write_frame(folder / "counts.tsv", counts)
    (folder / "sheet.tsv").write_text(sheet.to_csv(sep="\t"))
    main(
        job(
            input={
                "matures": str(MIRBASE / "hsa.matures.v22.fasta.gz"),
                "hairpins": str(MIRBASE / "hsa.hairpins.v22.fasta.gz"),
                "kit": [],
                "counts": folder / "counts.tsv",
                "panel": study.path("panel.json"),
                "sheet": folder / "sheet.tsv",
            },
            output={"score": folder / f"{sample}.json"},
            params={"kit": "truseq", "matrix": "plasma", "policy": "em"},
            wildcards={"sample": sample},
        )
    )
    return (folder / f"{sample}.json").read_bytes()


def sheet_of(samples, **columns):
    columns = {"unit": "reads"} | columns
    return pd.DataFrame(columns, index=pd.Index(samples, name="sample"))


def test_twelve_samples_in_any_order_and_company_give_the_same_bytes(study, tmp_path):
    random = np.random.default_rng(22)
    names = [f"N{number}" for number in range(12)]
    world = World(np.random.default_rng(20), mirnas=len(study.names))
    world.means[:] = np.maximum(world.means, 60)
    values = world.draw(np.arange(12) < 6, random, depth=3).astype(int)
    values[:, :2] = [400, 300]
    counts = pd.DataFrame(values.T, index=pd.Index(study.names, name="mirna"), columns=names)
    together = [run(study, tmp_path / "a", name, counts, sheet_of(names)) for name in names]
    order = list(random.permutation(names))
    other = pd.DataFrame({"X": counts["N0"] * 0 + 7}, index=counts.index)
    company = pd.concat([other, counts[order]], axis=1)
    turned = sheet_of(["X", *order])
    for name in order:
        found = run(study, tmp_path / "b", name, company, turned)
        alone = run(study, tmp_path / "c", name, counts[[name]], sheet_of([name]))
        assert found == alone == together[names.index(name)]
    statuses = {json.loads(document)["status"] for document in together}
    assert statuses & {"scored", "caution"}


def test_a_training_sample_is_scored_as_in_training(study, tmp_path):
    counts = study.counts.rename_axis("mirna")
    document = json.loads(run(study, tmp_path, "S05", counts[["S05"]], sheet_of(["S05"])))
    assert document["status"] == "scored"
    trained = TRAINED.read_frame(study.path("trained.tsv")).loc["S05"]
    assert document["predictor"] == pytest.approx(trained["frozen"], rel=0, abs=1e-12)
    assert document["size_factor"] == pytest.approx(trained["size_factor"], rel=1e-12)
    assert document["use"] == "research use only"


def test_a_mouse_and_a_haemolysed_sample_are_refused_each_with_its_reason(study, tmp_path):
    counts = study.counts[["S05"]].rename_axis("mirna")
    mouse = counts.rename(index=lambda name: name.replace("hsa-", "mmu-"))
    document = json.loads(run(study, tmp_path, "S05", mouse, sheet_of(["S05"])))
    assert document["status"] == "refused"
    assert document["reasons"][0] == "other species: mmu, that of training is hsa"
    assert "probability" not in document
    broken = counts.copy()
    broken.loc["hsa-miR-451a"] = 100_000
    document = json.loads(run(study, tmp_path, "S05", broken, sheet_of(["S05"])))
    [reason] = document["reasons"]
    assert reason.startswith("haemolysis: log2 ratio of miR-451a to miR-23a-3p 8.3")


def test_a_table_must_say_what_it_counts(study, tmp_path):
    counts = study.counts[["S05"]].rename_axis("mirna")
    sheet = sheet_of(["S05"], unit="")
    document = json.loads(run(study, tmp_path, "S05", counts, sheet))
    assert document["reasons"] == [
        "unit is not told, that of training is reads: say it in the column unit of the sheet"
    ]
