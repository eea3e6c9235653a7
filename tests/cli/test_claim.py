"""``qestimate claim`` at the shell."""

from __future__ import annotations

import json
import re
from functools import cache

import jsonschema
import pytest

from qestimate.catalog.claim_records import RESULTS
from qestimate.catalog.claims import claim
from qestimate.core.formatting import number
from qestimate.estimation.shots import TRAINING_RATIO
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


def test_the_short_answer_has_the_headline_every_statement_and_what_is_wrong(run):
    out = run("claim", "check", NAME, "--format", "text").out
    lines = out.splitlines()
    assert lines[0] == ("Does it hold: “tunes AI with 1 billion parameters on a quantum computer”?")
    assert lines[2].startswith("NOT CHECKABLE: ")
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 80
    flat = " ".join(out.split())
    for one in judged().judged:
        assert one.statement.text in flat
    for said in (
        "reduces training loss by up to 15 %",
        "464,486,400 circuits, 94.8 times the tasks on record",
        "--full",
    ):
        assert said in flat
    numbers = [int(n) for n in re.findall(r"^ +(\d+)  \S", out, re.MULTILINE)]
    assert sorted(numbers) == list(range(1, 18))
    assert numbers[0] == 17  # what is wrong comes first
    for result in set(RESULTS) - {"reproduced"}:
        assert f"\n{result} (" in out


@pytest.mark.parametrize("fmt", ["md", "latex", "html"])
def test_the_short_answer_is_what_is_pasted(run, fmt):
    short = run("claim", "check", NAME, "--format", fmt).out
    assert len(short) < len(run("claim", "check", NAME, "--full", "--format", fmt).out) / 4
    assert "reduces training loss by up to 15" in short
    assert "Derivations" not in short


def test_single_tables_of_a_claim(run):
    out = run("claim", "check", NAME, "--table", "statements,sources", "--format", "md").out
    assert re.findall("^### (.*)", out, re.MULTILINE) == ["Statements", "Sources"]
    content = json.loads(run("claim", "check", NAME, "--table", "work", "--format", "json").out)
    assert content["work"]
    result = run("claim", "check", NAME, "--table", "statement")
    assert result.code == 2
    assert "statements" in result.err


@pytest.mark.parametrize("fmt", ["text", "md", "latex", "html", "csv"])
def test_check_in_every_format(run, fmt):
    result = run("claim", "check", NAME, "--format", fmt)
    assert result.code == 0
    assert "contradicted" in result.out
    assert "14,336" in result.out or "14336" in result.out


def test_the_conclusion_counts_the_results(run):
    out = run("claim", "check", NAME, "--full", "--format", "text").out
    first = " ".join(out.split("\n\n")[0].split())
    assert first.endswith(
        "of 17 statements 4 consistent (possible; nothing here shows it), 1 contradicted, 4 "
        "misreported, 8 not checkable."
    )


def test_statements_that_the_source_was_not_found_to_make_are_apart(run, tmp_path):
    path = tmp_path / "mine.toml"
    run("claim", "new", path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("# seen = false", "seen = false"), encoding="utf-8")
    out = " ".join(run("claim", "check", path, "--format", "text").out.split())
    assert "(not found in the source)" in out
    assert "of 4 statements 1 reproduced," in out
    assert "and 1 more that the source was not found to make." in out
    assert "(not found in the source)" in run("claim", "check", path, "--format", "csv").out


HEADLINES = {
    NAME: 'The headline, "tunes AI with 1 billion parameters on a quantum computer", is not '
    "checkable: missing is a record of what ran on the chip in spring 2025, and of which model; "
    "the method puts 14,336 trainable angles on circuits of 8 qubits (released scripts, rank 8), "
    "0.00143 % of 1,000,000,000 parameters. ",
    "qpa-gpt2-2025": 'The headline, "52.06 % of the parameters of the original LoRA", is '
    "reproduced: the stated figures give 52.0647 %. ",
    "multiverse-cua-2026": 'The headline, "perplexity of Llama 3.1 8B improved by 1.4 %", is '
    "reproduced: the stated figures give 1.40813 %. ",
    "ionq-head-2025": 'The headline, "up to 3.14 % better than classical architectures of '
    'comparable size", is not checkable: missing is the table of the paper: two accounts of its ',
}


@pytest.mark.parametrize("name", HEADLINES)
def test_every_claim_opens_with_its_headline_in_one_sentence(run, name):
    out = " ".join(run("claim", "check", name, "--full", "--format", "text").out.split())
    assert out.startswith(HEADLINES[name])
    content = json.loads(run("claim", "check", name, "--format", "json").out)
    assert content["conclusion"].startswith(HEADLINES[name])
    md = run("claim", "check", name, "--full", "--format", "md").out
    assert md.startswith("**The headline, ")


POSSIBLE = "consistent (possible; nothing here shows it)"


@pytest.mark.parametrize("fmt", ["text", "md", "latex", "html", "csv"])
@pytest.mark.parametrize("name", [NAME, "multiverse-cua-2026"])
def test_consistent_never_stands_alone(run, name, fmt):
    out = " ".join(run("claim", "check", name, "--full", "--format", fmt).out.split())
    if fmt == "text":  # a cell of a table is written over two lines, beside its neighbours
        out = out.partition("Configurations: what")[0].partition("Derivations")[0]
        shown = re.findall(r"(?<!\()\bconsistent\b", out)
        assert len(shown) == len(re.findall(r"consistent \(possible;", out)) > 2
    else:
        shown = re.findall(r"\bconsistent\b", out)
        assert len(shown) == out.count(POSSIBLE) > 3


def test_results_in_python_say_it_too():
    assert "4 consistent (possible; nothing here shows it)" in repr(judged())
    known = {one.statement.id: one.finding.in_words for one in judged().judged}
    assert known["chip-72"] == POSSIBLE
    assert known["first"] == "not checkable"


def test_json_keeps_the_name_of_a_result_and_says_what_it_means(run):
    content = json.loads(run("claim", "check", NAME, "--format", "json").out)
    by = {one["id"]: one for one in content["statements"]}
    assert by["chip-72"]["result"] == "consistent"
    assert by["chip-72"]["result_in_words"] == "possible; nothing here shows it"
    assert by["first"]["result_in_words"] == "what would decide it is missing"
    assert content["results"]["consistent"] == 4


def test_results_leave_room_for_findings(run):
    """The words of a result take two lines of 22 columns, not half of the table."""
    out = run("claim", "check", NAME, "--table", "statements", "--format", "text").out
    rule = next(line for line in out.splitlines() if line.startswith("──"))
    assert [len(part) for part in rule.split()][2] <= 23


def test_json(run):
    result = run("claim", "check", NAME, "--format", "json")
    content = json.loads(result.out)
    jsonschema.validate(content, json.loads(run("catalog", "schema", "claim-output").out))
    assert len(content["statements"]) == sum(content["results"].values()) == 17
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
    out = run("claim", "check", NAME, "--full", "--format", "md").out
    table = out.split("### Statements")[1].split("###")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + 17
    assert re.findall("^### (.*)", out, re.MULTILINE)[:4] == HEADINGS
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in out.splitlines()]
    circuits = [(*row[2:5], row[6]) for row in cells if len(row) == 10]
    needed = {
        (e.program.n_qubits, number(TRAINING_RATIO / 10**e.local.log10_variance.value))
        for one in judged().configured
        for e in one.estimates
    }
    assert {(int(n), shots) for n, _, _, shots in circuits if n.isdigit()} == needed
    assert {("4", "37", "36"), ("8", "69", "136")} <= {row[:3] for row in circuits}
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
        "on-the-chip": "not checkable",
        "share": "reproduced",
        "accuracy": "consistent",
        "speed": "misreported",
        "first": "not checkable",
    }


def test_a_template_names_every_kind_of_check(run, tmp_path):
    from qestimate.evidence.claims.kinds import kinds

    path = tmp_path / "mine.toml"
    run("claim", "new", path)
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r'^kind = "([a-z-]+)"', text, re.MULTILINE))
    named |= set(text.rsplit("# Other kinds: ", 1)[1].strip().rstrip(".").split(", "))
    assert named == set(kinds())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("claim", "check", "orogin"), 2, "claim 'orogin'"),
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
