"""``qestimate claim`` at the shell."""

from __future__ import annotations

import io
import json
import re
import tomllib
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from qestimate.catalog.claim_records import RESULTS
from qestimate.catalog.claims import claim
from qestimate.core.formatting import number
from qestimate.estimation.shots import TRAINING_RATIO
from qestimate.evidence.claims.judge import judge
from qestimate.evidence.claims.kinds import kinds
from tests.conftest import says

NAME = "origin-wukong-2025"
ROOT = Path(__file__).parent.parent.parent


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
    "reproduced: the stated figures give 52.0647 %. Known: 56 of the 106,264 values are angles",
    "multiverse-cua-2026": 'The headline, "perplexity of Llama 3.1 8B improved by 1.4 %", is '
    "reproduced: the stated figures give 1.40813 %. Known: another account gives 8.759",
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
    path = tmp_path / "mine.toml"
    run("claim", "new", path)
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r'^kind = "([a-z-]+)"', text, re.MULTILINE))
    others = text.rsplit("# Other kinds", 1)[1].partition("\n")[2]
    named |= set(re.findall(r"[a-z][a-z-]+", others))
    assert named == set(kinds())


def test_every_kind_is_listed_with_what_it_decides(run):
    content = json.loads(run("claim", "kinds", "--format", "json").out)
    assert {one["kind"]: one["decides"] for one in content["kinds"]} == {
        name: kind.decides for name, kind in kinds().items()
    }
    for fmt in ("text", "md", "csv", "latex", "html"):
        out = run("claim", "kinds", "--format", fmt).out
        assert "classical-time" in out
        assert "Whether classical machines take as long" in out


def test_the_page_of_the_catalogue_names_every_kind():
    page = (ROOT / "models" / "README.md").read_text(encoding="utf-8")
    section = page.split("\n## A claim\n", 1)[1].split("\n## ", 1)[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)) == set(kinds())


def checked(run, path) -> dict:
    found = run("claim", "check", path, "--format", "json")
    assert found.code == 0, found.err
    return json.loads(found.out)


@pytest.mark.parametrize("name", list(kinds()))
def test_a_statement_of_every_kind_can_be_checked_at_once(run, tmp_path, name):
    path = tmp_path / "mine.toml"
    result = run("claim", "new", path, "--kind", name)
    assert result.code == 0, result.err
    assert len(checked(run, path)["statements"]) == 1
    text = path.read_text(encoding="utf-8")
    assert f'kind = "{name}"' in text
    assert ("[[settings]]" in text) == ('setting = "as-described"' in text)


def test_flags_are_filled_in(run, tmp_path):
    path = tmp_path / "mine.toml"
    result = run(
        *("claim", "new", path, "--kind", "job-time", "--figure", "2.1 h", "--device", "ibm-fez"),
        *("--statement", 'The "whole" run took long', "--publication", "A paper"),
        *("--date", "2025-04-09", "--link", "https://example.org/a?b=c"),
    )
    assert result.code == 0
    assert result.out.endswith(f"qestimate claim check {path} judges it\n")
    assert "hours.check.circuits, hours.check.shots" in result.err
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    assert "settings" not in written
    assert (written["name"], written["publication"]) == ("A paper", "A paper")
    assert written["date"] == "2025-04-09"
    assert written["sources"][0]["link"] == "https://example.org/a?b=c"
    (statement,) = written["statements"]
    assert statement["text"] == 'The "whole" run took long'
    assert statement["figures"] == [{"name": "time", "value": 2.1, "unit": "h"}]
    assert statement["check"]["devices"] == ["ibm-fez"]
    assert statement["check"]["source"] == "assumed"
    assert statement["examples"] == ["circuits", "shots"]
    found = checked(run, path)["statements"][0]
    assert found["result"] == "not checkable"
    assert "circuits (an example in the file)" in found["finding"]


def test_the_words_give_counts_and_relations(run, tmp_path):
    path = tmp_path / "mine.toml"
    said = "5,000 circuits of 1,000 shots cost less than $500"
    device = ("--device", "rigetti-cepheus-1-108q")
    assert run("claim", "new", path, "--kind", "price", "--statement", said, *device).code == 0
    (statement,) = tomllib.loads(path.read_text(encoding="utf-8"))["statements"]
    check = statement["check"]
    assert (check["circuits"], check["shots"], check["relation"]) == (5000, 1000, "at most")
    assert "examples" not in statement
    assert checked(run, path)["statements"][0]["result"] == "contradicted"


def test_no_verdict_rests_on_an_example(run, tmp_path):
    """The model was named, the method and its rank were not."""
    path = tmp_path / "mine.toml"
    said = ("--statement", "2,000 angles on the chip", "--model", "gpt2")
    assert run("claim", "new", path, "--kind", "on-chip", *said).code == 0
    (statement,) = tomllib.loads(path.read_text(encoding="utf-8"))["statements"]
    assert {"method", "rank"} <= set(statement["examples"])
    assert checked(run, path)["statements"][0]["result"] == "not checkable"


def test_baselines_are_asked_for_with_their_figures(answering, run, tmp_path):
    path = tmp_path / "mine.toml"
    row = ("the usual way", "", "", "0.5", "", "", "", "no")
    result = answering(path, *HEAD, "It is 34 % better", "baseline", "34 %", "",
                       "the usual way", *row, "", "", "0.67", "", "")  # fmt: skip
    assert result.code == 0, result.err
    assert checked(run, path)["statements"][0]["result"] == "reproduced"


def test_sides_are_asked_for_with_their_power(answering, run, tmp_path):
    path = tmp_path / "mine.toml"
    side = ("the chip", "", "", "", "", "25800", "600", "", "", "", "", "no")
    result = answering(path, *HEAD, "It took 4.3 kWh", "energy", "4.3 kWh", *side, "", "")
    assert result.code == 0, result.err
    assert checked(run, path)["statements"][0]["result"] == "reproduced"


def test_what_nobody_published_is_missing(answering, run, tmp_path):
    path = tmp_path / "mine.toml"
    result = answering(path, *HEAD, "It took 4 hours", "job-time", "", "?", "1000", "ibm-fez",
                       "", "", "")  # fmt: skip
    assert result.code == 0, result.err
    (found,) = checked(run, path)["statements"]
    assert (found["result"], found["check"]) == ("not checkable", "missing")
    assert "Circuits that ran" in found["finding"]


def test_model_and_devices_go_into_the_configuration(run, tmp_path):
    path = tmp_path / "mine.toml"
    result = run(
        *("claim", "new", path, "--kind", "on-chip,full-run", "--model", "gpt2"),
        *("--device", "ibm-fez", "--device", "iqm-garnet", "--figure", "1 billion parameters"),
        *("--statement", "All of it ran on the chip"),
    )
    assert result.code == 0, result.err
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    (setting,) = written["settings"]
    assert (setting["model"], setting["devices"]) == ("gpt2", ["ibm-fez", "iqm-garnet"])
    assert [one["check"]["kind"] for one in written["statements"]] == ["on-chip", "full-run"]
    assert written["statements"][0]["figures"][0]["digits"] == 1
    assert len(checked(run, path)["statements"]) == 2


def test_words_without_a_kind_are_not_judged(run, tmp_path):
    path = tmp_path / "mine.toml"
    said = ("--statement", "It is 12x faster", "--statement", "Nobody did it before")
    assert run("claim", "new", path, *said).code == 0
    found = checked(run, path)["statements"]
    assert [one["result"] for one in found] == ["not checkable", "not checkable"]
    written = tomllib.loads(path.read_text(encoding="utf-8"))["statements"]
    assert written[0]["figures"] == [{"name": "factor", "value": 12, "unit": "times"}]
    assert "figures" not in written[1]
    assert len({one["id"] for one in written}) == 2


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--kind", "jobtime"), "'jobtime' job-time"),
        (("--kind", "missing", "--device", "ibm-fez"), "--device missing job-time"),
        (("--kind", "missing", "--model", "gpt2"), "--model missing on-chip"),
        (("--kind", "on-chip", "--model", "gpt2", "--model", "phi-2"), "--model one"),
        (("--kind", "on-chip", "--device", "ibm-fes"), "'ibm-fes' ibm-fez"),
        (("--kind", "on-chip", "--model", "gtp2"), "'gtp2' gpt2"),
        (("--kind", "accuracy", "--figure", "68 %"), "before, after not 1"),
        (("--kind", "job-time", "--figure", "long"), "'long' 2.1 h"),
        (("--kind", "job-time", "--statement", "it took long"), "job-time time --figure"),
        (("--kind", "missing,source", "--statement", "a") + ("--statement", "b") * 2, "3 2"),
        (("--figure", "5 %"), "--figure --statement"),
        (("--statement", "a", "--statement", "b", "--figure", "5 %"), "--figure several"),
        (("--statement", " "), "--statement empty"),
        (("--date", "9 April 2025"), "'9 April 2025' 2025-04-09"),
        (("--ask", "--name", "x"), "--ask"),
        (("--from-text", "a.txt", "--kind", "missing"), "--kind --from-text"),
    ],
)
def test_flags_that_do_not_fit_write_nothing(run, tmp_path, flags, said):
    path = tmp_path / "mine.toml"
    result = run("claim", "new", path, *flags)
    assert result.code == 2
    assert says(result.err, said)
    assert "hint:" in result.err
    assert not path.exists()


def test_a_figure_in_another_unit_is_refused_before_anything_is_written(run, tmp_path):
    path = tmp_path / "mine.toml"
    result = run("claim", "new", path, "--kind", "job-time", "--statement", "x", "--figure", "5 %")
    assert result.code == 3
    assert says(result.err, "'%' h")
    assert not path.exists()


@pytest.fixture
def answering(run, monkeypatch):
    """Return a function that gives answers line by line, and the end of input after them."""

    def call(path, *lines: str):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return run("claim", "new", path, "--ask")

    return call


HEAD = ("A paper", "2025-04-09", "https://example.org")
JOB = ("The run took 4 hours", "job-time", "", "1,000", "100", "8", "4", "ibm-fez", "", "")


def test_questions_make_a_file(run, answering, tmp_path):
    path = tmp_path / "mine.toml"
    result = answering(path, *HEAD, *JOB, "It saves 5 %", "", "a record", "")
    assert result.code == 0, result.err
    assert result.out == f"{path} is written; qestimate claim check {path} judges it\n"
    assert "Whether a published time fits the device" in result.err
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    assert written["sources"][0]["link"] == "https://example.org"
    first, second = written["statements"]
    assert first["figures"] == [{"name": "time", "value": 4, "unit": "h"}]
    assert first["check"]["circuits"] == 1000
    assert first["check"]["devices"] == ["ibm-fez"]
    assert second["check"] == {"kind": "missing", "missing": ["a record"]}
    assert [one["result"] for one in checked(run, path)["statements"]] == [
        "consistent",
        "not checkable",
    ]


def test_wrong_answers_are_told_and_asked_again(answering, tmp_path):
    path = tmp_path / "mine.toml"
    number = str(1 + [*kinds()].index("job-time"))  # of the menu
    result = answering(
        path,
        *("", "A paper", "9.4.2025", "2025-04-09", "example", "", "", "It took 4 hours"),
        *("99", "jobtime", number, "four", "4 h", "many", "0", "1000", "100"),
        *("ibm-fes", "ibm-fez", "", "", ""),
    )
    assert result.code == 0, result.err
    for said in (
        "'9.4.2025' is no date",
        "'example' is no address",
        "One statement at the least",
        "unknown kind of check '99'",
        "did you mean job-time?",
        "'four' is no figure",
        "circuits: no whole number",
        "circuits: input should be greater than or equal to 1",
        "unknown device 'ibm-fes'",
    ):
        assert said in result.err


def test_answers_that_do_not_go_together_are_asked_again(run, answering, tmp_path):
    path = tmp_path / "mine.toml"
    inputs = ("a", "first", "10", "", "", "yes", "b", "second", "20", "", "", "no")
    result = answering(
        path,
        *HEAD,
        *("It is 50 %", "arithmetic", "", "100*a/c", *inputs, "equal"),
        *("", "100*a/b", *inputs, "", ""),
    )
    assert result.code == 0, result.err
    assert "'100*a/c'" in result.err
    assert checked(run, path)["statements"][0]["result"] == "reproduced"


def test_what_may_be_left_out_is_asked_for_where_it_decides(run, answering, tmp_path):
    path = tmp_path / "mine.toml"
    first = ("It is 15 % faster", "source", "", "it loses 15 % less", "the-paper", "abstract")
    result = answering(path, *HEAD, *first, "15", "training loss", "", "")
    assert result.code == 0, result.err
    assert "value or meaning" in result.err
    assert checked(run, path)["statements"][0]["result"] == "misreported"


def test_a_configuration_is_asked_for_once(run, answering, tmp_path):
    path = tmp_path / "mine.toml"
    setting = ("gpt2", "qtha", "4", "all-linear", "ibm-fez")
    result = answering(
        path,
        *HEAD,
        *("1 billion parameters on the chip", "on-chip", "", *setting),
        *("The whole training ran", "full-run", "2025-02-01", "2025-01-01"),
        *(*[""] * 1, "2025-01-01", "2025-02-01", ""),
    )
    assert result.code == 0, result.err
    assert "is not before until" in result.err
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [one["targets"] for one in written["settings"]] == [["all-linear"]]
    assert len(checked(run, path)["statements"]) == 2


def test_answers_that_end_write_nothing(answering, tmp_path):
    path = tmp_path / "mine.toml"
    result = answering(path, *HEAD, *JOB)
    assert result.code == 2
    assert "nothing was written" in result.err
    assert not path.exists()


def test_ctrl_c_writes_nothing(run, monkeypatch, tmp_path):
    class Stopped(io.StringIO):
        def readline(self, *_: object) -> str:
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Stopped())
    result = run("claim", "new", tmp_path / "mine.toml", "--ask")
    assert result.code == 2
    assert "nothing was written" in result.err
    assert list(tmp_path.iterdir()) == []


def test_on_a_terminal_it_asks(run, monkeypatch, tmp_path):
    monkeypatch.setattr("qestimate.cli.claim_command._watched", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    result = run("claim", "new", tmp_path / "mine.toml")
    assert result.code == 2
    assert "What the publication is called" in result.err
    assert run("claim", "new", tmp_path / "mine.toml", "--kind", "missing").code == 0


def test_an_article_becomes_statements_that_nobody_judged(run, tmp_path):
    article = tmp_path / "article.html"
    article.write_text(
        "<html><script>var x = 42;</script><h1>News</h1><p>It took <b>4</b>&nbsp;hours.</p>"
        "<p>Nothing else.</p></html>",
        encoding="utf-8",
    )
    path = tmp_path / "mine.toml"
    assert run("claim", "new", path, "--from-text", article, "--date", "2025-04-09").code == 0
    (one,) = checked(run, path)["statements"]
    assert one["text"] == "It took 4\u00a0hours."
    assert one["result"] == "not checkable"
    assert "# its words suggest: job-time" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"Nothing here.", 2, "no sentence"),
        (b"\xff 4 h", 3, "UTF-8"),
        (b"x" * (2**20 + 1), 3, "MiB"),
        (None, 3, "no such file"),
    ],
)
def test_an_article_that_gives_nothing(run, tmp_path, content, code, said):
    article, path = tmp_path / "article.txt", tmp_path / "mine.toml"
    if content is not None:
        article.write_bytes(content)
    result = run("claim", "new", path, "--from-text", article)
    assert result.code == code
    assert said in result.err
    assert "hint:" in result.err
    assert not path.exists()


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
