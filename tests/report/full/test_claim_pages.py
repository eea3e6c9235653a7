"""Pages of judged claims: the list, each claim's own address, what it rests on, how to cite it."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from bibtexparser.entrypoint import parse_string

from qestimate.catalog.claims import claim, claims
from qestimate.evidence.claims.finding import LABELS
from qestimate.evidence.claims.judge import judge
from qestimate.evidence.claims.printed import printed_figures
from qestimate.report.full.claim_pages import (
    claim_html,
    claim_markdown,
    claims_html,
    claims_markdown,
    pages_of,
)
from qestimate.report.views.claim import NO_FIGURES
from qestimate.report.views.claim_list import (
    WRONG,
    claims_document,
    counts_of,
    listed,
    matching,
    newest_first,
)

OWN = """
name = "N <b>"
publication = "P | & <script>alert(1)</script>"
date = "2026-01-01"
source = "here"
locator = "l"

[[sources]]
key = "here"
title = "A title (of mine)"
link = "https://example.org/a_(b)"

[[statements]]
id = "one"
text = "a & b | c <i>"
source = "here"
locator = "p. 1"

[statements.check]
kind = "missing"
missing = ["x_y"]
"""


@cache
def every():
    return [judge(claim(name)) for name in claims()]


class Page(HTMLParser):
    """The anchors, links and tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.tags.add(tag)
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "a":
            self.links.append(named["href"])


def test_the_newest_publication_comes_first():
    dates = [one.claim.date for one in newest_first(every())]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) >= 14


def test_every_shipped_claim_has_a_plain_headline_and_a_topic():
    for one in every():
        plain = one.claim.headline_plain
        assert plain.endswith("."), one.claim.id
        assert len(plain) <= 140, one.claim.id
        assert one.claim.topic, one.claim.id


@pytest.mark.parametrize(
    ("words", "topic", "found"),
    [
        ("google echoes", "", "google-quantum-echoes-2025"),
        ("BILLION PARAMETERS", "training", "origin-wukong-2025"),
        ("bond trading", "", "hsbc-ibm-2025"),
        ("108", "device", "rigetti-cepheus-2026"),
    ],
)
def test_a_headline_is_found_by_its_words(words, topic, found):
    assert found in [one.claim.id for one in matching(every(), words, topic)]
    assert len(matching(every(), words, topic)) < len(every())


def test_what_sticks_counts_every_statement_that_the_source_makes():
    for one in every():
        tally = one.tally(seen=True)
        said = counts_of(one)
        total, *rest = [int(n) for n in re.findall(r"\d+", said)]
        others = rest.pop() if "passed on" in said else 0
        wrong = sum(tally.get(result, 0) for result in WRONG)
        open_ = (tally.get("consistent", 0), tally.get("not checkable", 0))
        assert rest == [n for n in (tally.get("reproduced", 0), wrong, *open_) if n]
        assert total == sum(rest)
        assert total + others == len(one.judged)
        marks = listed(one).marks
        assert len(re.sub(r"[()]", "", marks)) == len(one.judged)
        assert marks.count("(") == others


def test_a_statement_that_was_looked_for_is_named():
    """The headline has 99.1 %; that 99.5 % was said too, by others, is told."""
    (found,) = matching(every(), "108 qubits at 99.5 %", "")
    document = claims_document([found], "108 qubits at 99.5 %")
    (row,) = document.tables[0].rows
    assert "2. \u201cThe 108Q system is just now deploying at 99.5%\u201d" in row[5]
    assert "contradicted" in row[5]
    assert claims_document([found]).tables[0].rows[0][5] == ""


def test_the_nearest_are_found_where_none_has_every_word():
    found = [one.claim.id for one in matching(every(), "google's willow 13000 zeppelin", "")]
    assert found == ["google-quantum-echoes-2025"]
    assert matching(every(), "zeppelin over the ocean", "") == []


def test_every_claim_and_every_statement_has_an_address():
    page = Page(claims_html(every()))
    assert len(page.ids) == len(set(page.ids))
    for one in every():
        assert one.claim.id in page.ids
        assert {f"{one.claim.id}-{n}" for n in range(1, len(one.judged) + 1)} <= set(page.ids)
    for link in page.links:
        assert link.startswith(("https://", "http://")) or link[1:] in page.ids


def test_a_page_needs_nothing_from_elsewhere():
    text = claims_html(every())
    assert "script" not in Page(text).tags
    assert "img" not in Page(text).tags
    assert "default-src 'none'" in text


def test_a_list_apart_from_its_claims_links_to_each():
    text = claims_html(every(), lambda name: f"/claims/{name}", "/style.css")
    page = Page(text)
    for one in every():
        assert f"/claims/{one.claim.id}" in page.links
        assert f"/claims/{one.claim.id}#{one.claim.id}-1" in page.links
        assert one.claim.id not in page.ids
    assert "<style>" not in text
    alone = Page(claim_html(every()[0], lambda name: f"/claims/{name}", "/style.css"))
    assert alone.ids[0] == every()[0].claim.id
    assert "/claims/" in alone.links


def test_every_number_has_a_label_and_every_published_one_a_source():
    for one in every():
        for judged in one.judged:
            for step in judged.finding.steps:
                if step.what in NO_FIGURES:
                    continue
                assert step.label in LABELS, (one.claim.id, step)
                if step.label in ("measured", "claimed"):
                    assert step.source, (one.claim.id, step)


def test_every_statement_with_a_number_has_its_figures():
    for one in every():
        for statement in one.claim.statements:
            if printed_figures(statement.text):
                assert statement.figures, (one.claim.id, statement.id)


def test_statements_with_a_figure_show_what_they_rest_on():
    for page in pages_of(every()):
        for one in page.statements:
            assert one.figures or one.remarks or one.missing, (page.listed.id, one.id)
            for figure in one.figures:
                if figure.label in ("measured", "claimed"):
                    assert figure.source is not None, (page.listed.id, figure)
                    assert " " in figure.source.words, (page.listed.id, figure)  # no bare key


def test_markdown_has_a_row_and_a_heading_for_each():
    text = claims_markdown(every())
    rows = [line for line in text.splitlines() if re.match(r"\| 20\d\d-", line)]
    assert len(rows) == len(every())
    for one in every():
        assert f'<a id="{one.claim.id}"></a>' in text
        assert f"](#{one.claim.id})" in text
    apart = claims_markdown(every(), lambda name: f"claim-{name}.md")
    assert "](claim-origin-wukong-2025.md)" in apart
    assert "### " not in apart


def test_an_entry_for_bibtex_is_one():
    for page in pages_of(every()):
        library = parse_string(page.bibtex)
        assert not library.failed_blocks, page.bibtex
        (entry,) = library.entries
        assert entry.key == f"qestimate-{page.listed.id}"
        assert page.listed.id in page.citation
        assert page.source.link in page.citation


def test_a_file_of_ones_own_brings_its_sources_and_no_markup(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(OWN, encoding="utf-8")
    found = judge(str(path))
    page = Page(claims_html([found]))
    assert "https://example.org/a_(b)" in page.links
    assert not {"script", "i", "b"} & page.tags
    text = claim_markdown(found)
    assert "https://example.org/a_%28b%29" in text
    outside = re.sub(r"(?s)```bibtex.*?```", "", text)
    assert "<script>" not in outside
    row = next(line for line in claims_markdown([found]).splitlines() if "2026-01-01 |" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 6


@pytest.mark.parametrize("name", ["my_claim", "my 50%_{x}, #claim", "\u00fc (1)"])
def test_any_name_of_a_file_has_an_address_and_an_entry(tmp_path, name):
    path = tmp_path / f"{name}.toml"
    path.write_text(OWN, encoding="utf-8")
    found = judge(str(path))
    page = Page(claims_html([found]))
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert inside
    assert set(inside) <= set(page.ids)
    assert not any(set(one) & set(" ,#%{}") for one in page.ids)
    (shown,) = pages_of([found])
    (entry,) = parse_string(shown.bibtex).entries
    assert re.fullmatch(r"[\w.-]+", entry.key)
    assert not re.search(r"(?<!\\)[%&_#]", str(entry["howpublished"]))


def test_list_prints_every_format(run):
    for fmt, sign in (("html", "<!DOCTYPE html>"), ("md", "**20 claims"), ("csv", "claim,")):
        result = run("claim", "list", "--format", fmt)
        assert result.code == 0
        assert result.out.startswith(sign)
    rows = json.loads(run("claim", "list", "--find", "echoes", "--format", "json").out)["claims"]
    assert [row["claim"] for row in rows] == ["google-quantum-echoes-2025"]
    assert rows[0]["sources"][0]["link"].startswith("https://")


def test_list_takes_words_and_says_where_nothing_has_them(run):
    assert "google-quantum-echoes-2025" in run("claim", "list", "13000", "times").out
    nothing = run("claim", "list", "zeppelin")
    assert nothing.code == 0
    assert "No claim has these words." in nothing.out


def test_markdown_has_the_claims_below_the_list_where_all_is_asked_for(run):
    out = run("claim", "list", "echoes", "--full", "--format", "md").out
    assert out.startswith("# Claims, judged")
    assert '<a id="google-quantum-echoes-2025-1"></a>' in out


def test_one_statement_is_cited(run):
    out = run("claim", "cite", "rigetti-cepheus-2026", "2").out
    assert "Contradicted: " in out
    assert "Passed on by others" in out
    assert "@misc{qestimate-rigetti-cepheus-2026-2," in out
    assert run("claim", "cite", "qpa-gpt2-2025", "9").code == 2


def test_list_refuses_an_unknown_topic(run):
    result = run("claim", "list", "--topic", "trainin")
    assert result.code == 2
    assert "training" in result.err


def test_cite_prints_a_paragraph_and_an_entry(run):
    out = run("claim", "cite", "qpa-gpt2-2025").out
    paragraph, _, entry = out.partition("\n\n")
    assert "Of 5 published statements 3 hold as printed, 2 cannot be checked." in paragraph
    assert entry.startswith("@misc{qestimate-qpa-gpt2-2025,")
