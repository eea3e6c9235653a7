"""Watch the memory of the web server over requests of all kinds. Linux.

    python benchmarks/web_memory.py
    python benchmarks/web_memory.py --requests 100 --pictures

The server is a process of its own. Requests are drawn with a seed: short and whole answers, what
would change them, pictures, claims, inputs that make no sense, bodies that are no requests. No two
scenarios are the same, so that nothing is answered from what was kept. ``--pictures``: of a chip
alone. Prints the memory after each tenth, and what the second half added.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

DEVICES = ("ibm-fez", "origin-wukong-72", "google-willow-72", "quantinuum-h2-1", "generic")
METHODS = ("qpa", "qtha", "angle", "reuploading-head", "qt-adapter")
CLAIMS = ("origin-wukong-2025", "ionq-head-2025", "qpa-gpt2-2025")
BODIES = (
    b'{"inputs": NaN}',
    b'{"inputs": "\\ud800"}',
    b'{"inputs": {"rank": NaN}}',
    b"[" * 60_000,
    b'{"inputs": {"params": ' + b"9" * 60_000 + b"}}",
    b'{"inputs": {"model": "' + b"x" * 60_000 + b'"}}',
    b"{",
    b"x" * 100_000,
)


class Asked(NamedTuple):
    """A request."""

    method: str
    path: str
    body: bytes = b""


def scenario(draw: random.Random) -> dict[str, str]:
    """Return inputs that make sense."""
    return {
        "params": f"{10 ** draw.uniform(7.5, 11):.0f}",
        "device": draw.choice(DEVICES[:4]),
        "method": draw.choice(METHODS),
        "rank": str(draw.randint(1, 32)),
    }


def picture(draw: random.Random, name: str) -> Asked:
    size = draw.choice(("report", "phone"))
    return Asked("GET", f"/api/picture/{name}/{size}?{urlencode(scenario(draw))}")


def chip(draw: random.Random) -> Asked:
    """Return the request for a picture of a chip with its patch."""
    inputs = scenario(draw) | {"device": "ibm-fez", "method": "qpa"}
    return Asked("GET", f"/api/picture/chip/report?{urlencode(inputs)}")


def asked(draw: random.Random) -> Asked:
    """Return a request of some kind."""
    kind = draw.random()
    if kind < 0.25:
        return picture(draw, draw.choice(("chip", "rows", "where", "budget")))
    if kind < 0.3:
        return Asked("GET", f"/api/claims/{draw.choice(CLAIMS)}")
    if kind < 0.65:
        route = draw.choice(("answer", "answer", "change", "model", "tables"))
        return Asked("POST", f"/api/{route}", json.dumps({"inputs": scenario(draw)}).encode())
    if kind < 0.85:
        return Asked("POST", "/api/answer", draw.choice(BODIES))
    wrong = scenario(draw) | draw.choice(
        (
            {"params": "1e300"},
            {"rank": "9" * 50},
            {"layers": "1e18"},
            {"device": "x" * 1000},
            {"device": "x.toml@2025-01-01"},
            {"samples": "1e15", "epochs": "1e6"},
            {"floor": "2"},
            {"unknown": "x"},
        )
    )
    return Asked("POST", "/api/answer", json.dumps({"inputs": wrong}).encode())


class Server:
    """A server of its own process, and a connection for each request."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "qestimate", "web", "--no-browser", "--port", "0"]
        with tempfile.NamedTemporaryFile() as said:  # a pipe that is not read would fill
            self.process = subprocess.Popen(command, stderr=said)
            while not (ports := re.findall(r":(\d+)/", Path(said.name).read_text())):
                time.sleep(0.1)
        self.port = int(ports[0])
        time.sleep(1)

    def status(self, one: Asked) -> int:
        """Return the code of an answer."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            link.request(one.method, one.path, one.body, {"Content-Type": "application/json"})
            answer = link.getresponse()
            answer.read()
        except (BrokenPipeError, ConnectionResetError):
            return 413  # answered before all was read
        else:
            return answer.status
        finally:
            link.close()

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024 / 1e6


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--requests", type=int, default=2000)
    options.add_argument("--pictures", action="store_true")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    draw = random.Random(chosen.seed)
    server = Server()
    codes: Counter[int] = Counter()
    seen = [server.memory]
    began = time.monotonic()
    print(f"start: {seen[0]:.0f} MB", flush=True)
    try:
        for number in range(1, chosen.requests + 1):
            codes[server.status(chip(draw) if chosen.pictures else asked(draw))] += 1
            if number % (chosen.requests // 10) == 0:
                seen.append(server.memory)
                print(f"{number:6,} requests: {seen[-1]:.0f} MB", flush=True)
    finally:
        server.process.terminate()
    print(f"answers: {dict(sorted(codes.items()))}, {time.monotonic() - began:.0f} s")
    print(f"the second half added {seen[-1] - seen[len(seen) // 2]:+.1f} MB")


if __name__ == "__main__":
    main()
