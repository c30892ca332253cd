"""The isomiRs of the usable samples, to be tested."""

import pandas as pd

from builders.isomirs import LET7, MIR16
from builders.jobs import job
from mirtrd.cohort.tables import SAMPLES, SIZE_FACTORS
from mirtrd.counting.tables import SAMPLE_ISOMIRS
from mirtrd.features.sum_isomirs import main
from mirtrd.reference.tables import MATURES


def test_the_isomirs_of_the_usable_samples_add_up_to_their_mirnas(tmp_path):
    samples = {
        "S2": [
            ("let-7", LET7, "NA", 60, ""),
            ("let-7", LET7[:2] + "A" + LET7[3:], "iso_snv_seed", 5, "3G>A"),
            ("let-7", LET7[1:], "iso_5p:+1", 10, ""),
        ],
        "failed": [("let-7", LET7, "NA", 900, "")],
        "001": [("let-7", LET7, "NA", 25, ""), ("miR-16", MIR16 + "A", "iso_add3p:1", 7, "")],
    }
    for sample, rows in samples.items():
        SAMPLE_ISOMIRS.write(tmp_path / sample, rows)
    MATURES.write(
        tmp_path / "matures",
        [
            ("let-7", "h1", 0, 22, LET7),
            ("let-7", "h2", 3, 25, LET7),
            ("miR-16", "h3", 0, 22, MIR16),
        ],
    )
    sheet = pd.DataFrame({"condition": ["a", "b"]}, index=pd.Index(["001", "S2"], name="sample"))
    SAMPLES.write_frame(tmp_path / "sheet", sheet)
    factors = pd.DataFrame({"size_factor": [0.5, 2.0], "method": "ratio"}, index=sheet.index)
    SIZE_FACTORS.write_frame(tmp_path / "scales", factors)
    main(
        job(
            input={
                "isomirs": [str(tmp_path / sample) for sample in samples],
                "matures": str(tmp_path / "matures"),
                "samples": str(tmp_path / "sheet"),
                "factors": str(tmp_path / "scales"),
            },
            output={name: str(tmp_path / name) for name in ("counts", "factors", "isomirs")},
            params={"samples": list(samples)},
        )
    )
    assert (tmp_path / "counts").read_text().splitlines() == [
        "isomir\t001\tS2",
        "let-7|canonical\t25\t65",
        "let-7|iso_5p:+1\t0\t10",
        "miR-16|iso_add3p:1\t7\t0",
    ]
    assert (tmp_path / "isomirs").read_text().splitlines()[1:] == [
        f"let-7|canonical\tlet-7\tcanonical\t90\t0.9000\t{LET7}\tGAGGUAG\tno",
        f"let-7|iso_5p:+1\tlet-7\tiso_5p:+1\t10\t0.1000\t{LET7[1:]}\tAGGUAGU\tyes",
        f"miR-16|iso_add3p:1\tmiR-16\tiso_add3p:1\t7\t1.0000\t{MIR16}A\tAGCAGCA\tno",
    ]
    assert set(SIZE_FACTORS.read_frame(tmp_path / "factors")["method"]) == {"ratio of miRNAs"}
