"""Values of a program: numbers, lengths of time, bits, free parameters, and what is measured."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.limits import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_INTEGER = 2**128
"""Size of integers that are worked with."""


class Unknown:
    """What depends on measurements, or is not set yet."""

    def __repr__(self) -> str:
        """Return its name."""
        return "UNKNOWN"


UNKNOWN = Unknown()


class Free(tuple[float, ...]):
    """Values of what depends on free parameters, one for each draw of them.

    >>> 2 * Free((1.0, 2.0)) - 1
    (1.0, 3.0)
    """

    __slots__ = ()

    def __neg__(self) -> Free:
        return Free(-value for value in self)

    def __pos__(self) -> Free:
        return self

    def __add__(self, other: Any) -> Any:
        return both(operator.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return both(operator.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return both(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Any:
        return both(operator.sub, other, self)

    def __mul__(self, other: Any) -> Any:
        return both(operator.mul, self, other)

    def __rmul__(self, other: Any) -> Any:
        return both(operator.mul, other, self)

    def __truediv__(self, other: Any) -> Any:
        return both(operator.truediv, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return both(operator.truediv, other, self)


def both(function: Callable[[Any, Any], Any], one: Any, other: Any) -> Free:
    """Return a function of two values, draw by draw."""
    if isinstance(one, Free) and isinstance(other, Free):
        return Free(function(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, Free):
        return Free(function(a, other) for a in one)
    return Free(function(one, b) for b in other)


class Duration:
    """A length of time; one that no number of seconds is known for has none.

    >>> (2 * Duration(1e-9)).seconds, (Duration(None) + Duration(1.0)).seconds
    (2e-09, None)
    """

    __slots__ = ("seconds",)

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds

    def __eq__(self, other: object) -> bool:
        """Return whether it is as long as another one, as far as is known."""
        return isinstance(other, Duration) and self.seconds == other.seconds

    def __hash__(self) -> int:
        """Return a number for sets."""
        return hash(self.seconds)

    def _with(self, other: Any, work: Callable[[float, float], float]) -> Duration:
        if not isinstance(other, Duration):
            raise RefusedError("a length of time and a number do not add up")
        if self.seconds is None or other.seconds is None:
            return Duration(None)
        return Duration(work(self.seconds, other.seconds))

    def __add__(self, other: Any) -> Duration:
        return self._with(other, operator.add)

    def __sub__(self, other: Any) -> Duration:
        return self._with(other, operator.sub)

    def __neg__(self) -> Duration:
        return Duration(None if self.seconds is None else -self.seconds)

    def __mul__(self, other: Any) -> Duration:
        if isinstance(other, (Duration, Free)):
            raise RefusedError("a length of time times something that is no number")
        return Duration(None if self.seconds is None else self.seconds * other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Duration):
            if self.seconds is None or other.seconds is None:
                return UNKNOWN
            return self.seconds / other.seconds
        return Duration(None if self.seconds is None else self.seconds / other)


class Bits(list[Any]):
    """Bits of a register: 0, 1, or unknown."""

    def number(self) -> Any:
        """Return them as an integer, bit 0 the least; unknown if one of them is."""
        if any(bit is UNKNOWN for bit in self):
            return UNKNOWN
        return sum(int(bit) << place for place, bit in enumerate(self))

    @classmethod
    def of(cls, number: int, width: int) -> Bits:
        """Return an integer as bits."""
        return cls((number >> place) & 1 for place in range(width))


class Wires(tuple[int, ...]):
    """Qubits that a name stands for."""

    __slots__ = ()


class OneWire(Wires):
    """A single qubit, which goes with each one of a register."""

    __slots__ = ()


def plain(value: Any) -> Any:
    """Return bits as a number, other values as they are."""
    return value.number() if isinstance(value, Bits) else value


def within_limits(value: Any) -> Any:
    """Return a value that is small enough to go on with.

    Raises:
        RefusedError: An integer that is too large.
    """
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise RefusedError("an integer of more than 128 bits")
    return value
