"""Sentences of an article, as statements that nobody has judged yet."""

from __future__ import annotations

import pytest

from qestimate.core.errors import FileError, ScenarioError
from qestimate.evidence.claims.article import (
    MAX_SENTENCE,
    MAX_STATEMENTS,
    read_article,
    sentences,
    suggested,
    text_of_html,
)
from qestimate.evidence.claims.kinds import kinds

ARTICLE = """\
Small chip, large words

9 April 2025, by our correspondent

1. The laboratory says that its 72-qubit chip trained a model of 1 billion parameters in 2.1 hours.
According to Dr. A. Weber et al., in Sec. 3.2 of arXiv:2504.01234, nobody had done so.
"It is 13,000 times faster than a GPU," she said on 9 April 2025.
The same work would keep a supercomputer busy for 3.2 years, i.e. most of a doctorate.
Accuracy rose from 68 % to 82 %, and loss changed by \u221215-percent.
One run cost $1,200 and used 35\u2009000 kWh of energy, a saving of 50-80%.
Gates work with a fidelity of 99.50%, as Table 2 shows.
Compared with Llama 3.1 it is 12x smaller!
Call the press office, +49 30 12345678, for more.
Its owner plans a second chip in 2027.
"""

FOUND = [
    (
        "1. The laboratory says that its 72-qubit chip trained a model of 1 billion parameters in "
        "2.1 hours.",
        [(72, "qubits", None), (1_000_000_000, "parameters", 1), (2.1, "h", None)],
    ),
    ('"It is 13,000 times faster than a GPU," she said on 9 April 2025.', [(13000, "times", None)]),
    (
        "The same work would keep a supercomputer busy for 3.2 years, i.e. most of a doctorate.",
        [(3.2, "y", None)],
    ),
    (
        "Accuracy rose from 68 % to 82 %, and loss changed by \u221215-percent.",
        [(68, "%", None), (82, "%", None), (-15, "%", None)],
    ),
    (
        "One run cost $1,200 and used 35\u2009000 kWh of energy, a saving of 50-80%.",
        [(1200, "USD", None), (35000, "kWh", None), (50, "%", None), (80, "%", None)],
    ),
    ("Gates work with a fidelity of 99.50%, as Table 2 shows.", [(99.5, "%", 4)]),
    ("Compared with Llama 3.1 it is 12x smaller!", [(12, "times", None)]),
]


def test_an_article_of_ten_sentences():
    found = sentences(ARTICLE)
    assert [(one.text, [tuple(f) for f in one.figures]) for one in found] == FOUND


def test_the_same_article_as_a_page():
    body = "".join(f"<p>{part}</p>" for part in ARTICLE.replace("\u2009", "&thinsp;").split("\n\n"))
    page = f"<!DOCTYPE html><head><style>p {{ top: 5 px }}</style></head><nav>3 items</nav>{body}"
    texts = [one.text for one in sentences(text_of_html(page))]
    assert texts == ["3 items", *(text for text, _ in FOUND)]


def test_tags_that_never_close_hide_what_a_browser_hides():
    assert text_of_html("<p>a<script>4 h</p>").strip() == "a"
    assert sentences(text_of_html("<b>4 <i>hours")) == sentences("4 hours")


def test_words_suggest_kinds_that_are_there():
    assert suggested("it took 4 hours") == ("job-time",)
    assert suggested("The ACCURACY of it") == ("accuracy",)
    assert suggested("a billion parameters") == ("on-chip", "arithmetic")
    assert suggested("nothing of it") == ()
    every = suggested("99 % fidelity, 5 times faster, 3 kWh, $5, 2 % better")
    assert set(every) <= set(kinds())


def test_a_new_kind_is_suggested_as_soon_as_it_is_there(monkeypatch):
    known = {**kinds(), "energy": kinds()["missing"]}
    monkeypatch.setattr("qestimate.evidence.claims.article.kinds", lambda: known)
    assert "energy" in suggested("It used 3 kWh.")


def test_a_sentence_said_twice_is_one_statement_and_a_table_is_none():
    assert len(sentences("It took 4 h. It took 4 h.")) == 1
    assert sentences("4 h " * MAX_SENTENCE) == []


def test_too_many_sentences(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(" ".join(f"It took {n + 3000} h." for n in range(MAX_STATEMENTS + 1)))
    with pytest.raises(ScenarioError, match="501 sentences"):
        read_article(path)


def test_a_folder_is_no_article(tmp_path):
    with pytest.raises(FileError, match="folder"):
        read_article(tmp_path)
