"""Inputs of a request as a scenario, and errors that name the field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qestimate.catalog.files import HINT
from qestimate.core.errors import FileError, QestimateError
from qestimate.scenario.inputs import INPUTS
from qestimate.scenario.scenario import scenario
from qestimate.scenario.toml_file import FILES as SUFFIXES
from qestimate.scenario.values import Given, read
from qestimate.web.labels import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qestimate.scenario.scenario import Scenario


class FieldError(Exception):
    """An input that no estimate can be made of.

    Args:
        field: Its name; empty where several contradict each other.
        message: What is wrong with it.
        hint: What to do next.
    """

    def __init__(self, field: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.hint = hint


FILES = re.compile(rf"({'|'.join(map(re.escape, SUFFIXES))})\b|[/\\\\~]|\.\.")
"""A request names entities of the catalogue, and no files of this machine."""

ELSEWHERE = "files are not read from here"

UNWRITTEN = re.compile("[\x00\ud800-\udfff]")
"""What no text of a request has: the end of a text in C, and halves of a character."""

MAX_VALUE = 1_000
"""Characters of a value."""


def scenario_of(inputs: Mapping[str, Any]) -> Scenario:
    """Return the scenario that a request asks for; empty inputs count as not given.

    Raises:
        FieldError: An input that does not exist, or a value that cannot be.
    """
    given: dict[str, Given] = {}
    for name, value in inputs.items():
        if name not in INPUTS:
            raise FieldError(name, f"unknown input {name!r}", "see /api/inputs")
        if value in (None, "", []):
            continue
        _check(name, value)
        try:
            read(name, Given(value))
        except QestimateError as error:
            raise field_error(error, name) from None
        given[name] = Given(value)
    try:
        return scenario(given)
    except QestimateError as error:
        raise field_error(error) from None


def given_once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the inputs of a query.

    Raises:
        FieldError: One that is there twice.
    """
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise FieldError(name, f"{name} is there twice", "separate names by commas")
        found[name] = value
    return found


def field_error(error: QestimateError, name: str = "") -> FieldError:
    """Return an error as a request is told of it: with labels for flags, without files.

    Args:
        error: What was raised.
        name: The input that it is about, if that is known.
    """
    if isinstance(error, FileError | OSError):
        return FieldError(name, "a file of the catalogue cannot be read", HINT)
    return FieldError(name or _field(error.message), _plain(error.message), _plain(error.hint))


def _check(name: str, value: Any) -> None:
    """Check that a value is text that can be written, and names no file.

    The file is not looked for: the answer is the same whether it is there or not.

    Raises:
        FieldError: It is not, or it does.
    """
    if INPUTS[name].file:
        raise FieldError(name, ELSEWHERE, "use the program")
    for one in value if isinstance(value, list) else [value]:
        text = str(one)
        if len(text) > MAX_VALUE:
            raise FieldError(
                name, _plain(f"--{name} has more than {MAX_VALUE:,} characters"), "shorten it"
            )
        if UNWRITTEN.search(text):
            raise FieldError(
                name, _plain(f"--{name} has a character that cannot be written"), "leave it out"
            )
        if INPUTS[name].kind in ("name", "names") and FILES.search(text.lower()):
            raise FieldError(name, ELSEWHERE, "use the program")


def _plain(message: str) -> str:
    """Return a message with the labels of the page in place of flags.

    >>> _plain("--params must be a number"), _plain("repeat --device A --device B")
    ('"Parameters of the model" must be a number', 'repeat "known chip" A "known chip" B')
    """

    def labelled(found: re.Match[str]) -> str:
        one = LABELS.get(found[1])
        return found[1] if one is None else f'"{one.label.removeprefix("or a ")}"'

    return re.sub(r"--([a-z0-9-]+)", labelled, message).removesuffix("unit:")


def _field(message: str) -> str:
    """Return the input that a message is about.

    >>> _field("--t2 5 is more than twice --t1 1"), _field("rank 99 is wider than"), _field("no")
    ('t2', 'rank', '')
    """
    flags = [name for name in re.findall(r"--([a-z0-9-]+)", message) if name in INPUTS]
    if flags:
        return str(flags[0])
    words = message.lower()
    for name in sorted(INPUTS, key=len, reverse=True):
        if re.search(rf"\b{name.replace('-', '[ -]')}s?\b", words):
            return name
    for word, name in (("signal floor", "floor"), ("parameters", "params")):
        if word in words:
            return name
    return ""
