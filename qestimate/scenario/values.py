"""Values of a scenario, read from text or a file by the kind of their input."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.scenario.inputs import INPUTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFAULT = "default"
"""Origin of a value that nobody gave."""

FLAG = "given"
"""Origin of a value that was typed, or handed over in Python."""


class Given(NamedTuple):
    """A value as somebody gave it, and who that was."""

    value: Any
    """Text, a number, or a list of names."""
    origin: str = FLAG
    """``given`` for a flag, else the name of the file."""

    def label(self, name: str) -> str:
        """Return how messages call an input that was given here."""
        return f"--{name}" if self.origin == FLAG else f"{name} in {self.origin}"


_SUFFIXES = {"k": 3, "m": 6, "b": 9, "g": 9, "t": 12}


def parse_size(text: str, name: str) -> float:
    """Read a size such as 1e9, 1_000_000_000, 1,000,000,000, 7B or 350M.

    Raises:
        DomainError: Not a number; a decimal comma or a list is none.

    >>> parse_size("7B", "--params"), parse_size("1,000,000", "--params")
    (7000000000.0, 1000000.0)
    """
    return _parse(text, name, "a number", "for example 1e9, 7B or 350M")


def parse_count(text: str, name: str) -> int:
    """Read a whole number such as 3000, 3e3 or 3k.

    Raises:
        DomainError: Not one whole number.

    >>> parse_count("3e3", "--samples")
    3000
    """
    hint = "one whole number, for example 8 or 3e3"
    if re.fullmatch(r"\d{1,100}", text.strip(), re.ASCII):
        return int(text)
    value = _parse(text, name, "one whole number", hint)
    if not isfinite(value) or value != int(value):
        raise DomainError(f"{name} must be a whole number, not {text!r}", hint=hint)
    return int(value)


def parse_number(text: str, name: str) -> float:
    """Read a number such as 0.05, 1e-3 or 30.

    Raises:
        DomainError: Not one number.

    >>> parse_number("1e-3", "--cz-error")
    0.001
    """
    return _parse(text, name, "one number", "for example 0.01 or 1e-2")


def _parse(text: str, name: str, what: str, hint: str) -> float:
    body = text.strip().replace("_", "")
    if "," in body:
        if re.fullmatch(r"-?\d{1,3}(,\d{3})+", body):
            body = body.replace(",", "")
        else:
            raise DomainError(
                f"{name} must be {what}, not {text!r}", hint="a decimal point is written as ."
            )
    scale = 1
    if body[-1:].lower() in _SUFFIXES:
        scale, body = 10 ** _SUFFIXES[body[-1].lower()], body[:-1]
    try:
        return float(body) * scale
    except ValueError:
        raise DomainError(f"{name} must be {what}, not {text!r}", hint=hint) from None


def split(values: Iterable[str] | None, name: str = "") -> list[str]:
    """Split names that may be repeated or hold commas, keeping order.

    Raises:
        ScenarioError: A list that was given and has an empty name.

    >>> split(["q_proj,v_proj", "o_proj"])
    ['q_proj', 'v_proj', 'o_proj']
    """
    parts = [part.strip() for value in values or () for part in value.split(",")]
    if values and not all(parts):
        raise ScenarioError(f"{name} has an empty name", hint="leave it out for the default")
    return list(dict.fromkeys(parts))


def read(name: str, given: Given) -> Any:
    """Return a value of a scenario from what was given, of the type of its kind.

    Args:
        name: Of the input.
        given: Text as at a shell, or a number, a text or a list of texts as in a file.

    Raises:
        DomainError: Not a number where one is needed.
        ScenarioError: Something of another type.

    >>> read("params", Given("7B")), read("rank", Given(8)), read("device", Given("a,b"))
    (7000000000.0, 8, ['a', 'b'])
    """
    spec, value, label = INPUTS[name], given.value, given.label(name)
    if spec.kind == "names":
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(v, str) for v in listed):
            raise ScenarioError(
                f"{label} must be names, not {value!r}", hint='for example ["qtha", "qpa"]'
            )
        return split(listed, label)
    if spec.kind == "name":
        if not isinstance(value, str):
            raise ScenarioError(f"{label} must be a name, not {value!r}", hint="in quotes")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ScenarioError(f"{label} must be one number, not {value!r}", hint="for example 8")
    if isinstance(value, int | float):
        return _number(value, label, whole=spec.kind == "count")
    parse = {"size": parse_size, "count": parse_count, "number": parse_number}[spec.kind]
    return parse(value, label)


def _number(value: float, label: str, *, whole: bool) -> float:
    """Return a number of a file, whole if that is what it must be."""
    try:
        number = float(value)
    except OverflowError:
        raise DomainError(
            f"{label} must be one number, not one of {len(str(value))} digits", hint="at most 1e308"
        ) from None
    if not whole:
        return number
    if not isfinite(number) or number != int(number):
        raise DomainError(f"{label} must be a whole number, not {value!r}", hint="for example 8")
    return int(value)


def given_figures(typed: Mapping[str, float], labels: Mapping[str, str] = {}) -> dict[str, float]:
    """Return the device figures that inputs set, in SI units.

    Args:
        typed: By name of the input, in the unit it is typed in.
        labels: How messages call an input, where that is not its flag.

    Raises:
        DomainError: A value outside the range of its figure.
        ScenarioError: Values that contradict each other.

    >>> given_figures({"cz-error": 0.01, "t1": 200})
    {'two_qubit_error': 0.01, 't1': 0.00019999999999999998}
    """
    from qestimate.device.device import FIGURES  # here, for --help needs no devices

    figures = {}
    for name, value in typed.items():
        spec, label = INPUTS[name], labels.get(name, f"--{name}")
        _, least, greatest = FIGURES[spec.figure]
        if not isfinite(value) or not least <= value * spec.scale <= greatest:
            raise DomainError(
                f"{label} must be between {least / spec.scale:g} and {greatest / spec.scale:g}"
                f"{spec.unit}, not {value:g}",
                hint="errors are shares, 0.005 for 0.5 %" if greatest == 1 else f"unit:{spec.unit}",
            )
        figures[spec.figure] = value * spec.scale
    t1, t2 = typed.get("t1"), typed.get("t2")
    if t1 is not None and t2 is not None and t2 > 2 * t1:
        raise ScenarioError(
            f"{labels.get('t2', '--t2')} {t2:g} is more than twice --t1 {t1:g}",
            hint="T2 is at most 2 T1",
        )
    if "shot_period" in figures and "repetition_delay" in figures:
        raise ScenarioError(
            "--shot-period and --rep-delay contradict each other",
            hint="the period holds the delay already: leave one of the two out",
        )
    return figures
