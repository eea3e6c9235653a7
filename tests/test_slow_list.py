"""The list of slow tests names tests that are there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINES = (ROOT / "tests" / "slow.txt").read_text(encoding="utf-8").splitlines()


def names_of(path: Path) -> set[str]:
    """Return the functions of a file, those of its classes after their class."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inside = (one for one in node.body if isinstance(one, ast.FunctionDef))
            found |= {f"{node.name}::{one.name}" for one in inside}
    return found


@pytest.mark.parametrize("file", sorted({line.partition("::")[0] for line in LINES}))
def test_every_test_that_is_listed_is_there(file):
    named = {line.partition("::")[2].partition("[")[0] for line in LINES if line.startswith(file)}
    tests = {name for name in named if name and not name.startswith("qestimate.")}
    assert (ROOT / file).is_file()
    assert tests <= names_of(ROOT / file)


def test_each_is_listed_once():
    assert len(set(LINES)) == len(LINES)
