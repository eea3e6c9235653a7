"""The README shows what the program does: its outputs are compared, its code is run.

QESTIMATE_UPDATE=1 writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from math import expm1
from pathlib import Path

import pytest

import qestimate.methods
from qestimate.cli.app import COMMANDS
from qestimate.report.explain.glossary import terms

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"


PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]


SLOW_PAGES = ("evidence.md", "exploring.md")


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=[pytest.mark.slow] * (page.name in SLOW_PAGES), id=page.name)
        for page in PAGES
    ],
)
def test_console_blocks_are_the_real_output(run, page):
    text = page.read_text(encoding="utf-8")
    blocks = list(re.finditer(r"```console\n\$ (qestimate .*)\n((?:.*\n)*?)```\n", text))
    assert blocks or page != README
    new = text
    for block in blocks:
        result = run(*shlex.split(block[1])[1:])
        assert result.code == 0
        new = new.replace(block[0], f"```console\n$ {block[1]}\n{result.out}```\n")
    if os.environ.get("QESTIMATE_UPDATE") == "1":
        page.write_text(new, encoding="utf-8")
    else:
        assert new == text, "QESTIMATE_UPDATE=1 pytest tests/test_readme.py writes it anew"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_print_what_they_say(capsys, page):
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"```python\n(from.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert found or page != README
    for code, output in found:
        assert len([line for line in code.splitlines() if line]) <= 5
        exec(code, {})
        assert capsys.readouterr().out == output


SHELL_PAGES = (
    *("commands.md", "judge-a-claim.md", "review-a-paper.md"),
    *("size-my-experiment.md", "try-my-model.md"),
)


def test_every_command_has_an_example():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"qestimate {command} " in text or f"`qestimate {command}`" in text


def test_the_readme_is_short_and_begins_with_two_commands():
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    first = re.search(r"```sh\n(.*?)```", text, re.DOTALL)[1]
    assert len(first.splitlines()) == 2
    assert first.endswith("qestimate model --params 1e9 --qubits 72\n")


@pytest.mark.slow
def test_the_readme_says_what_validation_finds(run):
    found = " ".join(run("validate", "--summary", "--format", "text").out.split())
    readme = " ".join(README.read_text(encoding="utf-8").split())
    said = re.search(
        r"predicts (\d+) of (\d+) published hardware runs .*? constants: ([\d.]+) % of the "
        r"measured values lie inside their intervals, the median prediction is off by ([\d.]+) %",
        readme,
    )
    predicted, runs, inside, off = said.groups()
    assert f"Of {runs} published runs {predicted} can be predicted; {inside} % of" in found
    assert f"the median prediction is off by {off} %" in found
    compared = re.search(r"circuits it is off by (\d+) %, the product .*? by (\d+) %", readme)
    logs = re.search(r"is off by ([\d.]+) in ln, this prediction by ([\d.]+)", found)
    product, ours = (round(100 * expm1(float(one))) for one in logs.groups())
    assert compared.groups() == (str(ours), str(product))


def test_the_glossary_page_is_the_glossary():
    """QESTIMATE_UPDATE=1 writes it anew."""
    page = ROOT / "docs" / "glossary.md"
    head = (
        "# Glossary\n\nThe words of the answers, a line each; `qestimate explain WORD` prints "
        "one.\n\n"
        "| word | means |\n| --- | --- |\n"
    )
    new = head + "".join(f"| {name} | {meaning} |\n" for name, meaning in terms().items())
    if os.environ.get("QESTIMATE_UPDATE") == "1":
        page.write_text(new, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == new


@pytest.mark.slow
@pytest.mark.parametrize("page", SHELL_PAGES)
def test_shell_examples_are_accepted(run, page, tmp_path, monkeypatch):
    """Of the pages for readers and of the page of commands."""
    lines = [
        line
        for block in re.findall(
            r"```sh\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.DOTALL
        )
        for line in block.splitlines()
        if line.startswith("qestimate ")
    ]
    assert lines
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)  # some write files
    for line in lines:
        if "--compile" in line:
            line += " --seeds 1"  # noqa: PLW2901
        result = run(*shlex.split(line, comments=True)[1:])
        assert result.code == (1 if "--fail-on" in line else 0), (line, result.err)


def test_the_method_of_the_developer_section_works(run, monkeypatch):
    """The sketch, put beside the shipped methods, appears in every command."""
    text = CONTRIBUTING.read_text(encoding="utf-8")
    code = re.search(r"```python\n# qestimate/methods/sketch.py\n(.*?)```", text, re.DOTALL)[1]
    namespace: dict = {}
    exec(code, namespace)
    known = {**qestimate.methods.methods(), "sketch": namespace["METHODS"][0]}
    monkeypatch.setattr(qestimate.methods, "_METHODS", known)
    result = run(
        "model", "-m", "gpt2", "--device", "origin-wukong-72", "--full", "--format", "text"
    )
    assert result.code == 0
    assert "sketch" in result.out
    assert "W" in run("method", "show", "sketch", "--format", "text").out


def test_methods_are_found_by_file(tmp_path):
    """A file dropped into the folder of a copied package is a method."""
    import shutil

    shutil.copytree(ROOT / "qestimate", tmp_path / "qestimate")
    shutil.copytree(ROOT / "models", tmp_path / "models")
    text = CONTRIBUTING.read_text(encoding="utf-8")
    code = re.search(r"```python\n# qestimate/methods/sketch.py\n(.*?)```", text, re.DOTALL)[1]
    (tmp_path / "qestimate" / "methods" / "sketch.py").write_text(code)
    done = subprocess.run(
        [sys.executable, "-m", "qestimate", "method", "list"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "| sketch |" in done.stdout


def test_counts_in_the_changelog_and_readme():
    from qestimate import catalog

    assert f"{len(catalog.models())} language models" in (ROOT / "CHANGELOG.md").read_text()
    assert f"{len(catalog.devices())} devices" in (ROOT / "CHANGELOG.md").read_text()
    assert f"{len(catalog.datasets())} data sets" in (ROOT / "CHANGELOG.md").read_text()
    readme = " ".join(README.read_text(encoding="utf-8").split())
    assert f"{len(catalog.models())} language models and {len(catalog.devices())} devices" in readme
    assert f"the published figures of {len(catalog.devices())} devices" in readme
    mine = (ROOT / "docs" / "try-my-model.md").read_text(encoding="utf-8")
    assert f"`qestimate catalog list model` has {len(catalog.models())}," in mine


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.py")), ids=lambda p: p.stem)
def test_examples_run(path, capsys):
    space = {"__name__": "__main__", "__file__": str(path)}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), space)
    assert capsys.readouterr().out.strip()


@pytest.mark.slow
def test_the_notebook_runs_and_shows_tables_and_pictures():
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(ROOT / "examples" / "tour.ipynb", 4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    shown = [
        kind
        for cell in notebook.cells
        for out in cell.get("outputs", ())
        for kind in out.get("data", ())
    ]
    assert shown.count("text/html") >= 2
    assert shown.count("image/png") >= 2
