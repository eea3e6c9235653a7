"""Claim files that begin: from the templates of the kinds of checks, or from statements.

A kind brings the template of its own statement. What is not filled in there stays as an example;
such lines say so, and where the example has a source, it is called assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.errors import ScenarioError, UnknownNameError
from qestimate.core.records import NamedTuple
from qestimate.evidence.claims.finding import PERIODS
from qestimate.evidence.claims.kinds import kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from qestimate.evidence.claims.article import Sentence
    from qestimate.evidence.claims.kinds import Kind
    from qestimate.evidence.claims.printed import PrintedFigure

COMMON = ("on-chip", "arithmetic", "accuracy", "source", "missing")
"""Kinds of which a file has a statement where none is asked for."""

UNDECIDED = "missing"
"""Kind of a statement whose check nobody has chosen."""

SETTING_ID = "as-described"
"""The configuration that templates compute with."""

SOURCE = "the-article"
"""Key of the publication in a file."""

NOT_NOTED = "not noted"
"""Locator of what somebody states without a place."""

NOT_JUDGED = "a check that decides it (not judged yet)"
"""What a statement lacks that nobody has looked at."""

EVERY_MODULE = "all-linear"
"""Adapted modules that every architecture has."""

EXAMPLE = "an example"
"""What the comment of a line says that is not filled in."""

OTHER_NAMES = {
    **dict.fromkeys(("fidelity", "error", "qubits", "t1", "t2", "device"), "device-figure"),
    **dict.fromkeys(("cost", "dollars", "money"), "price"),
    **dict.fromkeys(("speedup", "faster", "advantage"), "speed-up"),
    **dict.fromkeys(("power", "kwh", "break-even"), "energy"),
    **dict.fromkeys(("time", "hours"), "job-time"),
    **dict.fromkeys(("gain", "better", "improvement"), "baseline"),
}
"""What people call a kind of check, and its name."""

HEAD = f"""\
# A claim: what a publication says, statement by statement, and the check that decides each.
#   qestimate claim check THIS_FILE            judges it
#   qestimate claim kinds                      what each kind of check decides
#   qestimate catalog schema claim             prints all it may hold
# Sources are keys of your own choice here; in the catalogue they stand in references.bib.

name = "A chip fine-tunes a model"
publication = "Title of the article or paper"
date = "2026-01-31"              # of the publication
source = "{SOURCE}"
locator = "page, section or sentence"
# headline = "share"             # id of the statement that leads; the first if left out
# note = "Anything a reader has to know."
"""

SETTING = f"""
# A configuration that checks compute with.
[[settings]]
id = "{SETTING_ID}"
name = "as described"
model = "llama-3.2-1b"           # qestimate catalog list model
method = "qtha"                  # qestimate method list
rank = 4
targets = ["q_proj", "v_proj"]
samples = 1000
tokens_per_sample = 256          # say in a note what is published and what you assume
epochs = 1
shots = 1000                     # that the authors use; leave it out if unknown
devices = ["origin-wukong-72"]   # ids, also ID@DATE; qestimate device list
source = "{SOURCE}"
locator = "section on methods"
note = "Tokens per sample are assumed."
"""


class Publication(NamedTuple):
    """What is known of a publication; empty where it is not."""

    name: str = ""
    publication: str = ""
    date: str = ""
    link: str = ""


class Stated(NamedTuple):
    """A statement that is all there: its words, its figures by name, and its check."""

    text: str
    figures: Mapping[str, PrintedFigure]
    check: Mapping[str, Any]
    """What a file says of it, with ``kind``."""
    suggested: tuple[str, ...] = ()
    """Kinds of checks that its words suggest."""


class Drafted(NamedTuple):
    """The text of a claim file."""

    text: str
    examples: tuple[str, ...] = ()
    """What is not filled in: the path of each value that is still an example."""


def kind_of(name: str) -> Kind:
    """Return a kind of check by name.

    Raises:
        UnknownNameError: There is none; the nearest is offered.
        ScenarioError: It is what people call another kind, which is offered.
    """
    if (known := OTHER_NAMES.get(name.lower().replace("_", "-"))) and name not in kinds():
        raise ScenarioError(f"no kind of check {name!r}", hint=f"{known} decides it")
    if name not in kinds():
        raise UnknownNameError("kind of check", name, kinds())
    return kinds()[name]


def needs_setting(kind: Kind) -> bool:
    """Whether checks of a kind compute with a configuration.

    >>> needs_setting(kind_of("on-chip")), needs_setting(kind_of("missing"))
    (True, False)
    """
    return "setting" in kind.fields.model_fields


def common_file() -> Drafted:
    """Return a file with a statement of each common kind, as the templates have them."""
    others = [name for name in kinds() if name not in COMMON]
    parts = [HEAD, SETTING, *numbered([kind_of(name) for name in COMMON])]
    parts.append(
        "\n# Other kinds, each with a template: qestimate claim new FILE --kind NAME\n"
        + "".join(f"#   {line}\n" for line in _filled_lines(others))
    )
    return Drafted("".join(parts))


def stated_file(
    publication: Publication,
    statements: Sequence[Stated],
    setting: Mapping[str, Any] | None = None,
    note: str = "",
) -> Drafted:
    """Return a file of statements that are all there.

    Args:
        publication: What it is called, its date and its address.
        statements: One or more.
        setting: The configuration that they compute with, without its id and its source.
        note: A comment before the statements, one line.
    """
    import tomlkit

    head: Any = tomlkit.parse(HEAD)
    examples = fill_head(head, publication)
    lines = [tomlkit.dumps(head).rstrip("\n")]
    if setting is not None:
        fixed = {"id": SETTING_ID, "name": "as described", "source": SOURCE, "locator": NOT_NOTED}
        lines += ["", *_table("settings", {**fixed, **setting}, listed=True)]
    if note:
        lines += ["", f"# {note}"]
    for n, one in enumerate(statements, 1):
        what = {"id": f"statement-{n}", "text": one.text, "source": SOURCE, "locator": NOT_NOTED}
        lines += ["", *_table("statements", what, listed=True)]
        for name, printed in one.figures.items():
            lines += ["", *_table("statements.figures", figure_row(name, printed), listed=True)]
        lines.append("")
        if one.suggested:
            lines.append(f"# its words suggest: {', '.join(one.suggested)}")
        lines += _table("statements.check", one.check)
    return Drafted("\n".join(lines) + "\n", tuple(examples))


def article_file(publication: Publication, found: Sequence[Sentence]) -> Drafted:
    """Return a file of sentences that nobody has judged yet."""
    statements = [
        Stated(
            one.text,
            by_name(one.figures),
            {"kind": UNDECIDED, "missing": [NOT_JUDGED]},
            one.suggested,
        )
        for one in found
    ]
    return stated_file(
        publication,
        statements,
        note="Every sentence with a figure. None is judged: give each the check that decides it; "
        "qestimate claim new OTHER.toml --kind NAME writes one to copy.",
    )


def by_name(figures: Iterable[PrintedFigure]) -> dict[str, PrintedFigure]:
    """Return figures with a name each, from their units.

    >>> from qestimate.evidence.claims.printed import PrintedFigure
    >>> list(by_name([PrintedFigure(68, "%"), PrintedFigure(82, "%"), PrintedFigure(4, "h")]))
    ['share', 'share 2', 'time']
    """
    found: dict[str, PrintedFigure] = {}
    for one in figures:
        first = name = _name(one.unit)
        n = 1
        while name in found:
            n += 1
            name = f"{first} {n}"
        found[name] = one
    return found


def _name(unit: str) -> str:
    if unit in PERIODS:
        return "time"
    known = {"%": "share", "USD": "price", "EUR": "price", "GBP": "price", "times": "factor"}
    return known.get(unit) or unit or "figure"


def numbered(used: Sequence[Kind]) -> Iterator[str]:
    """Yield the template of each kind, with what it decides as a comment."""
    for n, kind in enumerate(used, 1):
        yield f"\n# {n}. {kind.decides}\n{kind.template}"


def _filled_lines(names: Sequence[str]) -> Iterator[str]:
    from textwrap import wrap

    yield from wrap(", ".join(names), 90, break_on_hyphens=False)


def fill_head(document: Any, publication: Publication) -> list[str]:
    """Fill in what is known of a publication, and return what is still an example."""
    import tomlkit

    known = {
        "name": publication.name or publication.publication,
        "publication": publication.publication or publication.name,
        "date": publication.date,
        "locator": NOT_NOTED if publication.link else "",
    }
    for key, value in known.items():
        if value:
            document[key] = value
    if publication.link:
        title = known["publication"] or publication.link
        source = tomlkit.table()
        source.update({"key": SOURCE, "title": title, "link": publication.link})
        document.setdefault("sources", tomlkit.aot()).append(source)
    return [marked(document, key, "") for key, value in known.items() if not value]


def figure_row(name: str, printed: PrintedFigure) -> dict[str, Any]:
    """Return a figure as a file has it."""
    found: dict[str, Any] = {"name": name, "value": printed.value}
    if printed.digits is not None:
        found["digits"] = printed.digits
    if printed.unit:
        found["unit"] = printed.unit
    return found


def marked(table: Any, key: str, at: str) -> str:
    """Say in the comment of a line that it is an example, and return its path."""
    item = table.item(key) if hasattr(table, "item") else table[key]
    before = item.trivia.comment.removeprefix("#").strip()
    item.comment(f"{EXAMPLE}; {before}" if before else EXAMPLE)
    return f"{at}.{key}" if at else key


def _table(path: str, content: Mapping[str, Any], *, listed: bool = False) -> Iterator[str]:
    """Yield the lines of a table, those inside it after it."""
    import tomlkit

    yield f"[[{path}]]" if listed else f"[{path}]"
    inside = []
    for key, value in content.items():
        if isinstance(value, dict):
            inside.append((f"{path}.{key}", [value], False))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            inside.append((f"{path}.{key}", value, True))
        else:
            yield f"{key} = {tomlkit.item(value).as_string()}"
    for name, rows, many in inside:
        for row in rows:
            yield ""
            yield from _table(name, row, listed=many)
