"""From accessions to samples with their runs: each trap is told in a line, and nothing guessed."""

import pytest

from builders import archive
from builders.archive import (
    PROJECT,
    PROJECT_LINK,
    SERIES,
    STUDY,
    publish,
    publish_family,
    run_of,
    sample_record,
    series_record,
)
from mirtrd.accession.studies import resolve
from mirtrd.core.job import UserError
from mirtrd.inputs.accessions import parse_accessions

GSM = [f"GSM{4473000 + number}" for number in range(10)]
SRR = [f"SRR{8426000 + number}" for number in range(10)]
ARRAY = "Expression profiling by array"
RNA_SEQ = "Expression profiling by high throughput sequencing"


def study(archives, accession: str):
    return resolve(parse_accessions(accession), archives)


def refused(archives, accession: str) -> str:
    with pytest.raises(UserError) as raised:
        study(archives, accession)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def put(server, numbers=(1, 2, 3), **facts):
    """A series of samples, each with a run of the same number."""
    samples = [sample_record(n, [f"response: {'R' if n % 2 else 'NR'}"]) for n in numbers]
    publish_family(server, SERIES, series_record(), *samples)
    publish(server, [run_of(n, server.address, **facts) for n in numbers])


def runs_by_sample(found) -> dict[str, list[str]]:
    return {sample.name: [run.name for run in sample.runs] for sample in found.samples}


def test_a_series_is_two_requests(server, archives):
    put(server)
    found = study(archives, SERIES)
    assert runs_by_sample(found) == {GSM[n]: [SRR[n]] for n in (1, 2, 3)}
    assert found.title == "Vesicles of GSE148576"
    assert found.notes == []
    assert found.protocols == ["RNA was extracted. NEXTFLEX Small RNA-Seq kit v3"]
    assert ("response", "R") in found.samples[0].facts
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "accession",
    [
        STUDY,
        PROJECT,
        f"{GSM[1]},{GSM[2]},{GSM[3]}",
        f"{SRR[1]},{SRR[2]},{SRR[3]}",
        "SRX5692001,SRX5692002,SAMN14586003",
    ],
)
def test_all_accessions_of_a_study_lead_to_its_samples(server, archives, accession):
    put(server)
    server.files |= {
        f"{archive.RECORD}/{GSM[n]}/self": sample_record(n, [f"response: {'R' if n % 2 else 'NR'}"])
        .encode() for n in (1, 2, 3)
    }  # fmt: skip
    found = study(archives, accession)
    assert runs_by_sample(found) == {GSM[n]: [SRR[n]] for n in (1, 2, 3)}
    assert dict(found.samples[1].facts)["response"] == "NR"


def test_a_study_of_200_runs_that_came_by_geo_is_three_requests(server, archives):
    put(server, range(1, 201))
    server.files[f"{archive.RECORD}/{GSM[1]}/self"] = sample_record(1, []).encode()
    assert len(study(archives, STUDY).samples) == 200
    assert len(server.requests) == 3


def test_a_study_that_did_not_come_by_geo_has_what_ena_says(server, archives):
    facts = {"experiment_alias": "lib", "sample_alias": "a", "sample_title": "Médicament β"}
    publish(server, [run_of(n, server.address, **facts) for n in (1, 2)])
    found = study(archives, STUDY)
    assert runs_by_sample(found) == {"SRX5692001": [SRR[1]], "SRX5692002": [SRR[2]]}
    assert dict(found.samples[0].facts)["sample_title"] == "Médicament β"


def test_several_runs_of_a_sample_are_joined(server, archives):
    put(server)
    more = run_of(1, server.address, run_accession="SRR10000001")
    publish(server, [more])
    found = study(archives, SERIES)
    assert runs_by_sample(found)[GSM[1]] == [SRR[1], "SRR10000001"]
    assert found.notes == ["1 samples have several runs, which are joined: GSM4473001"]


def test_read_1_of_pairs_is_taken_and_said(server, archives):
    put(server, [1])
    publish(server, [run_of(2, server.address, ends=("_1", "_2"))])
    publish_family(server, SERIES, series_record(), sample_record(1, []), sample_record(2, []))
    assert study(archives, SERIES).notes == [
        "1 runs are paired: read 1 only is taken, as miRNAs are shorter than a read: SRR8426002"
    ]


def test_small_rna_filed_as_something_else_is_told(server, archives):
    put(server, library_strategy="RNA-Seq")
    assert study(archives, SERIES).notes == [
        "3 runs are filed as RNA-Seq (selection size fractionation), not as miRNA-Seq: see in the "
        "paper whether they are of small RNA"
    ]


def test_another_species_is_told(server, archives):
    put(server, tax_id="10090")
    assert study(archives, SERIES).notes == [
        "3 runs are of taxon 10090, not human: name its reference"
    ]


def test_samples_without_runs_and_runs_without_samples_are_told(server, archives):
    put(server, [1, 2])
    publish_family(
        server, SERIES, series_record(), sample_record(1, []), sample_record(4, [], with_runs=False)
    )
    found = study(archives, SERIES)
    assert runs_by_sample(found) == {GSM[1]: [SRR[1]]}
    assert found.notes == [
        "1 runs belong to none of the samples, left out: SRR8426002",
        "1 samples have no runs, left out: GSM4473004",
    ]


def test_samples_are_joined_by_alias_or_biosample_where_geo_names_no_run(server, archives):
    """Some samples of GEO name a BioSample only."""
    samples = [sample_record(n, [], with_runs=False) for n in (1, 2)]
    publish_family(server, SERIES, series_record(), *samples)
    other = {"experiment_alias": "lib2", "sample_alias": "b"}
    publish(server, [run_of(1, server.address), run_of(2, server.address, **other)])
    assert runs_by_sample(study(archives, SERIES)) == {GSM[1]: [SRR[1]], GSM[2]: [SRR[2]]}


def test_a_run_of_a_biosample_with_two_libraries_is_not_guessed(server, archives):
    samples = [sample_record(n, [], with_runs=False).replace("SAMN14586002", "SAMN14586001")
               for n in (1, 2)]  # fmt: skip
    publish_family(server, SERIES, series_record(), *samples)
    other = {"experiment_alias": "lib", "sample_alias": "b"}
    publish(server, [run_of(1, server.address, **other)])
    found = study(archives, SERIES)
    assert all(not runs for runs in runs_by_sample(found).values())
    assert found.notes == ["1 runs belong to none of the samples, left out: SRR8426001"]


def test_samples_without_raw_data_are_told(server, archives):
    record = sample_record(1, [], with_runs=False)
    server.files[f"{archive.RECORD}/{GSM[1]}/self"] = record.encode()
    assert study(archives, GSM[1]).notes == ["GSM4473001: no raw data in the archives"]


def test_a_series_without_a_study_is_found_by_its_samples(server, archives):
    publish_family(server, SERIES, series_record(relations=()), sample_record(1, []))
    publish(server, [run_of(1, server.address)])
    assert runs_by_sample(study(archives, SERIES)) == {GSM[1]: [SRR[1]]}


def test_a_superseries_owns_no_runs_and_its_part_of_small_rna_is_taken(server, archives):
    relations = ["SuperSeries of: GSE148576", "SuperSeries of: GSE148577"]
    publish_family(server, "GSE148578", series_record("GSE148578", relations))
    put(server)
    publish_family(server, "GSE148577", series_record("GSE148577", types=[RNA_SEQ]))
    found = study(archives, "GSE148578")
    assert len(found.samples) == 3
    assert len(server.requests) == 4
    assert found.notes == [
        "GSE148578 is a SuperSeries of GSE148576 (Non-coding RNA profiling by high throughput "
        "sequencing); GSE148577 (Expression profiling by high throughput sequencing); taken: "
        "GSE148576"
    ]


def test_a_superseries_without_small_rna_asks_which_is_meant(server, archives):
    relations = ["SuperSeries of: GSE148576", "SuperSeries of: GSE148577"]
    publish_family(server, "GSE148578", series_record("GSE148578", relations))
    publish_family(server, "GSE148576", series_record("GSE148576", types=[ARRAY]))
    publish_family(server, "GSE148577", series_record("GSE148577", types=[RNA_SEQ]))
    assert refused(archives, "GSE148578") == (
        "GSE148578 is a SuperSeries of GSE148576 (Expression profiling by array); GSE148577 "
        "(Expression profiling by high throughput sequencing); none says that it is Non-coding "
        "RNA profiling by high throughput sequencing: name the one that you mean"
    )


def test_a_subseries_does_not_walk_up_to_its_siblings(server, archives):
    relations = ["SubSeries of: GSE148578", PROJECT_LINK]
    publish_family(server, SERIES, series_record(relations=relations), sample_record(1, []))
    publish(server, [run_of(1, server.address)])
    found = study(archives, SERIES)
    assert runs_by_sample(found) == {GSM[1]: [SRR[1]]}
    assert found.notes == ["GSE148576 is a SubSeries of GSE148578: only its own is taken"]
    assert all("GSE148578" not in path for path, _ in server.requests)


def test_a_series_without_raw_data_keeps_its_samples_and_files(server, archives):
    files = ["ftp://ftp.ncbi.nlm.nih.gov/geo/series/x/GSE148576_RAW.tar"]
    samples = [sample_record(n, ["response: R"], with_runs=False) for n in (1, 2)]
    record = series_record(relations=[], files=files)
    publish_family(server, SERIES, record, *samples)
    found = study(archives, SERIES)
    assert runs_by_sample(found) == {GSM[1]: [], GSM[2]: []}
    assert found.supplements == ["https://ftp.ncbi.nlm.nih.gov/geo/series/x/GSE148576_RAW.tar"]
    assert found.notes == [
        "GSE148576 has no raw data in the archives; published counts may be among its "
        "supplementary files"
    ]


def test_a_study_that_is_not_public_yet_is_told(server, archives):
    publish_family(server, SERIES, series_record(), sample_record(1, []))
    notes = study(archives, SERIES).notes
    assert notes == ["GSE148576: ENA has no runs of SRP256285: not public, or not there yet"]
    assert refused(archives, STUDY) == "ENA has no runs of SRP256285: not public, or mistyped"


def test_arrays_are_refused(server, archives):
    array = "Non-coding RNA profiling by array"
    publish_family(server, SERIES, series_record(types=[array]), sample_record(1, []))
    assert refused(archives, SERIES) == (
        "GSE148576 is of Non-coding RNA profiling by array: counts or reads of sequencing are "
        "needed"
    )
