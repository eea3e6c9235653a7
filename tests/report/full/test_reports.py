"""Whole reports in every format: complete, self-contained, the same bytes each time."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser

import pytest

pytest.importorskip("matplotlib")

from qestimate import Workload, catalog, survey
from qestimate.core.formatting import number
from qestimate.report.full import claim_report, scenario_report, write_report
from qestimate.report.views.sentences import best_of
from qestimate.scenario.scenario import scenario
from qestimate.scenario.values import Given

needs_latex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX installed")

GIVEN = {"model": Given("gpt2"), "rank": Given(4), "device": Given("ibm-fez,origin-wukong-72")}


@pytest.fixture(scope="module")
def report():
    asked = scenario(GIVEN)
    found = survey(asked.workload, asked.devices, asked.methods, asked.goal)
    return scenario_report(asked, found, "qestimate report -m gpt2")


@pytest.fixture(scope="module")
def judged():
    from qestimate.catalog.claims import claim
    from qestimate.evidence.claims.judge import judge

    return claim_report(judge(claim("origin-wukong-2025")), "qestimate report --claim ...")


def test_it_has_everything_that_a_reader_needs(report):
    assert [p.key for p in report.pictures] == [
        "where-it-fits",
        "budget",
        "chip-ibm-fez",
        "chip-origin-wukong-72",
        "signal-against-layers",
    ]
    assert any("samples 3,000" in line for line in report.assumptions)
    keys = {one.key for one in report.sources}
    assert {"lora-2021", "qpa-2025", "kandala-2017"} <= keys
    assert all(one.title for one in report.sources)
    assert re.search(r"qestimate \d.*catalogue [0-9a-f]{12}: qestimate report", report.made)


def test_the_report_of_a_claim_opens_with_its_headline(judged, tmp_path):
    write_report(judged._replace(pictures=()), tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert text.split("\n\n")[1].startswith(
        '**The headline, "tunes AI with 1 billion parameters on a quantum computer", is not '
    )


def test_captions_have_the_numbers_of_this_run(report):
    work = Workload.of(catalog.model("gpt2"), rank=4)
    found = survey(work, [catalog.device("ibm-fez"), catalog.device("origin-wukong-72")])
    best = best_of(found.estimates)
    captions = {p.key: p.caption for p in report.pictures}
    assert f"is {best.program.n_qubits} qubits wide" in captions["where-it-fits"]
    assert f"{best.method.id} on ibm-fez" in captions["budget"]
    assert best.verdict in captions["budget"]
    assert f"chosen for {best.method.id}" in captions["chip-ibm-fez"]
    left = number(best.local.attenuation.value)
    assert (
        f"at {best.program.n_layers} layers noise leaves {left} of the signal"
        in captions["signal-against-layers"]
    )


class Page(HTMLParser):
    """What a page consists of."""

    def __init__(self):
        super().__init__()
        self.tags, self.links, self.images, self.headings = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        attributes = dict(attrs)
        self.links += [attributes[k] for k in ("src", "href") if k in attributes]
        if tag == "img":
            self.images.append(attributes)
        if tag == "th":
            assert "scope" in attributes
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["report", "judged"])
def test_html_is_self_contained_and_accessible(name, request, tmp_path):
    path = tmp_path / "a.html"
    one = request.getfixturevalue(name)
    assert write_report(one, path) == [path]
    text = path.read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert page.links
    assert all(link.startswith("data:image/svg+xml") for link in page.links)
    assert "default-src 'none'" in text
    assert "script" not in page.tags
    assert page.headings.count("h1") == 1
    assert len(page.images) == len(one.pictures)
    assert all(len(image["alt"]) > 40 for image in page.images)
    assert 'lang="en"' in text
    assert "caption" in page.tags
    assert "prefers-color-scheme" in text or "color-scheme: light dark" in text
    assert one.made.split(":")[0] in text


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["md", "tex"])
def test_pictures_lie_beside_text(report, tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    written = write_report(report, path)
    text = path.read_text(encoding="utf-8")
    assert len(written) == 1 + len(report.pictures)
    for picture in written[1:]:
        assert picture.exists()
        assert picture.relative_to(tmp_path).as_posix() in text
    assert "Assumptions" in text
    assert "Sources" in text


@needs_latex
@pytest.mark.slow
@pytest.mark.parametrize("name", ["report", "judged"])
def test_latex_compiles_to_the_same_pdf_each_time(name, request, tmp_path):
    one = request.getfixturevalue(name)
    paths = [tmp_path / f"{k}.pdf" for k in "ab"]
    for path in paths:
        write_report(one, path)
    first, second = (path.read_bytes() for path in paths)
    assert first.startswith(b"%PDF")
    assert first == second
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["html", "md", "tex"])
def test_the_same_bytes_each_time(report, tmp_path, ending):
    for folder in "ab":
        (tmp_path / folder).mkdir()
        write_report(report, tmp_path / folder / f"r.{ending}")
    first, second = (
        {p.relative_to(tmp_path / f): p.read_bytes() for p in (tmp_path / f).rglob("*.*")}
        for f in "ab"
    )
    assert first == second


def test_odd_names_are_escaped_everywhere(tmp_path):
    from qestimate.report.document import Document
    from qestimate.report.full.report import Report

    odd = 'a_b & <c> $d$ 100 % #1 {e} \\f "g" [h]'
    one = Report(odd, Document(odd, odd, ()), (), (odd,), (), odd)
    for ending in ("html", "md", "tex"):
        write_report(one, tmp_path / f"a.{ending}")
    assert "<c>" not in (tmp_path / "a.html").read_text()
    assert r"a\_b \& " in (tmp_path / "a.tex").read_text()
    if shutil.which("pdflatex"):
        write_report(one, tmp_path / "a.pdf")


def test_the_command_writes_a_report(run, tmp_path):
    path = tmp_path / "r.html"
    result = run("report", "-m", "gpt2", "--qubits", "72", "--method", "qpa", "-o", str(path))
    assert result.code == 0, result.err
    assert result.out == ""
    assert str(path) in result.err
    text = path.read_text()
    assert "qestimate report -m gpt2" in text


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("-m", "gpt2", "--qubits", "72"), 2, ""),
        (("-m", "gpt2", "--qubits", "72", "-o", "a.docx"), 2, "a.docx"),
        (("-m", "gpt2", "--qubits", "72", "-o", "nowhere/a.html"), 74, "nowhere"),
        (("-m", "gpt2", "--qubits", "72", "-o", "nowhere/a.md"), 74, "nowhere"),
        (("--claim", "origin-wukong-2025", "--rank", "4", "-o", "a.html"), 2, "--rank"),
        (("--claim", "nothing", "-o", "a.html"), 2, "'nothing'"),
    ],
)
def test_bad_input_is_one_line_and_a_hint(run, tmp_path, monkeypatch, arguments, code, message):
    monkeypatch.chdir(tmp_path)
    result = run("report", *arguments)
    assert result.code == code, result
    assert message in result.err.splitlines()[-2]
    assert list(tmp_path.iterdir()) == []


def test_without_latex_a_pdf_is_refused_before_anything_is_computed(run, tmp_path, monkeypatch):
    monkeypatch.setattr("qestimate.report.full.writing.shutil.which", lambda _: None)
    result = run("report", "-m", "gpt2", "--qubits", "72", "-o", str(tmp_path / "a.pdf"))
    assert result.code == 74
    assert "pdflatex" in result.err


@needs_latex
@pytest.mark.slow
def test_names_with_odd_letters_still_compile(tmp_path, report):
    import subprocess

    path = tmp_path / "my report_(1).tex"
    write_report(report, path)
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-jobname=out", path.name],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-400:]


def test_only_sources_are_listed(judged):
    keys = {one.key for one in judged.sources}
    assert not keys & {"definition", "assumed", "calendar"}
    assert all(" " not in key for key in keys)
