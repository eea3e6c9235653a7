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
        shifted = [row for row in table.rows if row.gradient == "parameter-shift"]
        drawn = training([row for row in shifted if not row.held_out], TRAINING_RATIO)
        drawn.savefig(file, format="svg")
    whole, tenth = TRAINING_RATIO, TRAINING_RATIO / 10
    at_once = [row for row in table.rows if row.gradient == "spsa"]
    chosen = {
        "Cases that set the rule, with it": (shifted, False, whole),
        "The same with a tenth of it": (shifted, False, tenth),
        "Held out, with the rule": (shifted, True, whole),
        "The same with a tenth of it, held out": (shifted, True, tenth),
        "Simultaneous perturbation, shots as for values": (at_once, False, whole),
        "The same with ten times as many": (at_once, False, 10 * whole),
    }
    parts = []
    for title, (rows, held_out, ratio) in chosen.items():
        those = [r for r in rows if r.held_out is held_out and r.ratio == ratio]
        table_here = table_of(those)._replace(title=title, notes=())
        parts.append(f"{render(Document('', '', (table_here,)), 'md')}\n{conclusion(those)}")
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
