"""The script holds all tables of reports against a contrast."""

import json

from builders.designs import TRD
from builders.jobs import job
from builders.paths import RESOURCES
from builders.samples import make_sheet
from builders.studies import SOURCES, make_effects
from builders.tables import write
from mirtrd.candidates.compare_reports import main
from mirtrd.candidates.tables import CONCORDANCE
from mirtrd.cohort.tables import SAMPLES
from mirtrd.expression.tables import EXPRESSION
from mirtrd.reference.tables import EVIDENCE


def test_reports_of_two_tables_are_joined_and_summarised(tmp_path):
    shipped = RESOURCES / "prior" / "trd_evidence.tsv"
    own = tmp_path / "own.tsv"
    lines = shipped.read_text().splitlines()
    own.write_text("\n".join([lines[0], lines[1].replace("hsa-let-7b-5p", "let-7b-5p")]) + "\n")
    effects = make_effects({"hsa-let-7b-5p": -1.0, "hsa-miR-135a-5p": float("nan")})
    output = {"table": str(tmp_path / "out.tsv"), "summary": str(tmp_path / "out.json")}
    main(
        job(
            input=SOURCES
            | {
                "expression": write(EXPRESSION, tmp_path / "expression.tsv", effects),
                "samples": write(SAMPLES, tmp_path / "samples.tsv", make_sheet(6)),
                "evidence": [str(shipped), str(own)],
            },
            output=output,
            params={"contrast": TRD.as_param(), "matrix": "whole_blood"},
        )
    )
    table = CONCORDANCE.read_frame(output["table"])
    assert len(table) == len(list(EVIDENCE.read(shipped))) + 1
    here = table.loc[["hsa-let-7b-5p"]]
    assert list(here["status"]) == ["concordant"] * 2
    assert set(here["same_tissue"]) == {"yes"}
    assert json.loads((tmp_path / "out.json").read_text())["signs_that_agree"] == 1
