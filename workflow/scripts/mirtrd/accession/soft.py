"""Records of GEO in its format SOFT: series and samples, each a list of attributes and values.

https://www.ncbi.nlm.nih.gov/geo/info/soft.html
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mirtrd.inputs.accessions import find_accession

SEQUENCING = "high throughput sequencing"
SMALL_RNA = "Non-coding RNA profiling by high throughput sequencing"
NOTHING = ("", "NONE")
# "tissue: plasma"; a colon without a blank behind it is part of the value ("10:30").
CHARACTERISTIC = re.compile(r"(?P<key>.+?):(?:\s+(?P<value>.*))?", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record: its kind (SERIES, SAMPLE), its accession, and the values of each attribute."""

    kind: str
    name: str
    attributes: dict[str, list[str]] = field(default_factory=dict)

    def values(self, attribute: str) -> list[str]:
        """The values of an attribute, without its kind (``relation``, not ``Series_relation``)."""
        found = self.attributes.get(f"{self.kind.capitalize()}_{attribute}", [])
        return [value for value in found if value]

    def value(self, attribute: str) -> str:
        """The first value of an attribute, "" if there is none."""
        return next(iter(self.values(attribute)), "")

    def related(self, relation: str, kind: str) -> list[str]:
        """The accessions of a kind that a relation names, such as "SubSeries of"."""
        texts = (v for v in self.values("relation") if v.startswith(f"{relation}:"))
        return [name for name in (find_accession(text, kind) for text in texts) if name]

    @property
    def supplements(self) -> list[str]:
        """The addresses of its supplementary files, by the encrypted way."""
        found = [
            value
            for attribute, values in self.attributes.items()
            if re.fullmatch(r"(Series|Sample)_supplementary_file(_\d+)?", attribute)
            for value in values
            if value not in NOTHING
        ]
        return [re.sub("^ftp://", "https://", value) for value in found]

    @property
    def characteristics(self) -> list[tuple[str, str]]:
        """(key, value) of what the depositor says of a sample; old records have no keys."""
        found = []
        for text in self.values("characteristics_ch1"):
            parts = CHARACTERISTIC.fullmatch(text)
            key, value = (parts["key"], parts["value"] or "") if parts else ("", text)
            found.append((key.strip(), value.strip()))
        return found

    @property
    def is_sequenced(self) -> bool:
        """Whether a series holds any sequencing; a series that does not say so may."""
        types = self.values("type")
        return not types or any(SEQUENCING in text for text in types)


def parse_soft(lines: Iterable[bytes]) -> Iterator[Record]:
    """The records of a file in SOFT; tables of data in it are passed over."""
    record, in_table = None, False
    for raw in lines:
        line = _decode(raw).strip("\r\n\ufeff")
        if line.startswith("^"):
            if record:
                yield record
            kind, _, name = line[1:].partition("=")
            record, in_table = Record(kind=kind.strip().upper(), name=name.strip()), False
        elif line.startswith("!") and record:
            attribute, _, value = line[1:].partition("=")
            attribute = attribute.strip()
            if attribute.lower().endswith("_table_begin"):
                in_table = True
            elif attribute.lower().endswith("_table_end"):
                in_table = False
            elif not in_table:
                record.attributes.setdefault(attribute, []).append(tidy(value))
    if record:
        yield record


def tidy(text: str) -> str:
    """Text that fits in a cell: tabs, line breaks and the like are blanks, none at the ends."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def _decode(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")  # as some old records are
