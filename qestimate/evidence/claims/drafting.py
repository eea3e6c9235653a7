"""Claim files that begin: from the templates of the kinds of checks, or from statements.

A kind brings the template of its own statement. What is not filled in there stays as an example;
such lines say so, and where the example has a source, it is called assumed.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from qestimate.catalog.check_schema import names_a_figure
from qestimate.core.errors import ScenarioError, UnknownNameError
from qestimate.core.records import NamedTuple
from qestimate.evidence.claims.finding import PERIODS
from qestimate.evidence.claims.kinds import kinds
from qestimate.evidence.claims.printed import PrintedFigure, figure, printed_figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from qestimate.evidence.claims.article import Sentence
    from qestimate.evidence.claims.kinds import Kind

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


class Wanted(NamedTuple):
    """A statement from the template of a kind, and what to fill in."""

    kind: str
    text: str = ""
    figures: tuple[PrintedFigure, ...] = ()


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
    """
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
    parts = [HEAD, SETTING, *_numbered([kind_of(name) for name in COMMON])]
    parts.append(
        "\n# Other kinds, each with a template: qestimate claim new FILE --kind NAME\n"
        + "".join(f"#   {line}\n" for line in _filled_lines(others))
    )
    return Drafted("".join(parts))


def wanted(names: Sequence[str], texts: Sequence[str], figures: Sequence[str]) -> list[Wanted]:
    """Return the statements that kinds, words and figures ask for.

    One text goes with every kind; several go with one kind each, or all with one. Words without a
    kind are not judged yet; without both there is a statement of each common kind.

    Raises:
        UnknownNameError: No such kind.
        ScenarioError: They do not go together.
    """
    for name in names:
        kind_of(name)
    if figures and not (names or texts):
        raise ScenarioError("--figure: of which statement?", hint="--statement TEXT")
    if figures and len(texts) > 1:
        raise ScenarioError(
            "--figure: of which statement?",
            hint="with several, their figures are read from their words",
        )
    read = tuple(figure(one) for one in figures)
    if not texts:
        return [Wanted(name, "", read) for name in names or COMMON]
    pairs = list(product(names or [UNDECIDED], texts))
    if len(names) > 1 and len(texts) > 1:
        if len(names) != len(texts):
            raise ScenarioError(
                f"{len(texts)} statements and {len(names)} kinds",
                hint="one --kind for each --statement, in the same order",
            )
        pairs = list(zip(names, texts, strict=True))
    return [Wanted(name, text.strip(), read) for name, text in pairs]


def filled_file(
    publication: Publication,
    wanted: Sequence[Wanted],
    devices: Sequence[str] = (),
    models: Sequence[str] = (),
) -> Drafted:
    """Return a file with statements from templates, filled in as far as it was said.

    Args:
        publication: What it is called, its date and its address.
        wanted: The statements; figures that are not given are read from the words.
        devices: For the configuration, and for checks that name devices.
        models: For the configuration, which has one, and for checks that name models.

    Raises:
        UnknownNameError: No such kind.
        ScenarioError: Too few figures for a kind, or devices or models that no kind takes.
    """
    import tomlkit

    used = [kind_of(one.kind) for one in wanted]
    with_setting = any(map(needs_setting, used))
    _check_taken(used, devices, models, with_setting)
    parts = [HEAD, SETTING if with_setting else "", *_numbered(used)]
    document: Any = tomlkit.parse("".join(parts))
    examples = _fill_head(document, publication)
    if with_setting:
        examples += _fill_setting(document["settings"][0], devices, models)
    for n, (one, kind) in enumerate(zip(wanted, used, strict=True)):
        statement = document["statements"][n]
        examples += _fill_statement(statement, one, kind, devices, models)
    _tell_apart(document["statements"])
    return Drafted(tomlkit.dumps(document), tuple(examples))


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
    examples = _fill_head(head, publication)
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
            lines += ["", *_table("statements.figures", _figure(name, printed), listed=True)]
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
        note="Every sentence with a figure. None is judged: give each the check that decides it.",
    )


def by_name(figures: Iterable[PrintedFigure]) -> dict[str, PrintedFigure]:
    """Return figures with a name each, from their units.

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


def read_from(text: str, template: Sequence[Mapping[str, Any]]) -> tuple[PrintedFigure, ...]:
    """Return the figures in words that can stand for those of a template; none where that is open.

    >>> read_from("It took 4 hours on 72 qubits", [{"name": "time", "value": 1, "unit": "d"}])
    (PrintedFigure(value=4, unit='h', digits=None),)
    >>> read_from("It took 4 hours, or 5 hours", [{"name": "time", "value": 1, "unit": "d"}])
    ()
    """
    found = printed_figures(text)
    fitting = [one for one in found if any(_fits(one, figure) for figure in template)]
    if len(fitting) != len(template) or not all(map(_fits, fitting, template)):
        return ()
    return tuple(fitting)


def _fits(printed: PrintedFigure, figure: Mapping[str, Any]) -> bool:
    """Whether a printed figure is of the same kind as one of a template."""
    unit = figure.get("unit", "")
    if unit in PERIODS:
        return printed.unit in PERIODS
    return printed.unit == unit or (not unit and printed.unit == figure["name"])


def _numbered(used: Sequence[Kind]) -> Iterator[str]:
    """Yield the template of each kind, with what it decides as a comment."""
    for n, kind in enumerate(used, 1):
        yield f"\n# {n}. {kind.decides}\n{kind.template}"


def _filled_lines(names: Sequence[str]) -> Iterator[str]:
    from textwrap import wrap

    yield from wrap(", ".join(names), 90, break_on_hyphens=False)


def _check_taken(
    used: Sequence[Kind], devices: Sequence[str], models: Sequence[str], with_setting: bool
) -> None:
    """Refuse what no check would take."""
    for flag, given in (("device", devices), ("model", models)):
        takes = any(f"{flag}s" in kind.fields.model_fields for kind in used)
        if given and not takes and not with_setting:
            names = ", ".join(sorted({kind.name for kind in used}))
            able = [
                kind.name
                for kind in kinds().values()
                if needs_setting(kind) or f"{flag}s" in kind.fields.model_fields
            ]
            raise ScenarioError(
                f"--{flag}: checks of {names} take none", hint=f"of these: {', '.join(able)}"
            )
    if with_setting and len(models) > 1:
        raise ScenarioError(
            f"--model: a configuration has one model, not {len(models)}", hint="one file for each"
        )


def _fill_head(document: Any, publication: Publication) -> list[str]:
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
    return [_marked(document, key, "") for key, value in known.items() if not value]


def _fill_setting(setting: Any, devices: Sequence[str], models: Sequence[str]) -> list[str]:
    known = {"id", "name", "source", "locator", "note"}
    if devices:
        setting["devices"] = list(devices)
        known.add("devices")
    if models:
        setting["model"] = models[0]
        setting["targets"] = [EVERY_MODULE]
        known.add("model")
    _assume(setting)
    setting["note"] = "What is marked as an example is assumed."
    return [_marked(setting, key, "settings") for key in list(setting) if key not in known]


def _fill_statement(
    statement: Any,
    wanted: Wanted,
    kind: Kind,
    devices: Sequence[str],
    models: Sequence[str],
) -> list[str]:

    at = statement["id"]
    examples = []
    if wanted.text:
        statement["text"] = wanted.text
        statement["locator"] = NOT_NOTED
        statement.pop("reading", None)
    else:
        examples.append(_marked(statement, "text", at))
    examples += _fill_figures(statement, wanted, kind)
    check = statement["check"]
    known = {"kind", "setting"}
    known |= {name for name in kind.fields.model_fields if names_a_figure(kind.fields, name)}
    for name, given in (("devices", devices), ("models", models)):
        if given and name in kind.fields.model_fields:
            check[name] = list(given)
            known.add(name)
    if models and "targets" in check:
        check["targets"] = [[EVERY_MODULE]]
    if kind.name == UNDECIDED and wanted.text:
        check["missing"] = [NOT_JUDGED]
        known.add("missing")
    left = _marked_below(check, f"{at}.check", known)
    if wanted.text and left:
        inputs = ", ".join(dict.fromkeys(one.rpartition(".")[2] for one in left))
        reading = f"With inputs that are examples, not published: {inputs}."
        statement["reading"] = reading
    return examples + left


def _fill_figures(statement: Any, wanted: Wanted, kind: Kind) -> list[str]:
    """Fill in the figures of a template; more than it has are added."""
    import tomlkit

    own = list(statement.get("figures", ()))
    given = wanted.figures or read_from(wanted.text, own)
    if not given and not own:
        given = tuple(printed_figures(wanted.text))
    names = ", ".join(figure["name"] for figure in own)
    if not given and wanted.text and own:
        raise ScenarioError(
            f"checks of {kind.name} need figures ({names}); the words do not give them",
            hint="--figure VALUE once for each, in this order",
        )
    if not given:
        path = f"{statement['id']}.figures"
        return [_marked(figure, "value", f"{path}.{figure['name']}") for figure in own]
    if len(given) < len(own):
        raise ScenarioError(
            f"--figure: checks of {kind.name} take {len(own)} figures ({names}), not {len(given)}",
            hint="--figure once for each, in this order",
        )
    for row, printed in zip(own, given, strict=False):
        for key, value in _figure(row["name"], printed).items():
            row[key] = value
        if not printed.unit:
            row.pop("unit", None)
        row.pop("meaning", None)
    if len(given) > len(own):
        more = statement.get("figures")
        if more is None:
            check = statement.pop("check")
            more = tomlkit.aot()
            statement.append("figures", more)
            statement.append("check", check)
        for name, printed in by_name(given[len(own) :]).items():
            table = tomlkit.table()
            table.update(_figure(name, printed))
            more.append(table)
    return []


def _figure(name: str, printed: PrintedFigure) -> dict[str, Any]:
    """Return a figure as a file has it."""
    found: dict[str, Any] = {"name": name, "value": printed.value}
    if printed.digits is not None:
        found["digits"] = printed.digits
    if printed.unit:
        found["unit"] = printed.unit
    return found


def _tell_apart(statements: Any) -> None:
    """Give statements of one kind ids of their own."""
    seen: dict[str, int] = {}
    for statement in statements:
        name = str(statement["id"])
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            statement["id"] = f"{name}-{seen[name]}"


def _marked_below(table: Any, at: str, known: set[str]) -> list[str]:
    """Mark every value of a table, and of those in it, that is still an example."""
    found = []
    for key in list(table):
        value = table[key]
        if key in known or key.endswith(("source", "locator")):
            continue
        if isinstance(value, dict):
            found += _marked_below(value, f"{at}.{key}", set())
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for row in value:
                found += _marked_below(row, f"{at}.{key}", set())
        else:
            found.append(_marked(table, key, at))
    if found:
        _assume(table)
    return found


def _assume(table: Any) -> None:
    """Call the source of examples assumed."""
    for key in list(table):
        if key.endswith("source"):
            table[key] = "assumed"
        elif key.endswith("locator"):
            table[key] = f"{EXAMPLE}; put where it stands"


def _marked(table: Any, key: str, at: str) -> str:
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
