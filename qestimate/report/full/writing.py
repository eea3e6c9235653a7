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
from typing import TYPE_CHECKING

from qestimate.core.errors import OutputError, ScenarioError
from qestimate.core.files import is_folder
from qestimate.core.writing import Staged, put_all
from qestimate.report.document import Document
from qestimate.report.full.markdown import markdown
from qestimate.report.plots.style import save
from qestimate.report.render.formats import readable
from qestimate.report.render.templates import html_environment, tex_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.report.full.report import Picture, Report

ENDINGS = (".md", ".tex", ".html", ".pdf")

LATEX_SECONDS = 120
"""Time that a run of LaTeX may take."""

LATEX_RUNS = 3
"""Contents need a second run, and the pages that they take a third."""

COLUMNS = 128
"""Letters of small print that fit a line of the LaTeX page."""

TEMPLATES = "qestimate.report.full"


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
    files = {target: _pdf(report)} if target.suffix == ".pdf" else _files(report, target)
    put_all(files, make=True, hint="choose another --output")
    return [*files]


def _files(report: Report, target: Path) -> dict[Path, bytes]:
    """Return the files of a report and what is in them, the report first."""
    if target.suffix == ".html":
        return {target: _html(report).encode()}
    form = "pdf" if target.suffix == ".tex" else "svg"
    pictures = _beside(report, target, form)
    write = _latex if target.suffix == ".tex" else markdown
    at = {key: one.relative_to(target.parent).as_posix() for key, one in pictures.items()}
    drawn = {pictures[one.key]: _drawn(one, form) for one in report.pictures}
    return {target: write(_readable(report), at).encode(), **drawn}


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
    if not is_folder(path.parent):
        raise OutputError(f"cannot write {path}: no such folder", hint="choose another --output")
    if path.suffix == ".pdf" and shutil.which("pdflatex") is None:
        raise OutputError(
            "a PDF needs pdflatex, which is not installed", hint="--output report.html or .tex"
        )


def _beside(report: Report, target: Path, form: str) -> dict[str, Path]:
    """Return where the pictures are, in a folder beside the report, by key."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", target.stem).strip("-.") or "report"
    folder = target.with_name(f"{slug}-pictures")
    return {picture.key: folder / f"{picture.key}.{form}" for picture in report.pictures}


def _drawn(picture: Picture, form: str) -> bytes:
    out = BytesIO()
    save(picture.draw("report"), out, form)
    return out.getvalue()


def _readable(report: Report) -> Report:
    """Return a report for people: equal rows of tables as one."""
    sections = tuple(
        one._replace(tables=readable(Document("", "", one.tables)).tables)
        for one in report.sections
    )
    return report._replace(sections=sections)


def numbers_of(report: Report) -> dict[str, int]:
    """Return the number of each table, picture and section, by its anchor."""
    found = {f"tab-{table.key}": n for n, table in enumerate(report.tables, 1)}
    found |= {f"fig-{picture.key}": n for n, picture in enumerate(report.pictures, 1)}
    return found | {f"sec-{one.key}": n for n, one in enumerate(report.sections, 1)}


def _cited(report: Report) -> Mapping[str, int]:
    return {one.key: n for n, one in enumerate(report.sources, 1)}


def _html(report: Report) -> str:
    report = _readable(report)
    environment = html_environment(TEMPLATES, cited=_cited(report))
    return environment.get_template("report.html.j2").render(
        report=report,
        numbers=numbers_of(report),
        pictures={picture.key: _inside(picture) for picture in report.pictures},
    )


def _inside(picture: Picture) -> str:
    """Return a picture as an address that holds it."""
    return f"data:image/svg+xml;base64,{b64encode(_drawn(picture, 'svg')).decode()}"


def _latex(report: Report, pictures: Mapping[str, str]) -> str:
    environment = tex_environment(TEMPLATES, columns=COLUMNS, tall=None, cited=_cited(report))
    return environment.get_template("report.tex.j2").render(report=report, pictures=pictures)


def _pdf(report: Report) -> bytes:
    """Return the compiled LaTeX of a report; nothing of it may run other programs."""
    with TemporaryDirectory() as name:
        source = Path(name) / "report.tex"
        with Staged() as scratch:
            for path, content in _files(report, source).items():
                scratch.add(path, content, make=True, hint="TMPDIR names another folder")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
        fixed = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
        for _ in range(LATEX_RUNS):
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
        return source.with_suffix(".pdf").read_bytes()
