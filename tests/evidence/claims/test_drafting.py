"""Claim files that begin: always TOML, always judged."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qestimate.catalog.claims import claim_of
from qestimate.core.errors import ScenarioError, UnknownNameError
from qestimate.evidence.claims.answers import figure_inputs, needed_inputs
from qestimate.evidence.claims.article import MAX_STATEMENTS, sentences
from qestimate.evidence.claims.drafting import (
    COMMON,
    Publication,
    Stated,
    article_file,
    by_name,
    common_file,
    needs_setting,
    stated_file,
)
from qestimate.evidence.claims.filling import Wanted, filled_file, wanted
from qestimate.evidence.claims.judge import judge
from qestimate.evidence.claims.kinds import kinds
from qestimate.evidence.claims.printed import PrintedFigure

PAPER = Publication("A name", "A paper", "2025-04-09", "https://example.org")


def content(drafted) -> dict:
    return tomllib.loads(drafted.text)


def judged(drafted):
    return judge(claim_of(Path("mine.toml"), content(drafted)))


def test_the_common_kinds_come_from_their_templates():
    drafted = common_file()
    assert [one["check"]["kind"] for one in content(drafted)["statements"]] == list(COMMON)
    for name in COMMON:
        assert kinds()[name].template in drafted.text
    assert judged(drafted).tally()["reproduced"] == 1


def test_a_kind_that_is_added_brings_its_own_part(monkeypatch):
    own = kinds()["missing"]._replace(
        name="own", decides="Whether it is so.", template=kinds()["missing"].template
    )
    known = {**kinds(), "own": own}
    monkeypatch.setattr("qestimate.evidence.claims.drafting.kinds", lambda: known)
    assert "own" in common_file().text.rpartition("# Other kinds")[2]
    assert "# 1. Whether it is so.\n" in filled_file(PAPER, [Wanted("own")]).text


@pytest.mark.parametrize("name", list(kinds()))
def test_what_is_not_filled_in_says_so(name):
    drafted = filled_file(PAPER, [Wanted(name)])
    (statement,) = content(drafted)["statements"]
    assert f"{statement['id']}.text" in drafted.examples
    lines = drafted.text.splitlines()
    assert sum("# an example" in line for line in lines) == len(drafted.examples)
    assert ("settings" in content(drafted)) == needs_setting(kinds()[name])
    assert len(judged(drafted).judged) == 1


def test_a_publication_that_is_known_leaves_no_example():
    drafted = filled_file(PAPER, [Wanted("missing", "It is 5 % better")])
    assert drafted.examples == ()
    found = content(drafted)
    assert (found["name"], found["publication"]) == ("A name", "A paper")
    assert found["date"] == "2025-04-09"
    assert found["sources"][0]["link"] == "https://example.org"
    assert "name" in filled_file(Publication(), [Wanted("missing", "a")]).examples


def test_inputs_that_are_examples_are_called_so_wherever_they_are_shown():
    drafted = filled_file(PAPER, [Wanted("job-time", "It took 4 hours")], ["ibm-fez"])
    (one,) = judged(drafted).judged
    assert one.statement.examples == ("circuits", "shots")
    assert one.finding.result == "not checkable"
    assert "circuits (an example in the file)" in one.finding.finds


def test_an_example_never_speaks_for_words_that_were_given():
    with pytest.raises(ScenarioError, match="figures"):
        filled_file(PAPER, [Wanted("classical-time", "a very long time")])
    (template,) = content(filled_file(PAPER, [Wanted("on-chip")]))["statements"]
    words = Wanted("on-chip", "a model of 1 billion parameters")
    (statement,) = content(filled_file(PAPER, [words]))["statements"]
    assert "reading" in template
    assert "reading" not in statement


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("job-time", "It took 4 hours on 72 qubits", [(4, "h")]),
        ("classical-time", "a supercomputer would need 10,000 years", [(10000, "y")]),
        ("accuracy", "accuracy rose from 68 % to 82 %", [(68, "%"), (82, "%")]),
        ("on-chip", "a 72-qubit chip holds 1 billion parameters", [(1_000_000_000, "parameters")]),
    ],
)
def test_figures_are_read_from_the_words(kind, text, found):
    (statement,) = content(filled_file(PAPER, [Wanted(kind, text)]))["statements"]
    assert [(one["value"], one["unit"]) for one in statement["figures"]] == found


def test_more_figures_than_a_check_takes_are_kept():
    figures = tuple(PrintedFigure(n, "%") for n in (68, 82, 5, 7))
    (statement,) = content(filled_file(PAPER, [Wanted("accuracy", "a", figures)]))["statements"]
    assert [one["value"] for one in statement["figures"]] == [68, 82, 5, 7]
    assert [one["name"] for one in statement["figures"]] == ["before", "after", "share", "share 2"]


def test_every_kind_at_once_has_one_configuration():
    drafted = filled_file(PAPER, [Wanted(name) for name in kinds()], ["ibm-fez"], ["gpt2"])
    found = content(drafted)
    assert [one["model"] for one in found["settings"]] == ["gpt2"]
    devices = [one["check"].get("devices") for one in found["statements"]]
    assert {tuple(one) for one in devices if one} == {("ibm-fez",)}
    assert len(judged(drafted).judged) == len(kinds())


def test_which_kind_goes_with_which_words():
    assert [one.kind for one in wanted([], [], [])] == list(COMMON)
    assert [(one.kind, one.text) for one in wanted([], ["a", "b"], [])] == [
        ("missing", "a"),
        ("missing", "b"),
    ]
    assert [(one.kind, one.text) for one in wanted(["source", "missing"], ["a"], [])] == [
        ("source", "a"),
        ("missing", "a"),
    ]
    assert [(one.kind, one.text) for one in wanted(["source", "missing"], ["a", "b"], [])] == [
        ("source", "a"),
        ("missing", "b"),
    ]
    with pytest.raises(UnknownNameError, match="accurcy"):
        wanted(["accurcy"], [], [])


def test_an_article_says_not_checkable_for_each_and_suggests():
    found = sentences("It took 4 hours. Nothing. A model of 1 billion parameters!")
    drafted = article_file(PAPER, found)
    assert judged(drafted).tally() == {"not checkable": 2}
    assert "# its words suggest: job-time\n[statements.check]" in drafted.text
    assert "# its words suggest: on-chip, arithmetic\n" in drafted.text
    figures = [one["figures"] for one in content(drafted)["statements"]]
    assert figures[1] == [
        {"name": "parameters", "value": 1_000_000_000, "digits": 1, "unit": "parameters"}
    ]


def test_the_longest_article_can_be_checked():
    text = " ".join(f"It took {n + 3000} h, {n} %." for n in range(MAX_STATEMENTS))
    assert judged(article_file(PAPER, sentences(text))).tally() == {"not checkable": 500}


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_words_are_valid_toml_and_come_back(words):
    paper = PAPER._replace(name=words)
    stated = stated_file(paper, [Stated(words, {}, {"kind": "missing", "missing": [words]})])
    filled = filled_file(paper, [Wanted("missing", words)])
    for drafted in (stated, filled):
        found = content(drafted)
        assert found["name"] == words
        assert found["statements"][0]["text"] == words
        claim_of(Path("mine.toml"), found)


@given(st.floats(-1e299, 1e299, allow_nan=False) | st.integers(-(10**17), 10**17))
def test_any_figure_comes_back(value):
    figures = by_name([PrintedFigure(value, "%"), PrintedFigure(value, "kWh", 3)])
    found = content(
        stated_file(PAPER, [Stated("a", figures, {"kind": "missing", "missing": ["b"]})])
    )
    assert [one["value"] for one in found["statements"][0]["figures"]] == [value, value]


def test_a_check_with_tables_in_it():
    row = {"symbol": "a", "meaning": "b", "value": 1, "source": "c", "locator": "d"}
    check = {
        "kind": "arithmetic",
        "figure": "x",
        "formula": "a/f",
        "inputs": [row, {**row, "symbol": "f"}],
    }
    stated = Stated("one", {"x": PrintedFigure(1)}, check)
    assert content(stated_file(PAPER, [stated]))["statements"][0]["check"] == check
    assert judged(stated_file(PAPER, [stated])).tally() == {"reproduced": 1}


@pytest.mark.parametrize("name", list(kinds()))
def test_every_input_of_a_kind_has_a_question(name):
    fields = kinds()[name].fields
    asked = [*figure_inputs(fields), *needed_inputs(fields, ("kind", "setting"))]
    required = {n for n, info in fields.model_fields.items() if info.is_required()}
    assert required - {"kind", "setting"} <= {one.name for one in asked}
    assert all(one.question for one in asked)
