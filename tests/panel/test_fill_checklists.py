"""The job writes the checklists below what they may be used for."""

from builders.jobs import job
from builders.paths import RESOURCES
from mirtrd.panel.fill_checklists import main
from mirtrd.panel.tables import CHECKLISTS


def test_job(study, tmp_path):
    output = tmp_path / "checklists.tsv"
    main(
        job(
            input={
                "checklists": RESOURCES / "panel" / "checklists.tsv",
                "panel": study.path("panel.json"),
                "performance": study.path("performance.tsv"),
                "summary": study.path("validation.json"),
                "status": study.path("status.tsv"),
            },
            output={"table": output},
            params={"design": "~ age + condition", "min_count": 10},
        )
    )
    table = CHECKLISTS.read_frame(output)
    assert output.read_text().startswith("# research use only\n")
    assert len(table) == 106
    assert (table.loc["REMARK", "status"] == "owed by the author").any()
