"""The axes of a sweep: lists of values, evenly spaced ranges, and ranges to draw from."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.scenario.inputs import INPUTS
from qestimate.scenario.values import Given, parse_count, read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qestimate.scenario.inputs import Input

MAX_VALUES = 10**6
"""Values that one axis may have."""

SINGLE = ("config", "adapter-config", "tokenizer", "field", "train", "image-size", "processor")
"""Inputs that name something of the user's, in which a comma is a sign like any other."""

FIXED = ("adapter", "dataset", "snapshot", "date", "weight-bits", "chars-per-token")
"""Inputs that have one value in a sweep."""

SCALES = ("lin", "log")

HINT = "1,2,4 or 1e-4:1e-2:log:50; without the number of values in a random design"


class Axis(NamedTuple):
    """One input and the values it takes."""

    name: str
    values: tuple[Any, ...]
    """In the unit it is typed in; empty if it is drawn from a range."""
    low: float = 0.0
    high: float = 0.0
    log: bool = False

    @property
    def drawn(self) -> bool:
        """Whether its values are drawn from a range."""
        return not self.values

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.name != "device" and self.spec.kind not in ("name", "names")

    @property
    def spec(self) -> Input:
        """The input."""
        return INPUTS[self.name]

    def numbers(self) -> NDArray[np.float64]:
        """Return its values as numbers."""
        return np.asarray(self.values, dtype=np.float64)

    def at(self, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values of a drawn axis at numbers between 0 and 1.

        >>> [float(x) for x in Axis("rank", (), 1, 8).at(np.array([0.0, 0.6, 0.999]))]
        [1.0, 5.0, 8.0]
        """
        if self.spec.kind == "number":
            return self._between(self.low, self.high, uniform)
        # a whole number has its share of the range on both its sides
        drawn = np.rint(self._between(self.low - 0.5, self.high + 0.5, uniform))
        found: NDArray[np.float64] = np.clip(drawn, self.low, self.high)
        return found

    def _between(
        self, low: float, high: float, uniform: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        found: NDArray[np.float64] = low + (high - low) * uniform
        if self.log:
            found = np.exp(np.log(low) + (np.log(high) - np.log(low)) * uniform)
        return found


def axis(name: str, given: Given) -> Axis:
    """Return an axis from text such as ``1,2,4`` or ``1e-4:1e-2:log:50``, or from a list.

    Args:
        name: Of the input.
        given: ``low:high``, then ``lin`` or ``log``, then how many values; without their number
            the range is drawn from. Names are listed with commas.

    Raises:
        DomainError: No numbers, or more of them than an axis may have.
        ScenarioError: A range that makes no sense, or an input that has one value only.

    >>> axis("rank", Given("1,2,4")).values
    (1, 2, 4)
    >>> [f"{x:.3g}" for x in axis("cz-error", Given("1e-4:1e-2:log:3")).values]
    ['0.0001', '0.001', '0.01']
    >>> axis("t1", Given("50:300")).drawn
    True
    """
    spec, label, value = INPUTS[name], given.label(name), given.value
    if name == "target":
        return _targets(given)
    if name in SINGLE:
        return Axis(name, (read(name, given),))
    parts: list[Any] = []
    for one in value if isinstance(value, list | tuple) else [value]:
        parts += one.split(",") if isinstance(one, str) else [one]
    if name in FIXED and len(parts) > 1:
        raise ScenarioError(
            f"{label} has one value in a sweep, not {len(parts)}", hint="leave the others out"
        )
    found: list[Any] = []
    for part in parts:
        if not (isinstance(part, str) and ":" in part) or spec.kind in ("name", "names"):
            one = read(name, Given(part.strip() if isinstance(part, str) else part, given.origin))
            found += one if isinstance(one, list) else [one]
            continue
        ranged = _range(name, part, given)
        if ranged.drawn and len(parts) > 1:
            raise ScenarioError(f"{label}: {part!r} has no number of values", hint=HINT)
        if ranged.drawn:
            return ranged
        found += ranged.values
    if not found:
        raise ScenarioError(f"{label} has no values", hint=HINT)
    if len(found) > MAX_VALUES:
        raise DomainError(
            f"{label} has {len(found):,} values; {MAX_VALUES:,} at most", hint="or --random N"
        )
    return Axis(name, tuple(dict.fromkeys(found)))


def _targets(given: Given) -> Axis:
    """Return sets of modules; in a file a list of lists holds several."""
    value = given.value
    if isinstance(value, list) and value and all(isinstance(one, list) for one in value):
        sets = [tuple(read("target", given._replace(value=one))) for one in value]
        return Axis("target", tuple(dict.fromkeys(sets)))
    return Axis("target", (tuple(read("target", given)),))


def _range(name: str, text: str, given: Given) -> Axis:
    label = given.label(name)
    parts = [part.strip() for part in text.split(":")]
    log = "log" in parts[2:]
    rest = [part for part in parts[2:] if part not in SCALES]
    if len(parts) - len(rest) > 3 or len(rest) > 1:
        raise ScenarioError(f"{label}: {text!r} is no range", hint=HINT)
    low, high = (float(read(name, Given(end, given.origin))) for end in parts[:2])
    if not (isfinite(low) and isfinite(high) and low <= high) or (log and low <= 0):
        raise ScenarioError(
            f"{label}: {text!r} is no range",
            hint="from less to more, and from above 0 where it is logarithmic",
        )
    ranged = Axis(name, (), low, high, log)
    if not rest:
        return ranged
    try:
        count = parse_count(rest[0], label)
    except DomainError:
        count = 0
    if not 1 <= count <= MAX_VALUES:
        raise DomainError(f"{label}: {rest[0]!r} is no number of values up to 1e6", hint=HINT)
    return Axis(name, tuple(_spaced(ranged, count)))


def _spaced(one: Axis, count: int) -> list[float] | list[int]:
    """Return evenly spaced values; whole numbers are rounded, and each occurs once."""
    steps = np.linspace(0.0, 1.0, count) if count > 1 else np.zeros(1)
    if one.log:
        values = np.exp(np.log(one.low) + (np.log(one.high) - np.log(one.low)) * steps)
    else:
        values = one.low + (one.high - one.low) * steps
    values[0] = one.low
    if count > 1:
        values[-1] = one.high
    # twelve digits: the 10 of a logarithmic range is 10, not 9.999999999999998
    rounded = [float(f"{value:.12g}") for value in values]
    if one.spec.kind == "number":
        return rounded
    return list(dict.fromkeys(round(value) for value in rounded))
