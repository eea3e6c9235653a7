"""LaTeX and HTML through Jinja2 templates that lie beside this file."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from qestimate.report.render.cells import cell, tamed
from qestimate.report.render.latex import (
    COLUMNS,
    TALL,
    as_typed,
    escape_latex,
    stacked_parts,
    tex_blocks,
    tex_cell,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qestimate.report.document import Document, Kind, Value

TEX_MARKUP = {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
}
"""Braces belong to LaTeX."""


def fill_template(document: Document, fmt: str) -> str:
    """Return the document in ``latex``, ``html`` or ``html-fragment``."""
    if fmt == "latex":
        return tex_environment().get_template("document.tex.j2").render(document=document)
    environment = html_environment()
    whole = fmt == "html"
    fragment = environment.get_template("fragment.html.j2").render(document=document, whole=whole)
    if not whole:
        return fragment
    page = environment.get_template("page.html.j2")
    return page.render(document=document, body=Markup(fragment))  # noqa: S704  # escaped above


def tex_environment(
    *packages: str,
    columns: int = COLUMNS,
    tall: int | None = TALL,
    cited: Mapping[str, int] | None = None,
) -> Environment:
    r"""Return what fills templates of LaTeX.

    Args:
        packages: Further packages with a folder of templates.
        columns: Letters of small print that fit a line.
        tall: Lines of a table that fit a page; None where tables may run over pages.
        cited: Keys that become a ``\cite`` wherever they stand.
    """
    write = partial(_cite_latex, keys=_keys(cited or {}), cited=cited or {})
    environment = _environment(packages, latex=True)
    labels: dict[str, int] = {}

    def labelled(name: str) -> str:
        """Return a label that no other table of the document has."""
        labels[name] = labels.get(name, 0) + 1
        return name if labels[name] == 1 else f"{name}-again-{labels[name] - 1}"

    environment.filters.update(
        tex=write,
        texcell=partial(_texcell, write=write),
        typed=as_typed,
        bare=escape_latex,
        address=_tex_address,
    )
    environment.globals.update(
        blocks=partial(tex_blocks, columns=columns, tall=tall, escape=write), labelled=labelled
    )
    return environment


def _tex_address(link: str) -> str:
    """Return an address in which nothing ends the argument that it stands in."""
    return link.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _texcell(column: Any, value: Value, write: Callable[[str], str]) -> str:
    return tex_cell(column, value, write)


def html_environment(*packages: str, cited: Mapping[str, int] | None = None) -> Environment:
    """Return what fills templates of HTML.

    Args:
        packages: Further packages with a folder of templates.
        cited: Keys that become a link to the source of that number wherever they stand.
    """
    environment = _environment(packages, latex=False)
    environment.filters.update(
        plain=_unbroken, words=partial(_words, keys=_keys(cited or {}), cited=cited or {})
    )
    return environment


def _environment(packages: tuple[str, ...], *, latex: bool) -> Environment:
    markup: dict[str, Any] = TEX_MARKUP if latex else {}
    environment = Environment(  # LaTeX is escaped by the filters tex and texcell
        loader=ChoiceLoader(
            [
                *(PackageLoader(package, "templates") for package in packages),
                PackageLoader("qestimate.report.render", "templates"),
            ]
        ),
        undefined=StrictUndefined,
        autoescape=not latex,  # noqa: S701  # LaTeX is escaped by the filters tex and texcell
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **markup,
    )
    environment.globals.update(zip=zip, parts=stacked_parts)
    return environment


def _keys(cited: Mapping[str, int]) -> re.Pattern[str] | None:
    """Return what finds the keys of sources in a text."""
    if not cited:
        return None
    names = "|".join(re.escape(key) for key in sorted(cited, key=len, reverse=True))
    return re.compile(rf"(?<![\w/.-])(?:{names})(?![\w/-]|\.\w)")


def _cite_latex(text: str, keys: re.Pattern[str] | None, cited: Mapping[str, int]) -> str:
    """Escape a text for LaTeX, with sources as citations."""
    if keys is None:
        return escape_latex(text)
    said, at = "", 0
    for found in keys.finditer(text):
        said += escape_latex(text[at : found.start()]) + rf"\cite{{s{cited[found[0]]}}}"
        at = found.end()
    return said + escape_latex(text[at:])


def _words(text: str, keys: re.Pattern[str] | None, cited: Mapping[str, int]) -> Markup:
    """Escape a text for HTML, with sources as links and expectation values in angle brackets."""
    said = str(escape(re.sub(r"<([XYZ]+)>", r"⟨\1⟩", tamed(text))))
    if keys is not None:
        said = keys.sub(
            lambda key: f'<a href="#source-{cited[key[0]]}">[{cited[key[0]]}]</a>', said
        )
    return Markup(said)  # noqa: S704  # escaped above


def _unbroken(kind: Kind, value: Value) -> str:
    """Write a cell as text in which a percent sign stays with its number."""
    return cell(kind, value).replace(" %", "\N{NO-BREAK SPACE}%")
