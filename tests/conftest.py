"""Running the program in this process, as a user would at a shell."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest

from qestimate.cli import main


class Result(NamedTuple):
    code: int
    out: str
    err: str


def says(message: str, named: str) -> bool:
    """Return whether a message has every name and value that is listed, however it is worded."""
    return all(one in message for one in named.split())


@pytest.fixture
def run(capsys, monkeypatch):
    """Return a function that runs the program with some arguments, and no catalogue but ours."""
    monkeypatch.setenv("QESTIMATE_CATALOG", "")

    def call(*arguments: str) -> Result:
        with pytest.raises(SystemExit) as stopped:
            main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return Result(int(stopped.value.code or 0), captured.out, captured.err)

    return call


@pytest.fixture
def parsed_here(monkeypatch):
    """Circuit files are parsed in this process, not in one of their own that starts first."""
    from qestimate.core import limited
    from qestimate.formats.circuits import parser

    def parse(_module, request, _limits, **_):
        return json.loads(json.dumps(parser.read(**request)))

    monkeypatch.setattr(limited, "ask", parse)
