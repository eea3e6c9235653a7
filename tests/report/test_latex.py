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


def compiled(tmp_path, body, options="", runs=1):
    """Compile a fragment and return the log."""
    source = (
        f"\\documentclass[{options}]{{article}}"
        "\\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}"
        "\\usepackage{amsmath,array,booktabs,siunitx,textcomp,graphicx}\\begin{document}\n"
        f"{body}\\end{{document}}\n"
    )
    (tmp_path / "t.tex").write_text(source, encoding="utf-8")
    for _ in range(runs):
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


def widest(log):
    """Return by how much the widest line is too wide. [pt]"""
    return max(map(float, re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)), default=0.0)


@needs_latex
@pytest.mark.parametrize("options", ["10pt", "twocolumn", "11pt,a4paper"])
@pytest.mark.parametrize(
    "scenario",
    [("--params", "1e9", "--qubits", "72"), ("-m", "gpt2", "--device", "ibm-fez")],
)
def test_the_short_answer_has_room_in_one_and_two_columns(run, tmp_path, options, scenario):
    body = run("model", *scenario, "--format", "latex").out
    log = compiled(tmp_path, body, options, runs=2)
    assert widest(log) < 3.0
    assert "undefined" not in log
    assert "too large" not in log


@needs_latex
@pytest.mark.slow
@pytest.mark.parametrize("options", ["10pt", "twocolumn"])
@pytest.mark.parametrize(
    "command",
    [
        ("model", "--params", "1e9", "--qubits", "72", "--full"),
        ("claim", "check", "origin-wukong-2025"),
        ("model", "-m", "gpt2", "--device", "ibm-fez", "--explain", "--sensitivity"),
    ],
)
def test_long_tables_have_room_in_one_and_two_columns(run, tmp_path, options, command):
    log = compiled(tmp_path, run(*command, "--format", "latex").out, options, runs=2)
    assert widest(log) < 8.0
    assert "too large" not in log
    assert "undefined" not in log
    assert "multiply" not in log


def test_a_wide_table_takes_both_columns_and_a_narrow_one_does_not():
    columns = (Column("a", "a"), Column("n", "n", "count"))
    narrow = Table("t", "T", columns, (("short", 1),))
    wide = narrow._replace(rows=(("long " * 15, 1),))
    assert "\\begin{table}" in render(Document("", "", (narrow,)), "latex")
    assert "\\begin{table*}" in render(Document("", "", (wide,)), "latex")


def test_labels_are_those_of_the_tables_and_none_is_there_twice():
    table = Table("t", "T", (Column("a", "a"),), (("x",),))
    text = render(Document("", "", (table, table)), "latex")
    assert re.findall(r"\\label\{([^}]*)\}", text) == ["tab:t", "tab:t-again-1"]


def test_a_tall_table_is_cut_and_long_notes_refer_to_it():
    rows = tuple((f"row {n}",) for n in range(100))
    text = render(
        Document("", "", (Table("t", "T", (Column("a", "a"),), rows, ("note " * 200,)),)), "latex"
    )
    labels = re.findall(r"\\label\{([^}]*)\}", text)
    assert labels == ["tab:t", "tab:t-2", "tab:t-3"]
    assert "Notes to Table~\\ref{tab:t-3}:" in text
    assert [f"row {n} " in text for n in range(100)] == [True] * 100


def test_the_short_answer_leaves_out_columns_before_it_is_cut(run):
    body = run("model", "--params", "1e9", "--qubits", "72", "--format", "latex").out
    assert body.count(r"\begin{tabular}") == 1
    assert "& fits" in body
    assert "& set to" not in body


def test_expectation_values_are_set_as_math():
    table = Table("t", "attenuation of <Z>", (Column("a", "\u27e8ZZ\u27e9"),), (("<X>, <c>",),))
    text = render(Document("", "", (table,)), "latex")
    assert r"attenuation of $\langle Z\rangle$" in text
    assert r"$\langle ZZ\rangle$" in text
    assert r"$\langle X\rangle$, \textless{}c\textgreater{}" in text
    assert "\u27e8Z\u27e9" in render(Document("", "", (table,)), "html")


def test_numbers_beyond_all_meaning_are_said_in_words():
    columns = (Column("a", "a", "log10"), Column("b", "b"))
    table = Table("t", "T", columns, ((13436.0, "2e-336 [1e-500, 1e-179]"), (99.0, "1e-99")))
    for form in ("latex", "html", "md", "text"):
        text = render(Document("", "", (table,), ("10^14192 shots",)), form)
        assert "13436" not in text
        assert "14192" not in text
        assert "336" not in text
        assert "more than" in text
        assert "less than" in text
    assert r"more than \num{e100}" in render(Document("", "", (table,)), "latex")
    csv = render(Document("", "", (table,)), "csv")
    assert "13436.0" in csv


def test_names_of_commits_are_no_numbers():
    text = render(Document("", "", (), ("read at 849e675",)), "latex")
    assert "849e675" in text
    assert r"\num{849e675}" not in text
