"""A dossier joins all that is known of a miRNA; what is published changes no number of it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from builders.designs import TRD, design
from builders.dossiers import CLEAN
from builders.jobs import job
from builders.samples import make_sheet
from builders.studies import MATURES, some_mirnas
from builders.tables import write
from mirtrd.candidates.list_biomarkers import list_biomarkers
from mirtrd.candidates.tables import CANDIDATES, CONCORDANCE, DOSSIER
from mirtrd.candidates.write_dossiers import main
from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS, VST

NAMES = some_mirnas(40)
SHEET = make_sheet(16).assign(
    batch=["A"] * 4 + ["B"] * 8 + ["A"] * 4,
    site=[f"x{i // 2 % 2}" for i in range(16)],
    haemolysis=[f"{(7 * i) % 16 / 10}" for i in range(16)],
)
CALLED, RED, SITED = NAMES[:3]


def make_counts() -> pd.DataFrame:
    """Counts of which one miRNA is up in patients, one rises with haemolysis, one with the site."""
    random = np.random.default_rng(1)
    logs = random.normal(10, 0.3, (40, 16))
    logs[0] += 3 * (SHEET["condition"] == "TRD")
    logs[1] += 2 * SHEET["haemolysis"].astype(float)
    logs[2] += 3 * (SHEET["site"] == "x1")
    return pd.DataFrame(2**logs, pd.Index(NAMES, name="mirna"), SHEET.index).round().astype(int)


def write_dossier(folder: Path, reports: pd.DataFrame | None) -> pd.DataFrame:
    """The dossier of these counts, all miRNAs called, with the table of concordance or without."""
    counts = make_counts()
    numbers = {name: value for name, value in CLEAN.items() if name in CANDIDATES.header}
    listed = pd.DataFrame([numbers] * 40, counts.index).assign(rank=range(1, 41))
    listed["reports"] = 0 if reports is None else [2] * 20 + [0] * 20
    factors = pd.DataFrame({"size_factor": 1.0, "method": "ratio"}, SHEET.index)
    given = [] if reports is None else [write(CONCORDANCE, folder / "concordance.tsv", reports)]
    output = str(folder / "dossier.tsv")
    main(
        job(
            input={
                "candidates": write(CANDIDATES, folder / "list.tsv", listed),
                "concordance": given,
                "counts": write(COUNTS, folder / "counts.tsv", counts),
                "samples": write(SAMPLES, folder / "samples.tsv", SHEET),
                "factors": write(SIZE_FACTORS, folder / "factors.tsv", factors),
                "vst": write(VST, folder / "vst.tsv", np.log2(counts)),
                "matures": str(MATURES),
                "isomirs": [],
                "summary": [],
            },
            output={"table": output},
            params={
                "contrast": TRD.as_param(),
                "design": design("~ batch + condition").as_param(),
                "alpha": 0.05,
            },
        )
    )
    return DOSSIER.read_frame(output)


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> pd.DataFrame:
    return write_dossier(tmp_path_factory.mktemp("plain"), None)


def test_each_situation_is_told(plain):
    assert list(plain.index) == NAMES
    assert plain.loc[CALLED, ["tier", "tier_reason"]].to_list() == ["A", ""]
    assert plain.loc[CALLED, "auc"] == 1
    assert plain.loc[CALLED, "auc_low"] > 0.6
    assert plain.loc[RED, "follows_haemolysis"] == "yes"
    assert plain.loc[RED, ["tier", "tier_reason"]].to_list() == [
        "B", "it is of red blood cells, or follows haemolysis",
    ]  # fmt: skip
    assert plain.loc[SITED, "follows"].startswith("site (0.")
    assert plain.loc[SITED, "tier_reason"] == "it follows what the design lacks"
    assert plain.loc[CALLED, "accession"].startswith("MIMAT")
    assert set(plain["canonical_carries"]) == {""}


def test_the_family_is_pooled_where_two_members_were_tested(plain):
    pooled = plain[plain["family_tested"] > 1]
    assert len(pooled) >= 4
    for _, family in pooled.groupby("seed"):
        assert family["family_log2FoldChange"].nunique() == 1


def test_what_is_published_changes_no_number_and_no_call(plain, tmp_path):
    reports = pd.DataFrame(
        {"same_tissue": "yes", "expected": ["down", "up"] * 20, "status": "discordant",
         "study": "Somebody 2020"},
        index=NAMES,
    )  # fmt: skip
    told = write_dossier(tmp_path, reports)
    published = ["reports", "reports_here", "published_here", "concordance"]
    assert (told["reports_here"] == 1).all()
    pd.testing.assert_frame_equal(told.drop(columns=published), plain.drop(columns=published))
    lists = [list_biomarkers(table, {}, pd.DataFrame()) for table in (told, plain)]
    pd.testing.assert_frame_equal(*lists)


def test_the_table_opens_with_what_to_bear_in_mind(plain, tmp_path):
    write_dossier(tmp_path, None)
    assert (tmp_path / "dossier.tsv").read_text().startswith("# auc is of the very samples")
