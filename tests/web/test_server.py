"""The server with real connections: those of which nothing comes end."""

from __future__ import annotations

import gc
import socket
import threading
import time

import pytest

pytest.importorskip("uvicorn")

from qestimate.web import guard, server

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

HEAD = b"Host: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def running():
    before, guard.PATIENCE = guard.PATIENCE, 0.3
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        one = server.server(("localhost",))
        thread = threading.Thread(target=one.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not one.started:
            time.sleep(0.02)
        yield one
        one.should_exit = True
        thread.join(10)
    guard.PATIENCE = before


@pytest.fixture
def port(running):
    return running.servers[0].sockets[0].getsockname()[1]


def talk(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Return all that is answered until the server closes the connection, within three seconds."""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as link:
        for piece in pieces:
            try:
                link.sendall(piece)
            except OSError:
                break
            time.sleep(pause)
        found = b""
        try:
            while more := link.recv(65536):
                found += more
        except ConnectionResetError:
            pass
        return found


def test_a_request_is_answered(port):
    whole = b"GET /api/inputs HTTP/1.1\r\nConnection: close\r\n" + HEAD + b"\r\n"
    assert talk(port, whole).startswith(b"HTTP/1.1 200")
    assert talk(port, whole[:20], whole[20:], pause=0.1).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"GET / HT"],
        [b"GET / HTTP/1.1\r\nHost: localhost\r\n"],
        [b"GET / HTTP/1.1\r\n", *[b"X: y\r\n"] * 40],
    ],
    ids=["nothing", "half a line", "half a header", "a header in drops"],
)
def test_half_a_request_is_given_up(port, pieces):
    start = time.monotonic()
    answer = talk(port, *pieces, pause=0.05)
    assert time.monotonic() - start < 3
    assert b"408" in answer or answer == b""
    if len(pieces) < 10:
        assert answer.startswith(b"HTTP/1.1 408")
        assert answer.endswith(b'{"detail": "the request did not arrive in time"}')


@pytest.mark.parametrize("pieces", [[b"{"], [b"{", *[b" "] * 40]], ids=["half", "drops"])
def test_half_a_body_is_given_up(port, pieces):
    head = b"POST /api/answer HTTP/1.1\r\nContent-Length: 1000\r\n" + HEAD + b"\r\n"
    start = time.monotonic()
    answer = talk(port, head, *pieces, pause=0.05)
    assert time.monotonic() - start < 3
    assert b"408" in answer or answer == b""


def test_the_second_request_of_a_connection_is_given_up_too(port):
    whole = b"GET /api/inputs HTTP/1.1\r\n" + HEAD + b"\r\n"
    answer = talk(port, whole, b"GET /api/in", pause=0.1)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 408" in answer


def test_an_answer_that_nobody_fetches_is_given_up(running, port):
    ask = b"GET /openapi.json HTTP/1.1\r\n" + HEAD + b"\r\n"
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        link.connect(("127.0.0.1", port))
        link.setblocking(False)
        mine, end = link.getsockname(), time.monotonic() + 20
        ended = False
        while not ended and time.monotonic() < end:
            try:
                link.send(ask * 100)
            except BlockingIOError:  # the server reads no more
                time.sleep(0.05)
            except ConnectionError:
                ended = True
        assert ended
        assert mine not in [one.client for one in list(running.server_state.connections)]


def test_a_large_body_is_refused_before_it_is_there(port):
    head = b"POST /api/answer HTTP/1.1\r\nContent-Length: 1000000000\r\n" + HEAD + b"\r\n"
    assert talk(port, head).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("sent", [b"\x00\x01\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9\r\n\r\n"])
def test_what_is_not_http_is_refused_in_a_sentence(port, sent):
    answer = talk(port, sent)
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.endswith(b'{"detail": "Invalid HTTP request received."}')
    assert b"default-src 'none'" in answer


def test_one_connection_too_many_is_refused(port, monkeypatch):
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 1)
    with socket.create_connection(("127.0.0.1", port), timeout=3):
        time.sleep(0.1)
        assert talk(port).startswith(b"HTTP/1.1 503")


def test_the_server_collects_its_garbage():
    """The command line leaves garbage to its end; a server has none."""
    gc.disable()
    try:
        server.server(("localhost",))
        assert gc.isenabled()
    finally:
        gc.enable()
