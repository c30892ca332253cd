"""The lines of mirGFF3, on hand-made inserts."""

from pathlib import Path

from builders.counting import ENDS, HAIRPINS, NOWHERE, A, C, count_inserts, not_base
from mirtrd.core.version import VERSION
from mirtrd.counting.isomir_names import license_plate
from mirtrd.counting.isomir_rows import find_isomir_rows
from mirtrd.counting.mirgff3 import write_gff3


def write_and_read(
    path: Path, counts: dict[str, int], reference, database: str
) -> tuple[list[str], list[list[str]], int]:
    """Header, cells of all lines, and the count of all miRNAs."""
    counted, whole = count_inserts(counts, reference)
    rows = find_isomir_rows(counted, whole.matures)
    write_gff3(str(path), "S1", database, counted, rows)
    lines = path.read_text().splitlines()
    header = [line for line in lines if line.startswith("##")]
    cells = [line.split("\t") for line in lines[len(header) :]]
    return header, cells, sum(whole.matures.values())


def test_gff3_follows_mirgff3(reference, tmp_path):
    hairpin = HAIRPINS["h4"]
    tail = not_base(hairpin[42])
    changed = C[:4] + not_base(C[4]) + C[5:]
    inserts = {A: 100, C: 590, C + tail + "C": 50, changed: 40, hairpin[21:44]: 30}
    inserts |= {C[:11] + "N" + C[12:]: 7, NOWHERE: 9}
    header, rows, total = write_and_read(tmp_path / "x.gff3", inserts, reference, "miRBase22")
    assert header == [
        "## mirGFF3. VERSION 1.2",
        "## source-ontology: miRBase22 doi:10.25504/fairsharing.hmgte8",
        f"## TOOLS: mirtrd {VERSION}",
        "## FILTER: PASS(is counted)",
        "## OMITTED: 7 counts of inserts with unread bases",
        "## COLDATA: S1",
    ]
    found = {}
    for row in rows:
        attributes = [pair.split("=") for pair in row[8].split(";")]
        assert [key for key, _ in attributes] == [
            *("UID", "Read", "Name", "Parent", "Variant", "Cigar", "Expression", "Filter", "Hits")
        ]
        values = dict(attributes)
        assert values["UID"] == license_plate(values["Read"])
        assert (row[1], row[5:8]) == ("miRBase22", [".", "+", "."])
        assert (values["Parent"], values["Filter"]) == (row[0], "PASS")
        keys = ("Name", "Variant", "Cigar", "Expression", "Hits")
        found[values["Read"]] = (row[0], row[2], row[3], row[4], *(values[key] for key in keys))
    assert sum(int(row[7]) for row in found.values()) == total - 7
    # Places from 1, both ends included; a is on two hairpins.
    assert found[A] == ("h1", "ref_miRNA", "21", "42", "a", "NA", "22M", "100", "2")
    assert found[C] == ("h4", "ref_miRNA", "21", "42", "c", "NA", "22M", "590", "1")
    cigar = f"4M{changed[4]}17M"
    assert found[changed] == ("h4", "isomiR", "21", "42", "c", "iso_snv_seed", cigar, "40", "1")
    longer = ("h4", "isomiR", "22", "44", "c", "iso_5p:+1,iso_3p:+2", "23M", "30", "1")
    assert found[hairpin[21:44]] == longer
    # The tail lies on the hairpin, of which its second base may be a part.
    cigar = f"22M{tail}" + ("M" if hairpin[43] == "C" else "C")
    assert found[C + tail + "C"] == (
        *("h4", "isomiR", "21", "44", "c", "iso_add3p:2"),
        *(cigar, "50", "1"),
    )


def test_gff3_stays_on_the_hairpin(reference, tmp_path):
    inserts = {"G" + ENDS[:22]: 300, ENDS[40:] + "AA": 200}
    header, rows, total = write_and_read(tmp_path / "x.gff3", inserts, reference, "custom")
    assert total == 500
    assert header[1] == "## source-ontology: custom Custom"
    places = [(row[3], row[4], row[8].split("Cigar=")[1].split(";")[0]) for row in rows]
    assert places == [("1", "22", "I22M"), ("41", "62", "22MII")]
