"""Questions that make a claim file, in plain words, one after the other."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from qestimate.cli import output
from qestimate.core.errors import QestimateError, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.evidence.claims.answers import Input
    from qestimate.evidence.claims.drafting import Drafted, Publication, Stated
    from qestimate.evidence.claims.kinds import Kind
    from qestimate.evidence.claims.printed import PrintedFigure

Answer = TypeVar("Answer")

UNPUBLISHED = "?"
"""Answer to what nobody published: the statement is not checkable then, and says so."""


class UnpublishedError(Exception):
    """Somebody does not know an answer."""


AGAIN = 100
"""Times that a check is asked for whose answers do not hold together."""


def ask_claim(trial: Callable[[Drafted], None]) -> Drafted:
    """Return a claim file from answers.

    Args:
        trial: Judges a file; what it raises is told, and the check is asked for again.

    Raises:
        typer.Abort: The answers end, or the person stops.
    """
    from qestimate.evidence.claims.drafting import stated_file

    _say("A claim file from your answers. Ctrl-C ends it, and writes nothing.")
    _say(f"{UNPUBLISHED} says that something is not published.")
    publication = _publication()
    statements: list[Stated] = []
    setting: dict[str, Any] | None = None
    while True:
        hint = "empty when there is no more" if statements else "as published"
        text = _ask(f"\nStatement {len(statements) + 1}, its words ({hint})", _words)
        if not text:
            if statements:
                return stated_file(publication, statements, setting)
            _say("One statement at the least.")
            continue
        kind = _kind()
        for _ in range(AGAIN):
            stated, chosen = _statement(text, kind, setting)
            try:
                trial(stated_file(publication, [*statements, stated], chosen))
            except QestimateError as error:
                _tell(error)
                continue
            statements.append(stated)
            setting = chosen
            break
        else:
            raise typer.Abort


def day(text: str) -> str:
    """Return a date that is one.

    Raises:
        ScenarioError: It is none.
    """
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ScenarioError(f"{text!r} is no date", hint="as 2025-04-09") from None


def address(text: str) -> str:
    """Return an address that is one, or nothing.

    Raises:
        ScenarioError: It is none.
    """
    link = text.strip()
    if link and not re.fullmatch(r"https?://\S+", link):
        raise ScenarioError(f"{text!r} is no address", hint="as https://example.org/article")
    return link


def _publication() -> Publication:
    from qestimate.evidence.claims.drafting import Publication

    name = _ask("What the publication is called", _some)
    when = _ask("Its date, as 2025-04-09", day)
    link = _ask("Its address (empty if it has none)", address)
    return Publication(name, name, when, link)


def _kind() -> Kind:
    """Return the kind of check that a person chooses from a list."""
    from qestimate.evidence.claims.drafting import UNDECIDED, kind_of
    from qestimate.evidence.claims.kinds import kinds

    names = [name for name in kinds() if name != UNDECIDED] + [UNDECIDED]
    _say("Which question does it raise?")
    for n, name in enumerate(names, 1):
        _say(f"  {n:2}  {name:15} {kinds()[name].decides}")

    def chosen(text: str) -> Kind:
        if text.isdecimal() and 1 <= int(text) <= len(names):
            return kind_of(names[int(text) - 1])
        return kind_of(text)

    return _ask(f"Number or name; {UNDECIDED} if you do not know", chosen, UNDECIDED)


def _statement(
    text: str, kind: Kind, setting: dict[str, Any] | None
) -> tuple[Stated, dict[str, Any] | None]:
    """Return a statement with its check, and the configuration if one is needed by now."""
    from qestimate.evidence.claims.answers import (
        checked_table,
        deciding_inputs,
        needed_inputs,
        optional_inputs,
    )
    from qestimate.evidence.claims.drafting import SETTING_ID, UNDECIDED, Stated, needs_setting
    from qestimate.evidence.claims.from_words import inputs_in, relation_in

    check: dict[str, Any] = {"kind": kind.name}
    figures = _figures(text, kind, check)
    if needs_setting(kind):
        setting = setting or _setting()
        check["setting"] = SETTING_ID
    wanted = needed_inputs(kind.fields, ("kind", "setting"))
    wanted += deciding_inputs(kind.fields)
    known = inputs_in(text, kind.fields)
    first = next(iter(figures.values()), None)
    if first is not None and (relation := relation_in(text, first.unit, first.value)):
        known["relation"] = relation
    missing: list[str] = []
    while True:
        answers = check | _answers(wanted, known, missing)
        if missing:
            undecided = {"kind": UNDECIDED, "missing": missing}
            return Stated(text, figures, undecided, (kind.name,)), setting
        asked = {one.name for one in wanted}
        besides = [one for one in optional_inputs(kind.fields) if one.name not in asked]
        for more in ([], besides):
            answers |= _optional(more)
            try:
                checked_table(kind.fields, answers)
            except ScenarioError as error:
                _say(f"Error: {_in_words(error)}")
                continue
            return Stated(text, figures, answers), setting


def _answers(wanted: list[Input], known: dict[str, Any], missing: list[str]) -> dict[str, Any]:
    """Return the answers by field; what is not published is noted as missing."""
    found: dict[str, Any] = {}
    for one in wanted:
        default = known.get(one.name, None if one.field.is_required() else one.field.default)
        try:
            value = _input(one, None if default is None else str(default))
        except UnpublishedError:
            missing.append(one.question)
            continue
        if value not in (None, ""):
            found[one.name] = value
    return found


def _optional(wanted: list[Input]) -> dict[str, Any]:
    """Return the answers to what may be left out, those that were given."""

    def ask(one: Input) -> Any:
        return _ask(_question(one), lambda text: one.value(text) if text else None)

    answers = {one.name: ask(one) for one in wanted}
    return {name: value for name, value in answers.items() if value is not None}


def _figures(text: str, kind: Kind, check: dict[str, Any]) -> dict[str, PrintedFigure]:
    """Return the figures of a statement by name; those that the check takes are named there."""
    from qestimate.evidence.claims.answers import figure_inputs
    from qestimate.evidence.claims.drafting import by_name
    from qestimate.evidence.claims.printed import printed_figures

    seen = printed_figures(text)
    wanted = figure_inputs(kind.fields)
    if not wanted:
        return by_name(seen)
    shown = [_written(one) for one in seen]
    if seen:
        _say(f"Figures in these words: {'; '.join(shown)}.")
    default = shown[0] if len(shown) == len(wanted) == 1 else None
    found = {one.name: _figure(one, default) for one in wanted}
    check |= {name: name for name, printed in found.items() if printed is not None}
    return {name: printed for name, printed in found.items() if printed is not None}


def _figure(one: Input, default: str | None) -> PrintedFigure | None:
    """Return a figure as it was printed; None if there is none and none is needed."""
    from qestimate.evidence.claims.printed import figure

    needed = one.field.is_required()
    ends = "" if needed else "; empty if there is none"
    return _ask(
        f"The figure {one.name!r} ({one.question}), as printed{ends}",
        lambda text: figure(text) if text or needed else None,
        default,
    )


def _written(one: PrintedFigure) -> str:
    return f"{one.value:,} {one.unit}".strip()


def _setting() -> dict[str, Any]:
    """Return the configuration that checks compute with."""
    from qestimate.catalog.claim_schema import SettingFile
    from qestimate.evidence.claims.answers import needed_inputs

    _say("The configuration that was run, as far as it is published:")
    known = ("id", "name", "source", "locator")
    return {one.name: _input(one) for one in needed_inputs(SettingFile, known)}


def _input(one: Input, default: str | None = None) -> Any:
    """Return the answer to what a field asks for; of a list of tables row by row.

    Raises:
        UnpublishedError: Nobody published it.
    """
    from qestimate.evidence.claims.drafting import NOT_NOTED, SOURCE

    if one.rows:
        rows: list[dict[str, Any]] = []
        while not rows or _ask("One more, yes or no", _yes, "no"):
            _say(f"{one.question}, number {len(rows) + 1}:")
            rows.append(_row(one))
        return rows
    if one.name.endswith("source"):
        default = SOURCE
    elif one.name.endswith("locator"):
        default = NOT_NOTED

    def read(text: str) -> Any:
        if text == UNPUBLISHED:
            raise UnpublishedError
        if not text and not one.field.is_required():
            return None
        return _known(one.name, one.value(text))

    return _ask(_question(one), read, default)


def _row(one: Input) -> dict[str, Any]:
    """Return one row of a list of tables, asked for again until it holds together."""
    from qestimate.evidence.claims.answers import checked_table

    while True:
        answers = {each.name: _input(each) for each in one.rows}
        row = {name: value for name, value in answers.items() if value is not None}
        if one.table is None:
            return row
        try:
            checked_table(one.table, row)
        except ScenarioError as error:
            _say(f"Error: {_in_words(error)}")
        else:
            return row


def _question(one: Input) -> str:
    form = f" ({one.form})" if one.form else ""
    if not one.field.is_required():
        form += "; empty if it is not stated"
    return f"{one.name}: {one.question}{form}" if one.question != one.name else f"{one.name}{form}"


def _known(name: str, value: Any) -> Any:
    """Return a value whose names are in the catalogue, where it names something of it.

    Raises:
        QestimateError: A name that is not there.
    """
    from qestimate import catalog
    from qestimate.catalog.claims import read_model
    from qestimate.methods import method

    find: dict[str, Callable[[str], Any]] = {
        "device": catalog.device,
        "model": read_model,
        "method": method,
    }
    for one in value if isinstance(value, list) else [value]:
        if name.removesuffix("s") in find:
            find[name.removesuffix("s")](one)
    return value


def _words(text: str) -> str:
    return text.strip()


def _yes(text: str) -> bool:
    if text.lower() not in ("yes", "y", "no", "n"):
        raise ScenarioError(f"{text!r} is neither yes nor no")
    return text.lower().startswith("y")


def _some(text: str) -> str:
    if not text.strip():
        raise ScenarioError("something has to be said")
    return text.strip()


def _ask(question: str, read: Callable[[str], Answer], default: str | None = None) -> Answer:
    """Return the answer to a question, on stderr; a wrong one is told and asked again."""
    while True:
        _say(f"{question}{'' if default is None else f' [{default}]'}:")
        text = typer.prompt("", default="", show_default=False, prompt_suffix="", err=True)
        try:
            return read(text.strip() or default or "")
        except QestimateError as error:
            _say(f"Error: {_in_words(error)}")


def _tell(error: QestimateError) -> None:
    """Say why a check cannot be judged."""
    problems = [problem.partition(": ")[2] for problem in getattr(error, "problems", ())]
    _say(f"Error: {'; '.join(problems) or _in_words(error)}")
    _say("Once more, please.")


def _in_words(error: QestimateError) -> str:
    return "; ".join(part for part in (error.message, error.hint) if part)


def _say(text: str) -> None:
    output.show_help(text)
