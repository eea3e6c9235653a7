"""Claim files from templates: what somebody says is filled in, the rest is marked as an example."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from qestimate.catalog.check_schema import names_a_figure
from qestimate.core.errors import ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.evidence.claims.drafting import (
    COMMON,
    EVERY_MODULE,
    EXAMPLE,
    HEAD,
    NOT_JUDGED,
    NOT_NOTED,
    SETTING,
    UNDECIDED,
    Drafted,
    by_name,
    figure_row,
    fill_head,
    kind_of,
    marked,
    needs_setting,
    numbered,
)
from qestimate.evidence.claims.finding import PERIODS
from qestimate.evidence.claims.from_words import inputs_in, relation_in
from qestimate.evidence.claims.kinds import kinds
from qestimate.evidence.claims.printed import PrintedFigure, figure, printed_figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.evidence.claims.drafting import Publication
    from qestimate.evidence.claims.kinds import Kind


ANGLES = ("parameters", "angles")
"""What a method puts on a chip, in two words for the same."""


class Wanted(NamedTuple):
    """A statement from the template of a kind, and what to fill in."""

    kind: str
    text: str = ""
    figures: tuple[PrintedFigure, ...] = ()


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
    parts = [HEAD, SETTING if with_setting else "", *numbered(used)]
    document: Any = tomlkit.parse("".join(parts))
    examples = fill_head(document, publication)
    undated = not publication.date
    of_setting: list[str] = []
    if with_setting:
        of_setting = _fill_setting(document["settings"][0], devices, models)
        examples += of_setting
    for n, (one, kind) in enumerate(zip(wanted, used, strict=True)):
        statement = document["statements"][n]
        examples += _fill_statement(
            statement, one, kind, devices, models, of_setting, undated=undated
        )
    _tell_apart(document["statements"])
    return Drafted(tomlkit.dumps(document), tuple(examples))


def read_from(text: str, template: Sequence[Mapping[str, Any]]) -> tuple[PrintedFigure, ...]:
    """Return the figures in words that can stand for those of a template; none where that is open.

    >>> read_from("It took 4 hours on 72 qubits", [{"name": "time", "value": 1, "unit": "d"}])
    (PrintedFigure(value=4, unit='h', digits=None),)
    >>> read_from("It took 4 hours, or 5 hours", [{"name": "time", "value": 1, "unit": "d"}])
    ()
    """
    found = printed_figures(text)
    fitting = [one for one in found if any(_fits(one, figure) for figure in template)]
    alike = any(sum(_fits(one, figure) for figure in template) > 1 for one in fitting)
    if alike and not _in_order(template):
        return ()
    if len(fitting) != len(template) or not all(map(_fits, fitting, template)):
        return ()
    return tuple(fitting)


def _in_order(template: Sequence[Mapping[str, Any]]) -> bool:
    """Whether two figures alike are named in the order in which they are printed: before, after."""
    return [figure["name"] for figure in template] == ["before", "after"]


def _fits(printed: PrintedFigure, figure: Mapping[str, Any]) -> bool:
    """Whether a printed figure is of the same kind as one of a template."""
    unit = figure.get("unit", "")
    if unit in PERIODS:
        return printed.unit in PERIODS
    names = ANGLES if figure["name"] in ANGLES else (figure["name"],)
    return printed.unit == unit or (not unit and printed.unit in names)


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
    return [marked(setting, key, "settings") for key in list(setting) if key not in known]


def _fill_statement(
    statement: Any,
    wanted: Wanted,
    kind: Kind,
    devices: Sequence[str],
    models: Sequence[str],
    of_setting: Sequence[str],
    *,
    undated: bool,
) -> list[str]:
    """Fill in a statement, and return what is still an example.

    Args:
        statement: As its template has it.
        wanted: What was said of it.
        kind: Of its check.
        devices: That were named.
        models: That were named.
        of_setting: Examples in the configuration, which its check may compute with.
        undated: Whether the date of the publication is an example.
    """
    at = statement["id"]
    examples = []
    if wanted.text:
        statement["text"] = wanted.text
        statement["locator"] = NOT_NOTED
        statement.pop("reading", None)
    else:
        examples.append(marked(statement, "text", at))
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
    for name, value in inputs_in(wanted.text, kind.fields).items():
        check[name] = value
        known.add(name)
    if wanted.text and "relation" in kind.fields.model_fields:
        known |= _fill_relation(statement, wanted.text, kind)
    if kind.name == UNDECIDED and wanted.text:
        check["missing"] = [NOT_JUDGED]
        known.add("missing")
    left = _marked_below(check, f"{at}.check", known)
    if wanted.text and needs_setting(kind):
        left += of_setting
    if wanted.text and undated and "within_days" in kind.fields.model_fields:
        left.append("date")  # of the publication, which calibrations are held against
    if wanted.text and left:
        _list_examples(statement, [one.rpartition(".")[2] for one in left])
    return examples + [one for one in left if one not in of_setting]


def _fill_relation(statement: Any, text: str, kind: Kind) -> set[str]:
    """Fill in what the words say of the figure; where they leave it open it stays an example."""
    row, check = statement["figures"][0], statement["check"]
    relation = relation_in(text, row.get("unit", ""), row["value"])
    default = kind.fields.model_fields["relation"].default
    if relation is None:
        check["relation"] = "equal"
        return set()
    if relation == "equal" and default is None:
        check.pop("relation", None)
    else:
        check["relation"] = relation
    return {"relation"}


def _list_examples(statement: Any, names: Sequence[str]) -> None:
    """Name the inputs that are examples, before the tables of a statement: it is not judged."""
    tables = {key: statement.pop(key) for key in ("figures", "check") if key in statement}
    statement["examples"] = list(dict.fromkeys(names))
    statement.item("examples").comment("empty this list when they are filled in")
    for key, table in tables.items():
        statement.append(key, table)


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
        return [marked(figure, "value", f"{path}.{figure['name']}") for figure in own]
    if len(given) < len(own):
        raise ScenarioError(
            f"--figure: checks of {kind.name} take {len(own)} figures ({names}), not {len(given)}",
            hint="--figure once for each, in this order",
        )
    for row, printed in zip(own, given, strict=False):
        for key, value in figure_row(row["name"], printed).items():
            row[key] = value
        if not printed.unit:
            row.pop("unit", None)
        if printed.digits is None:
            row.pop("digits", None)
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
            table.update(figure_row(name, printed))
            more.append(table)
    return []


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
            found.append(marked(table, key, at))
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
