"""``qestimate claim`` at the shell."""

from __future__ import annotations

import json
import re
from functools import cache

import jsonschema
import pytest

from qestimate.catalog.claim_records import RESULTS
from qestimate.catalog.claims import claim
from qestimate.evidence.claims.judge import judge
from tests.conftest import says

NAME = "origin-wukong-2025"


@cache
def judged():
    return judge(claim(NAME))


@pytest.fixture(autouse=True)
def judged_once(monkeypatch):
    """The claim that most tests show is judged once."""

    def found(one):
        return judged() if one.id == NAME else judge(one)

    monkeypatch.setattr("qestimate.evidence.claims.judge.judge", found)


def test_list(run):
    result = run("claim", "list", "--format", "text")
    assert result.code == 0
    for name in (NAME, "qpa-gpt2-2025", "multiverse-cua-2026", "ionq-head-2025"):
        assert name in result.out


@pytest.mark.parametrize("fmt", ["text", "md", "latex", "html", "csv"])
def test_check_in_every_format(run, fmt):
    result = run("claim", "check", NAME, "--format", fmt)
    assert result.code == 0
    assert "contradicted" in result.out
    assert "69,114" in result.out or "69114" in result.out


def test_the_conclusion_counts_the_results(run):
    out = run("claim", "check", NAME, "--format", "text").out
    first = " ".join(out.split("\n\n")[0].split())
    assert first.endswith(
        "of 10 statements 2 consistent, 2 contradicted, 2 misreported, 4 not checkable, and 2 more "
        "that the source was not found to make."
    )


def test_json(run):
    result = run("claim", "check", NAME, "--format", "json")
    content = json.loads(result.out)
    jsonschema.validate(content, json.loads(run("catalog", "schema", "claim-output").out))
    assert len(content["statements"]) == sum(content["results"].values()) == 12
    for statement in content["statements"]:
        assert statement["result"] in RESULTS
        assert statement["derivation"]
        assert statement["flips"]
    assert content["configurations"][0]["prompt_circuits"] == 11_200


HEADINGS = [
    "Statements",
    "Configurations: what would be on the chip",
    "Configurations: how long",
    "Configurations: plain LoRA of the same rank",
]


def test_markdown_has_every_statement_once_in_the_table(run):
    out = run("claim", "check", NAME, "--format", "md").out
    table = out.split("### Statements")[1].split("###")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + 12
    assert re.findall("^### (.*)", out, re.MULTILINE)[:4] == HEADINGS
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in out.splitlines()]
    circuits = [row[2:5] + row[6:8] for row in cells if len(row) == 10]
    assert ["4", "37", "36", "58,000", "3,480"] in circuits
    assert ["8", "69", "136", "1.07e6", "337,000"] in circuits
    lora = {row[0]: row[2] for row in cells if len(row) == 6}
    assert lora["released scripts, rank 4"] == "573,440"
    assert lora["released scripts, rank 8"] == "1,146,880"


def test_fail_on(run):
    assert run("claim", "check", NAME, "--fail-on", "contradicted").code == 1
    assert run("claim", "check", "qpa-gpt2-2025", "--fail-on", "contradicted").code == 0
    assert run("claim", "check", NAME, "--fail-on", "not-checkable").code == 1
    assert run("claim", "check", NAME, "--fail-on", "reproduced").code == 0
    result = run("claim", "check", NAME, "--fail-on", "wrong")
    assert result.code == 2
    assert "'wrong'" in result.err


def test_a_new_claim_can_be_checked_as_it_is(run, tmp_path):
    path = tmp_path / "mine.toml"
    result = run("claim", "new", path)
    assert result.code == 0
    found = run("claim", "check", path, "--format", "json")
    assert found.code == 0
    content = json.loads(found.out)
    assert {s["id"]: s["result"] for s in content["statements"]} == {
        "on-the-chip": "contradicted",
        "share": "reproduced",
        "accuracy": "consistent",
        "speed": "misreported",
        "first": "not checkable",
    }


def test_a_template_names_every_kind_of_check(run, tmp_path):
    from qestimate.evidence.claims.judge import CHECKS

    path = tmp_path / "mine.toml"
    run("claim", "new", path)
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r'^kind = "([a-z-]+)"', text, re.MULTILINE))
    named |= set(text.rsplit("# Other kinds: ", 1)[1].strip().rstrip(".").split(", "))
    assert named == set(CHECKS)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("claim", "check", "origin"), 2, "claim 'origin'"),
        (("claim", "check", "none.toml"), 3, "none.toml"),
        (("claim", "new", "mine"), 2, "mine .toml"),
        (("claim", "check"), 2, "argument"),
        (("claim", "check", NAME, "--format", "pdf"), 2, "'pdf'"),
    ],
)
def test_bad_input(run, arguments, code, said):
    result = run(*arguments)
    assert result.code == code
    assert says(result.err, said)
    assert "hint:" in result.err
    assert "Traceback" not in result.err


def test_nothing_is_overwritten(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("precious", encoding="utf-8")
    result = run("claim", "new", path)
    assert result.code == 2
    assert str(path) in result.err
    assert path.read_text(encoding="utf-8") == "precious"
    assert run("claim", "new", tmp_path / "none" / "mine.toml").code == 74


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('method = "qtha"', 'method = "qthb"', "'qthb' qtha"),
        ('devices = ["origin-wukong-72"]', 'devices = ["generic"]', "generic"),
        ("rank = 4", "rank = 9999", "rank 9999"),
        ('formula = "100*p/m"', 'formula = "100*q/m"', "'100*q/m'"),
        ("[[statements]]\nid", "[[statement]]\nid", "statement"),
    ],
)
def test_a_broken_file_is_an_error_with_its_place(run, tmp_path, old, new, said):
    path = tmp_path / "mine.toml"
    run("claim", "new", path)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    result = run("claim", "check", path)
    assert result.code == 3
    assert says(result.err, said)
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "kind", ["model", "device", "dataset", "adapter", "experiment", "gpu", "simulator", "claim"]
)
def test_every_kind_of_the_catalogue_can_be_listed(run, kind):
    result = run("catalog", "list", kind, "--format", "csv")
    assert result.code == 0
    assert len(result.out.splitlines()) >= 2
    assert run("catalog", "schema", kind).code == 0


def test_a_file_cannot_steer_the_terminal(run, tmp_path):
    path = tmp_path / "mine.toml"
    run("claim", "new", path)
    text = path.read_text(encoding="utf-8")
    nasty = text.replace('text = "learning', 'text = "\\u001b[31m\\u202elearning')
    assert nasty != text
    path.write_text(nasty, encoding="utf-8")
    for fmt in ("text", "md", "html", "csv", "latex"):
        out = run("claim", "check", path, "--format", fmt).out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "learning was accelerated" in out
