"""The JSON API of the local calculator: the same numbers, and nothing that breaks it."""

from __future__ import annotations

import json

import jsonschema
import pytest

pytest.importorskip("fastapi")

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from qestimate import Workload, catalog, estimate
from qestimate.report.figures.outputs import schema as schema_of
from qestimate.scenario.inputs import INPUTS
from qestimate.web.app import LOCAL, application

APP = application()


@pytest.fixture
def client():
    return TestClient(APP, base_url="http://127.0.0.1:8765")


def ask(client, path="/api/answer", **inputs):
    names = {name.replace("_", "-"): value for name, value in inputs.items()}
    return client.post(path, json={"inputs": names})


def test_the_answer_is_that_of_the_program(client, run):
    answer = ask(client, "/api/model", model="gpt2", device="ibm-fez", rank="4", method="qpa")
    assert answer.status_code == 200
    content = answer.json()["answer"]
    jsonschema.validate(content, schema_of("model"))
    typed = json.loads(run("model", "-m", "gpt2", "--device", "ibm-fez", "--rank", "4", "--method",
                           "qpa", "--format", "json").out)  # fmt: skip
    assert content["estimates"] == typed["estimates"]
    assert content["inputs"]["samples"] == {"value": 3000, "origin": "default"}
    work = Workload.of(catalog.model("gpt2"), rank=4)
    found = estimate(work, "qpa", catalog.device("ibm-fez"))
    assert content["estimates"][0]["verdict"] == found.verdict


def test_it_is_written_for_pasting_too(client):
    written = ask(client, "/api/model", params="1e9", qubits=72).json()["written"]
    assert "| --- |" in written["md"]
    assert r"\begin{tabular}" in written["latex"]
    assert "<table>" in written["html-fragment"]


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"params": "x", "qubits": 72}, "params"),
        ({"params": "1e99", "qubits": 72}, "params"),
        ({"model": "gtp2", "qubits": 72}, "model"),
        ({"model": "gpt2", "qubits": "7.5"}, "qubits"),
        ({"model": "gpt2", "qubits": 0}, "qubits"),
        ({"model": "gpt2", "device": "nothing"}, "device"),
        ({"model": "gpt2", "device": "../../etc/passwd"}, "device"),
        ({"model": "gpt2", "device": "mine.toml"}, "device"),
        ({"model": "gpt2", "qubits": 72, "rank": 99999}, "rank"),
        ({"model": "gpt2", "qubits": 72, "rank": 0}, "rank"),
        ({"model": "gpt2", "qubits": 72, "cz-error": 2}, "cz-error"),
        ({"model": "gpt2", "qubits": 72, "floor": 2}, "floor"),
        ({"model": "gpt2", "qubits": 72, "shots": 0}, "shots"),
        ({"model": "gpt2", "qubits": 72, "gradient": "x"}, "gradient"),
        ({"model": "gpt2", "qubits": 72, "method": "x"}, "method"),
        ({"model": "gpt2", "qubits": 72, "t1": 1, "t2": 5}, "t2"),
        ({"model": "gpt2", "qubits": 72, "target": "x"}, "target"),
        ({"model": "gpt2", "qubits": 72, "nonsense": 1}, "nonsense"),
    ],
)
def test_bad_input_is_422_with_the_name_of_the_field(client, inputs, field):
    answer = client.post("/api/model", json={"inputs": inputs})
    assert answer.status_code == 422, answer.text
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == ["body", "inputs", field]
    assert problem["msg"]
    assert "--" not in problem["msg"]


def test_contradictions_and_nothing_at_all_are_422(client):
    assert ask(client).status_code == 422
    assert ask(client, model="gpt2", params="1e9", qubits=72).status_code == 422
    assert ask(client, model="gpt2").status_code == 422


def test_the_short_answer_is_that_of_the_terminal(client, run):
    content = ask(client, params="1e9", qubits="72").json()
    typed = run("model", "--params", "1e9", "--qubits", "72", "--format", "md").out
    spaced = " ".join(typed.replace("\\", "").split())
    assert content["question"] in spaced
    assert f"{content['word']} {content['answer']}" in spaced
    assert content["tone"] == "part"
    assert content["gpu"].startswith("Without a quantum chip: 3.4 minutes")
    for line in (*content["remarks"], content["gpu"], *content["grid"]["notes"]):
        assert line in spaced
    assert content["command"] == "qestimate model --params 1e9 --qubits 72"
    first = content["grid"]["groups"][0]
    assert first["device"].startswith("Origin Wukong: 27 of its 72 qubits")
    verdicts = [(row["cells"][-1], row["tone"]) for row in first["rows"]]
    assert ("yes", "yes") in verdicts
    assert ("no", "no") in verdicts
    assert content["grid"]["md"] == typed
    assert content["grid"]["csv"].startswith("device,way,")
    assert r"\begin{tabular}" in content["grid"]["latex"]


@pytest.mark.slow
def test_the_picture_is_of_the_way_that_the_answer_is_about(client):
    def shown(**inputs):
        return ask(client, **inputs).json()["picture"]

    assert shown(params="1e9", qubits=72)["name"] == "chip"
    assert "9 that QPA would use" in shown(params="1e9", qubits=72)["alt"]
    assert shown(params="1e9", qubits=5000)["name"] == "rows"
    assert shown(params="1e9", device="google-sycamore-72")["name"] == "rows"


def test_it_says_what_would_change_the_answer(client):
    found = ask(client, "/api/change", params="1e9", qubits=72).json()["sentences"]
    assert found[0].startswith("QTHA on Origin Wukong would need the time per shot")
    assert any("QTHA on Origin Wukong would need the time per shot" in one for one in found)
    assert found[-1].startswith("Which qubits of Google Sycamore 72")


def test_every_table_is_copied_alone(client):
    found = ask(client, "/api/tables", model="gpt2", device="ibm-fez", method="qpa").json()
    tables = {one["key"]: one for one in found["tables"]}
    assert {"workload", "fits", "cost", "bounds", "sensitivity"} <= set(tables)
    assert "answer" not in tables
    for one in tables.values():
        assert "| --- |" in one["md"]
        assert r"\begin{tabular}" in one["latex"]
        assert one["csv"].count("\n") >= 2
        assert one["html"].count("<table>") == 1
    assert [one["name"] for one in found["pictures"]] == ["budget", "where"]


@pytest.mark.parametrize("size", ["report", "phone"])
@pytest.mark.parametrize("name", ["chip", "rows", "where", "budget"])
def test_a_picture_is_svg(client, name, size):
    asked = "model=gpt2&device=origin-wukong-72&method=qpa"
    drawn = client.get(f"/api/picture/{name}/{size}?{asked}")
    assert drawn.status_code == 200
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<?xml")


@pytest.mark.slow
def test_pictures_that_are_drawn_at_once_are_those_drawn_alone():
    from concurrent.futures import ThreadPoolExecutor

    from qestimate.web.answers import picture

    inputs = {"model": "gpt2", "device": "ibm-fez", "method": "qpa"}
    asked = [(name, inputs, size) for name in ("chip", "rows") for size in ("phone", "report")]
    alone = [picture(*one) for one in asked]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: picture(*one), asked)) == alone


def test_without_a_table_of_qubits_there_is_no_chip(client):
    asked = "params=1e9&device=google-sycamore-72"
    assert client.get(f"/api/picture/chip/report?{asked}").status_code == 204
    assert client.get("/api/picture/chip/report?params=x").status_code == 422
    assert client.get("/api/picture/chip/huge?params=1e9").status_code == 422
    assert client.get("/api/picture/face/report?params=1e9").status_code == 422


def test_claims_are_judged_and_name_their_sources(client):
    found = client.get("/api/claims/ionq-head-2025").json()
    assert found["question"].startswith("Does it hold: “up to 3.14")
    assert found["word"] == "NOT CHECKABLE:"
    assert found["command"] == "qestimate claim check ionq-head-2025"
    assert found["source"]["link"].startswith("https://")
    assert len(found["sources"]) > 5
    in_print = [one for one in found["sources"] if not one["link"]]
    assert len(in_print) <= 2, "the others can be followed"
    assert all(one["words"].count(". ") >= 2 for one in in_print), "who, what and when"
    assert {one["tone"] for one in found["statements"]} <= {"yes", "part", "no", "faint"}
    for one in found["statements"]:
        assert one["finds"]
        assert one["source"]["link"].startswith("https://"), one
    assert found["tables"][0]["key"] == "statements"
    assert client.get("/api/claims/nothing").status_code == 404
    assert client.get("/api/claims/..%2f..%2fsecret").status_code in (404, 422)


def test_every_answer_keeps_requests_on_this_machine(client):
    for path in ("/", "/api/inputs", "/static/app.js", "/static/nothing", "/nowhere"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "http" not in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    page = client.get("/").text
    assert "http:" not in page
    assert "https:" not in page


def test_another_host_name_is_refused():
    strange = TestClient(APP, base_url="http://evil.example")
    assert strange.get("/api/inputs").status_code == 400


@pytest.mark.parametrize(
    ("content", "headers", "code"),
    [
        (b"x" * 70_000, {}, 413),
        (b"{", {"content-type": "application/json"}, 422),
        (b"[]", {"content-type": "application/json"}, 422),
        (b'{"inputs": 3}', {"content-type": "application/json"}, 422),
        (b'{"inputs": {"model": {"a": 1}}}', {"content-type": "application/json"}, 422),
        (b'{"inputs": {"model": "\\ud800"}}', {"content-type": "application/json"}, 422),
    ],
)
def test_what_is_no_request_is_refused(client, content, headers, code):
    assert client.post("/api/model", content=content, headers=headers).status_code == code


@pytest.mark.parametrize("path", ["/api/answer", "/api/tables", "/api/model"])
def test_a_name_that_is_no_text_is_refused_too(client, path):
    answer = client.post(path, content=b'{"inputs":{"\\ud800":1}}',
                         headers={"content-type": "application/json"})  # fmt: skip
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "inputs", "?"]
    long = client.post(path, json={"inputs": {"model": "x" * 60_000, "qubits": 72}})
    assert long.status_code == 422
    assert len(long.text) < 3000


def test_truth_values_are_no_numbers(client):
    assert ask(client, model="gpt2", qubits=72, samples=True).status_code == 422


def test_a_machine_that_listens_to_all_knows_its_own_names():
    import socket

    from qestimate.cli.web_command import _names

    assert socket.gethostname() in _names("0.0.0.0")
    assert _names("192.0.2.7") == ["192.0.2.7"]
    assert _names("fe80::1") == ["[fe80::1]"]


def test_an_empty_host_is_refused(run):
    result = run("web", "--host", "", "--no-browser")
    assert result.code == 2
    assert "--host" in result.err


def test_another_site_may_not_make_it_work(client):
    path = "/api/picture/chip/report?model=gpt2&device=ibm-fez"
    assert client.get(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/", headers={"Sec-Fetch-Site": "none"}).status_code == 200
    assert client.get("/", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_work_that_nobody_waits_for_keeps_its_place(monkeypatch):
    """Threads cannot be stopped: as many as are allowed run at once, however few are waited for."""
    import asyncio
    import threading
    import time

    from fastapi import HTTPException

    from qestimate.web import room

    monkeypatch.setattr(room, "SECONDS", 0.05)
    running, most = [], []
    lock = threading.Lock()

    def work():
        with lock:
            running.append(1)
            most.append(len(running))
        time.sleep(0.3)
        with lock:
            running.pop()

    async def ask_often():
        place = room.Room()
        for _ in range(3 * room.AT_ONCE):
            try:
                await place.worked_out(work)
            except HTTPException as error:
                assert error.status_code == 503  # noqa: PT017
        await asyncio.sleep(0.5)

    asyncio.run(ask_often())
    assert max(most) == room.AT_ONCE


def test_an_answer_that_takes_too_long_is_given_up(client, monkeypatch):
    import time

    monkeypatch.setattr("qestimate.web.room.SECONDS", 0.1)
    monkeypatch.setattr("qestimate.web.answers.short_answer", lambda _: time.sleep(1))
    assert ask(client, model="gpt2", qubits=72).status_code == 503


schema = schemathesis.openapi.from_asgi("/openapi.json", application((*LOCAL, "testserver")))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_has_an_answer_that_is_documented(case):
    # no schema says which inputs go together: those that do not are refused, by name
    case.call_and_validate(excluded_checks=[positive_data_acceptance])


def test_every_input_has_a_label_and_a_sentence_of_help(client):
    content = client.get("/api/inputs").json()
    found = {one["name"]: one for group in content["groups"] for one in group["inputs"]}
    of_files = ["config", "adapter-config", "tokenizer", "chars-per-token", "field", "processor"]
    assert [name for name in INPUTS if name not in found] == of_files
    assert set(found) <= set(INPUTS)
    assert content["first"] == ["params", "model", "qubits", "device", "rank", "samples"]
    labels = [one["label"] for one in found.values()]
    assert len(set(labels)) == len(labels)
    for name, one in found.items():
        assert one["label"][0].isupper() or one["label"].startswith("or "), name
        assert one["label"].lower() != name.replace("-", " "), "a flag is no label"
        assert "--" not in one["help"]
        assert one["help"].endswith("."), name
        assert len(one["help"].split()) >= 4, name
        assert one["otherwise"] == INPUTS[name].otherwise
        if INPUTS[name].unit:
            assert one["unit"], name
    assert ["origin-wukong-72", "Origin Wukong"] in found["device"]["choices"]
    assert found["samples"]["choices"] == []


def test_the_command_is_quoted_for_a_shell(client):
    asked = {"params": "1e9", "qubits": "72", "target": "q_proj, v_proj"}
    assert ask(client, **asked).json()["command"] == (
        "qestimate model --params 1e9 --qubits 72 --target 'q_proj, v_proj'"
    )
