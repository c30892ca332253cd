"""The page as a whole: its sections, its contents, its style and script, in one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from mirtrd.report.markup import EMPTY, Markup, anchor_of, bullets, element, escape, join, link
from mirtrd.report.results import Results
from mirtrd.report.scripting import digest_of
from mirtrd.report.sections import AFTER, BEFORE, OF_EACH, OfRun
from mirtrd.report.wording import count


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The parts of the page that are the same in each run."""

    template: Template
    style: str
    script: str

    @classmethod
    def read(cls, template: str, style: str, script: str) -> "Frame":
        texts = [Path(path).read_text(encoding="utf-8") for path in (template, style, script)]
        return cls(template=Template(texts[0]), style=texts[1], script=texts[2])


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A part of the page with a line in its contents."""

    anchor: str
    title: str
    body: Markup
    parts: tuple[tuple[str, str], ...] = ()


def write_page(results: Results, frame: Frame) -> str:
    """The whole page as text."""
    chapters = [
        *_of_run(results, BEFORE),
        *_of_contrasts(results),
        *_of_run(results, AFTER),
    ]
    names = ", ".join(found.contrast.title for found in results.contrasts)
    record = results.record
    summary = (
        f"{count(len(results.status), 'sample')}, {count(len(results.contrasts), 'contrast')}; "
        f"mirtrd {record['code']['version']}, {record['reference']}"
    )
    return frame.template.substitute(
        title=escape(f"{names}: report of mirtrd"),
        heading=escape(names),
        summary=escape(summary),
        script_digest=digest_of(frame.script),
        style_digest=digest_of(frame.style),
        style=frame.style,
        script=frame.script,
        contents=bullets(
            join(
                [
                    link(chapter.anchor, chapter.title),
                    bullets(link(anchor, title) for anchor, title in chapter.parts),
                ]
            )
            for chapter in chapters
        ),
        body=join(chapter.body for chapter in chapters),
    )


def _of_run(results: Results, sections: Sequence[OfRun]) -> list[Chapter]:
    """Those of the sections that have something to say."""
    made = [(section, section.describe(results)) for section in sections]
    return [
        Chapter(
            anchor=section.anchor,
            title=section.title,
            body=element("section", element("h2", section.title), body, id=section.anchor),
        )
        for section, body in made
        if body
    ]


def _of_contrasts(results: Results) -> list[Chapter]:
    """A chapter for each contrast."""
    chapters = []
    for found in results.contrasts:
        anchor = anchor_of(found.contrast.name)
        parts, bodies = [], [EMPTY]
        for section in OF_EACH:
            body = section.describe(results, found)
            if body:
                place = f"{anchor}-{section.anchor}"
                parts.append((place, section.title))
                heading = element("h3", section.title)
                bodies.append(element("section", heading, body, id=place))
        chapters.append(
            Chapter(
                anchor=f"{anchor}-results",
                title=found.contrast.title,
                parts=tuple(parts),
                body=element(
                    "article",
                    element("h2", found.contrast.title),
                    *bodies,
                    id=f"{anchor}-results",
                    data_contrast=anchor,
                ),
            )
        )
    return chapters
