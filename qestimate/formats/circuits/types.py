"""Types of OpenQASM 3, and values turned into them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from qestimate.formats.circuits.limits import RefusedError
from qestimate.formats.circuits.values import UNKNOWN, Bits, Duration, Free, plain


class Kind(NamedTuple):
    """A type."""

    name: str
    """As in the language: int, uint, float, angle, bit, bool, duration, stretch, array, complex."""
    size: int | None = None
    """Bits."""
    base: Any = None
    """Type of the elements of an array."""
    shape: tuple[int, ...] = ()


class Variable:
    """A name's value, which may change."""

    __slots__ = ("constant", "kind", "value")

    def __init__(self, value: Any, kind: Kind, *, constant: bool = False) -> None:
        self.value = value
        self.kind = kind
        self.constant = constant


def unset(kind: Kind) -> Any:
    """Return the value of a variable that has none yet.

    >>> unset(Kind("bit", 2))
    [UNKNOWN, UNKNOWN]
    """
    if kind.name == "bit" and kind.size is not None:
        return Bits([UNKNOWN] * kind.size)
    if kind.name == "stretch":
        return Duration(None)
    if kind.name == "array":
        return _array(kind, 0)
    return UNKNOWN


def _array(kind: Kind, level: int) -> Any:
    if level == len(kind.shape):
        return unset(kind.base)
    if math.prod(kind.shape[level:]) > 100_000:
        raise RefusedError(f"an array of {math.prod(kind.shape):,} elements")
    return [_array(kind, level + 1) for _ in range(kind.shape[level])]


def cast(value: Any, kind: Kind) -> Any:
    """Return a value as one of a type.

    Raises:
        RefusedError: It cannot be one.

    >>> cast(2.9, Kind("int")), cast(19, Kind("uint", 4)), cast(5, Kind("bit", 3))
    (2, 3, [1, 0, 1])
    """
    name = kind.name
    if name == "bit" and kind.size is not None:
        return _bits(value, kind.size)
    if name == "array":
        if not isinstance(value, list):
            raise RefusedError("an array is wanted")
        below = kind._replace(shape=kind.shape[1:]) if len(kind.shape) > 1 else kind.base
        return [cast(one, below) for one in value]
    value = plain(value)
    if value is UNKNOWN or isinstance(value, Free):
        return value
    if name in ("duration", "stretch"):
        if not isinstance(value, Duration):
            raise RefusedError("a length of time is wanted, such as 100ns")
        return value
    if name == "complex":
        return UNKNOWN
    if not isinstance(value, (bool, int, float)):
        raise RefusedError(f"a number is wanted for {name}")
    if name in ("float", "angle"):
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise RefusedError("a number that is not finite")
    if name == "bool":
        return bool(value)
    if name == "bit":
        return int(bool(value))
    return _wrapped(int(value), kind)


def _wrapped(value: int, kind: Kind) -> int:
    if kind.size is None:
        return value
    value %= 1 << min(kind.size, 128)
    if kind.name == "int" and value >> (kind.size - 1) & 1:
        value -= 1 << kind.size
    return value


def _bits(value: Any, size: int) -> Any:
    if isinstance(value, Bits):
        if len(value) != size:
            raise RefusedError(f"{len(value)} bits for a register of {size}")
        return Bits(value)
    if value is UNKNOWN or isinstance(value, Free):
        return Bits([UNKNOWN] * size)
    if not isinstance(value, (bool, int)):
        raise RefusedError(f"{size} bits are wanted")
    return Bits.of(int(value), size)
