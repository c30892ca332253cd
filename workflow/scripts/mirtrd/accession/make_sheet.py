"""Make a sheet, and the lines of the config that belong to it, of what an accession leads to."""

import hashlib
import re
from pathlib import Path

from mirtrd.accession.archives import Archives
from mirtrd.accession.drafts import format_lines, format_sheet, make_draft
from mirtrd.accession.local import samples_of_folder, samples_of_table
from mirtrd.accession.studies import resolve
from mirtrd.core.job import Job, UserError, run
from mirtrd.inputs.accessions import parse_accessions

MADE = "# SHA-256 of the sheet as it was made: "


def refuse_edited(sheet: Path, lines: Path, new: str) -> None:
    """UserError if a sheet is there that is another than was made by this script."""
    if not sheet.exists() or sheet.read_bytes() == new.encode():
        return
    known = re.search(f"^{MADE}(.*)$", lines.read_text(encoding="utf-8") if lines.exists() else "",
                      flags=re.MULTILINE)  # fmt: skip
    if known is None or known[1] != digest_of(sheet.read_bytes()):
        raise UserError(
            f"{sheet} was edited since it was made: move or delete it to have it made anew"
        )


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main(job: Job) -> None:
    accession, sheet, lines = job.params.accession, Path(job.output.sheet), Path(job.output.lines)
    if job.params.source == "accession":
        study = resolve(parse_accessions(accession), Archives(mirror=job.params.mirror))
        draft = make_draft(study, job.params.condition)
        text, told = format_sheet(draft), format_lines(accession, study, draft, str(sheet))
    else:
        make = samples_of_folder if job.params.source == "reads" else samples_of_table
        found = make(accession)
        text, told = found.sheet(), found.lines(str(sheet))
    refuse_edited(sheet, lines, text)
    made = f"{told}\n{MADE}{digest_of(text.encode())}\n"
    for path, content in ((sheet, text), (lines, made)):
        path.write_text(content, encoding="utf-8", newline="\n")
    print(told)


if __name__ == "__main__":
    run(main)
