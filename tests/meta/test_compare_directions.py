"""The job that holds published directions against a synthesis."""

import pandas as pd

from builders.jobs import job
from builders.studies import SOURCES
from builders.tables import write
from mirtrd.meta.compare_directions import main
from mirtrd.meta.tables import CONCORDANCE, REPORTS, SYNTHESIS
from mirtrd.reference.tables import EVIDENCE


def test_only_results_are_compared_not_what_is_for_sensitivity(tmp_path):
    index = pd.Index(["hsa-miR-21-5p"] * 2, name="mirna")
    table = pd.DataFrame(
        {"tissue": ["plasma", "all tissues"], "use": ["main", "sensitivity only"],
         "status": "consistent", "direction": ["up", "down"]},
        index=index,
    )  # fmt: skip
    evidence = pd.DataFrame(
        {"direction": "up", "tissue": "plasma"}, index=pd.Index(["hsa-miR-21-5p"], name="mirna")
    )
    inputs = {
        "table": write(SYNTHESIS, tmp_path / "table.tsv", table),
        "evidence": [write(EVIDENCE, tmp_path / "evidence.tsv", evidence)],
    }
    output = {name: str(tmp_path / f"out.{name}") for name in ("table", "summary")}
    main(job(input=SOURCES | inputs, output=output))
    [row] = REPORTS.read(output["table"])
    assert (row["tissue"], row["agreement"]) == ("plasma", "agrees")
    [row] = CONCORDANCE.read(output["summary"])
    assert (row["same_tissue"], row["mirnas"], row["agree"]) == ("yes", 1, 1)
