"""Requests drawn at random over every route: whatever is sent, an answer or a refusal.

``FUZZ_TRIES`` multiplies those that are slow.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient

from qestimate.catalog.files import ids
from qestimate.methods import methods
from qestimate.scenario.inputs import INPUTS
from qestimate.web import room
from qestimate.web.app import application
from qestimate.workload.goal import CHOICES

TRIES = int(os.environ.get("FUZZ_TRIES", "1"))

APP = application()

ROUTES = ("/api/answer", "/api/change", "/api/tables", "/api/model")
PICTURES = ("chip", "rows", "where", "budget")

NUMBERS = (
    *(0, 1, 2, 3, 4, 7, 8, 27, 72, 100, 3000, 10**6, 10**9, 10**12, 10**18, 2**63, 10**30),
    *(-1, -0.0, 0.5, 0.9, 1 - 2**-53, 1.5, 1e-3, 1e-9, 1e-300, 5e-324, 1e15, 1e100, 1e308),
)
TEXTS = (
    *("1e9", "7B", "350M", "1_000", "1,000", "3k", "8", "0.01", "1e-3", "-3", "+2", " 4 ", "4\t"),
    *("nan", "inf", "-inf", "1e999", "1e-999", "0x10", "1e", "٣", "１２", "½", "1;2", "9" * 400),
    *(
        "",
        " ",
        ",",
        "a,,b",
        "\x00",
        "a\x00b",
        "\ud800",
        "é",
        "名",
        "🙂",
        "'",
        '"',
        "<b>",
        "{{7*7}}",
    ),
    *(
        "%s",
        "$(ls)",
        "x" * 900,
        "x" * 2000,
        "all",
        "ALL",
        "none",
        "None",
        "true",
        "a=1",
        "qubits=4",
    ),
    *("../../etc/passwd", "/etc/passwd", "~/x.toml", "x.toml", "x.TOML@2025", "x.toml@", "@x.toml"),
    *("file:///etc/passwd", "https://example.org/x.json", "..", ".", "\\\\server\\x", "C:\\x.csv"),
    *("a.jsonl ", "a.parquet,gpt2", "ibm-fez@", "ibm-fez@2099-01-01", "@", "ibm_fez", "336x336"),
)
CATALOGUE = ("model", "device", "dataset", "adapter", "preset")
OWN_WORDS = ("q_proj", "all-linear", "lm_head", "adapter", "all", "336x336", "0x0", "1e9x1e9")
WRONG = (True, None, [], {}, [1], [None], {"a": 1}, [["a"]], ["a"] * 1000)
BODIES = (
    *(b"", b"{", b"[]", b"null", b"1", b'""', b"\xff\xfe", b'{"inputs":NaN}', b'{"inputs":[]}'),
    *(b'{"inputs":"\\ud800"}', b'{"\\ud800":{}}', b'{"inputs":{"rank":Infinity}}', b"[" * 60_000),
    *(b'{"inputs":{"rank":1e999}}', b'{"inputs":{"rank":1,"rank":2}}', b"x" * 70_000),
    *(b'{"inputs":{"params":' + b"9" * 50_000 + b"}}", b'{"inputs":{"model":"\x00"}}'),
)
KINDS = (
    *(["application/json"] * 20),
    *("", "text/plain", "application/json; charset=utf-16", "multipart/form-data", "application/x"),
)


def value(draw: random.Random, name: str):
    """Return a value for an input: mostly one of its kind."""
    chance = draw.random()
    if chance < 0.08:
        return draw.choice(TEXTS)
    if chance < 0.1:
        return draw.choice(WRONG)
    if INPUTS[name].kind in ("size", "count", "number"):
        if chance < 0.5:
            return 10 ** draw.uniform(-6, 12) if draw.random() < 0.5 else draw.randint(1, 100)
        one = draw.choice(NUMBERS)
        return str(one) if draw.random() < 0.3 else one
    known = (
        ids(name)
        if name in CATALOGUE
        else list(methods())
        if name == "method"
        else list(CHOICES.get(name, OWN_WORDS))
    )
    if INPUTS[name].kind == "names" and draw.random() < 0.3:
        return draw.sample(known, min(len(known), draw.randint(1, 3)))
    return draw.choice(known)


def inputs(draw: random.Random) -> dict:
    """Return a scenario: a model and a device as a rule, and some other inputs."""
    found = {}
    for names in (("params", "model"), ("qubits", "device")):
        if draw.random() < 0.97:
            name = draw.choice(names)
            found[name] = value(draw, name)
    if draw.random() < 0.8:
        found["method"] = draw.choice(list(methods()))
    for name in draw.sample(list(INPUTS), draw.choice((0, 1, 1, 1, 2, 2, 3, 5))):
        found[name] = value(draw, name)
    if draw.random() < 0.02:
        found[draw.choice(TEXTS)] = "x"
    return found


def request(draw: random.Random) -> tuple[str, str, bytes, str]:
    """Return method, path, body and content type."""
    chance = draw.random()
    if chance < 0.55:
        asked = json.dumps({"inputs": inputs(draw)}).encode()
        return "POST", draw.choice((*ROUTES, "/api/answer")), asked, draw.choice(KINDS)
    if chance < 0.75:
        asked = {
            name: ",".join(map(str, one)) if isinstance(one, list) else str(one)
            for name, one in inputs(draw).items()
        }
        size = draw.choice(("report", "phone"))
        written = urlencode(asked, errors="replace")
        return "GET", f"/api/picture/{draw.choice(PICTURES)}/{size}?{written}", b"", ""
    if chance < 0.85:
        return "POST", draw.choice(ROUTES), draw.choice(BODIES), draw.choice(KINDS)
    if chance < 0.9:
        name = quote(draw.choice((*ids("claim"), *TEXTS)), safe="", errors="replace")
        return "GET", f"/api/claims/{name}", b"", ""
    name = quote(draw.choice(TEXTS), errors="replace")
    path = draw.choice(
        ("/", "/api/inputs", "/api/claims", "/openapi.json", "/static/", f"/static/{name}",
         f"/{name}", f"/api/picture/{name}/report", f"/api/{name}", *ROUTES)
    )  # fmt: skip
    return draw.choice(("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")), path, b"", ""


BUSY = (503, {"detail": "the answer takes too long; ask for less at once"})
"""What a slow machine answers."""


def check(answer, asked) -> None:
    """Check that an answer is one, or a refusal in one sentence that says nothing of the server."""
    if answer.status_code == BUSY[0]:
        assert answer.json() == BUSY[1], asked
        return
    assert answer.status_code < 500, (answer.status_code, answer.text[:300], asked)
    assert "content-security-policy" in answer.headers, asked
    for secret in ("Traceback", str(Path(__file__).parents[2]), str(Path.home()) + "/"):
        assert secret not in answer.text, asked
    if answer.status_code < 400 or asked[0] == "HEAD":
        return
    said = answer.json()["detail"]
    if isinstance(said, list):
        (problem,) = said
        said = problem["msg"]
    assert said.strip(), asked
    assert "\n" not in said, asked
    assert len(said) < 500, asked


def sent(client, asked):
    method, path, body, kind = asked
    headers = {"content-type": kind} if kind else {}
    return client.request(method, path, content=body, headers=headers)


def answered(requests) -> int:
    """Return how many requests there were, each of which is answered in time."""
    client = TestClient(APP, base_url="http://127.0.0.1:8765", raise_server_exceptions=False)
    number = 0
    for asked in requests:
        start = time.monotonic()
        check(sent(client, asked), asked)
        assert time.monotonic() - start < room.SECONDS + 5, asked
        number += 1
    return number


def moved(name: str, one) -> tuple[str, str, bytes, str]:
    """Return the request for a scenario that is soon worked out, with one input moved."""
    basis = {"model": "gpt2", "device": "origin-wukong-72", "method": "qpa"}
    for given, others in (("model", ("params", "config")), ("device", ("qubits",))):
        if name in others:
            del basis[given]
    body = json.dumps({"inputs": basis | {name: one}}).encode()
    return "POST", "/api/answer", body, "application/json"


EVERY_MOVE = [(name, one) for name in INPUTS for one in (*NUMBERS, *TEXTS, *WRONG)]


def test_inputs_over_their_whole_range_have_an_answer():
    assert answered(moved(*one) for one in random.Random(1).sample(EVERY_MOVE, 150)) == 150


@pytest.mark.slow
@pytest.mark.parametrize("name", INPUTS)
def test_every_input_over_its_whole_range_has_an_answer(name):
    moves = [one for one in EVERY_MOVE if one[0] == name]
    number = min(12 * TRIES, len(moves))
    drawn = random.Random(name).sample(moves, number)
    assert answered(moved(*one) for one in drawn) == number


def test_refusals_of_every_route():
    """Requests that are soon answered: addresses, methods, bodies; the others are slow."""
    draw = random.Random(1)
    drawn = [request(draw) for _ in range(400)]
    soon = [one for one in drawn if one[2] in BODIES and "picture/" not in one[1]]
    assert answered(soon) == len(soon) > 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2 * TRIES))
def test_requests_of_every_route_have_an_answer(seed):
    draw = random.Random(seed)
    assert answered(request(draw) for _ in range(80)) == 80
