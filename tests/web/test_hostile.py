"""Requests that mean harm: refused in one sentence, and nothing of this machine is told."""

from __future__ import annotations

import asyncio
import json

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient

from qestimate.core.errors import CatalogError
from qestimate.scenario.inputs import INPUTS
from qestimate.web import guard, room
from qestimate.web.app import application

APP = application()
ADDRESS = "http://127.0.0.1:8765"
JSON = {"Content-Type": "application/json"}
ROUTES = ("/api/answer", "/api/change", "/api/tables", "/api/model")
PICTURES = ("chip", "rows", "where", "budget")


@pytest.fixture
def client():
    return TestClient(APP, base_url=ADDRESS, raise_server_exceptions=False)


def said(answer) -> str:
    detail = answer.json()["detail"]
    return detail if isinstance(detail, str) else detail[0]["msg"]


BODIES = {
    b'{"inputs":NaN}': "NaN",
    b'{"inputs":{"rank":-Infinity}}': "Infinity",
    b'{"inputs":"\\ud800"}': "inputs must be an object",
    b'{"inputs":{"model":"\\ud800"}}': "cannot be written",
    b'{"inputs":{"model":"gpt2\\u0000","qubits":72}}': "cannot be written",
    b'{"inputs":{"\\ud800":1}}': "unknown input",
    b'{"inputs":{},"\\ud800":1}': "the body must be",
    b'{"inputs":{"params":"1e9","qubits":72},"extra":1}': "the body must be",
    b'{"inputs":{"rank":1e999}}': "too large",
    b'{"inputs":{"rank":1,"rank":2}}': "twice",
    b'{"inputs":{},"inputs":{}}': "twice",
    b'{"inputs":{"rank":' + b"9" * 50_000 + b"}}": "50,000 digits",
    b'{"inputs":{"params":"' + b"9" * 50_000 + b'"}}': "1,000 characters",
    b"[" * 60_000: "nested",
    b"[" * 100 + b"]" * 100: "nested",
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000: "nested",
    b'{"inputs":{"model":{"a":1}}}': "model must be text",
    b"\xff": "UTF-8",
    b"": "no JSON",
    b"null": "the body must be",
}


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:30]))
@pytest.mark.parametrize("path", ROUTES)
def test_a_body_that_is_no_request_is_refused_with_a_sentence(client, path, body):
    answer = client.post(path, content=body, headers=JSON)
    assert answer.status_code == 422
    assert BODIES[body] in said(answer)
    assert len(answer.text) < 1000


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "json"])
def test_only_json_is_understood(client, kind):
    headers = {"Content-Type": kind} if kind else {}
    answer = client.post("/api/answer", content=b'{"inputs":{}}', headers=headers)
    assert answer.status_code == 415
    assert "application/json" in said(answer)


FILES = (
    *("{}.toml", "{}.TOML", "{}.toml ", "{}.toml@2025-01-01", "{}.toml@", "{}.toml,ibm-fez"),
    *(
        "./{}",
        "~/{}",
        "../{}",
        "{}/x",
        "C:\\{}",
        "file:{}.json",
        "{}.jsonl",
        "{}.csv",
        "{}.parquet",
    ),
)
NAMING = [name for name, one in INPUTS.items() if one.kind in ("name", "names")]


def asked(name: str, value: str) -> dict[str, str]:
    return {"model": "gpt2", "device": "ibm-fez"} | {name: value}


@pytest.mark.parametrize("name", NAMING)
def test_no_input_names_a_file(client, tmp_path, monkeypatch, name):
    """The answer is the same, whether a file is there or not, and no file is looked for."""
    monkeypatch.chdir(tmp_path)
    for path in FILES:
        (tmp_path / path.format("there").strip().replace("/", "_")).write_text("x = 1")
        found = {
            (answer.status_code, answer.text)
            for there in ("there", "away")
            for answer in [
                client.post("/api/answer", json={"inputs": asked(name, path.format(there))})
            ]
        }
        assert len(found) == 1, path
        ((code, text),) = found
        assert code == 422
        assert "files are not read from here" in text, path


@pytest.mark.parametrize("path", [*ROUTES, *(f"/api/picture/{one}/report" for one in PICTURES)])
@pytest.mark.parametrize("name", ["device", "dataset", "config", "preset"])
def test_no_route_reads_a_file(client, tmp_path, monkeypatch, path, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.toml").write_text("x = 1")
    for file in ("there.toml@2025", "away.toml@2025", "there.toml", "away.toml"):
        inputs = asked(name, file)
        answer = (
            client.get(path, params=inputs)
            if "picture" in path
            else client.post(path, json={"inputs": inputs})
        )
        assert answer.status_code == 422
        assert said(answer) == "files are not read from here"


def test_a_claim_is_none_of_a_file(client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.toml").write_text("x = 1")
    found = [client.get(f"/api/claims/{name}.toml") for name in ("there", "away")]
    assert {one.status_code for one in found} == {404}


def test_an_input_of_a_query_that_is_there_twice_is_refused(client):
    answer = client.get("/api/picture/chip/report?model=gpt2&model=phi-2&qubits=72")
    assert answer.status_code == 422
    assert "twice" in said(answer)


def test_a_broken_catalogue_does_not_tell_where_it_is(client, monkeypatch):
    def broken(_):
        raise CatalogError("/home/somebody/catalog/x.toml: broken")

    monkeypatch.setattr("qestimate.web.answers.short_answer", broken)
    answer = client.post("/api/answer", json={"inputs": {"params": "1e9", "qubits": 72}})
    assert answer.status_code == 422
    assert "somebody" not in answer.text


def test_a_bug_tells_nothing_but_on_the_terminal(client, monkeypatch, capsys):
    def broken(_):
        raise KeyError("/home/somebody")

    monkeypatch.setattr("qestimate.web.answers.short_answer", broken)
    answer = client.post("/api/answer", json={"inputs": {"params": "1e9", "qubits": 72}})
    assert answer.status_code == 500
    assert "this is a bug" in said(answer)
    assert "somebody" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert capsys.readouterr().err == "qestimate: this is a bug: KeyError: '/home/somebody'\n"


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("127.0.0.1:80", 200),
        ("LocalHost", 200),
        ("[::1]:80", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("localhost:80@evil.example", 400),
        ("", 400),
    ],
)
def test_only_its_own_names_are_answered(client, host, code):
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == code
    assert code == 200 or "--allow-host" in said(answer)


def test_methods_and_addresses_that_there_are_not(client):
    head, whole = client.head("/api/inputs"), client.get("/api/inputs")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    for method, path, code in (
        ("OPTIONS", "/api/answer", 405),
        ("PUT", "/", 405),
        ("GET", "/api/model", 405),
        ("GET", "/nothing", 404),
        ("GET", "/static/%2e%2e%2fapp.py", 404),
    ):
        answer = client.request(method, path)
        assert answer.status_code == code, path
        assert said(answer)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert client.options("/api/answer").headers["allow"] == "POST"


def called(scope: dict, messages: list[dict]) -> list[dict]:
    """Return what the application sends, where a request comes in such pieces and then no more."""
    sent: list[dict] = []

    async def receive():
        if not messages:
            await asyncio.sleep(60)
        return messages.pop(0)

    async def send(message):
        sent.append(message)

    whole = {"type": "http", "method": "POST", "path": "/api/answer", "query_string": b""} | scope
    whole["headers"] = [
        *[(b"host", b"localhost"), (b"content-type", b"application/json")],
        *scope.get("headers", []),
    ]
    asyncio.run(APP(whole, receive, send))
    return sent


def test_a_body_that_does_not_arrive_is_given_up(monkeypatch):
    monkeypatch.setattr(guard, "PATIENCE", 0.1)
    half = [{"type": "http.request", "body": b'{"inputs":', "more_body": True}]
    start, body = called({}, half)
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert json.loads(body["body"])["detail"] == "the request did not arrive in time"


def test_a_body_that_is_larger_than_it_says_is_not_read_on():
    pieces = [{"type": "http.request", "body": b"x" * 10_000, "more_body": True}] * 100
    start, _ = called({}, pieces)
    assert start["status"] == 413
    assert len(pieces) == 93


@pytest.mark.parametrize("length", ["64001", "-1", "x", "1" * 5000, "²"])
def test_a_body_that_says_it_is_too_large_is_not_read(length):
    pieces = [{"type": "http.request", "body": b"x", "more_body": True}]
    start, _ = called({"headers": [(b"content-length", length.encode())]}, pieces)
    assert start["status"] == 413
    assert len(pieces) == 1


def test_who_leaves_is_not_answered():
    assert called({}, [{"type": "http.disconnect"}]) == []


def test_work_without_end_is_stopped_and_its_place_is_free_again(monkeypatch):
    import threading
    import time

    monkeypatch.setattr(room, "SECONDS", 0.2)
    monkeypatch.setattr(room, "GRACE", 0.1)
    ended = threading.Event()

    def without_end():
        try:
            while True:
                time.sleep(0.001)
        finally:
            ended.set()

    async def ask():
        place = room.Room()
        for _ in range(room.AT_ONCE + 1):
            with pytest.raises(Exception, match="too long"):
                await place.worked_out(without_end)
        found = await place.worked_out(lambda: "done")
        await asyncio.sleep(3 * room.GRACE)  # the last one is stopped too, or Python never ends
        return found

    assert asyncio.run(ask()) == "done"
    assert ended.wait(5)


def test_a_task_that_was_stopped_does_not_begin():
    begun = []
    task = room.Task(lambda: begun.append(1), ())
    task.stop()
    assert task.run() is None
    assert begun == []


def test_more_than_a_short_queue_is_refused_at_once(monkeypatch):
    import time

    monkeypatch.setattr(room, "MAX_ASKED", 2)

    async def ask():
        place = room.Room()
        asked = [asyncio.ensure_future(place.worked_out(time.sleep, 0.2)) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(Exception, match="too many"):
            await place.worked_out(time.sleep, 0)
        await asyncio.gather(*asked)
        await place.worked_out(time.sleep, 0)

    asyncio.run(ask())
