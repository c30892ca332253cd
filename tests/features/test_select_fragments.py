"""Fragments of the usable samples, to be tested."""

import pandas as pd

from builders.jobs import job
from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS
from mirtrd.counting.tables import FRAGMENT_COUNTS
from mirtrd.features.select_fragments import main


def test_usable_samples_stay_and_spike_ins_do_not(tmp_path):
    rows = [("RNY4|5p", "Y_RNA", 5, 6, 7), ("one|whole", "spike_in", 1, 2, 3)]
    FRAGMENT_COUNTS.write(tmp_path / "all", rows, ["S2", "NA", "001"])
    sheet = pd.DataFrame({"condition": ["a", "b"]}, index=pd.Index(["001", "S2"], name="sample"))
    SAMPLES.write_frame(tmp_path / "samples", sheet)
    factors = pd.DataFrame({"size_factor": [0.5, 2.0], "method": "ratio"}, index=sheet.index)
    SIZE_FACTORS.write_frame(tmp_path / "scales", factors)
    paths = {"counts": "all", "samples": "samples", "factors": "scales"}
    main(
        job(
            input={name: str(tmp_path / path) for name, path in paths.items()},
            output={name: str(tmp_path / name) for name in ("counts", "factors")},
        )
    )
    assert (tmp_path / "counts").read_text() == "fragment\t001\tS2\nRNY4|5p\t7\t5\n"
    assert COUNTS.read_frame(tmp_path / "counts").index.name == "fragment"
    found = SIZE_FACTORS.read_frame(tmp_path / "factors")
    assert found["size_factor"].to_dict() == {"001": 0.5, "S2": 2.0}
    assert set(found["method"]) == {"ratio of miRNAs"}
