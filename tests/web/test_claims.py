"""Judged claims: pages at addresses of their own, and the same as data."""

from __future__ import annotations

import json
import re

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient

from qestimate.catalog.claims import claims
from qestimate.web import claim_routes
from qestimate.web.app import application

NAME = "qpa-gpt2-2025"

LABELS = ("measured", "claimed", "derived", "given", "assumed")


@pytest.fixture
def client():
    found = TestClient(application(), base_url="http://127.0.0.1:8765")
    found.follow_redirects = False
    return found


def links(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="([^"]*)"', page)


def test_the_list_has_every_claim_and_its_links_work(client):
    page = client.get("/claims")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Claims, judged</h1>" in page.text
    own = {one.partition("#")[0] for one in links(page.text) if one.startswith("/")}
    assert {f"/claims/{name}" for name in claims()} <= own
    for path in own - {f"/claims/{name}" for name in claims()}:
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("name", claims())
def test_every_claim_has_a_page_whose_links_work(client, name):
    page = client.get(f"/claims/{name}")
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    for path in links(page.text):
        where, _, place = path.partition("#")
        if not where:
            assert f'id="{place}"' in page.text
        elif path.startswith("/"):
            assert client.get(where).status_code == 200, path
        else:
            assert path.startswith(("https://", "http://", "data:,")), path


@pytest.mark.parametrize("path", ["/claims", f"/claims/{NAME}", "/claims/nothing"])
def test_pages_need_nothing_that_their_policy_forbids(client, path):
    page = client.get(path)
    assert "style-src 'self'" in page.headers["content-security-policy"]
    assert "<script" not in page.text
    assert "<style" not in page.text
    assert not re.search(r"<[^>]* (style|on\w+)=", page.text)
    assert '<link rel="stylesheet" href="/static/claims.css">' in page.text


def test_the_style_is_that_of_the_page_of_the_terminal(client, run):
    style = client.get("/static/claims.css")
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert style.text.strip() in run("claim", "list", "--format", "html").out


@pytest.mark.parametrize("name", [NAME, "rigetti-cepheus-2026"])
def test_the_json_is_that_of_the_terminal(client, run, name):
    printed = json.loads(run("claim", "check", name, "--format", "json").out)
    assert client.get(f"/claims/{name}.json").json() == printed


def test_the_rows_are_those_of_the_terminal(client, run):
    printed = json.loads(run("claim", "list", "--format", "json").out)
    assert client.get("/claims.json").json() == printed


def test_the_entry_of_a_bibliography_is_that_of_the_terminal(client, run):
    entry = client.get(f"/claims/{NAME}.bib")
    assert entry.headers["content-type"] == "text/plain; charset=utf-8"
    assert entry.text.startswith(f"@misc{{qestimate-{NAME},")
    assert run("claim", "cite", NAME).out.endswith(entry.text)


def test_the_page_is_told_every_claim_in_short(client):
    found = client.get("/api/claims").json()
    assert sorted(one["id"] for one in found["claims"]) == claims()
    dates = [one["date"] for one in found["claims"]]
    assert dates == sorted(dates, reverse=True)
    for one in found["claims"]:
        assert one["headline"].endswith(".")
        assert one["why"].endswith(".")
        of = re.search(r"of (\d+) published statement", one["counts"])
        assert sum(mark["seen"] for mark in one["marks"]) == int(of[1])
    assert found["legend"].startswith("\N{CHECK MARK} holds as printed")


@pytest.mark.parametrize("name", claims())
def test_every_figure_of_a_statement_has_its_label(client, name):
    found = client.get(f"/api/claims/{name}").json()
    for statement in found["statements"]:
        assert statement["figures"] or statement["remarks"] or statement["missing"], statement
    figures = [figure for one in found["statements"] for figure in one["figures"]]
    for one in figures:
        assert one["label"] in LABELS, one
        assert one["source"] is None or one["source"]["words"]
    assert found["headline"].rstrip(".") in found["citation"]
    assert found["bibtex"].startswith("@misc{")


HOSTILE = (
    *(
        "nothing",
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "%00",
        "%0d%0aX: y",
    ),
    *(
        "mine.toml",
        "%2e%2e%2fetc%2fpasswd",
        "..%5c..%5csecret",
        "x" * 5000,
        "{{7*7}}",
        "ORIGIN",
        "é",
    ),
)


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name[:20])
def test_a_name_that_is_none_is_said_in_plain_words_and_not_repeated(client, name):
    page = client.get(f"/claims/{name}")
    assert page.status_code == 404
    assert "alert" not in page.text
    assert "7*7" not in page.text
    for form in ("json", "bib"):
        answer = client.get(f"/claims/{name}.{form}")
        assert answer.status_code in (404, 422)
        assert answer.headers["content-type"] in ("application/json", "text/html; charset=utf-8")
        assert len(answer.text) < 1000


def test_what_is_no_claim_leads_to_the_list(client):
    page = client.get("/claims/nothing")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>No such claim</h1>" in page.text
    assert '<a href="/claims">' in page.text


def test_no_page_reads_a_file(client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.toml").write_text("x = 1")
    for form in ("", ".json", ".bib"):
        found = {client.get(f"/claims/{name}.toml{form}").status_code for name in ("there", "away")}
        assert found == {404}


@pytest.mark.parametrize(
    ("path", "work"),
    [
        ("/claims", "_list_page"),
        (f"/claims/{NAME}", "_page"),
        (f"/claims/{NAME}.json", "_object"),
        (f"/claims/{NAME}.bib", "_bibtex"),
        ("/claims.json", "_rows"),
    ],
)
def test_judging_has_the_limits_of_other_work(client, monkeypatch, path, work):
    import time

    monkeypatch.setattr("qestimate.web.room.SECONDS", 0.1)
    monkeypatch.setattr(claim_routes, work, lambda *_: time.sleep(1))
    assert client.get(path).status_code == 503
