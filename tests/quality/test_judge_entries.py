"""Entries of the human reference, by lists, by other RNAs, and by reads where there are some."""

import re

import pytest

from builders.jobs import job
from builders.paths import MIRBASE, ROOT
from mirtrd.counting.tables import HAIRPIN_COUNTS, ISOMIR_SUMMARY, MATURE_AMBIGUITY, MATURE_COUNTS
from mirtrd.quality.judge_entries import main
from mirtrd.quality.tables import ENTRIES
from mirtrd.reference.tables import ACCEPTED, MATURES

REFERENCE = {
    "matures": str(MIRBASE / "hsa.matures.v22.fasta.gz"),
    "hairpins": str(MIRBASE / "hsa.hairpins.v22.fasta.gz"),
    "former": str(MIRBASE / "hsa.former_names.tsv"),
    "accepted": str(MIRBASE / "hsa.accepted.tsv"),
}
WELL_KNOWN = ["hsa-let-7a-5p", "hsa-let-7b-5p", "hsa-miR-16-5p", "hsa-miR-21-5p", "hsa-miR-451a"]
WELL_KNOWN += ["hsa-miR-486-5p", "hsa-miR-135a-5p", "hsa-miR-34a-5p", "hsa-miR-155-5p"]
# In part of mitochondrial 16S rRNA: miR-4485-3p is TAACGGCCGCGGTACCCTAA.
RNR2 = ">MT-RNR2\nGGACTAACGGCCGCGGTACCCTAACCGTGCAAAGGTAGC\n"


def entries_of(folder, mirnas, **inputs):
    """The rows for miRNAs of a table of counts, with what a run has besides."""
    MATURE_COUNTS.write(folder / "counts", [(mirna, 7) for mirna in mirnas], ["S1"])
    (folder / "rRNA.fasta").write_text(RNR2)
    given = {"counts": str(folder / "counts"), "other": [str(folder / "rRNA.fasta")]}
    made = job(
        input={**REFERENCE, **given, "isomirs": [], **inputs},
        output={"table": str(folder / "entries")},
        params={"classes": ["rRNA"]},
    )
    main(made)
    return {row["mirna"]: row for row in ENTRIES.read(folder / "entries")}


def words(rows):
    return {mirna: (row["entry"], row["entry_reasons"]) for mirna, row in rows.items()}


def test_without_reads_the_lists_and_the_other_rnas_decide(tmp_path):
    others = ["hsa-miR-4485-3p", "hsa-miR-1246", "hsa-miR-199a-3p/hsa-miR-199b-3p", "hsa-mir-9"]
    rows = entries_of(tmp_path, [*WELL_KNOWN, "miR-21*", *others])
    found = words(rows)
    assert {found[mirna] for mirna in WELL_KNOWN if mirna != "hsa-miR-451a"} == {
        ("accepted", "high_confidence")
    }
    assert found["hsa-miR-451a"] == ("accepted", "no_dicer")
    # Former names are looked up; a hairpin is no mature of which the lists could tell.
    assert found["miR-21*"] == ("accepted", "high_confidence")
    assert found["hsa-miR-199a-3p/hsa-miR-199b-3p"] == ("accepted", "high_confidence")
    assert found["hsa-mir-9"] == ("unknown", "")
    assert found["hsa-miR-4485-3p"] == ("doubtful", "other_rna,not_high_confidence")
    assert rows["hsa-miR-4485-3p"]["other_rna"] == "rRNA:MT-RNR2"
    assert found["hsa-miR-1246"] == ("unknown", "not_high_confidence")
    assert all(row["count"] != row["count"] for row in rows.values())  # unknown


def write_reads(folder):
    """Reads of miR-1246 as they are in libraries, and of miR-10b with its star; the first of these
    is on no list."""
    shapes = {
        "hsa-miR-1246": (27, 0.6, 0.2, 0.9),
        "hsa-miR-10b-5p": (1112, 0.1, 0.08, 0.04),
        "hsa-miR-10b-3p": (12, 0.0, 0.0, 0.0),
    }
    columns = ("count", "shifted_5p_share", "top_5p_share", "tailed_share")
    rows = [
        [
            name if column == "mirna" else dict(zip(columns, values, strict=True)).get(column, 0)
            for column in ISOMIR_SUMMARY.header
        ]
        for name, values in shapes.items()
    ]
    ISOMIR_SUMMARY.write(folder / "isomirs", rows)
    HAIRPIN_COUNTS.write(folder / "arms", [("h1", 20, 7), ("h2", 1000, 124)], ["S1", "S2"])
    loci = [("hsa-miR-1246", "h1", 10, 29), ("hsa-miR-10b-5p", "h2", 27, 50)]
    MATURES.write(
        folder / "loci", [(*row, "A") for row in [*loci, ("hsa-miR-10b-3p", "h2", 66, 88)]]
    )
    shared = ("hsa-miR-1246", 27, 0, 27, 1.0, "", "mismatched", "em")
    MATURE_AMBIGUITY.write(folder / "ambiguity", [shared])
    return {name: str(folder / name) for name in ("isomirs", "arms", "loci", "ambiguity")}


def test_reads_decide_where_no_list_does(tmp_path):
    mirnas = ["hsa-miR-1246", "hsa-miR-10b-5p", "hsa-miR-21-5p"]
    rows = entries_of(tmp_path, mirnas, **write_reads(tmp_path))
    assert words(rows) == {
        "hsa-miR-1246": ("doubtful", "look_alike,ragged_5p,tailed,not_high_confidence"),
        "hsa-miR-10b-5p": ("accepted", "reads_of_both_arms,not_high_confidence"),
        "hsa-miR-21-5p": ("accepted", "high_confidence"),
    }
    known = rows["hsa-miR-10b-5p"]
    assert [known[name] for name in ("count", "same_5p_share", "star", "star_same_5p_share")] == [
        1112,
        0.9,
        12,
        1.0,
    ]
    assert rows["hsa-miR-21-5p"]["count"] != rows["hsa-miR-21-5p"]["count"]  # no read: unknown


def test_mirgenedb_decides_where_it_is_given(tmp_path):
    """hsa-mir-21 lies on chromosome 17 from 59841266 on; the gene is what DROSHA leaves of it."""
    gene = "chr17\t.\tpre_miRNA\t59841273\t59841332\t.\t+\t.\tID=Hsa-Mir-21_pre;Alias=MI0000077\n"
    (tmp_path / "hsa.gff").write_text("##gff-version 3\n" + gene)
    found = entries_of(
        tmp_path,
        ["hsa-miR-21-5p", "hsa-miR-21-3p", "hsa-miR-16-5p", "hsa-miR-1246"],
        mirgenedb=str(tmp_path / "hsa.gff"),
        annotation=str(MIRBASE / "hsa.v22.gff3.gz"),
    )
    assert words(found) == {
        "hsa-miR-21-5p": ("accepted", "mirgenedb,high_confidence"),
        "hsa-miR-21-3p": ("accepted", "mirgenedb,high_confidence"),
        "hsa-miR-16-5p": ("doubtful", "not_mirgenedb,high_confidence"),
        "hsa-miR-1246": ("doubtful", "not_mirgenedb,not_high_confidence"),
    }


def test_a_reference_without_lists_is_judged_by_what_there_is(tmp_path):
    rows = entries_of(tmp_path, ["hsa-miR-21-5p", "hsa-miR-4485-3p"], accepted=None)
    assert words(rows) == {
        "hsa-miR-21-5p": ("unknown", ""),
        "hsa-miR-4485-3p": ("doubtful", "other_rna"),
    }


def test_the_shipped_list_is_of_matures_of_the_shipped_release():
    from mirtrd.reference.names import read_names

    names = read_names(REFERENCE["matures"], REFERENCE["hairpins"], REFERENCE["former"])
    rows = list(ACCEPTED.read(REFERENCE["accepted"]))
    assert {row["name"]: row["accession"] for row in rows}.items() <= names.accessions.items()
    reasons = [row["reason"] for row in rows]
    # As many human matures as miRBase 22.1 has of high confidence.
    assert (reasons.count("high_confidence"), reasons.count("no_dicer")) == (897, 1)
    assert [row["accession"] for row in rows] == sorted({row["accession"] for row in rows})


def test_only_the_candidate_list_takes_the_verdicts():
    """So that they can change no test and leave nothing out."""
    takers = set()
    for path in (ROOT / "workflow" / "rules").glob("*.smk"):
        rules = re.split(r"^rule (\w+):\n", path.read_text(), flags=re.MULTILINE)
        for name, text in zip(rules[1::2], rules[2::2], strict=True):
            if "results/quality/entries.tsv" in text:
                takers.add(name)
    assert takers == {"quality", "judge_entries", "rank_candidates"}


@pytest.mark.parametrize("mirna", ["hsa-miR-10b-5p", "hsa-miR-484"])
def test_what_no_list_has_is_unknown_not_doubtful(tmp_path, mirna):
    """One in five members of MirGeneDB is not among those of high confidence."""
    assert words(entries_of(tmp_path, [mirna]))[mirna] == ("unknown", "not_high_confidence")
