"""LaTeX output goes through a real LaTeX, and text of any kind survives it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from qestimate.report.document import Column, Document, Table
from qestimate.report.render.formats import render

needs_latex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX installed")

NASTY = r"50 % of a_b & c|d #1 {x} ~ ^ \ $5 <y> µs × ≥ …"


def compiled(tmp_path, body):
    """Compile a fragment and return the log."""
    source = (
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}"
        "\\usepackage{amsmath,array,booktabs,siunitx,textcomp,graphicx}\\begin{document}\n"
        f"{body}\\end{{document}}\n"
    )
    (tmp_path / "t.tex").write_text(source, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t.tex"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=120,
    )
    log = done.stdout.decode(errors="replace")
    assert done.returncode == 0, log[-2000:]
    assert (tmp_path / "t.pdf").stat().st_size > 1000
    return log


@needs_latex
@pytest.mark.parametrize(
    "command",
    [
        ("model", "--params", "1e9", "--qubits", "72"),
        ("device", "show", "origin-wukong-72"),
        ("device", "list"),
        ("method", "show", "qtha"),
        ("method", "show", "amplitude"),
        ("catalog", "list", "dataset"),
        ("claim", "check", "origin-wukong-2025"),
        ("claim", "check", "ionq-head-2025"),
        ("model", "-m", "gpt2", "--device", "ibm-fez", "--explain", "--sensitivity"),
    ],
)
def test_commands_compile(run, tmp_path, command):
    body = run(*command, "--format", "latex").out
    log = compiled(tmp_path, body)
    assert "Missing character" not in log
    assert "Undefined" not in log


@needs_latex
def test_nasty_text_compiles(tmp_path):
    table = Table(
        "nasty", NASTY, (Column("a", NASTY), Column("n", "n", "count")), ((NASTY, 3),), (NASTY,)
    )
    log = compiled(tmp_path, render(Document(NASTY, NASTY, (table,), (NASTY,)), "latex"))
    assert "Missing character" not in log


def test_numbers_go_through_siunitx(run):
    body = run("model", "--params", "1e9", "--qubits", "72", "--full", "--format", "latex").out
    assert r"\num{10240}" in body
    assert r"\toprule" in body
    assert re.search(r"\\num\{1e\d+\}", body)
