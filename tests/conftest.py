"""Running the program in this process, as a user would at a shell."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from qestimate.cli import main


class Result(NamedTuple):
    code: int
    out: str
    err: str


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
