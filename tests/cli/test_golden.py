"""Full output of commands, compared byte by byte. QESTIMATE_UPDATE=1 writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"

SHORT = "model -m gpt2 --rank 4 --device origin-wukong-72 --method qpa --format"

COMMANDS = {
    "model.txt": "model --params 1e9 --qubits 72 --format text",
    "device.txt": "device show origin-wukong-72 --format text",
    "short.md": f"{SHORT} md",
    "short.tex": f"{SHORT} latex",
    "short.html": f"{SHORT} html",
    "short.csv": f"{SHORT} csv",
}
"""Two commands in full, and one short answer in every other format.

What all other commands say is asserted figure by figure.
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_output(run, name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    result = run(*COMMANDS[name].split())
    assert result.code == 0
    path = FOLDER / name
    if os.environ.get("QESTIMATE_UPDATE") == "1":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(result.out, encoding="utf-8")
    assert result.out == path.read_text(encoding="utf-8")
