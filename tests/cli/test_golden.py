"""Full output of commands, compared byte by byte. QESTIMATE_UPDATE=1 writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"

COMMANDS = {
    "model.txt": "model --params 1e9 --qubits 72 --format text",
    "model.md": "model --params 1e9 --qubits 72 --format md",
    "model.tex": "model --params 1e9 --qubits 72 --format latex",
    "model.html": "model --params 1e9 --qubits 72 --format html",
    "generic.txt": "model --params 7B --qubits 100 --cz-error 1e-3 --t1 200 --format text",
    "wukong-2024.txt": "model -m gpt2 --device origin-wukong-72@2024-06-03 --format text",
    "device.txt": "device show origin-wukong-72 --format text",
    "devices.txt": "device list --format text",
    "qtha.txt": "method show qtha --format text",
    "model-help.txt": "model --help",
    "claim.md": "claim check origin-wukong-2025 --format md",
    "explain.txt": "model -m gpt2 --device ibm-fez --method qpa --explain --format text",
    "sensitivity.txt": "model -m gpt2 --device ibm-fez --sensitivity --format text",
}


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
