"""Whole reports in every format: complete, self-contained, the same bytes each time."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from html.parser import HTMLParser

import markupsafe
import pytest

pytest.importorskip("matplotlib")

from qestimate import survey
from qestimate.core.formatting import number
from qestimate.report.full import claim_report, scenario_report, write_report
from qestimate.report.views.sentences import best_of
from qestimate.scenario.scenario import scenario
from qestimate.scenario.values import Given

needs_latex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX installed")

GIVEN = {"model": Given("gpt2"), "rank": Given(4), "device": Given("ibm-fez,origin-wukong-72")}


@pytest.fixture(scope="module")
def asked():
    return scenario(GIVEN)


@pytest.fixture(scope="module")
def found(asked):
    return survey(asked.workload, asked.devices, asked.methods, asked.goal)


@pytest.fixture(scope="module")
def report(asked, found):
    return scenario_report(asked, found, "qestimate report -m gpt2")


@pytest.fixture(scope="module")
def judged():
    from qestimate.catalog.claims import claim
    from qestimate.evidence.claims.judge import judge

    return claim_report(judge(claim("origin-wukong-2025")), "qestimate report --claim ...")


def blank(_):
    """Draw nothing, soon: what is in a picture has tests of its own."""
    from matplotlib.figure import Figure

    return Figure(figsize=(1, 1))


@pytest.fixture(scope="module")
def written(report, judged, tmp_path_factory):
    """Return a function that returns the text of a report in a format, its pictures empty."""
    folder, known = tmp_path_factory.mktemp("reports"), {"report": report, "judged": judged}
    texts = {}

    def text(name, ending):
        if (name, ending) not in texts:
            path = folder / f"{name}.{ending}"
            write_report(undrawn(known[name]), path)
            texts[name, ending] = path.read_text(encoding="utf-8")
        return texts[name, ending]

    return text


def undrawn(one):
    """Return a report whose pictures are empty."""
    front = one.front._replace(picture=one.front.picture._replace(draw=blank))
    sections = tuple(
        part._replace(pictures=tuple(p._replace(draw=blank) for p in part.pictures))
        for part in one.sections
    )
    return one._replace(front=front, sections=sections)


def test_it_has_everything_that_a_reader_needs(report):
    assert [p.key for p in report.pictures] == [
        "times",
        "where-it-fits",
        "chip-ibm-fez-2025-02-26",
        "chip-origin-wukong-72-2026-03-06",
        "signal-against-layers",
        "budget",
    ]
    asked = next(one for one in report.sections if one.key == "asked")
    assert any("samples 3,000" in line for line in asked.lines)
    keys = {one.key for one in report.sources}
    assert {"lora-2021", "qpa-2025", "kandala-2017"} <= keys
    assert all(one.title for one in report.sources)
    assert re.fullmatch(r"qestimate \d.*, catalogue [0-9a-f]{12}", report.made)
    assert report.command == "qestimate report -m gpt2"


def test_the_title_is_the_question(report, judged):
    assert report.title == "Can IBM Fez or Origin Wukong fine-tune GPT-2 (124,439,808 parameters)?"
    assert judged.title == (
        "Does it hold: \u201ctunes AI with 1 billion parameters on a quantum computer\u201d?"
    )


def test_a_size_alone_does_not_name_the_model_that_lent_its_shape():
    asked = scenario({"params": Given("1e9"), "qubits": Given(72), "method": Given("qpa")})
    found = survey(asked.workload, asked.devices, asked.methods, asked.goal)
    one = scenario_report(asked, found, "qestimate report --params 1e9 --qubits 72")
    assert one.title == "Can a 72-qubit chip run QPA for a model of 1,000,000,000 parameters?"


def test_figures_of_a_device_that_are_assumed_are_named_on_the_first_page():
    asked = scenario({"model": Given("gpt2"), "qubits": Given(1000), "method": Given("qpa")})
    found = survey(asked.workload, asked.devices, asked.methods, asked.goal)
    one = scenario_report(asked, found, "qestimate report")
    [said] = one.front.assumed
    assert said.endswith("3 epochs; some figures of generic square grid.")


def out_of_order(text, *parts):
    """Return the parts of a text that do not stand behind the part before them."""
    at, wrong = 0, []
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            wrong.append(part)
        else:
            at = found + len(part)
    return wrong


@pytest.mark.parametrize("ending", ["md", "html", "tex"])
@pytest.mark.parametrize("name", ["report", "judged"])
def test_the_first_page_has_question_answer_rows_one_picture_and_what_was_assumed(
    name, ending, request, written
):
    one = request.getfixturevalue(name)
    text = written(name, ending).replace("\u201c", '"').replace("\u201d", '"')
    for raw, plain in (
        (r"\textquotedblleft{}", '"'), (r"\textquotedblright{}", '"'), ("\\_", "_"),
    ):  # fmt: skip
        text = text.replace(raw, plain)
    title = one.title.replace("\u201c", '"').replace("\u201d", '"')
    start = {"md": "# ", "html": "<h1>", "tex": r"\begin{document}"}[ending]
    text = text[text.index(start) :]
    first_row = str(one.front.grid.rows[0][1])
    picture = one.front.picture.key
    link = {"md": f"{picture}.svg", "html": f"fig-{picture}", "tex": f"{picture}}}"}[ending]
    heading = {"md": "## Contents", "html": ">Contents<", "tex": r"\tableofcontents"}[ending]
    if ending == "tex":  # words below a picture are measured before it is placed
        front = [title, one.front.word, first_row, "What was assumed", heading]
        assert out_of_order(text, first_row, link, heading) == []
    else:
        front = [title, one.front.word, first_row, link, "What was assumed", heading]
    assert out_of_order(text, *front) == []


def test_the_first_page_says_what_the_terminal_says(asked, found, report):
    from qestimate.explore.brief import brief_of
    from qestimate.report.views.brief import scenario_screen

    screen = scenario_screen(brief_of(found), asked)
    front = report.front
    assert (front.word, front.answer, front.grid) == (screen.word, screen.answer, screen.rows)
    told = [*front.remarks, *(f"Assumed: {one}" for one in front.assumed[:1])]
    assert told == list(screen.closing)


def test_the_report_of_a_claim_opens_with_its_headline(judged):
    assert judged.front.word == "NOT CHECKABLE:"
    assert judged.front.answer.startswith("missing is a record of what ran on the chip")
    assert "Of 17 statements 4 consistent" in judged.front.answer
    assert len(judged.front.grid.rows) == 17


def test_a_claim_without_settings_has_a_picture_too():
    from qestimate.catalog.claims import claim
    from qestimate.evidence.claims.judge import judge

    found = judge(claim("ionq-head-2025"))
    assert not found.configured
    one = claim_report(found, "qestimate report --claim ionq-head-2025")
    assert [p.key for p in one.pictures] == ["tally"]
    assert "5 statements" in one.front.picture.caption


def test_captions_have_the_numbers_of_this_run(found, report):
    best = best_of(found.estimates)
    captions = {p.key: p.caption for p in report.pictures}
    assert f"takes {best.program.n_qubits} qubits" in captions["where-it-fits"]
    assert f"{best.method.id} on ibm-fez" in captions["budget"]
    assert "it fits" in captions["budget"]
    assert best.verdict == "feasible"
    assert f"Chosen for {best.method.id}" in captions["chip-ibm-fez-2025-02-26"]
    left = number(best.local.attenuation.value)
    assert (
        f"with {best.program.n_layers} layers noise leaves {left} of the signal"
        in captions["signal-against-layers"]
    )
    fits = sum(row[-1] == "yes" for row in report.front.grid.rows)
    assert captions["times"].startswith(f"{fits} of the {len(report.front.grid.rows)} rows above")


def test_captions_and_titles_are_in_plain_words(report, judged):
    for picture in (*report.pictures, *judged.pictures):
        said = f"{picture.title} {picture.caption}".lower()
        for word in ("decade", "brick wall", "log10", "margin", "infeasible", "attenuation"):
            assert word not in said, picture.key
        assert picture.title.endswith("?")
        assert len(picture.caption) > 40


def test_each_way_of_the_report_is_explained(found, report):
    ways = next(one for one in report.sections if one.key == "ways")
    said = [
        name.rpartition("(")[2].rstrip(")") for terms in ways.terms for name, _ in terms.entries
    ]
    assert sorted(said) == sorted({one.method.id for one in found.estimates})
    assert all(text.endswith(tuple(one.key for one in report.sources))
               for terms in ways.terms for _, text in terms.entries)  # fmt: skip


def test_every_table_and_picture_is_in_one_chapter(found, report, judged):
    from qestimate.report.views.claim import claim_document
    from qestimate.report.views.model import model_document

    keys = [table.key for table in model_document(found).tables if table.key != "answer"]
    assert sorted(table.key for table in report.tables) == sorted(keys)
    for one in (report, judged):
        names = [picture.key for picture in one.pictures]
        assert len(set(names)) == len(names)
    from qestimate.catalog.claims import claim
    from qestimate.evidence.claims.judge import judge

    of_claim = [table.key for table in claim_document(judge(claim("origin-wukong-2025"))).tables]
    assert sorted([*(t.key for t in judged.tables), "sources"]) == sorted(of_claim)


ODD = "qestimate report --params 1e9 --qubits 72 -m 'a  b_c' --set x=\"1\" -o r^2.%s"


@pytest.mark.parametrize("ending", ["md", "html", "tex"])
def test_the_command_is_there_word_for_word(report, tmp_path, ending):
    bare = report._replace(
        sections=(), sources=(), front=report.front._replace(picture=None), command=ODD % ending
    )
    path = tmp_path / f"a.{ending}"
    write_report(bare, path)
    text = path.read_text(encoding="utf-8")
    if ending == "html":
        text = html.unescape(text)
    if ending == "tex":
        text = as_read(text)
    assert ODD % ending in text


def as_read(text):
    """Return LaTeX as it is printed, of the commands that a typed command is written with."""
    for command, letter in (
        (r"\textquotesingle{}", "'"), (r"\textquotedbl{}", '"'), (r"\_", "_"),
        (r"\textasciicircum{}", "^"), ("-{}", "-"), (",{}", ","), ("\\ ", " "), (r"\%", "%"),
    ):  # fmt: skip
        text = text.replace(command, letter)
    return text


def test_labels_are_unique_and_every_reference_has_one(written):
    for name in ("report", "judged"):
        text = written(name, "tex")
        labels = re.findall(r"\\label\{([^}]*)\}", text) + re.findall(
            r"\\picturehere\{[^}]*\}.*\{(fig:[^}]*)\}\n", text
        )
        assert len(set(labels)) == len(labels)
        assert {"sec:contents", "sec:ways", "sec:sources", "sec:made"} <= set(labels)
        referred = re.findall(r"\\ref\{([^}]*)\}", text)
        assert len(referred) > 4
        assert set(referred) <= set(labels)
        cited = set(re.findall(r"\\cite\{([^}]*)\}", text))
        assert cited
        assert cited <= set(re.findall(r"\\bibitem\{([^}]*)\}", text))


def test_labels_of_tables_are_those_of_the_tables(written):
    assert r"\label{tab:circuits}" in written("report", "tex")
    assert r"\label{fig:times}" in written("report", "tex")
    assert r"\label{tab:statements}" in written("judged", "tex")


def test_no_number_is_too_large_to_mean_anything(written):
    for name in ("report", "judged"):
        for ending in ("md", "html", "tex"):
            text = re.sub(r"data:image[^\"]*", "", written(name, ending))
            assert not re.search(r"(?<![\w])\d(\.\d+)?e-?\d{3,}(?!\w)|\^\{?-?\d{4,}", text)


def test_links_of_the_page_lead_somewhere(written):
    for name in ("report", "judged"):
        page = Page()
        page.feed(written(name, "html"))
        inside = [link[1:] for link in page.links if link.startswith("#")]
        assert set(inside) <= set(page.ids)
        assert len(set(page.ids)) == len(page.ids)
        assert {"sec-ways", "sec-sources", "sec-made"} <= set(inside)
        assert any(link.startswith("tab-") for link in inside)
        assert any(link.startswith("fig-") for link in inside)
        assert any(link.startswith("source-") for link in inside)
        outside = [link for link in page.links if not link.startswith(("#", "data:"))]
        assert len(outside) > 5
        assert all(link.startswith("https://") for link in outside)


def test_contents_of_markdown_lead_to_its_headings(written):
    text = written("report", "md")
    anchors = {
        re.sub(r"[^\w\- ]", "", line[3:].lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("## ")
    }
    links = re.findall(r"^\d+\. \[[^\]]*\]\(#([^)]*)\)$", text, flags=re.MULTILINE)
    assert len(links) > 8
    assert set(links) <= anchors


def test_pictures_are_dark_on_a_dark_page_and_not_in_print(written):
    text = written("report", "html")
    dark = text[text.index("@media screen and (prefers-color-scheme: dark)") :]
    assert "filter: invert(1)" in dark[: dark.index("@media print")]
    assert "invert" not in dark[dark.index("@media print") :]
    assert "invert" not in text[: text.index("@media screen")]


def test_sources_are_numbered_links(written, report):
    text = written("report", "html")
    listed = text[text.index('<ol class="sources">') :]
    for n, one in enumerate(report.sources, 1):
        assert f'<li id="source-{n}">{markupsafe.escape(one.words)}' in listed
        if one.address:
            assert f'<a href="{html.escape(one.address)}">' in listed
    tex = written("report", "tex")
    assert tex.count(r"\bibitem{") == len(report.sources)
    assert r"\url{https://arxiv.org/abs/2106.09685}" in tex
    assert r"\url{https://doi.org/10.1038/nature23879}" in tex


class Page(HTMLParser):
    """What a page consists of."""

    def __init__(self):
        super().__init__()
        self.tags, self.links, self.images, self.headings, self.ids = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        attributes = dict(attrs)
        self.links += [attributes[k] for k in ("src", "href") if k in attributes]
        self.ids += [attributes["id"]] if "id" in attributes else []
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
    assert all(image["src"].startswith("data:image/svg+xml") for image in page.images)
    assert "default-src 'none'" in text
    assert "script" not in page.tags
    assert page.headings.count("h1") == 1
    assert len(page.images) == len(one.pictures)
    assert all(len(image["alt"]) > 40 for image in page.images)
    assert 'lang="en"' in text
    assert "caption" in page.tags
    assert "prefers-color-scheme: dark" in text
    assert one.made in text


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
    assert "What was assumed" in text
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
    from qestimate.report.document import Column, Table
    from qestimate.report.full.report import Front, Report, Section, Terms

    odd = 'a_b & <c> $d$ 100 % #1 {e} \\f "g" [h] \u4e2d'
    table = Table("t", odd, (Column("a", odd), Column("b", odd)), ((odd, odd),), (odd,))
    front = Front(odd, "no", odd, table._replace(key="answer"), None, (odd,), (odd,), odd)
    section = Section("s", odd, (odd,), (Terms(odd, ((odd, odd),)),), (table,), (), (odd,))
    one = Report(odd, front, (section,), (), odd, odd)
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
@pytest.mark.parametrize("name", ["report", "judged"])
def test_the_first_page_is_one_page_and_everything_has_room(name, request, tmp_path):
    path = tmp_path / "a.tex"
    write_report(request.getfixturevalue(name), path)
    for _ in range(3):
        subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name],
            cwd=tmp_path, capture_output=True, check=True,
        )  # fmt: skip
    log = path.with_suffix(".log").read_text(errors="replace")
    wide = [float(pt) for pt in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(wide, default=0.0) < 5.0
    assert "undefined" not in log
    assert "multiply" not in log
    assert "Missing character" not in log
    labels = path.with_suffix(".aux").read_text()
    assert re.search(r"\\newlabel\{sec:contents\}\{\{[^}]*\}\{2\}", labels)
    first = re.search(r"\\newlabel\{fig:(?:times|budget)\}\{\{1\}\{(\d+)\}", labels)
    assert first[1] == "1"


@needs_latex
@pytest.mark.slow
def test_names_with_odd_letters_still_compile(tmp_path, report):
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


def test_the_key_of_a_source_is_never_a_command(tmp_path, run):
    """A claim file is somebody else's: what it names is text, in LaTeX too."""
    path = tmp_path / "claim.toml"
    run("claim", "new", path)
    text = path.read_text(encoding="utf-8")
    nasty = text.replace('source = "the-article"', "source = 'a}\\input{/etc/hostname}'")
    assert nasty != text
    path.write_text(nasty, encoding="utf-8")
    out = tmp_path / "claim.tex"
    assert run("report", "--claim", path, "-o", out).code == 0
    assert "\\input{/etc" not in out.read_text(encoding="utf-8")


def test_two_dates_of_one_chip_have_two_pictures(tmp_path, run):
    out = tmp_path / "two.md"
    both = "origin-wukong-72@2024-06-03,origin-wukong-72@2026-03-06"
    assert run("report", "-m", "gpt2", "--device", both, "--method", "qpa", "-o", out).code == 0
    links = re.findall(r"\]\(([^)#]*chip[^)]*)\)", out.read_text(encoding="utf-8"))
    assert len(links) == len(set(links)) == 2
