"""Escaping, and that one document says the same in every format."""

from __future__ import annotations

import csv
import html
import io

from qestimate import Workload, catalog, estimate, survey, swings
from qestimate.core.quantity import Interval
from qestimate.report.document import Column, Document, Table
from qestimate.report.render.formats import render

NASTY = "a|b_c *d* <script>alert(1)</script> `x` $y$ 5 % & z"
TABLE = Table(
    "t",
    "Title | with pipe",
    (Column("name", "name"), Column("f", "f", "interval"), Column("n", "n", "count")),
    ((NASTY, Interval(0.5, 0.25, 0.75), 12345), ("=SUM(A1)", Interval(None, None, None), None)),
)
DOCUMENT = Document("title", NASTY, (TABLE,), ("end",))


def test_markdown_cells_cannot_end_a_cell():
    lines = [line for line in render(DOCUMENT, "md").splitlines() if line.startswith("|")]
    for line in lines:
        assert line.replace("\\|", "").count("|") == 4
    assert "<script>" not in render(DOCUMENT, "md")


def test_html_escapes():
    page = render(DOCUMENT, "html")
    assert "<script>" not in page
    assert html.escape("<script>", quote=False) in page
    assert 'scope="col"' in page


def test_csv_keeps_values_raw_and_formulas_inert():
    rows = list(csv.reader(io.StringIO(render(DOCUMENT, "csv"))))
    assert rows[0] == ["name", "f", "f_low", "f_high", "n"]
    assert rows[1] == [NASTY, "0.5", "0.25", "0.75", "12345"]
    assert rows[2] == ["'=SUM(A1)", "", "", "", ""]


def test_text_is_aligned():
    lines = render(DOCUMENT, "text").splitlines()
    rule = next(i for i, line in enumerate(lines) if line.startswith("─"))
    assert len(lines[rule + 1].rstrip()) <= len(lines[rule])
    assert "unknown" in lines[rule + 2]


def test_results_show_themselves_in_notebooks():
    device = catalog.device("origin-wukong-72")
    job = Workload.of(catalog.model("gpt2"))
    for result in (estimate(job, "qtha", device), survey(job, [device])):
        assert "<table>" in result._repr_html_()
        assert "| way |" in result._repr_markdown_()
        assert "| method |" in result.full("md")
        assert "Origin Wukong" in str(result)
        assert len(str(result).splitlines()) <= 28
        assert "\n" not in repr(result)
        assert len(repr(result)) < 120
    [first, *_] = swings(estimate(job, "qpa", device))
    for part in (job, device, first):
        assert "<table>" in part._repr_html_()
        assert "|" in part._repr_markdown_()
        assert str(part)
