"""Reports as files: Markdown, LaTeX, HTML and PDF."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from qestimate.core.errors import OutputError, ScenarioError
from qestimate.report.plots.style import save
from qestimate.report.render.formats import escape_markdown, render
from qestimate.report.render.templates import TEX_MARKUP, escape_latex

if TYPE_CHECKING:
    from qestimate.catalog.references import Reference
    from qestimate.report.full.report import Picture, Report

ENDINGS = (".md", ".tex", ".html", ".pdf")

LATEX_SECONDS = 120
"""Time that a run of LaTeX may take."""


def write_report(report: Report, path: str | Path) -> list[Path]:
    """Write a report; its format is that of the file's name.

    Markdown and LaTeX have their pictures in a folder beside them, HTML has them inside.

    Args:
        report: What to write.
        path: Ends in .md, .tex, .html or .pdf.

    Returns:
        The files that were written.

    Raises:
        OutputError: A file cannot be written, or no LaTeX is there for a PDF.
        ScenarioError: Another ending.
    """
    target = Path(path)
    check_ending(target)
    try:
        if target.suffix == ".pdf":
            return [_pdf(report, target)]
        if target.suffix == ".html":
            target.write_text(_html(report), encoding="utf-8")
            return [target]
        form = "pdf" if target.suffix == ".tex" else "svg"
        pictures = _beside(report, target, form)
        write = _latex if target.suffix == ".tex" else _markdown
        target.write_text(write(report, [p.relative_to(target.parent) for p in pictures]), "utf-8")
    except OSError as error:
        raise OutputError(
            f"cannot write {target}: {error.strerror or error}", hint="choose another --output"
        ) from error
    return [target, *pictures]


def check_ending(path: Path) -> None:
    """Refuse a name whose ending is no format.

    Raises:
        OutputError: A PDF, and no LaTeX is installed.
        ScenarioError: Another ending than those of ENDINGS.
    """
    if path.suffix not in ENDINGS:
        raise ScenarioError(
            f"--output {path} must end in .md, .tex, .html or .pdf", hint="for example report.html"
        )
    if not path.parent.is_dir():
        raise OutputError(f"cannot write {path}: no such folder", hint="choose another --output")
    if path.suffix == ".pdf" and shutil.which("pdflatex") is None:
        raise OutputError(
            "a PDF needs pdflatex, which is not installed", hint="--output report.html or .tex"
        )


def _beside(report: Report, target: Path, form: str) -> list[Path]:
    """Write the pictures into a folder beside the report."""
    if not report.pictures:
        return []
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", target.stem).strip("-.") or "report"
    folder = target.with_name(f"{slug}-pictures")
    folder.mkdir(exist_ok=True)
    paths = []
    for picture in report.pictures:
        paths.append(folder / f"{picture.key}.{form}")
        save(picture.draw("report"), paths[-1])
    return paths


def _markdown(report: Report, pictures: list[Path]) -> str:
    parts = [f"# {escape_markdown(report.title)}", render(report.answer, "md").rstrip()]
    if pictures:
        parts.append("## Pictures")
    for picture, path in zip(report.pictures, pictures, strict=True):
        alt = escape_markdown(f"{picture.title}. {picture.caption}")
        parts.append(f"![{alt}]({path.as_posix()})")
        parts.append(f"*{escape_markdown(picture.title)}.* {escape_markdown(picture.caption)}")
    if report.assumptions:
        parts.append("## Assumptions")
        parts.append("\n".join(f"* {escape_markdown(line)}" for line in report.assumptions))
    if report.sources:
        parts.append("## Sources")
        parts.append("\n".join(f"* {escape_markdown(entry(one))}" for one in report.sources))
    parts.append(f"Made by {escape_markdown(report.made)}")
    return "\n\n".join(parts) + "\n"


def entry(one: Reference) -> str:
    """Write an entry of the bibliography.

    >>> from qestimate.catalog.references import Reference
    >>> entry(Reference("k-2025", "A title", "A. One", "2025", "https://x.org"))
    '[k-2025] A. One. A title. 2025. https://x.org'
    """
    return (
        f"[{one.key}] "
        + ". ".join(p for p in (one.authors, one.title, one.year) if p)
        + (f". {one.link}" if one.link else ".")
    )


def _html(report: Report) -> str:
    body = render(report.answer, "html-fragment")
    environment = _environment(latex=False)
    return environment.get_template("report.html.j2").render(
        report=report,
        body=Markup(body),  # noqa: S704  # escaped by its own template
        pictures=[(picture, _inside(picture)) for picture in report.pictures],
        entry=entry,
    )


def _inside(picture: Picture) -> str:
    """Return a picture as an address that holds it."""
    out = BytesIO()
    save(picture.draw("report"), out, "svg")
    return f"data:image/svg+xml;base64,{b64encode(out.getvalue()).decode()}"


def _latex(report: Report, pictures: list[Path]) -> str:
    environment = _environment(latex=True)
    return environment.get_template("report.tex.j2").render(
        report=report,
        body=render(report.answer, "latex"),
        pictures=list(zip(report.pictures, (p.as_posix() for p in pictures), strict=True)),
        entry=entry,
    )


def _environment(*, latex: bool) -> Environment:
    markup: dict[str, Any] = TEX_MARKUP if latex else {}
    environment = Environment(  # LaTeX is escaped by the filter tex
        loader=PackageLoader("qestimate.report.full", "templates"),
        undefined=StrictUndefined,
        autoescape=not latex,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **markup,
    )
    environment.filters["tex"] = escape_latex
    return environment


def _pdf(report: Report, target: Path) -> Path:
    """Compile the LaTeX of a report; nothing of it may run other programs."""
    with TemporaryDirectory() as name:
        source = Path(name) / "report.tex"
        write_report(report, source)
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
        fixed = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
        for _ in range(2):
            try:
                done = subprocess.run(  # noqa: S603  # a fixed command
                    [*command, source.name],
                    cwd=name,
                    env=os.environ | fixed,
                    capture_output=True,
                    timeout=LATEX_SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                raise OutputError("pdflatex took too long", hint="--output report.html") from None
            if done.returncode:
                lines = done.stdout.decode("utf-8", "replace").splitlines()
                why = next((line for line in lines if line.startswith("!")), "no reason given")
                raise OutputError(
                    f"pdflatex failed: {why}", hint="install texlive-latex-extra, or use .html"
                )
        shutil.copyfile(source.with_suffix(".pdf"), target)
    return target
