"""What is said on stderr, and where nothing can be said at all."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from qestimate.cli import output
from qestimate.core.cells import safe_cell
from qestimate.core.errors import CatalogError


def test_a_message_and_its_hint_are_a_line_each(capsys):
    error = CatalogError("a\nb\x1b[2J" + "x" * 10**6, problems=["c\rd"] * 100, hint="e\tf\u202e")
    assert output.fail(error) == 3
    lines = capsys.readouterr().err.split("\n")
    assert len(lines) == 1 + output.SHOWN + 1 + 1 + 1
    assert all(line.isprintable() and len(line) <= output.MAX_MESSAGE for line in lines)
    assert lines[0].startswith("qestimate: a\\nb\\x1b[2Jxxx")


@pytest.mark.parametrize(
    "text", ["\t=1", "\u00a0=1", "|=1", " \u200b=1", "\r+1", "@a", "＝1", "|cmd"]
)
def test_no_cell_is_a_formula(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "1.5e-3", "IBM Fez", "(=)", "θ = 1", "10 %"])
def test_other_cells_stay(text):
    assert safe_cell(text) == text


def test_what_takes_long_is_said(capsys, monkeypatch):
    monkeypatch.setattr(output, "PATIENCE", 0.01)
    with output.patience("waiting"):
        time.sleep(0.2)
    with output.patience("nothing"):
        pass
    assert capsys.readouterr().err == "qestimate: waiting ...\n"


def test_two_dashes_say_what_can_be_asked(run):
    assert run("--").out == run().out != ""


@pytest.mark.parametrize("arguments", ["--version", "device list", "model --help", "claim"])
def test_a_closed_stdout(arguments):
    command = f"{sys.executable} -m qestimate {arguments} >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == (2 if arguments == "claim" else 74)
    assert "Traceback" not in done.stderr
