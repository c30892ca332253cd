"""Small tables of counts, as a user might give them."""

SAMPLES = ["A", "B", "C"]
ROWS = {
    "hsa-miR-21-5p": [5, 0, 7],
    "hsa-miR-16-5p": [70, 91, 33],
    "hsa-let-7a-5p": [1, 2, 4],
    "hsa-miR-451a": [900, 3, 28],
}


def written(tmp_path, text: str | bytes, name: str = "counts.tsv"):
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def table(rows: dict, header=("mirna", *SAMPLES), separator="\t") -> str:
    lines = [header, *([name, *cells] for name, cells in rows.items())]
    return "".join(separator.join(map(str, line)) + "\n" for line in lines)


def as_dict(found) -> dict:
    return {name: list(row) for name, row in found.counts.iterrows()}
