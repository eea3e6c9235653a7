"""Pages of judged claims: all of them in one, and one each, in HTML and in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.report.full.markdown import fenced
from qestimate.report.full.sources import edition, made_with
from qestimate.report.render.formats import escape_markdown
from qestimate.report.render.templates import html_environment
from qestimate.report.views.claim_list import LEGEND, anchor_of, newest_first
from qestimate.report.views.claim_page import claim_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qestimate.evidence.claims.judge import Judgement
    from qestimate.report.views.claim_page import Cited, ClaimPage, ShownFigure, ShownStatement

TITLE = "Claims, judged"

INTRODUCTION = (
    "What publications say about quantum computers, held against published figures, statement by "
    "statement. Each result is computed, and each figure has its source."
)


class Link(NamedTuple):
    """Another form of a page."""

    name: str
    address: str


def in_page(name: str) -> str:
    """Return the address of a claim on the page that has all of them."""
    return f"#{anchor_of(name)}" if name else "#"


def pages_of(found: Sequence[Judgement]) -> list[ClaimPage]:
    """Return judged claims as pages, the newest first."""
    made = edition()
    return [claim_page(one, made) for one in newest_first(found)]


def claims_style() -> str:
    """Return the style sheet of both pages of HTML.

    >>> ".mark.no {" in claims_style()
    True
    """
    return html_environment("qestimate.report.full").get_template("claims.css.j2").render()


def claims_html(
    found: Sequence[Judgement],
    address: Callable[[str], str] = in_page,
    style: str = "",
    also: Sequence[Link] = (),
) -> str:
    """Return a page of HTML with one row for each claim.

    Args:
        found: Judged claims.
        address: Of a claim, by its id. Where it lies on this page, the whole claims follow.
        style: Address of a style sheet; empty puts the page's own inside.
        also: The same in other forms.
    """
    return _html(pages_of(found), address, style, also, alone=False)


def claim_html(
    found: Judgement,
    address: Callable[[str], str],
    style: str = "",
    also: Sequence[Link] = (),
) -> str:
    """Return a page of HTML with one claim.

    Args:
        found: The judged claim.
        address: Of a claim, by its id; with an empty id, of the page that lists them.
        style: Address of a style sheet; empty puts the page's own inside.
        also: The same in other forms.
    """
    return _html(pages_of([found]), address, style, also, alone=True)


def _html(
    pages: list[ClaimPage],
    address: Callable[[str], str],
    style: str,
    also: Sequence[Link],
    *,
    alone: bool,
) -> str:
    template = html_environment("qestimate.report.full").get_template("claims.html.j2")
    return template.render(
        pages=pages,
        address=address,
        alone=alone,
        whole=alone or address("") == in_page(""),
        title=pages[0].listed.headline if alone else TITLE,
        introduction=INTRODUCTION,
        legend=LEGEND,
        style=style,
        also=also,
        made=made_with(),
    )


def claims_markdown(found: Sequence[Judgement], address: Callable[[str], str] = in_page) -> str:
    """Return a page of Markdown with one row for each claim.

    Args:
        found: Judged claims.
        address: Of a claim, by its id. Where it lies on this page, the whole claims follow.
    """
    pages = pages_of(found)
    head = "| date | what is said | found | its statements | sources |"
    rows = [head, "| --- | --- | --- | --- | --- |", *(_row(page, address) for page in pages)]
    parts = [f"# {TITLE}", INTRODUCTION, _said(LEGEND), "\n".join(rows)]
    if address("") == in_page(""):
        for page in pages:
            parts += _claim(page, 2)
    parts.append(f"Made with {made_with()}: `qestimate claim list --full --format md`")
    return "\n\n".join(parts) + "\n"


def claim_markdown(found: Judgement, also: Sequence[Link] = ()) -> str:
    """Return a page of Markdown with one claim.

    Args:
        found: The judged claim.
        also: The same in other forms.
    """
    (page,) = pages_of([found])
    parts = [*_claim(page, 1), f"Made with {made_with()}: `{page.command}`"]
    if also:
        links = (f"[{_said(name)}]({_target(to)})" for name, to in also)
        parts.insert(-1, f"In other forms: {', '.join(links)}.")
    return "\n\n".join(parts) + "\n"


def _row(page: ClaimPage, address: Callable[[str], str]) -> str:
    one = page.listed
    links = [each.address for each in one.sources if each.address]
    sources = ", ".join(f"[{n}]({_target(link)})" for n, link in enumerate(links, 1))
    cells = (
        one.date,
        f"[{_said(one.headline)}]({_target(address(one.id))})",
        f"**{_said(one.found.capitalize())}.** {_said(one.why)}",
        f"{_said(one.marks)}<br>{one.counts}",
        sources,
    )
    return f"| {' | '.join(cells)} |"


def _claim(page: ClaimPage, level: int) -> Iterator[str]:
    """Yield the parts of a claim, its title as a heading of a level."""
    one = page.listed
    yield f'<a id="{one.anchor}"></a>\n\n{"#" * level} {_said(one.headline)}'
    counts = f"{one.counts[0].upper()}{one.counts[1:]}. {_said(one.marks)}"
    yield f"**{_said(one.found.capitalize())}.** {_said(one.why)} {counts}"
    yield f"As printed: \u201c{_said(page.printed)}\u201d. {_cited(page.source)}"
    if page.note:
        yield _said(page.note)
    for statement in page.statements:
        yield from _statement(one.anchor, statement, level + 1)
    yield f"{'#' * (level + 1)} Sources of {_said(one.id)}"
    yield "\n".join(f"* {_cited(each)}" for each in page.sources)
    yield f"{'#' * (level + 1)} To cite {_said(one.id)}"
    yield _said(page.citation)
    yield fenced(page.bibtex, "bibtex")
    yield f"As JSON: `{page.command} --format json`"


def _statement(claim: str, one: ShownStatement, level: int) -> Iterator[str]:
    words = f"{one.number}. \u201c{_said(one.text)}\u201d"
    yield f'<a id="{claim}-{one.number}"></a>\n\n{"#" * level} {words}'
    unseen = "" if one.seen else " Not found in the source itself."
    reading = f" Read as: {_said(one.reading)}" if one.reading else ""
    yield f"{_said(one.mark)} **{_said(one.result)}.** {_said(one.finds)}{unseen}{reading}"
    yield f"Said in: {_cited(one.source)}"
    if one.figures:
        rows = ["| figure | value | by | is | source |", "| --- | --- | --- | --- | --- |"]
        rows += [_figure(figure) for figure in one.figures]
        yield "\n".join(rows)
    if one.remarks:
        yield "\n".join(f"* {_said(each.name)}: {_remark(each)}" for each in one.remarks)
    if one.missing:
        yield "\n".join(f"* missing: {_said(each)}" for each in one.missing)
    yield f"What would change it: {_said(one.flips)}"


def _figure(one: ShownFigure) -> str:
    source = "" if one.source is None else _cited(one.source)
    cells = (_said(one.name), _said(one.value), _said(one.how), one.label, source)
    return f"| {' | '.join(cells)} |"


def _remark(one: ShownFigure) -> str:
    source = "" if one.source is None else f" ({_cited(one.source)})"
    return f"{_said(one.value)}{source}"


def _cited(one: Cited) -> str:
    """Write a source with a link and the place in it."""
    words = _said(one.words)
    linked = f"[{words}]({_target(one.link)})" if one.link else words
    return f"{linked}, {_said(one.place)}" if one.place else linked


def _target(link: str) -> str:
    """Return an address that nothing ends within Markdown."""
    return link.replace("(", "%28").replace(")", "%29").replace(" ", "%20").replace("|", "%7C")


def _said(text: str) -> str:
    return escape_markdown(text).replace("\n", " ")
