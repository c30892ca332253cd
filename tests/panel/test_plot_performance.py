"""ROC curve, calibration and decision curve are of persons left out."""

from builders.drawn import (
    assert_nothing_clipped,
    assert_same_bytes,
    legend_texts,
    make_job,
)
from mirtrd.panel import plot_performance
from mirtrd.panel.plot_performance import main
from mirtrd.panel.tables import PERFORMANCE, PERFORMANCE_PLOTTED


def test_job(study, tmp_path):
    inputs = {"predictions": study.path("predictions.tsv"), "panel": study.path("panel.json"),
              "performance": study.path("performance.tsv")}  # fmt: skip
    job = make_job(tmp_path, inputs)
    outputs = assert_same_bytes(main, job)
    area = PERFORMANCE.read_frame(inputs["performance"]).loc["AUC, miRNAs", "value"]
    assert f"miRNAs: {area:.2f} (".encode() in outputs["svg"]
    assert b"Research use only" in outputs["svg"]
    table = PERFORMANCE_PLOTTED.read_frame(job.output.table)
    assert set(table.index) == {"roc", "calibration", "decision"}
    assert set(table.loc["roc", "curve"]) == {"miRNAs", "covariates", "miRNAs and covariates"}


def test_nothing_is_clipped(study, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(plot_performance, "save", lambda figure, *_: drawn.append(figure))
    inputs = {"predictions": study.path("predictions.tsv"), "panel": study.path("panel.json"),
              "performance": study.path("performance.tsv")}  # fmt: skip
    main(make_job(tmp_path, inputs))
    assert_nothing_clipped(drawn[0])
    assert legend_texts(drawn[0])[-3:] == ["by the panel", "none called", "all called"]
