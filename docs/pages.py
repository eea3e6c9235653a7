"""The pages of the site: of docs/, and of code, catalogue and files elsewhere in the project."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from pathlib import Path

import house

import qestimate
from qestimate.catalog.claims import claim, claims
from qestimate.catalog.references import references
from qestimate.catalog.training import TrainingTable, training_table
from qestimate.cli import main
from qestimate.cli.app import COMMANDS
from qestimate.estimation.shots import TRAINING_RATIO
from qestimate.evidence.claims.judge import judge
from qestimate.methods import methods as known_methods
from qestimate.report.document import Document
from qestimate.report.full.claim_pages import Link, claim_markdown, claims_markdown
from qestimate.report.plots.training import training
from qestimate.report.render.formats import render
from qestimate.report.views.training import conclusion
from qestimate.report.views.training import training_table as table_of

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "build" / "docs"
"""Where the pages are written, for the site to be built from."""

FILES = {
    "index.md": "README.md",
    "benchmarks.md": "benchmarks/README.md",
    "changes.md": "CHANGELOG.md",
    "catalogue-files.md": "models/README.md",
    "contributing.md": "CONTRIBUTING.md",
}
"""Pages that are files elsewhere in the project."""

MOVED = {
    "../": "",
    "docs/": "",
    "models/README.md": "catalogue-files.md",
    "models/claims)": "claims-judged.md)",
    "benchmarks/README.md": "benchmarks.md",
    "CHANGELOG.md": "changes.md",
    "CONTRIBUTING.md": "contributing.md",
    "README.md": "index.md",
    "qestimate/__init__.py": "api.md",
    "qestimate/cli/app.py": "help.md",
    "LICENSE": "https://www.apache.org/licenses/LICENSE-2.0",
}
"""Where links of files in the project lead on the site, one after another."""

GROUPS = {
    "claim": ("list", "check", "cite", "kinds", "new"),
    "catalog": ("list", "check", "schema"),
    "device": ("list", "show", "import"),
    "method": ("list", "show", "export"),
}
"""Commands that have commands of their own."""

KINDS = ("model", "device", "dataset", "adapter", "experiment", "gpu", "simulator", "claim")
"""Lists of the catalogue."""


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


def read(path: str) -> str:
    """Return a file of the project as a page of the site."""
    return relinked((ROOT / path).read_text(encoding="utf-8"))


def trained(text: str, table: TrainingTable) -> str:
    """Return the page on training with the shipped table and its picture."""
    whole, tenth = TRAINING_RATIO, TRAINING_RATIO / 10
    shifted = [row for row in table.rows if row.gradient == "parameter-shift"]
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


def draw(table: TrainingTable, path: Path) -> None:
    """Draw the picture of the page on training."""
    rows = [row for row in table.rows if row.gradient == "parameter-shift" and not row.held_out]
    training(rows, TRAINING_RATIO).savefig(path)


def commands() -> str:
    """Return the page of every command's help."""
    parts = ["# Every command's help\n"]
    for command in COMMANDS:
        parts.append(f"## qestimate {command}\n\n```text\n{printed(command, '--help')}```\n")
        for own in GROUPS.get(command, ()):
            text = printed(command, own, "--help")
            parts.append(f"### qestimate {command} {own}\n\n```text\n{text}```\n")
    return "\n".join(parts)


def methods() -> str:
    """Return the page of every method and its formulas."""
    parts = ["# Methods and their formulas\n", printed("method", "list", "--format", "md")]
    parts += [
        f"## {name}\n\n{printed('method', 'show', name, '--format', 'md')}"
        for name in known_methods()
    ]
    return "\n".join(parts)


def catalogue() -> str:
    """Return the page of every list of the catalogue and of its sources."""
    lists = [printed("catalog", "list", kind, "--format", "md") for kind in KINDS]
    cited = [
        f"| {one.key} | {one.authors} | {one.title} | {one.year} | {one.link} |"
        for one in references().values()
    ]
    head = [
        "### Sources",
        "",
        "| key | by | title | year | at |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join(["# The catalogue", "", *lists, *head, *cited, ""])


def claim_address(name: str) -> str:
    """Return where the page of a claim is; with an empty name, that of all claims."""
    return f"claim-{name}.md" if name else "claims-judged.md"


def judged() -> dict[str, str]:
    """Return the page of all claims, and of each a page and the same as JSON."""
    found = {name: judge(claim(name)) for name in claims()}
    written = {claim_address(""): claims_markdown(list(found.values()), claim_address)}
    for name, one in found.items():
        data = f"claim-{name}.json"
        written[claim_address(name)] = claim_markdown(one, [Link("JSON", data)])
        written[data] = printed("claim", "check", name, "--format", "json")
    return written


def for_site(text: str) -> str:
    """Return Markdown without the escapes that the site's reader does not know.

    It has no meaning for the signs, and would show the backslashes.
    """
    parts = text.split("```")
    parts[::2] = [re.sub(r"\\([~$])", r"\1", part) for part in parts[::2]]
    return "```".join(parts)


def python() -> str:
    """Return the page of the public names, whose docstrings are read when the site is built."""
    parts = [
        "# Public names\n",
        "Public names; [what stays the same](stability.md) and what may change.\n",
    ]
    for name in sorted(qestimate.__all__):
        where = qestimate._PUBLIC.get(name)  # noqa: SLF001  # where each public name comes from
        if where is not None:
            parts.append(f"::: qestimate.{where}.{name}\n")
    return "\n".join(parts)


def pages(table: TrainingTable) -> dict[str, str]:
    """Return every page by its name on the site."""
    written = {path.name: read(f"docs/{path.name}") for path in (ROOT / "docs").glob("*.md")}
    return {
        **{name: read(path) for name, path in FILES.items()},
        **written,
        "training.md": trained(written["training.md"], table),
        "help.md": commands(),
        "methods.md": methods(),
        "catalogue.md": catalogue(),
        "api.md": python(),
        "house.md": house.page(),
        **judged(),
    }


def write(folder: Path = FOLDER) -> None:
    """Write every page, and none of an earlier day."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    table = training_table()
    for name, text in pages(table).items():
        content = for_site(text) if name.endswith(".md") else text
        (folder / name).write_text(content, encoding="utf-8")
    shutil.copy(ROOT / "docs" / "site.css", folder)
    draw(table, folder / "training.svg")


if __name__ == "__main__":
    write()
