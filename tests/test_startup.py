"""What a start loads. Time cannot be tested on a shared machine, but what takes it can."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

BARE = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None)
@app.command()
def main(name: str = "x") -> None:
    print(name)
try: app([])
except SystemExit: pass
"""
"""The least that a program with Typer loads."""

HEAVY = ("qiskit", "sympy", "numpy", "pydantic", "jinja2", "matplotlib", "rich", "bibtexparser")
"""Libraries that take longer to load than the main command to answer."""

AVOIDED = (
    *("asyncio", "concurrent.futures", "multiprocessing", "unittest"),
    *("email", "html", "http", "socket", "ssl", "urllib.request", "xml"),
    *("ctypes", "dataclasses", "decimal", "fractions", "logging", "statistics", "tempfile"),
    *("importlib.metadata", "platformdirs", "encodings.utf_8_sig"),
)
"""Modules that the main command can do without, as long as Typer does."""

OWN = 124
"""Modules of this package that the main command may load."""

OTHERS = 26
"""Modules of others that it may load besides those of a bare program."""


def loaded(code: str, cache: str = "") -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules, file=sys.stderr)"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QESTIMATE_CACHE": cache},
    )
    return set(done.stderr.split())


def main_command(fmt: str, cache: str) -> set[str]:
    code = (
        "from qestimate.cli import main\n"
        f"try: main('model --params 1e9 --qubits 72 --format {fmt}'.split())\n"
        "except SystemExit: pass"
    )
    return loaded(code, cache)


@pytest.fixture(scope="module")
def bare() -> set[str]:
    return loaded(BARE)


@pytest.fixture(scope="module")
def warm(tmp_path_factory) -> str:
    """Return the folder of a disk cache that knows the circuits of the main command."""
    folder = str(tmp_path_factory.mktemp("cache"))
    main_command("json", folder)
    return folder


def test_import_loads_nothing_heavy():
    assert not loaded("import qestimate").intersection(HEAVY)


@pytest.mark.parametrize("fmt", ["text", "md", "csv", "json"])
def test_the_main_command_stays_within_its_budget(fmt, bare, warm):
    modules = main_command(fmt, warm)
    assert not modules.intersection(HEAVY)
    more = modules - bare
    assert not more.intersection(AVOIDED)
    own = {name for name in more if name.split(".")[0] == "qestimate"}
    assert len(own) <= OWN, sorted(own)
    assert len(more - own) <= OTHERS, sorted(more - own)
