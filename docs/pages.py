"""Pages of the site that are made from code, catalogue and files elsewhere in the project."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import mkdocs_gen_files

import qestimate
from qestimate.catalog.references import references
from qestimate.catalog.training import training_table
from qestimate.cli import main
from qestimate.cli.app import COMMANDS
from qestimate.estimation.shots import TRAINING_RATIO
from qestimate.methods import methods as known_methods
from qestimate.report.document import Document
from qestimate.report.plots.training import training
from qestimate.report.render.formats import render
from qestimate.report.views.training import conclusion
from qestimate.report.views.training import training_table as table_of

ROOT = Path(__file__).parent.parent

MOVED = {
    "docs/": "",
    "../models/README.md": "files.md",
    "models/README.md": "files.md",
    "../benchmarks/README.md": "benchmarks.md",
    "benchmarks/README.md": "benchmarks.md",
    "LICENSE": "https://www.apache.org/licenses/LICENSE-2.0",
}
"""Where links of files in the project lead on the site."""

GROUPS = {"claim": ("list", "check", "new"), "catalog": ("list", "check", "schema"),
          "device": ("list", "show", "import"), "method": ("list", "show", "export")}  # fmt: skip
"""Commands that have commands of their own."""


def printed(*arguments: str) -> str:
    """Return what the program prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(list(arguments))
    return out.getvalue()


def relinked(text: str) -> str:
    """Return a page whose links lead to pages of the site."""
    for old, new in MOVED.items():
        text = re.sub(rf"\]\({re.escape(old)}", f"]({new}", text)
    return text


def page(name: str, text: str) -> None:
    """Write a page."""
    with mkdocs_gen_files.open(name, "w") as file:
        file.write(text)


def trained(text: str) -> str:
    """Return the page on training with the shipped table and its picture."""
    table = training_table()
    with mkdocs_gen_files.open("training.svg", "wb") as file:
        drawn = training([row for row in table.rows if not row.held_out], TRAINING_RATIO)
        drawn.savefig(file, format="svg")
    parts = []
    for held_out, what in ((False, "Cases that set the rule"), (True, "Held out")):
        for ratio, words in ((TRAINING_RATIO, "the rule"), (TRAINING_RATIO / 10, "a tenth of it")):
            rows = [r for r in table.rows if r.held_out is held_out and r.ratio == ratio]
            shown = render(Document("", "", (table_of(rows)._replace(notes=()),)), "md")
            parts.append(f"**{what}, with {words}.** {conclusion(rows)}\n\n{shown}")
    parts.append(
        f"Made on {table.date} ({table.machine}); every seed is in models/training/table.json."
    )
    return (
        text.replace("{table}", "\n\n".join(parts))
        .replace("{picture}", "![Gain kept against shots](training.svg)")
        .replace("{rule}", f"{TRAINING_RATIO:g}")
    )


page("index.md", relinked((ROOT / "README.md").read_text(encoding="utf-8")))
page("benchmarks.md", relinked((ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")))
page("changes.md", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
page("files.md", relinked((ROOT / "models" / "README.md").read_text(encoding="utf-8")))
for source in sorted((ROOT / "docs").glob("*.md")):
    text = relinked(source.read_text(encoding="utf-8"))
    page(source.name, trained(text) if source.name == "training.md" else text)

commands = ["# Commands\n"]
for command in COMMANDS:
    commands.append(f"## qestimate {command}\n\n```text\n{printed(command, '--help')}```\n")
    for own in GROUPS.get(command, ()):
        text = printed(command, own, "--help")
        commands.append(f"### qestimate {command} {own}\n\n```text\n{text}```\n")
page("commands.md", "\n".join(commands))

methods = ["# Methods and their formulas\n", printed("method", "list", "--format", "md")]
methods += [
    f"## {name}\n\n{printed('method', 'show', name, '--format', 'md')}" for name in known_methods()
]
page("methods.md", "\n".join(methods))

KINDS = ("model", "device", "dataset", "adapter", "experiment", "gpu", "simulator", "claim")
lists = [printed("catalog", "list", kind, "--format", "md") for kind in KINDS]
cited = [
    f"| {one.key} | {one.authors} | {one.title} | {one.year} | {one.link} |"
    for one in references().values()
]
head = ["### Sources", "", "| key | by | title | year | at |", "| --- | --- | --- | --- | --- |"]
page("catalogue.md", "\n".join(["# The catalogue", "", *lists, *head, *cited, ""]))

python = ["# Python\n", "Public names; [what stays the same](stability.md) and what may change.\n"]
for name in sorted(qestimate.__all__):
    where = qestimate._PUBLIC.get(name)  # noqa: SLF001  # where each public name comes from
    if where is not None:
        python.append(f"::: qestimate.{where}.{name}\n")
page("python.md", "\n".join(python))
