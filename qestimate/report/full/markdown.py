"""Reports as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qestimate.report.document import Document
from qestimate.report.render.cells import tamed
from qestimate.report.render.formats import escape_markdown, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qestimate.report.full.report import Picture, Report, Section


def markdown(report: Report, pictures: Mapping[str, str]) -> str:
    """Return a report as Markdown.

    Args:
        report: What to write.
        pictures: Where each picture lies, by its key.
    """
    cited = {one.key: n for n, one in enumerate(report.sources, 1)}
    parts = [*_front(report, pictures), "## Contents"]
    titles = [*(one.title for one in report.sections)]
    titles += [*(["Sources"] if report.sources else []), "How this was made"]
    parts.append(
        "\n".join(f"{n}. [{_said(one)}](#{_anchor(one)})" for n, one in enumerate(titles, 1))
    )
    for section in report.sections:
        parts += _section(section, pictures)
    parts = [_with_numbers(part, cited) for part in parts]
    if report.sources:
        parts.append("## Sources")
        parts.append(
            "\n".join(
                f"{n}. {_said(one.words)}" + (f" <{one.address}>" if one.address else "")
                for n, one in enumerate(report.sources, 1)
            )
        )
    parts += ["## How this was made", f"{_said(report.made)}:", fenced(report.command)]
    return "\n\n".join(parts) + "\n"


def _said(text: str) -> str:
    return escape_markdown(re.sub(r"<([XYZ]+)>", r"⟨\1⟩", tamed(text)))


def _front(report: Report, pictures: Mapping[str, str]) -> Iterator[str]:
    front = report.front
    yield f"# {_said(report.title)}"
    if front.about:
        yield _said(front.about)
    yield f"**{_said(front.word)}** {_said(front.answer)}"
    if front.grid.columns:
        yield (
            render(Document("", "", (front.grid,), headed=True), "md")
            .partition("\n\n\n\n")[2]
            .strip()
        )
    if front.picture:
        yield from _picture(front.picture, pictures)
    yield from (_said(one) for one in front.remarks)
    if front.assumed:
        yield "What was assumed: " + " ".join(_said(one) for one in front.assumed)


def _section(section: Section, pictures: Mapping[str, str]) -> Iterator[str]:
    yield f"## {_said(section.title)}"
    yield from (_said(one) for one in section.text)
    for terms in section.terms:
        if terms.title:
            yield f"### {_said(terms.title)}"
        yield "\n".join(f"* **{_said(name)}**: {_said(text)}" for name, text in terms.entries)
    if section.lines:
        yield "\n".join(f"* {_said(one)}" for one in section.lines)
    if section.tables:
        yield render(Document("", "", section.tables), "md").strip()
    for picture in section.pictures:
        yield from _picture(picture, pictures)


def _picture(picture: Picture, pictures: Mapping[str, str]) -> Iterator[str]:
    alt = _said(f"{picture.title} {picture.caption}")
    yield f"![{alt}]({pictures[picture.key]})"
    yield f"*{_said(picture.title)}* {_said(picture.caption)}"


def _with_numbers(text: str, cited: Mapping[str, int]) -> str:
    """Return a text with the keys of sources as links to the list of sources."""
    if not cited or text.startswith("!["):
        return text
    names = "|".join(
        re.escape(escape_markdown(key)) for key in sorted(cited, key=len, reverse=True)
    )
    numbers = {escape_markdown(key): n for key, n in cited.items()}
    found = re.compile(rf"(?<![\w/.-])(?:{names})(?![\w/-]|\.\w)")
    return found.sub(lambda key: f"[\\[{numbers[key[0]]}\\]](#sources)", text)


def _anchor(title: str) -> str:
    """Return the anchor that viewers of Markdown give a heading.

    >>> _anchor("Time, price and verdict")
    'time-price-and-verdict'
    """
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def fenced(text: str, language: str = "sh") -> str:
    """Return a text as a block; its fence is longer than any in it."""
    longest = max((len(one) for one in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
