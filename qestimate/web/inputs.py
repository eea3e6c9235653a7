"""Inputs of a request as a scenario, and errors that name the field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import QestimateError
from qestimate.scenario.inputs import INPUTS
from qestimate.scenario.scenario import scenario
from qestimate.scenario.values import Given, read
from qestimate.web.labels import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

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


FILES = re.compile(r"\.(toml|jsonl|ndjson|json|csv|tsv|parquet)$|[/\\]", re.IGNORECASE)
"""A request names entities of the catalogue, and no files of this machine."""


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
        if INPUTS[name].file:
            raise FieldError(name, "files are not read from here", "use the program")
        if name in ("device", "model", "adapter", "dataset"):
            named = value if isinstance(value, list) else [value]
            if any(FILES.search(str(one)) for one in named):
                raise FieldError(name, "files are not read from here", "use the program")
        try:
            read(name, Given(value))
        except QestimateError as error:
            raise FieldError(name, _plain(error.message), _plain(error.hint)) from None
        given[name] = Given(value)
    try:
        return scenario(given)
    except QestimateError as error:
        raise FieldError(_field(error.message), _plain(error.message), _plain(error.hint)) from None


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
