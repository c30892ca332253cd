"""Make one table of published counts, for ``counts.path``, named after the samples of the sheet."""

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mirtrd.accession.archives import MIRROR, Archives, name_of
from mirtrd.accession.naming import Naming, name_samples
from mirtrd.accession.shapes import SampleCounts, read_sample
from mirtrd.accession.supplements import Member, is_archive, refuse_genes, unpack
from mirtrd.core.download import Remote, fetch, locate
from mirtrd.core.job import Job, UserError, run
from mirtrd.core.tables import Table, text
from mirtrd.inputs.accessions import find_accession, parse_accessions
from mirtrd.inputs.count_layout import arrange
from mirtrd.inputs.grids import read_grid
from mirtrd.inputs.sheets import read_sheet
from mirtrd.reference.names import some

COLLECTED = Table(
    path="config/counts.{accession}.tsv",
    sentence="Published counts, as they were written, under the names of the samples.",
    columns=(
        text("mirna", "Name of the miRNA."),
        text("precursor", "Its hairpin, empty if not told."),
    ),
    others=text("sample", "Count of the miRNA in a sample."),
)
WHERE = "published counts"


@dataclass(frozen=True, kw_only=True)
class Collected:
    """Counts by (name, precursor) and sample, as written, and what was done, a line each."""

    counts: Mapping[tuple[str, str], Sequence[str]]
    notes: Sequence[str]


def find_file(name: str, accession: str, archives: Archives, folder: Path) -> Path:
    """The file of that name on this machine, at a web address or among the supplements."""
    if Path(name).is_file():
        return Path(name)
    refuse_genes(name_of(name))
    if name.startswith("https://"):
        addresses = [name]
    else:
        series = [a.name for a in parse_accessions(accession) if a.kind == "series"]
        records = [record for one in series for record in archives.family_of(one)]
        addresses = [a for record in records for a in record.supplements]
    known = {name_of(address): address for address in addresses}
    chosen = name_of(name) or (next(iter(known)) if len(known) == 1 else "")
    if chosen not in known:
        raise UserError(
            f"file={name}: is no file here, and not among the supplementary files of {accession}: "
            f"{some(list(known), 10) or 'it has none'}"
        )
    path = folder / chosen
    address = locate(known[chosen], chosen, archives.mirror)
    print(f"downloading {address}", flush=True)
    fetch(Remote(address=address, mirror=MIRROR), path)
    return path


def read_columns(sheet: Path, accession: str) -> dict[str, list[str]]:
    """The columns of the sheet by name, the samples first."""
    if not sheet.is_file():
        raise UserError(
            f"{sheet} does not exist: make it first, with snakemake --cores 1 sheet --config "
            f"accession={accession}"
        )
    table, _ = read_sheet(sheet, ("sample",))
    return {"sample": list(table.index), **{name: list(table[name]) for name in table.columns}}


def collect_table(path: Path, name: str, sheet: Mapping[str, Sequence[str]]) -> Collected:
    """A table of all samples."""
    grid = read_grid(path, WHERE)
    naming = _name_columns(grid.rows, sheet, name)
    samples = list(sheet["sample"])
    found = {sample: written for written, sample in naming.sample_of.items()}
    table, notes = arrange(grid, [found[sample] for sample in samples], name)
    rows = table.drop(columns="").itertuples(index=False)
    keys = zip(table.index, table[""], strict=True)
    pairs = list(zip(keys, map(list, rows), strict=True))
    if twice := [key[0] for key, number in Counter(key for key, _ in pairs).items() if number > 1]:
        raise UserError(f"{name} has {some(twice)} twice: give one row for each miRNA")
    return Collected(counts=dict(pairs), notes=[naming.how, *notes])


def _name_columns(
    rows: Sequence[Sequence[str]], sheet: Mapping[str, Sequence[str]], name: str
) -> Naming:
    """By the header; or else by the first column."""
    header = [cell for cell in rows[0] if cell]
    first = [row[0] for row in rows[1:] if row[0]]
    try:
        return name_samples(header, sheet, name)
    except UserError as error:
        try:
            return name_samples(first, sheet, name)
        except UserError:
            raise error from None


def collect_members(
    members: Sequence[Member], name: str, sheet: Mapping[str, Sequence[str]]
) -> Collected:
    """Tables of one sample each."""
    sample_of, notes = name_members(members, name, sheet)
    found: dict[str, SampleCounts] = {}
    for member in members:
        if member.name in sample_of:
            where = f"{name}: {member.name}"
            grid = read_grid(member.path, where)
            if not grid.rows:
                raise UserError(f"{where} is empty, expected a table")
            found[sample_of[member.name]] = read_sample(grid, where)
    tools = Counter(counts.tool for counts in found.values())
    if len(tools) > 1:
        raise UserError(
            f"{name} holds tables of several kinds ({', '.join(sorted(tools))}): name those that "
            "hold the counts, such as files='*mature*'"
        )
    samples = list(sheet["sample"])
    keys = list(dict.fromkeys(key for sample in samples for key in found[sample].counts))
    partly = sum(any(key not in found[sample].counts for sample in samples) for key in keys)
    notes.append(f"{len(samples)} tables of {next(iter(tools))}")
    if partly:
        notes.append(
            f"{partly} of {len(keys)} names are not in the tables of all samples: taken as 0, as "
            "tools leave out what they did not find"
        )
    return Collected(
        counts={key: [found[sample].counts.get(key, "0") for sample in samples] for key in keys},
        notes=notes,
    )


def name_members(
    members: Sequence[Member], name: str, sheet: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], list[str]]:
    """The sample of each table: by the accession at the start of its name, as GEO has it, or
    by any column of the sheet."""
    samples = set(sheet["sample"])
    by_accession = {m.name: find_accession(m.stem, "geo_sample") for m in members}
    known = {member: sample for member, sample in by_accession.items() if sample in samples}
    how = "the name of the file begins with the sample"
    if set(known.values()) != samples:
        naming = name_samples([member.stem for member in members], sheet, name)
        known = {m.name: naming.sample_of[m.stem] for m in members if m.stem in naming.sample_of}
        how = naming.how
    sizes = Counter(known.values())
    if twice := [sample for sample, number in sizes.items() if number > 1]:
        these = [member for member, sample in known.items() if sample == twice[0]]
        raise UserError(
            f"{name} holds several tables of {twice[0]} ({some(these)}): name those that hold the "
            "counts, such as files='*mature*'"
        )
    others = [member.name for member in members if member.name not in known]
    return known, [how, *([f"tables of no sample, left out: {some(others)}"] if others else [])]


def collect(path: Path, sheet: Mapping[str, Sequence[str]], pattern: str) -> Collected:
    """The counts of a file: a table of all samples, or an archive of tables."""
    refuse_genes(path.name)
    if not is_archive(path):
        return collect_table(path, path.name, sheet)
    with tempfile.TemporaryDirectory() as folder:
        members = unpack(path, Path(folder), pattern)
        if len(members) == 1 and len(sheet["sample"]) > 1:
            [member] = members
            return collect_table(member.path, member.name, sheet)
        return collect_members(members, path.name, sheet)


def main(job: Job) -> None:
    params = job.params
    sheet = read_columns(Path(params.sheet), params.accession)
    with tempfile.TemporaryDirectory() as folder:
        archives = Archives(mirror=params.mirror)
        path = find_file(params.file, params.accession, archives, Path(folder))
        collected = collect(path, sheet, params.pattern)
    rows = [(*key, *cells) for key, cells in collected.counts.items()]
    COLLECTED.write(job.output.counts, rows, sheet["sample"])
    print(f"{len(rows)} rows of {len(sheet['sample'])} samples from {path.name}")
    print(*collected.notes, sep="\n")


if __name__ == "__main__":
    run(main)
